"""What was looked up, shown and used during one call, as the look-up log tells it."""

import datetime as dt
from dataclasses import dataclass, field

from zhixi.accounts.models import Person
from zhixi.lib.text import mask_personal
from zhixi.search.models import LookUp, Use, What

MOST = 500  # of each: nobody looks up more in a call


@dataclass(frozen=True, slots=True)
class Asked:
    """A query that was settled, as it is kept."""

    at: dt.datetime
    query: str
    corrected: str
    total: int


@dataclass(slots=True)
class Taken:
    """An article in one version: when it first stood on the screen, for how many seconds in all,
    and what became of it."""

    number: int
    version: int
    at: dt.datetime
    seconds: float = 0.0
    what: list[str] = field(default_factory=list)


def of_call(call: str, person: Person | None) -> tuple[list[Asked], list[Taken]]:
    """In the order of time; with a person, only what this person did."""
    mine = {"call": mask_personal(call)[0]} | ({"person": person.number} if person else {})
    asked = LookUp.objects.filter(**mine).order_by("at", "id")[:MOST]
    taken: dict[tuple[int, int], Taken] = {}
    for use in Use.objects.filter(**mine).order_by("at", "id")[:MOST]:
        each = taken.setdefault((use.number, use.version), Taken(use.number, use.version, use.at))
        if use.what == What.LEFT:
            each.seconds = round(each.seconds + use.seconds, 1)
        elif use.what not in each.what:
            each.what.append(use.what)
    return [Asked(a.at, a.query, a.corrected, a.total) for a in asked], list(taken.values())
