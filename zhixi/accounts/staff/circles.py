"""Audiences: whose units may read, and how many people that is. One never changes; who wants
another circle makes another, and it opens nothing until a section or an article is given it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts import actions
from zhixi.accounts.models import Audience, AudienceUnit, Person, Unit, UnitMembership
from zhixi.accounts.staff.changing import UnableToChange
from zhixi.accounts.staff.listing import held, standing
from zhixi.accounts.staff.tree import tree
from zhixi.lib.db import alone, writing


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    units: list[Unit]
    people: int


def rows(audiences: Sequence[Audience], now: dt.datetime) -> list[Row]:
    told, named = tree(), _units(audiences)
    working = _working(now)
    found = []
    for audience in audiences:
        units = named.get(audience.pk, [])
        reach = frozenset[int]().union(*(told.below(unit.pk) for unit in units))
        people = sum(not reach.isdisjoint(some) for some in working)
        found.append(Row(audience.name, units, people))
    return found


def _units(audiences: Collection[Audience]) -> dict[int, list[Unit]]:
    found: dict[int, list[Unit]] = {}
    some = AudienceUnit.objects.filter(audience__in=[each.pk for each in audiences])
    for each in some.select_related("unit").order_by("unit__code"):
        found.setdefault(each.audience_id, []).append(each.unit)
    return found


def _working(now: dt.datetime) -> list[list[int]]:
    """The units of each person who is with the bank."""
    here = Person.objects.filter(standing(now)).values("pk")
    return list(held(UnitMembership.objects.filter(person__in=here), "unit_id", now).values())


def add(*, name: str, units: Sequence[Unit], by: Person, now: dt.datetime) -> Audience:
    """A new audience. Raises UnableToChange where the name is taken or a unit is closed."""
    with writing():
        alone("audiences")
        if Audience.objects.filter(name=name).exists():
            raise UnableToChange(_("可见范围“%(name)s”已经有了。") % {"name": name})
        for unit in units:
            if unit.closed_at is not None:
                raise UnableToChange(_("“%(unit)s”已撤销，请选择其他机构。") % {"unit": unit})
        return actions.audience(name=name, units=units, by=by, now=now)
