"""The command line `zhixi`: one file for each group of verbs."""

import os

import django


def main() -> None:
    """Set Django up, then learn the verbs: their modules import models."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")
    django.setup()
    from zhixi.config.cli.verbs import verbs

    verbs(prog_name="zhixi")
