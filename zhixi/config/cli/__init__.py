"""The command line `zhixi`: one file for each group of verbs."""

import os
import sys

import click
import django


def main() -> None:
    """Set Django up, learn the verbs, and say expected faults without a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")
    django.setup()
    from zhixi.config.cli import faults
    from zhixi.config.cli.verbs import verbs

    try:
        verbs(prog_name="zhixi")
    except faults.EXPECTED as error:
        click.echo(faults.told(error), err=True)
        sys.exit(1)
