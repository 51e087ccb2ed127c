"""Freeze windows and holidays are kept by the authors; each change is a link in the chain."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.models import CalendarMark
from zhixi.lib.db import writing


class UnableToMark(Exception):
    """Nothing was changed; the message says why."""


def mark(
    *,
    kind: str,
    name: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    by: Person,
    now: dt.datetime,
) -> CalendarMark:
    """Keep a period in the calendar."""
    _refuse_others(by, now)
    with writing():
        made = CalendarMark.objects.create(
            kind=kind, name=name, starts_at=starts_at, ends_at=ends_at, by=by, at=now
        )
        _record(made, {"before": None, "after": _facts(made)}, by, now)
        return made


def unmark(*, number: int, by: Person, now: dt.datetime) -> None:
    """Take a period out of the calendar; that it is gone already is no fault."""
    _refuse_others(by, now)
    with writing():
        row = CalendarMark.objects.filter(pk=number).first()
        if row is not None:
            CalendarMark.objects.filter(pk=number).delete()
            _record(row, {"before": _facts(row), "after": None}, by, now)


def _refuse_others(by: Person, now: dt.datetime) -> None:
    if not rules.may_accept(roles_of(by, now)):
        raise UnableToMark(_("只有采编岗可以维护冻结期和节假日。"))


def _facts(row: CalendarMark) -> dict[str, Any]:
    return {"kind": row.kind, "name": row.name, "from": row.starts_at, "until": row.ends_at}


def _record(row: CalendarMark, facts: dict[str, Any], by: Person, now: dt.datetime) -> None:
    audit.record(verb="calendar", subject=f"mark:{row.pk}", facts=facts, by=by, at=now)
