"""The states in which an article can be, and where the articles of each are to be found."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.models import ArticleVersion, Draft, DraftContribution, LiveSpan, Publication
from zhixi.knowledge.queries import live

STATES: dict[str, str | Promise] = {
    "live": _("现行"),
    "ahead": _("未生效"),
    "ended": _("已结束"),
    "gone": _("已下线"),
    "draft": _("有草稿"),
    "pending": _("待确认"),
    "returned": _("被退回"),
}
# How a row of the fourth is told.
WITHDRAWN, EXPIRED = _("已撤回"), _("已到期")
# What a text finds is looked for in all of them, in work first.
ALL = "all"
EVERYWHERE = ("draft", "pending", "returned", "live", "ended", "ahead", "gone")
# Of these there are many, and the index knows them.
LASTING = frozenset({"live", "ended"})
# These the drafts' index knows.
IN_WORK = frozenset({"draft", "pending", "returned"})

_FACTS = ("article_id", "kind", "title", "section", "owner", "state", "n", "by", "at")
_DAYS = ("begins", "ends", "review")


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one state with their columns by our names. All have `article`, `section`, `owner`
    and `audience`."""

    state: str
    rows: QuerySet[Any]
    columns: dict[str, Any]  # of _FACTS and _DAYS, where they are not called so
    kind: str
    title: str
    words: str  # the whole text, as JSON
    days: dict[str, str]
    orders: dict[str, list[Any]]
    made_by: Callable[[frozenset[int]], Q]
    moment: Callable[[dt.datetime], Any] = lambda moment: moment

    @property
    def spans(self) -> bool:
        return self.rows.model is LiveSpan

    def told(self, keys: list[int]) -> list[tuple[Any, ...]]:
        """The rows with these keys: key, then what _FACTS and _DAYS name."""
        named = {f"as_{name}": each for name, each in self.columns.items()}
        rows = self.rows.model._default_manager.filter(pk__in=keys).annotate(**named)
        return list(rows.values_list("pk", *(f"as_{name}" for name in (*_FACTS, *_DAYS))))


def source(state: str, now: dt.datetime) -> Source:
    """Where the articles of a state are, the live ones where there is no such state."""
    if state == "draft":
        return _drafts()
    if state == "pending":
        return _handed_in(state, waiting())
    if state == "returned":
        return _handed_in(state, sent_back())
    return _spans(state if state in STATES else "live", now)


def _spans(state: str, now: dt.datetime) -> Source:
    said: Any = Value(state)
    if state == "gone":
        expired = When(version__expires_at=F("live_until"), then=Value("expired"))
        said = Case(expired, default=Value("withdrawn"), output_field=CharField())
    return Source(
        state=state,
        # Asked so, the type leads away from no order: see Rights.spans_by_time.
        rows=_stood(state, now).annotate(of_type=Concat("type", Value(""))),
        columns={
            "article_id": F("article_id"),
            "kind": F("type"),
            "title": F("title"),
            "section": F("section_id"),
            "owner": F("owner__name"),
            "state": said,
            "n": F("version__n"),
            "by": F("version__by__name"),
            "at": F("version__at"),
            "begins": F("live_from"),
            "ends": F("live_until"),
            "review": F("review_by"),
        },
        kind="of_type",
        title="title",
        words="version__content__payload",
        days={"begins": "live_from", "ends": "live_until", "review": "review_by"},
        orders={
            # By the key in the same direction, so that the database goes along the index.
            "changed": ["-version", "-pk"],
            "title": ["title", "pk"],
            "ends": ["live_until", "pk"],
            "review": [F("review_by").asc(nulls_last=True), "pk"],
        },
        made_by=lambda people: Q(version__by__in=people),
    )


