"""Verbs that run the installation."""

import datetime as dt
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connection

from zhixi.config.serving import serve as run


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000)
@click.option("--workers", default=1)
def serve(host: str, port: int, workers: int) -> None:
    """网页服务与索引，同一个父进程。"""
    click.echo(f"http://{host}:{port}")
    if settings.DEMO:
        from zhixi.intake.demo import ACCOUNTS

        click.echo(ACCOUNTS)
    run(host, port, workers)


@click.group()
def demo() -> None:
    """演示银行。"""


@demo.command()
@click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), envvar="DATE", help="装载日，缺省为今天。"
)
def load(date: dt.datetime | None) -> None:
    """装入海山银行：人员、知识与历史。"""
    from zhixi.intake import demo as bank

    click.echo(bank.load(date.date() if date else None))


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 的命令。"""
    execute_from_command_line(["zhixi manage", *arguments])


def prepare() -> None:
    """Bring a database that has no tables yet into being."""
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    if "django_migrations" not in connection.introspection.table_names():
        click.echo("正在建立数据库", err=True)
        call_command("migrate", verbosity=0)


COMMANDS = [serve, demo, manage]
