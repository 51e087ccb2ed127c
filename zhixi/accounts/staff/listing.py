"""The list of people, narrowed and paged."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zhixi.accounts.models import Handover, Person, RoleMembership, Unit, UnitMembership
from zhixi.accounts.rules import Role
from zhixi.accounts.staff.tree import tree

PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed by. `standing` is one of in, leaving, stuck, out and all."""

    text: str = ""
    unit: int | None = None
    role: str = ""
    standing: str = "in"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    person: Person
    units: list[str]
    roles: list[str]
    active: bool
    handover: Handover | None  # where it was not done yet


def people(asked: Asked, now: dt.datetime) -> tuple[Page, list[Row]]:
    """One page of them, by staff number."""
    page = Paginator(_narrowed(asked, now).order_by("number"), PAGE).get_page(asked.page)
    some = [person.pk for person in page]
    roles = held(RoleMembership.objects.filter(person__in=some), "role", now)
    units = held(UnitMembership.objects.filter(person__in=some), "unit_id", now)
    plans = Handover.objects.filter(person__in=some, done_at=None).select_related("taker")
    coming = {plan.person_id: plan for plan in plans}
    names = dict(Unit.objects.filter(pk__in=set().union(*units.values())).values_list("pk", "name"))
    return page, [
        Row(
            person,
            [names[unit] for unit in units.get(person.pk, ())],
            [str(Role(role).label) for role in roles.get(person.pk, ())],
            person.active_at(now),
            coming.get(person.pk),
        )
        for person in page
    ]


def held(rows: QuerySet[Any], key: str, now: dt.datetime) -> dict[int, list[Any]]:
    """By person, what the latest rows up to the moment say that he holds."""
    last: dict[tuple[int, Any], bool] = {}
    told = rows.filter(from_at__lte=now).order_by("from_at", "id")
    for person, what, holds in told.values_list("person", key, "held"):
        last[person, what] = holds
    found: dict[int, list[Any]] = {}
    for (person, what), holds in last.items():
        if holds:
            found.setdefault(person, []).append(what)
    return found


def holders(role: str, now: dt.datetime) -> QuerySet[Person]:
    """Everybody who has the role, whether still with the bank or not."""
    return Person.objects.filter(_holds(RoleMembership, "role", [role], now))


def members(units: Collection[int], now: dt.datetime) -> QuerySet[Person]:
    """Everybody who works in one of the units, whether still with the bank or not."""
    return Person.objects.filter(_holds(UnitMembership, "unit", units, now))


def _holds(model: Any, key: str, some: Collection[Any], now: dt.datetime) -> Exists:
    rows = model.objects.filter(person=OuterRef("person"), from_at__lte=now)
    after = Q(from_at__gt=OuterRef("from_at")) | Q(
        from_at=OuterRef("from_at"), pk__gt=OuterRef("pk")
    )
    later = rows.filter(after, **{key: OuterRef(key)})
    mine = model.objects.filter(person=OuterRef("pk"), held=True, from_at__lte=now)
    return Exists(mine.filter(~Exists(later), **{f"{key}__in": some}))


def standing(now: dt.datetime) -> Q:
    """Those who are with the bank."""
    return Q(deactivated_on=None) | Q(deactivated_on__gt=timezone.localdate(now))


def stuck(now: dt.datetime) -> QuerySet[Person]:
    """Those who are gone and whose work did not go to the one who was named for it."""
    return Person.objects.filter(~standing(now), handover__done_at=None, handover__isnull=False)


_STANDINGS: dict[str, Callable[[dt.datetime], QuerySet[Person]]] = {
    "in": lambda now: Person.objects.filter(standing(now)),
    "leaving": lambda now: Person.objects.filter(standing(now), deactivated_on__isnull=False),
    "stuck": stuck,
    "out": lambda now: Person.objects.filter(~standing(now)),
    "all": lambda now: Person.objects.all(),
}


def _narrowed(asked: Asked, now: dt.datetime) -> QuerySet[Person]:
    found = _STANDINGS[asked.standing](now)
    if text := asked.text:
        named = Q(name__icontains=text) | Q(number__istartswith=text)
        found = found.filter(named | Q(login__istartswith=text))
    if asked.role:
        found = found.filter(_holds(RoleMembership, "role", [asked.role], now))
    if asked.unit is not None:
        found = found.filter(_holds(UnitMembership, "unit", tree().below(asked.unit), now))
    return found
