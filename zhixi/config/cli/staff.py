"""Verbs about people and units."""

import sys

import click
from django.utils import timezone

from zhixi.accounts import actions
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.queries import unit_named
from zhixi.accounts.rules import Role
from zhixi.config.cli.options import Staff


@click.group()
def person() -> None:
    """人员。"""


@person.command("add")
@click.argument("number")
@click.argument("name")
@click.option("--login", help="登录名，缺省时只用工号登录。")
@click.option("--unit", help="所属机构的代码或名称。")
@click.option("--role", "roles", multiple=True, type=click.Choice(Role.values), help="可写多个。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码；缺省时此人暂不能登录。")
def add_person(
    number: str,
    name: str,
    login: str | None,
    unit: str | None,
    roles: tuple[str, ...],
    password_stdin: bool,
) -> None:
    """新增一名人员：工号、姓名。"""
    actions.add_person(
        number=number,
        name=name,
        login=login,
        unit=unit_named(unit) if unit else None,
        roles=roles,
        password=_password() if password_stdin else None,
        by=None,
        now=timezone.now(),
    )
    click.echo(f"{name} {number}")


def _password() -> str:
    """The first line of standard input, so that it shows in no list of processes."""
    return sys.stdin.readline().rstrip("\r\n")


@click.group()
def unit() -> None:
    """机构。"""


@unit.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(Unit.Kind.values), default=Unit.Kind.DEPARTMENT.value)
@click.option("--parent", help="上级机构的代码或名称。")
@click.option("--region", default="", help="所在地区，用于分行与网点。")
def add_unit(code: str, name: str, kind: str, parent: str | None, region: str) -> None:
    """新增一个机构：代码、名称。"""
    actions.add_unit(
        code=code,
        name=name,
        kind=kind,
        region=region,
        parent=unit_named(parent) if parent else None,
        by=None,
        now=timezone.now(),
    )
    click.echo(f"{name} {code}")


@click.command()
@click.argument("person", type=Staff())
@click.option("--name", default="", help="用途，例如 App 知识机器人。")
@click.option("--scope", default="read", help="权限范围，逗号分隔。", show_default=True)
def token(person: Person, name: str, scope: str) -> None:
    """发一个令牌，只显示这一次。"""
    scopes = [each.strip() for each in scope.split(",") if each.strip()]
    named, now = name.strip()[:60], timezone.now()
    click.echo(actions.issue_token(person=person, scopes=scopes, name=named, by=None, now=now))


COMMANDS = [person, unit, token]