def _stood(state: str, now: dt.datetime) -> QuerySet[LiveSpan]:
    """One span of each article of that state."""
    spans = LiveSpan.objects
    same = spans.filter(article=OuterRef("article"))
    if state == "ahead":
        sooner = same.filter(live_from__gt=now, live_from__lt=OuterRef("live_from"))
        return spans.filter(~Exists(sooner), live_from__gt=now)
    if state == "gone":
        # What left the desk did so by an act that names the moment: there are few of them.
        acts = Publication.objects.filter(Q(version__isnull=True) | Q(live_until__lte=now))
        later = same.filter(live_until__gt=OuterRef("live_until"))
        left = spans.filter(~Exists(later), live_until__lte=now)
        return left.filter(article__in=acts.values("article"))
    if state == "ended":
        return live(now).filter(ended_from__lte=now)
    return live(now).filter(Q(ended_from__isnull=True) | Q(ended_from__gt=now))


def _drafts() -> Source:
    last = DraftContribution.objects.filter(line=OuterRef("line")).order_by("-at", "-pk")
    days = {
        f"day_{day}": Cast(KT(f"content__{name}"), TextField()) for day, name in _DAY_NAMES.items()
    }
    rows = Draft.objects.annotate(
        named=KT("content__title"), words=Cast("content", TextField()), **days
    )
    return Source(
        state="draft",
        rows=rows,
        columns={
            "article_id": F("article_id"),
            "kind": F("article__type"),
            "title": KT("content__title"),
            "section": F("section_id"),
            "owner": F("owner__name"),
            "state": Value("draft"),
            "n": Value(None, IntegerField()),
            "by": Subquery(last.values("person__name")[:1]),
            "at": F("changed_at"),
            **{day: KT(f"content__{name}") for day, name in _DAY_NAMES.items()},
        },
        kind="article__type",
        title="named",
        words="words",
        days={day: f"day_{day}" for day in _DAYS},
        orders={
            "changed": ["-changed_at", "-pk"],
            "title": ["named", "pk"],
            "ends": [F("day_ends").asc(nulls_last=True), "pk"],
            "review": [F("day_review").asc(nulls_last=True), "pk"],
        },
        made_by=lambda people: Exists(last.filter(person__in=people)),  # type: ignore[arg-type, return-value]
        moment=lambda moment: moment.astimezone(dt.UTC).isoformat(),
    )


_DAY_NAMES = {"begins": "effective_from", "ends": "expires_at", "review": "review_by"}


def waiting() -> QuerySet[ArticleVersion]:
    """Texts that were handed in and not decided on yet."""
    decided = Decision.objects.filter(submission=OuterRef("pk"), final=True)
    return ArticleVersion.objects.filter(
        submission__in=Submission.objects.filter(~Exists(decided)).values("pk")
    )


def sent_back() -> QuerySet[ArticleVersion]:
    """Texts that came back and that nobody took up since."""
    back = Decision.objects.filter(final=True, verdict=Decision.Verdict.RETURN)
    return untaken(ArticleVersion.objects.filter(submission__in=back.values("submission")))


def untaken(texts: QuerySet[ArticleVersion]) -> QuerySet[ArticleVersion]:
    """Those of them that no later text and no draft goes on from."""
    later = ArticleVersion.objects.filter(article=OuterRef("article"), n__gt=OuterRef("n"))
    again = Draft.objects.filter(article=OuterRef("article"))
    return texts.filter(~Exists(later), ~Exists(again))


def _handed_in(state: str, rows: QuerySet[ArticleVersion]) -> Source:
    none = Value(None, DateTimeField())
    return Source(
        state=state,
        rows=rows,
        columns={
            "article_id": F("article_id"),
            "kind": F("article__type"),
            "title": F("title"),
            "section": F("section_id"),
            "owner": F("owner__name"),
            "state": Value(state),
            "n": F("n"),
            "by": F("by__name"),
            "at": F("at"),
            "begins": F("effective_from"),
            "ends": F("expires_at"),
            "review": none,
        },
        kind="article__type",
        title="title",
        words="content__payload",
        days={"begins": "effective_from", "ends": "expires_at"},
        orders={
            "changed": ["-at", "-pk"],
            "title": ["title", "pk"],
            "ends": [F("expires_at").asc(nulls_last=True), "pk"],
        },
        made_by=lambda people: Q(by__in=people),
    )
