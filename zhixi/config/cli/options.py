"""What several verbs take and give alike."""

import datetime as dt
import json
from typing import Any, NoReturn

import click
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.accounts.queries import person_named

ABSENT = 3  # exit code of a verb that a later version brings

NUMBER = click.IntRange(1, 2**63 - 1)  # what a database key can be

as_json = click.option("--json", "as_json", is_flag=True, help="结果为最后一行的一个 JSON 对象。")


class Moment(click.ParamType):
    """ISO 8601 with a zone."""

    name = "moment"

    def convert(self, value: Any, param: Any, ctx: Any) -> dt.datetime:
        try:
            at = parse_datetime(value)
        except ValueError:
            at = None
        if at is None or timezone.is_naive(at):
            self.fail(_("时点须写成带时区的形式，例如 2026-09-30T14:31:00+08:00。"), param, ctx)
        return at


class Staff(click.ParamType):
    """A person by login or staff number."""

    name = "user"

    def convert(self, value: Any, param: Any, ctx: Any) -> Person:
        return value if isinstance(value, Person) else person_named(value)


def say(result: dict[str, Any], as_json: bool, text: str) -> None:
    click.echo(json.dumps(result, ensure_ascii=False, default=str) if as_json else text)


def absent() -> NoReturn:
    """Say that a later version brings this, and leave with exit code 3."""
    click.echo("not available in this version / 本版本不提供", err=True)
    raise SystemExit(ABSENT)


def later(name: str) -> click.Command:
    """A verb that a later version brings; whatever follows it is accepted."""

    @click.command(
        name, context_settings={"ignore_unknown_options": True}, help=_("后续版本提供。")
    )
    @click.argument("rest", nargs=-1, type=click.UNPROCESSED)
    def verb(rest: tuple[str, ...]) -> None:
        absent()

    return verb
