"""All verbs under one name."""

import sys

import click

from zhixi.config.cli import audit, knowledge, running, staff
from zhixi.intake import commands


@click.group()
def verbs() -> None:
    """知席：银行客服中心的知识库。"""
    if "manage" not in sys.argv[1:2]:
        running.prepare()


for _module in (running, knowledge, audit, staff, commands):
    for _command in _module.COMMANDS:
        verbs.add_command(_command)
