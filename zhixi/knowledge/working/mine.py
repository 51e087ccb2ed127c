"""What one person has in work: drafts, what came back, what of his ends or wants review."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from zhixi.accounts.models import Person
from zhixi.accounts.queries import unit_ids_of
from zhixi.accounts.succession import stands_for
from zhixi.approval.models import Decision
from zhixi.knowledge import typenames
from zhixi.knowledge.models import ArticleVersion, Draft, DraftContribution, LiveSpan
from zhixi.knowledge.queries import Rights, live
from zhixi.knowledge.working.states import untaken

DUE = dt.timedelta(days=30)  # before and after the day on which something ends
RECENTLY = dt.timedelta(days=30)  # what cannot be taken up again is told so long
MOST = 500  # lines of each kind


def _hand_of(people: Collection[int], line: str) -> Exists:
    """Whether one of these had a hand in the text of that line."""
    return Exists(DraftContribution.objects.filter(line=OuterRef(line), person__in=people))


def drafts(person: Person, rights: Rights, now: dt.datetime) -> QuerySet[Draft, Any]:
    """Drafts in which the person, or somebody for whom he goes on, had a hand, the latest first."""
    mine = Draft.objects.filter(_hand_of(stands_for(person, now), "line"), rights.spans())
    named = mine.annotate(title=KT("content__title"))
    facts = named.values("article_id", "article__type", "title", "section_id", "changed_at")
    return facts.order_by("-changed_at", "-pk")


def returned(person: Person, now: dt.datetime) -> QuerySet[Decision]:
    """What came back to the person, or to somebody for whom he goes on, and nobody took up since,
    the latest first.

    `number` is an article to go on with. A request without a text cannot be taken up; it is told
    for a while.
    """
    texts = ArticleVersion.objects.filter(submission=OuterRef("submission"))
    left = untaken(texts)
    people = stands_for(person, now)
    handed_in = Q(submission__submitted_by__in=people)
    mine = Exists(left.filter(_hand_of(people, "line"))) | (Exists(left) & handed_in)
    request = ~Exists(texts) & handed_in & Q(at__gt=now - RECENTLY)
    back = Decision.objects.filter(mine | request, final=True, verdict=Decision.Verdict.RETURN)
    told = back.annotate(number=Subquery(left.order_by("article").values("article")[:1]))
    return told.select_related("submission", "by").order_by("-at", "-pk")


@dataclass(frozen=True, slots=True)
class Due:
    """An article that ends, or whose text wants review, on a day; `passed` says that it did."""

    number: int
    label: str
    title: str
    section: str
    at: dt.datetime
    ends: bool
    passed: bool


def due(person: Person, rights: Rights, now: dt.datetime) -> list[Due]:
    """Articles of the person's units, or with his hand in them or that of somebody for whom he
    goes on, as far as he may read them: each once, the most overdue first."""
    people = stands_for(person, now)
    own = Q(owner__in=unit_ids_of(person, now)) | Q(version__by__in=people)
    mine = rights.spans_by_time() & (own | _hand_of(people, "version__line"))
    soon = now + DUE
    later = LiveSpan.objects.filter(
        article=OuterRef("article"), live_from__gte=OuterRef("live_until")
    )
    last = LiveSpan.objects.filter(mine, ~Exists(later), version__expires_at=F("live_until"))
    ends = last.filter(live_from__lte=now, live_until__gt=now - DUE, live_until__lte=soon)
    wants = live(now).filter(mine, review_by__lte=soon)
    facts = ("article_id", "type", "title", "section_id")
    rows = [(*row, True) for row in _first(ends, facts, "live_until")]
    rows += [(*row, False) for row in _first(wants, facts, "review_by")]
    rows.sort(key=lambda row: (row[4], row[0]))
    once = {row[0]: row for row in reversed(rows)}
    labels = typenames.names()
    return [_due(rights, labels, now, *row) for row in rows if once[row[0]] is row]


def _first(spans: QuerySet[LiveSpan], facts: tuple[str, ...], day: str) -> list[tuple[Any, ...]]:
    return list(spans.order_by(day).values_list(*facts, day)[:MOST])


def _due(
    rights: Rights,
    labels: dict[str, str],
    now: dt.datetime,
    number: int,
    kind: str,
    title: str,
    section: int,
    at: dt.datetime,
    ends: bool,
) -> Due:
    path = rights.tree.written(section)
    return Due(number, labels[kind], title, path, at, ends, at <= now)


def sections(person: Person, rights: Rights, now: dt.datetime) -> frozenset[int]:
    """Where articles of the person's units stand, or such as he wrote, and what is above these."""
    own = Q(owner__in=unit_ids_of(person, now)) | Q(version__by=person)
    here = live(now).filter(own, rights.spans()).values_list("section_id", flat=True).distinct()
    drafted = drafts(person, rights, now).values_list("section_id", flat=True).order_by().distinct()
    tree = rights.tree
    return frozenset(node.id for each in {*here, *drafted} for node in tree.path(each))
