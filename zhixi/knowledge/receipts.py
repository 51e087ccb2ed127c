"""Which confirmations of reading still hold: a region's own words are asked of that region only.

A receipt is of one version and stays so. It is enough for a later version as long as each change
since was one region's own (a version that a RegionalChange has made) and that is not the reader's.
Whoever works in no region reads head office's words, and is not asked again.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from zhixi.accounts.models import Person
from zhixi.accounts.queries import region_of
from zhixi.knowledge.models import LiveSpan, Receipt
from zhixi.knowledge.queries import live

_REGION = "version__submission__regional__region"  # of whom the version is the own change


@dataclass(frozen=True, slots=True)
class Read:
    """When a person confirmed to have read an article, and which version."""

    at: dt.datetime
    n: int


def of_version(person: Person) -> Exists:
    """Whether the person confirmed the very version of a span."""
    return Exists(Receipt.objects.filter(person=person, version=OuterRef("version")))


def holding(person: Person, at: dt.datetime) -> dict[int, Read]:
    """By article, the confirmations that hold though another version stands."""
    varied = live(at).filter(~of_version(person), must_read=True, **{f"{_REGION}__isnull": False})
    return _held(person, at, list(varied.values_list("article", flat=True)))


def of(person: Person, number: int, n: int, at: dt.datetime) -> Read | None:
    """The confirmation that holds for version `n` of an article, which stands at that moment."""
    own = Receipt.objects.filter(person=person, version__article=number, version__n=n).first()
    return Read(own.at, n) if own else _held(person, at, [number]).get(number)


def _held(person: Person, at: dt.datetime, numbers: Collection[int]) -> dict[int, Read]:
    if not numbers:
        return {}
    region = region_of(person, at)
    told = {
        number: _last(list(rows), region)
        for number, rows in groupby(_spans(person, at, numbers), key=lambda row: row[0])
    }
    return {number: read for number, read in told.items() if read}


def _spans(
    person: Person, at: dt.datetime, numbers: Collection[int]
) -> QuerySet[LiveSpan, tuple[Any, ...]]:
    """What stood of these articles and when it was confirmed, the latest first."""
    read = Receipt.objects.filter(person=person, version=OuterRef("version")).values("at")
    spans = LiveSpan.objects.filter(article__in=numbers, live_from__lte=at)
    facts = ("article", "version__n", _REGION, Subquery(read[:1]))
    return spans.order_by("article", "-live_from").values_list(*facts)


def _last(rows: list[tuple[Any, ...]], region: str) -> Read | None:
    """Going back from what stands as long as only other regions' words changed: such a version
    took up the one that stood when it first came, whatever stood between then and now."""
    place = 0
    while place < len(rows):
        _number, n, changed_for, confirmed_at = rows[place]
        if confirmed_at:
            return Read(confirmed_at, n)
        if changed_for in (None, region):
            return None
        place = max(at for at, row in enumerate(rows) if row[1] == n) + 1
    return None
