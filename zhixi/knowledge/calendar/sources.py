"""Where the calendar's entries come from, and on which day each falls."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, F, Min, OuterRef, Q, QuerySet, TextChoices
from django.db.models.expressions import RawSQL
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Person
from zhixi.approval import queries as gate
from zhixi.knowledge.models import ArticleVersion, LiveSpan, Placement
from zhixi.knowledge.queries import Rights
from zhixi.knowledge.requesting.stages import ENDED, seen_by, worded


class What(TextChoices):
    """The rarer before the more frequent: what a full day shows first."""

    WANTED = "wanted", _("需求")
    PLANNED = "planned", _("计划上线")
    CAMPAIGN = "campaign", _("活动上线")
    OVER = "over", _("活动结束")
    END = "end", _("到期")
    REVIEW = "review", _("复审")
    START = "start", _("生效")


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks, when, and what it is narrowed to; None leaves all in."""

    person: Person
    rights: Rights
    now: dt.datetime
    sections: frozenset[int] | None = None
    unit: int | None = None


COUNTED = 50  # of a day and kind; beyond it is only said that there are more

_DAYS = """
WITH day(n, first, last) AS (VALUES {days})
SELECT day.n, told.{key} FROM day JOIN {table} told ON told.{key} IN ({keys})
ORDER BY day.n, told.{moment}, told.{key}
"""


@dataclass(frozen=True, slots=True)
class Source:
    """Rows that fall on the day of one of their columns."""

    what: What
    rows: QuerySet[Any]
    moment: str

    def on(self, edges: Sequence[dt.datetime], most: int) -> list[list[int]]:
        """The keys of each day between the edges in the order of time, at most so many of each.

        A month may hold tens of thousands: written out, the database looks at no more of each
        day than is wanted, and is sent what may be read once, not for each day.
        """
        first, last = RawSQL("day.first", ()), RawSQL("day.last", ())
        named = {f"{self.moment}__gte": first, f"{self.moment}__lt": last}
        keys = self.rows.filter(**named).order_by(self.moment, "pk").values("pk")[:most]
        meta = self.rows.model._meta
        found: list[list[int]] = [[] for _ in edges[1:]]
        try:
            statement, variables = keys.query.sql_with_params()
        except EmptyResultSet:  # no place is open to the reader
            return found
        asked = _DAYS.format(
            days=", ".join(["(%s, %s, %s)"] * (len(edges) - 1)),
            table=meta.db_table,
            key=meta.pk.column,
            keys=statement,
            moment=self.moment,
        )
        told = [connection.ops.adapt_datetimefield_value(edge) for edge in edges]
        days = [each for n, day in enumerate(pairwise(told)) for each in (n, *day)]
        with connection.cursor() as cursor:
            cursor.execute(asked, [*days, *variables])
            for n, key in cursor.fetchall():
                found[n].append(key)
        return found


@dataclass(frozen=True, slots=True)
class Planned(Source):
    """Texts at the gate: a batch is one entry for each of its moments, its first text's."""

    def on(self, edges: Sequence[dt.datetime], most: int) -> list[list[int]]:
        inside = self.rows.filter(effective_from__gte=edges[0], effective_from__lt=edges[-1])
        same = inside.order_by().values_list("submission", "effective_from")
        found: list[list[int]] = [[] for _ in edges[1:]]
        for _submission, at, key in same.annotate(first=Min("pk")).order_by(
            "effective_from", "first"
        ):
            day = found[bisect_right(edges, at) - 1]
            if len(day) < most:
                day.append(key)
        return found


def sources(seen: Seen) -> list[Source]:
    by_time, by_place = _spans(seen, by_time=True), _spans(seen, by_time=False)
    follows = LiveSpan.objects.filter(article=OuterRef("article"), live_from=OuterRef("live_until"))
    stands = {"live_from__lte": F("review_by"), "live_until__gt": F("review_by")}
    over = by_time.filter(live_from__lte=F("ended_from"), live_until__gt=F("ended_from"))
    found = [
        Planned(What.PLANNED, _planned(seen), "effective_from"),
        Source(What.CAMPAIGN, by_time.filter(type="campaign"), "live_from"),
        Source(What.OVER, over, "ended_from"),
        Source(What.END, by_time.filter(~Exists(follows)), "live_until"),
        Source(What.REVIEW, by_time.filter(**stands), "review_by"),
        Source(What.START, by_place.exclude(type="campaign"), "live_from"),
    ]
    if seen.sections is None:
        mine = seen_by(seen.person, seen.now)
        wanted = worded().filter(mine).exclude(word__in=ENDED)
        if seen.unit is not None:
            wanted = wanted.filter(unit=seen.unit)
        found.insert(0, Source(What.WANTED, wanted, "wanted_at"))
    return found


def _spans(seen: Seen, *, by_time: bool) -> QuerySet[Any]:
    """What the person may read of what stood, stands and will stand. Most go along a time of
    their own; what starts is found faster by the place it is narrowed to."""
    rights, spans = seen.rights, LiveSpan.objects.all()
    if seen.sections is None:
        spans = spans.filter(rights.spans_by_time())
    else:
        spans = spans.filter(rights.spans_in(seen.sections, by_time=by_time))
    if seen.unit is not None:
        named = Exact(F("owner_id") + 0, seen.unit) if by_time else Q(owner=seen.unit)
        spans = spans.filter(named)
    if rights.editorial:
        return spans
    # What moved since to a place that is shut to the reader is named no more.
    later = Placement.objects.filter(
        article=OuterRef("article"), from_at__gt=OuterRef("live_from"), from_at__lte=seen.now
    )
    return spans.filter(~Exists(later.exclude(rights.spans())))


def _planned(seen: Seen) -> QuerySet[Any]:
    """Texts at the gate that name a moment; beside editors only of what they may see there."""
    rights = seen.rights
    rows = ArticleVersion.objects.filter(submission__in=_at_the_gate(seen))
    rows = rows.filter(rights.spans(), effective_from__gt=seen.now)
    if seen.sections is not None:
        rows = rows.filter(section__in=seen.sections)
    return rows if seen.unit is None else rows.filter(owner=seen.unit)


def _at_the_gate(seen: Seen) -> list[int]:
    """Submissions without a verdict. There are few: asked first, whatever the database believes
    of their number."""
    if seen.rights.editorial:
        return list(gate.open_numbers())
    shown = gate.waiting_for(seen.person, seen.now), gate.made_by(seen.person, seen.now)
    return [number for rows in shown for number in rows.values_list("pk", flat=True)]
