"""Units as a page lists them: where they hang, and how many people work there."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from zhixi.accounts.models import Person, Unit, UnitMembership
from zhixi.accounts.staff.listing import held, standing
from zhixi.accounts.staff.tree import Tree


@dataclass(frozen=True, slots=True)
class Row:
    """`people` work in the unit itself, `under` units hang right below."""

    unit: Unit
    path: str
    people: int
    under: int
    depth: int


def found(tree: Tree, text: str) -> list[Unit]:
    """Those with the words in name or code; without words all, in the order of the tree."""
    if text:
        some = tree.units.values()
        return [unit for unit in some if text in unit.name or text.upper() in unit.code.upper()]
    return tree.ordered()


def rows(units: list[Unit], tree: Tree, now: dt.datetime) -> list[Row]:
    working = _counted(units, now)
    return [
        Row(
            unit,
            tree.path(unit.pk),
            working[unit.pk],
            sum(each.closed_at is None for each in tree.under(unit.pk)),
            len(tree.line(unit.pk)) - 1,
        )
        for unit in units
    ]


def _counted(units: list[Unit], now: dt.datetime) -> Counter[int]:
    """How many people of today work in each of the units."""
    some = [unit.pk for unit in units]
    memberships = UnitMembership.objects.filter(unit__in=some)
    placed = held(memberships, "unit_id", now)
    people = Person.objects.filter(standing(now), pk__in=memberships.values("person"))
    here = set(people.values_list("pk", flat=True))
    return Counter(unit for person, told in placed.items() if person in here for unit in told)
