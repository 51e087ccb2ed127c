"""What one person has in work: drafts, what came back, what of his ends or wants review."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT

from zhixi.accounts.models import Person
from zhixi.accounts.queries import unit_ids_of
from zhixi.approval.models import Decision
from zhixi.knowledge import types
from zhixi.knowledge.models import ArticleVersion, Draft, DraftContribution, LiveSpan
from zhixi.knowledge.queries import Rights, live

DUE = dt.timedelta(days=30)  # before and after the day on which something ends
RECENTLY = dt.timedelta(days=30)  # what cannot be taken up again is told so long
MOST = 500  # lines of each kind


def _hand_of(person: Person, line: str) -> Exists:
    """Whether the person had a hand in the text of that line."""
    return Exists(DraftContribution.objects.filter(line=OuterRef(line), person=person))


def drafts(person: Person, rights: Rights) -> QuerySet[Draft, Any]:
    """Drafts in which the person had a hand, the latest first."""
    mine = Draft.objects.filter(_hand_of(person, "line"), rights.spans())
    named = mine.annotate(title=KT("content__title"))
    facts = named.values("article_id", "article__type", "title", "section_id", "changed_at")
    return facts.order_by("-changed_at", "-pk")


def returned(person: Person, now: dt.datetime) -> QuerySet[Decision]:
    """What came back to the person and nobody took up since, the latest first.

    `number` is an article to go on with. A request without a text cannot be taken up; it is told
    for a while.
    """
    later = ArticleVersion.objects.filter(article=OuterRef("article"), n__gt=OuterRef("n"))
    again = Draft.objects.filter(article=OuterRef("article"))
    texts = ArticleVersion.objects.filter(submission=OuterRef("submission"))
    left = texts.filter(~Exists(later), ~Exists(again))
    handed_in = Q(submission__submitted_by=person)
    mine = Exists(left.filter(_hand_of(person, "line"))) | (Exists(left) & handed_in)
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
    """Articles of the person's units, or with his hand in them, as far as he may read them: each
    once, the most overdue first."""
    own = Q(owner__in=unit_ids_of(person, now)) | Q(version__by=person)
    mine = rights.spans_by_time() & (own | _hand_of(person, "version__line"))
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
    return [_due(rights, now, *row) for row in rows if once[row[0]] is row]


def _first(spans: QuerySet[LiveSpan], facts: tuple[str, ...], day: str) -> list[tuple[Any, ...]]:
    return list(spans.order_by(day).values_list(*facts, day)[:MOST])


def _due(
    rights: Rights,
    now: dt.datetime,
    number: int,
    kind: str,
    title: str,
    section: int,
    at: dt.datetime,
    ends: bool,
) -> Due:
    label = str(types.registry()[kind].label)
    path = " › ".join(rights.tree.names(section))
    return Due(number, label, title, path, at, ends, at <= now)
