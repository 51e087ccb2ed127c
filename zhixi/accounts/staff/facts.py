"""One person: what he is and was, since when, by whose hand, and what that opens to him."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings

from zhixi.accounts.models import ApiToken, AudienceUnit, Person, RoleMembership, UnitMembership
from zhixi.accounts.rules import SCOPES, Role
from zhixi.accounts.staff.tree import Tree
from zhixi.lib.text import series


@dataclass(slots=True)
class Interval:
    """Something held for a time. `by` and `ended_by` are empty where no person is named."""

    key: Any
    label: str
    since: dt.datetime
    by: str
    until: dt.datetime | None = None
    ended_by: str = ""

    def at(self, moment: dt.datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class Circle:
    """An audience that the person belongs to: through which of his units, by which one above."""

    id: int
    name: str
    unit: str
    through: str


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token that opens something; its text is known to nobody here."""

    id: int
    name: str
    label: str
    since: dt.datetime
    used_on: dt.date | None


def tokens(person: Person) -> list[Token]:
    """Those that were not taken back, the latest first."""
    rows = ApiToken.objects.filter(person=person, revoked_at=None).order_by("-id")
    return [
        Token(row.pk, row.name, _scopes(row.scopes), row.created_at, row.last_used_on)
        for row in rows
    ]


def _scopes(codes: Iterable[str]) -> str:
    return series(str(SCOPES.get(code, code)) for code in codes)


def roles(person: Person) -> list[Interval]:
    rows = RoleMembership.objects.filter(person=person)
    return _intervals(rows, lambda row: (row.role, str(Role(row.role).label)))


def units(person: Person) -> list[Interval]:
    rows = UnitMembership.objects.filter(person=person).select_related("unit")
    return _intervals(rows, lambda row: (row.unit_id, row.unit.name))


def _intervals(rows: Any, named: Any) -> list[Interval]:
    """What holds comes first, then what ended last."""
    found: list[Interval] = []
    open_: dict[Any, Interval] = {}
    for row in rows.select_related("recorded_by").order_by("from_at", "id"):
        key, label = named(row)
        by = row.recorded_by.name if row.recorded_by else ""
        if row.held and key not in open_:
            open_[key] = Interval(key, label, row.from_at, by)
            found.append(open_[key])
        elif not row.held and key in open_:
            ended = open_.pop(key)
            ended.until, ended.ended_by = row.from_at, by
    found = [each for each in found if each.until != each.since]
    return sorted(found, key=lambda each: (each.until is not None, -each.since.timestamp()))


def circles(units: Iterable[int], tree: Tree) -> list[Circle]:
    """The audiences that hold one of the units or a unit above it."""
    via = {above.pk: (above, unit) for unit in units for above in tree.line(unit)}
    rows = AudienceUnit.objects.filter(unit__in=via).order_by("audience__name", "unit")
    found: dict[int, Circle] = {}
    for audience, name, key in rows.values_list("audience", "audience__name", "unit"):
        above, unit = via[key]
        found.setdefault(audience, Circle(audience, name, tree.units[unit].name, above.name))
    return list(found.values())


def locked(person: Person, now: dt.datetime) -> bool:
    """Whether too many failures shut the person out from some address."""
    since = now - dt.timedelta(hours=settings.AXES_COOLOFF_TIME)
    tries = AccessAttempt.objects.filter(username=person.number, attempt_time__gt=since)
    return tries.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT).exists()
