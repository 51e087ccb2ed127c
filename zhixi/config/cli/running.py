"""Verbs that run the installation."""

import datetime as dt
from pathlib import Path

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connection, connections
from django.utils.translation import gettext as _

from zhixi.accounts import evidence
from zhixi.config import serving
from zhixi.search.router import LOG


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")
@click.option("--port", default=8000, show_default=True, help="端口。")
@click.option("--workers", default=1, show_default=True, help="网页进程数。")
def serve(host: str, port: int, workers: int) -> None:
    """网页服务与索引，同一个父进程。"""
    click.echo(f"http://{host}:{port}")
    if settings.DEMO:
        from zhixi.intake.demo import ACCOUNTS

        click.echo(ACCOUNTS)
    serving.serve(host, port, workers)


@click.command(hidden=True)
@click.option("--parent", type=int, required=True)
def worker(parent: int) -> None:
    """索引进程，由 zhixi serve 启动。"""
    serving.work(parent)


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


@click.command()
@click.argument("role")
def grants(role: str) -> None:
    """PostgreSQL：服务账号所需的授权语句，由库的所有者执行。"""
    if connection.vendor != "postgresql":
        raise click.ClickException(_("只有 PostgreSQL 需要授权；请先设 ZHIXI_DATABASE_URL。"))
    click.echo("".join(f"{statement};\n" for statement in evidence.grants(role)), nl=False)


def prepare() -> None:
    """Bring a database that has no tables yet into being, and the look-up log beside it."""
    Path(settings.VAR).mkdir(parents=True, exist_ok=True)
    if _is_bare(connection.alias):
        click.echo("正在建立数据库", err=True)
        call_command("migrate", verbosity=0)
    elif _is_bare(LOG):
        call_command("migrate", database=LOG, verbosity=0)


def _is_bare(alias: str) -> bool:
    return "django_migrations" not in connections[alias].introspection.table_names()


COMMANDS = [serve, worker, demo, manage, grants]
