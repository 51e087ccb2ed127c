"""What the log itself tells of where a query in vain belongs, and where it was found to belong."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from zhixi.search.models import LookUp, Mode, QueryPlace, Use, What

AFTER = dt.timedelta(minutes=10)  # so soon after a query in vain is still about it
MOST = 20_000  # look-ups, the latest
_TAKEN = (What.OPENED, What.COPIED, What.SOLVED)


@dataclass(frozen=True, slots=True)
class Leads:
    """How often a section or product was chosen with a query, and an article opened soon after."""

    sections: Counter[int] = field(default_factory=Counter)
    products: Counter[str] = field(default_factory=Counter)
    opened: Counter[int] = field(default_factory=Counter)


def leads(queries: Collection[str], since: dt.datetime) -> dict[str, Leads]:
    """Of these queries, where they led nowhere since that moment."""
    taken = Use.objects.filter(person=OuterRef("person"), what__in=_TAKEN)
    later = taken.filter(at__gte=OuterRef("at")).order_by("at")
    asked = LookUp.objects.filter(query__in=queries, at__gte=since).exclude(mode=Mode.API)
    settled = taken.filter(session=OuterRef("session")).exclude(what=What.LEFT)  # see `failing`
    vain = asked.filter(~Exists(settled))
    rows = list(vain.annotate(then=Subquery(later.values("pk")[:1])).order_by("-at")[:MOST])
    opened = _opened(rows)
    found = {query: Leads() for query in queries}
    for row in rows:
        lead = found[row.query]
        if isinstance(section := row.filters.get("section"), int):
            lead.sections[section] += 1
        if product := row.filters.get("products"):
            lead.products[str(product)] += 1
        if row.pk in opened:
            lead.opened[opened[row.pk]] += 1
    return found


def _opened(rows: list[Any]) -> dict[int, int]:
    """By look-up the article that its person opened soon after, in the same conversation."""
    uses = Use.objects.in_bulk({row.then for row in rows if row.then})
    sessions = LookUp.objects.filter(session__in={use.session for use in uses.values()})
    facts = sessions.values_list("session", "person", "conversation")
    talks = {(session, person): conversation for session, person, conversation in facts}
    found = {}
    for row in rows:
        use = uses.get(row.then)
        if use is None or use.at - row.at > AFTER or use.call != row.call:
            continue
        if talks.get((use.session, use.person), row.conversation) == row.conversation:
            found[row.pk] = use.number
    return found


def keep(places: Mapping[str, int | None], now: dt.datetime) -> None:
    """Note where these queries belong; None where it cannot be told."""
    QueryPlace.objects.bulk_create(
        [QueryPlace(query=query, section=section, at=now) for query, section in places.items()],
        batch_size=200,
        update_conflicts=True,
        unique_fields=["query"],
        update_fields=["section", "at"],
    )


def forget_but(queries: Collection[str]) -> None:
    """Nothing is kept of queries that are not in vain any more."""
    known = set(QueryPlace.objects.values_list("query", flat=True))
    QueryPlace.objects.filter(query__in=known - set(queries)).delete()


def known_since(moment: dt.datetime) -> set[str]:
    """Queries whose place was looked for since then."""
    return set(QueryPlace.objects.filter(at__gte=moment).values_list("query", flat=True))


def places(queries: Iterable[str]) -> dict[str, int]:
    """The sections of those of them that have one."""
    rows = QueryPlace.objects.filter(query__in=list(queries)).values_list("query", "section")
    return {query: section for query, section in rows if section is not None}
