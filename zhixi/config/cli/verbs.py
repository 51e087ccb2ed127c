"""All verbs under one name."""

import sys
from typing import IO, Any

import click

from zhixi.config.cli import audit, faults, gate, index, knowledge, places, running, staff
from zhixi.config.cli.options import later
from zhixi.intake import commands

LATER = ("report",)


class Plain(click.ClickException):
    """A fault told in one sentence, without click's English prefix; exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class Verbs(click.Group):
    """Says faults that a person can mend without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.UsageError:
            raise
        except click.ClickException as error:
            raise Plain(error.message) from error
        except faults.EXPECTED as error:
            raise Plain(faults.told(error)) from error


@click.group(cls=Verbs)
def verbs() -> None:
    """知席：银行客服中心的知识库。"""
    if "manage" not in sys.argv[1:2]:
        running.prepare()


for _name in LATER:
    verbs.add_command(later(_name))
for _module in (running, knowledge, gate, index, audit, staff, places, commands):
    for _command in _module.COMMANDS:
        verbs.add_command(_command)
