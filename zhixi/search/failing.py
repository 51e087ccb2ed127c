"""What the log tells authors: queries that led nowhere, and articles that did not help. In sums."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connections
from django.db.models import Count

from zhixi.search.lookups import PEOPLE
from zhixi.search.models import Mode, Use, What
from zhixi.search.router import LOG

LATELY = dt.timedelta(days=14)
MOST = 500  # queries
SELDOM = 600  # seconds between two looks: all look-ups of these days are read for it

# That it was not left is said for the index of sessions, which holds no such rows: without it
# SQLite reads all that a person did, for each look-up.
_UNFOUND = """
SELECT query, count(DISTINCT person), count(*), max(total) FROM search_lookup
WHERE at >= %s AND mode <> %s AND query <> '' AND query NOT LIKE '%%［%%' AND NOT EXISTS (
    SELECT 1 FROM search_use WHERE search_use.session = search_lookup.session
    AND search_use.person = search_lookup.person AND NOT (what = 'left')
    AND what IN ('opened', 'copied', 'solved')
)
GROUP BY query HAVING count(DISTINCT person) >= %s
ORDER BY count(DISTINCT person) DESC, count(*) DESC, query LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Unfound:
    """A query, how many people asked it and how often; whether anything was listed at all."""

    query: str
    people: int
    times: int
    listed: bool


def unfound(now: dt.datetime) -> list[Unfound]:
    """What at least PEOPLE people asked lately and opened nothing for, by how many they were.

    Queries in which something was covered are left out. May be SELDOM seconds old.
    """
    known: list[Unfound] | None = cache.get("unfound")
    if known is None:
        known = unfound_since(now - LATELY)
        cache.set("unfound", known, SELDOM)
    return known


def unfound_since(since: dt.datetime) -> list[Unfound]:
    """The same since a moment, read now: a second for half a million look-ups."""
    moment = connections[LOG].ops.adapt_datetimefield_value(since)
    with connections[LOG].cursor() as cursor:
        cursor.execute(_UNFOUND, [moment, Mode.API, PEOPLE, MOST])
        rows = cursor.fetchall()
    return [Unfound(query, people, times, most > 0) for query, people, times, most in rows]


def unsolved(now: dt.datetime) -> dict[int, Counter[str]]:
    """How often articles were said lately not to solve it, by reason; most often first."""
    uses = Use.objects.filter(what=What.UNSOLVED, at__gte=now - LATELY)
    found: dict[int, Counter[str]] = {}
    for number, reason, n in uses.values_list("number", "reason").annotate(n=Count("pk")):
        found.setdefault(number, Counter())[reason] += n
    return dict(sorted(found.items(), key=lambda each: (-each[1].total(), each[0]))[:MOST])
