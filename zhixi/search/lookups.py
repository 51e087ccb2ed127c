"""The look-up log: who asked what, what was listed, and what became of it."""

import datetime as dt
import logging
import math
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from django.db import DatabaseError, connections
from django.db.models import F, Sum
from django.utils import timezone

from zhixi.accounts.models import Person
from zhixi.lib.text import mask_personal
from zhixi.search.journal import Journal
from zhixi.search.models import LookUp, Mode, Tally, Use, What
from zhixi.search.router import LOG

LONGEST = 200  # characters of a query
LISTED = 10  # hits that are kept
PEOPLE = 3  # who must have asked the same before others are told
KEPT = dt.timedelta(days=400)
TRACED = 200  # uses of one person in which his last articles are looked for

log = logging.getLogger(__name__)

# A search runs at every key: a number half typed is not yet known for what it is. The six
# digits of a card's issuer may stay (PCI DSS 3.4.1), in Chinese too, as a caller says them.
_DIGITS = r"[\d〇零幺一二三四五六七八九]"
_MANY = re.compile(rf"{_DIGITS}(?:[\s\-－–—.·/]{{0,2}}{_DIGITS}){{6,}}")

_POPULAR = """
SELECT query, number FROM search_use JOIN search_lookup USING (session, person)
WHERE what IN ('opened', 'copied', 'solved') AND search_use.at >= %s AND query NOT LIKE '%%［%%'
GROUP BY query, number HAVING count(DISTINCT person) >= %s
ORDER BY count(DISTINCT person) DESC, query, number
"""


@dataclass(frozen=True, slots=True)
class Popular:
    """A query, with the articles that at least PEOPLE people took from it, most taken first.

    Whoever shows it to somebody leaves out the articles that this reader may not see, and the
    query where none is left.
    """

    query: str
    numbers: list[int]


@dataclass(frozen=True, slots=True)
class Habits:
    """What was used and asked lately, as this process last looked; read beside the requests.

    `popular` is each article's use against the most used, on a scale of logarithms, 0 to 1.
    """

    popular: Mapping[int, float] = field(default_factory=dict)
    queries: tuple[Popular, ...] = ()


_latest = Habits()


def habits() -> Habits:
    return _latest


def look_back() -> None:
    """Read the habits anew: uses of a month, queries of a week."""
    global _latest
    now = timezone.now()
    week = popular_queries(now - dt.timedelta(days=7), 2000)
    _latest = Habits(_shares(uses_since(now - dt.timedelta(days=30))), tuple(week))


def _shares(uses: Mapping[int, int]) -> dict[int, float]:
    most = math.log1p(max(uses.values(), default=0))
    return {number: math.log1p(used) / most for number, used in uses.items() if used}


journal = Journal(meanwhile=look_back)


def masked(text: str) -> str:
    """The text as it may be written down: no personal number, whole or half.

    Names cannot be told from other words.
    """
    covered, _kinds = mask_personal(text)
    return _MANY.sub("［数字］", covered)[:LONGEST]


def new_session() -> str:
    return secrets.token_hex(8)


def record(
    *,
    by: Person,
    at: dt.datetime,
    mode: Mode,
    session: str,
    query: str,
    corrected: str | None,
    filters: Mapping[str, str | int],
    context: Mapping[str, str],
    call: str = "",
    conversation: str = "",
    total: int,
    took_ms: float,
    listed: Iterable[tuple[int, int]],
) -> None:
    """Put a search into the log's queue; the next one of the same session takes its place."""
    journal.put(
        LookUp(
            session=session,
            person=by.number,
            at=at,
            mode=mode,
            query=masked(query),
            corrected=masked(corrected or ""),
            filters={k: v if isinstance(v, int) else masked(v) for k, v in filters.items()},
            context={name: masked(value) for name, value in context.items() if value},
            call=mask_personal(call)[0],
            conversation=mask_personal(conversation)[0],
            total=total,
            took_ms=round(took_ms, 2),
            listed=list(listed)[:LISTED],
        )
    )


def used(
    *,
    by: Person,
    at: dt.datetime,
    what: What,
    session: str,
    number: int,
    version: int,
    position: int = 0,
    seconds: float = 0,
    call: str = "",
    reason: str = "",
) -> None:
    """Put what became of an article into the log's queue; without a session it stands alone."""
    journal.put(
        Use(
            session=session or new_session(),
            person=by.number,
            at=at,
            number=number,
            version=version,
            what=what,
            position=position,
            seconds=round(seconds, 1),
            call=mask_personal(call)[0],
            reason=reason,
        )
    )


def uses_since(at: dt.datetime) -> dict[int, int]:
    """How often each article was opened, copied or solved something, from that day on.

    Rows of articles and days: 60,000 for a month in which 2,000 articles are used daily.
    """
    times = F("opened") + F("copied") + F("solved")
    days = Tally.objects.filter(day__gte=timezone.localdate(at))
    return dict(days.values("number").annotate(times=Sum(times)).values_list("number", "times"))


def popular_queries(at: dt.datetime, limit: int) -> list[Popular]:
    """What many have asked since that moment, and opened, copied or solved something with.

    Nobody's own words are among them, nor any in which something was covered. Reads every use
    since: a second for half a million. It is asked beside the requests.
    """
    with connections[LOG].cursor() as cursor:
        since = connections[LOG].ops.adapt_datetimefield_value(at)
        cursor.execute(_POPULAR, [since, PEOPLE])
        found: dict[str, list[int]] = {}
        for query, number in cursor.fetchall():
            found.setdefault(query, []).append(number)
    return [Popular(query, numbers) for query, numbers in islice(found.items(), limit)]


@dataclass(frozen=True, slots=True)
class Traces:
    """What the log says of one person, and of a day in sums: `recent` articles, last first, when
    the person last used any, and how often articles of the day were taken, most often first."""

    recent: list[int] = field(default_factory=list)
    last_at: dt.datetime | None = None
    popular: dict[int, int] = field(default_factory=dict)


def traces(person: Person, at: dt.datetime, limit: int) -> Traces:
    """At most `limit` of each. Agents are served without the log too: then there are none."""
    try:
        own = Use.objects.filter(person=person.number).order_by("-at")
        last_at = own.values_list("at", flat=True).first()
        taken = own.filter(what__in=(What.OPENED, What.COPIED))
        numbers = dict.fromkeys(taken.values_list("number", flat=True)[:TRACED])
        return Traces(list(numbers)[:limit], last_at, _popular_on(timezone.localdate(at), limit))
    except DatabaseError as error:
        log.warning("look-up log not read: %s", error)
        return Traces()


def _popular_on(day: dt.date, limit: int) -> dict[int, int]:
    """The articles most often opened, copied or solving something that day; reads a row of each."""
    times = F("opened") + F("copied") + F("solved")
    tallies = Tally.objects.filter(day=day).annotate(times=times).filter(times__gt=0)
    return dict(tallies.order_by("-times", "number").values_list("number", "times")[:limit])


def forget(*, now: dt.datetime) -> None:
    """Remove what is older than KEPT."""
    before = now - KEPT
    LookUp.objects.filter(at__lt=before).delete()
    Use.objects.filter(at__lt=before).delete()
    Tally.objects.filter(day__lt=timezone.localdate(before)).delete()
