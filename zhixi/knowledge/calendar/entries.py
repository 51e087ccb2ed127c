"""What a calendar tells of each day: a bounded number of entries, and how many there are more."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from zhixi.knowledge.calendar.periods import Period, midnight
from zhixi.knowledge.calendar.sources import COUNTED, Seen, Source, What, sources
from zhixi.knowledge.models import ArticleVersion, CalendarMark, KnowledgeRequest
from zhixi.knowledge.queries import live
from zhixi.lib.batches import batches


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a day; without an address there is nothing to open for this reader."""

    what: What
    at: dt.datetime
    title: str
    number: int | None = None
    url: str = ""
    section: str = ""
    unit: str = ""
    many: int = 1

    @property
    def time(self) -> str:
        """Nothing at midnight: then it is the day that counts."""
        told = f"{timezone.localtime(self.at):%H:%M}"
        return "" if told == "00:00" else told


@dataclass(slots=True)
class Day:
    date: dt.date
    inside: bool
    today: bool
    entries: list[Entry] = field(default_factory=list)
    marks: list[CalendarMark] = field(default_factory=list)
    count: int = 0
    more: bool = False  # there are more than were counted

    @property
    def rest(self) -> int:
        return self.count - len(self.entries)


def days(period: Period, seen: Seen, most: int, counted: int = COUNTED) -> list[Day]:
    """Each day of the period with at most so many entries, the rarer kinds first."""
    edges = [midnight(day) for day in [*period.days, period.last]]
    today = timezone.localdate(seen.now)
    found = [Day(day, period.inside(day), day == today) for day in period.days]
    for source in sources(seen):
        keys: list[int] = []
        for day, there in zip(found, source.on(edges, counted), strict=True):
            keys += there[: max(0, most - day.count)]
            day.count += len(there)
            day.more |= len(there) == counted
        _put(found, entries(source, keys, seen), period.first)
    for mark, day, (start, end) in _marked(edges, found):
        if mark.starts_at < end and mark.ends_at > start:
            day.marks.append(mark)
    return found


def _put(days: list[Day], entries: list[Entry], first: dt.date) -> None:
    for entry in entries:
        days[(timezone.localdate(entry.at) - first).days].entries.append(entry)


def _marked(edges: list[dt.datetime], days: list[Day]) -> list[tuple[CalendarMark, Day, Any]]:
    rows = CalendarMark.objects.filter(starts_at__lt=edges[-1], ends_at__gt=edges[0])
    spans = list(zip(days, pairwise(edges), strict=True))
    return [(mark, day, edge) for mark in rows.order_by("starts_at") for day, edge in spans]


def entries(source: Source, keys: list[int], seen: Seen) -> list[Entry]:
    """What these rows tell, in order."""
    if not keys:
        return []
    if source.what is What.WANTED:
        return _wanted(keys)
    if source.what is What.PLANNED:
        return _planned(source, keys, seen)
    return _told(source, keys, seen)


def _wanted(keys: list[int]) -> list[Entry]:
    rows = KnowledgeRequest.objects.filter(pk__in=keys).order_by("wanted_at", "pk")
    return [
        Entry(
            What.WANTED,
            row.wanted_at,
            row.title,
            url=reverse("knowledge:request", args=[row.pk]),
            unit=row.unit.name,
        )
        for row in rows.select_related("unit")
    ]


def _planned(source: Source, keys: list[int], seen: Seen) -> list[Entry]:
    """A batch is one entry, called as it was handed in."""
    rows = list(source.rows.filter(pk__in=keys).select_related("owner", "submission"))
    same = ArticleVersion.objects.filter(submission__in=[row.submission_id for row in rows])
    sums = same.order_by().values_list("submission", "effective_from").annotate(n=Count("pk"))
    sizes = {(submission, at): n for submission, at, n in sums}
    return [
        Entry(
            What.PLANNED,
            row.effective_from,
            row.submission.title
            if (n := sizes[row.submission_id, row.effective_from]) > 1
            else row.title,
            row.article_id,
            _gate(row, seen),
            seen.rights.tree.written(row.section_id),
            row.owner.name if row.owner else "",
            n,
        )
        for row in sorted(rows, key=lambda row: (row.effective_from, row.pk))
    ]


def _gate(row: Any, seen: Seen) -> str:
    """An editor follows the text; others the submission, which is shown to them."""
    if seen.rights.editorial:
        return reverse("knowledge:edit", args=[row.article_id])
    return reverse("approval:submission", args=[row.submission_id])


def _told(source: Source, keys: list[int], seen: Seen) -> list[Entry]:
    found: list[Any] = []
    for some in batches(keys, 1000):
        fields = ("article_id", "title", "section_id", "owner__name", source.moment)
        rows = source.rows.model._default_manager.filter(pk__in=some)
        found += list(rows.order_by(source.moment, "pk").values_list(*fields))
    open_ = _open([row[0] for row in found], seen)
    return [
        Entry(
            source.what,
            at,
            title,
            number,
            _address(number, seen, open_),
            seen.rights.tree.written(section),
            unit or "",
        )
        for number, title, section, unit, at in found
    ]


def _open(numbers: list[int], seen: Seen) -> set[int]:
    """Those that the desk shows the reader now."""
    if seen.rights.editorial:
        return set()
    spans = live(seen.now).filter(article__in=numbers)
    places = spans.values_list("article_id", "section_id", "audience_id")
    return {number for number, *place in places if seen.rights.admit(*place)}


def _address(number: int, seen: Seen, open_: set[int]) -> str:
    if seen.rights.editorial:
        return reverse("knowledge:edit", args=[number])
    return f"/k/{number}" if number in open_ else ""
