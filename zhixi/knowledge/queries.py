"""The one door for reading. Every list, count, page, export and search passes `visible_to`."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.lookups import In, IsNull
from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Audience, Person
from zhixi.accounts.queries import audience_ids_of, roles_of
from zhixi.accounts.rules import EDITORIAL
from zhixi.knowledge import typenames, types
from zhixi.knowledge.models import Article, ArticleVersion, LiveSpan, Placement, Publication
from zhixi.knowledge.rules import may_vary
from zhixi.knowledge.sections import Node, Tree, tree
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.types.base import TypedContent


class NotVisible(Exception):
    """There is no such article for this person at that moment."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person may enter of the tree at a moment; None for sections means all of it."""

    sections: frozenset[int] | None
    audiences: frozenset[int]
    tree: Tree
    varies: bool = False  # whether the person writes what a region says otherwise

    @property
    def editorial(self) -> bool:
        """Whether the person writes knowledge: only such a one reads every section."""
        return self.sections is None

    def spans(self) -> Q:
        if self.sections is None:
            return Q()
        own = Q(audience__isnull=True) | Q(audience__in=self.audiences)
        return Q(section__in=self.sections) & own

    def spans_by_time(self) -> Q:
        """The same for a list in the order of time: the database goes along that order and asks
        of each row, instead of gathering all that may be read and sorting it."""
        if self.sections is None:
            return Q()
        circle = _asked("audience_id")
        own = Q(IsNull(circle, True)) | Q(In(circle, self.audiences))
        return Q(In(_asked("section_id"), self.sections)) & own

    def spans_in(self, sections: frozenset[int], *, by_time: bool) -> Q:
        """What these sections hold, as far as it may be read; found along time or gathered."""
        if self.sections is None:
            own = Q()
        else:
            sections &= self.sections
            circle = _asked("audience_id")
            own = Q(IsNull(circle, True)) | Q(In(circle, self.audiences))
        place = Q(In(_asked("section_id"), sections)) if by_time else Q(section__in=sections)
        return place & own

    def admit(self, section: int, audience: int | None) -> bool:
        """The same of the place of a span that is at hand, without asking the database."""
        if self.sections is None:
            return True
        return section in self.sections and (audience is None or audience in self.audiences)


def _asked(column: str) -> ExpressionWrapper:
    """A column by which no index finds rows."""
    return ExpressionWrapper(F(column) + 0, BigIntegerField())


def rights_of(person: Person, at: dt.datetime) -> Rights:
    """Editorial roles read every section; all others those of their audiences."""
    sections = tree(at)
    roles = roles_of(person, at)
    varies = may_vary(roles)
    if roles & EDITORIAL:
        everyone = frozenset(Audience.objects.values_list("pk", flat=True))
        return Rights(None, everyone, sections, varies)
    audiences = audience_ids_of(person, at)
    return Rights(sections.open_to(audiences), audiences, sections, varies)


def live(at: dt.datetime) -> QuerySet[LiveSpan]:
    """What is live at a moment, for whomever."""
    return LiveSpan.objects.filter(live_from__lte=at, live_until__gt=at)


def visible_to(person: Person, at: dt.datetime) -> QuerySet[LiveSpan]:
    """What this person could read at that moment, with the rights of that moment."""
    return live(at).filter(rights_of(person, at).spans())


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A stretch of time in which a version stood."""

    n: int
    live_from: dt.datetime
    live_until: dt.datetime | None
    by: str
    current: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as one person reads it at one moment, for one customer's context."""

    number: int
    type: str
    label: str
    content: TypedContent
    template: str
    n: int
    section: str
    path: list[Node]
    owner: str
    confirmed_by: str
    live_from: dt.datetime
    live_until: dt.datetime | None
    ended: bool
    at: dt.datetime
    is_past: bool
    versions: list[VersionLine]
    may_edit: bool = False
    may_vary: bool = False


def read(
    number: int,
    person: Person,
    at: dt.datetime,
    now: dt.datetime,
    context: CallContext = CallContext(),  # noqa: B008 - frozen
    n: int | None = None,
) -> Reading:
    """Read an article, or one version of it that was live once. Raises NotVisible."""
    rights = rights_of(person, now)
    span, moment = span_of(number, person, at, now, rights, n)
    return reading_of(span, rights, moment, now, context)


def read_then(
    number: int,
    person: Person,
    at: dt.datetime,
    context: CallContext = CallContext(),  # noqa: B008
) -> Reading:
    """Read an article exactly as that person saw it then, for audit. Raises NotVisible."""
    rights = rights_of(person, at)
    span, _moment = span_of(number, person, at, at, rights)
    return reading_of(span, rights, at, at, context)


def span_of(
    number: int,
    person: Person,
    at: dt.datetime,
    now: dt.datetime,
    rights: Rights,
    n: int | None = None,
) -> tuple[LiveSpan, dt.datetime]:
    """What stood at a moment, or where version `n` stood last before it, and that moment: visible
    then, and in a place that `rights`, those of now, still open.

    One article is at hand: its place is compared here, the database is not sent all sections.
    Raises NotVisible.
    """
    rows = LiveSpan.objects.filter(article=number, live_from__lte=at)
    rows = rows.filter(live_until__gt=at) if n is None else rows.filter(version__n=n)
    told = rows.select_related("article", "version__content", "version__by", "owner")
    span = told.order_by("live_from").last()
    if span is None:
        raise NotVisible
    moment = at if span.live_until > at else span.live_until - dt.timedelta(microseconds=1)
    then = rights if moment == now else rights_of(person, moment)
    if not then.admit(span.section_id, span.audience_id):
        raise NotVisible
    if moment != now:
        placements = Placement.objects.filter(article=number, from_at__lte=now)
        here = placements.order_by("from_at", "id").last()
        if not here or not rights.admit(here.section_id, here.audience_id):
            raise NotVisible
    return span, moment


def reading_of(
    span: LiveSpan,
    rights: Rights,
    at: dt.datetime,
    now: dt.datetime,
    context: CallContext = CallContext(),  # noqa: B008 - frozen
) -> Reading:
    """An article as it reads in a span at hand, which `span_of` has let pass."""
    kind = span.article.type
    content = types.load(kind, span.version.content.payload)
    source = (
        Publication.objects.filter(
            Q(version=span.version_id) | Q(then=span.version_id), article=span.article_id
        )
        .select_related("confirmed_by")
        .order_by("id")
        .last()
    )
    confirmed = source.confirmed_by if source else None
    sections = rights.tree if at == now else tree(at)
    return Reading(
        number=span.article_id,
        type=kind,
        label=typenames.name_of(content),
        content=content.for_context(context),
        template=content.template,
        n=span.version.n,
        section=sections.written(span.section_id),
        path=sections.path(span.section_id),
        owner=span.owner.name if span.owner else "",
        confirmed_by=confirmed.name if confirmed else _("初始装载"),
        live_from=span.live_from,
        live_until=_open_end(span.live_until),
        ended=span.ended_from is not None and span.ended_from <= at,
        at=at,
        is_past=at < now,
        versions=_history(span.article_id, rights, span.live_from, now),
        may_edit=rights.editorial,
        may_vary=rights.varies,
    )


def _open_end(moment: dt.datetime) -> dt.datetime | None:
    return None if moment >= FOREVER else moment


def _history(
    number: int, rights: Rights, shown_from: dt.datetime, now: dt.datetime
) -> list[VersionLine]:
    """Stretches up to now, newest first, that the person may read today."""
    spans = (
        LiveSpan.objects.filter(article=number, live_from__lte=now)
        .select_related("version__by")
        .order_by("-live_from")[:50]
    )
    return [
        VersionLine(
            n=span.version.n,
            live_from=span.live_from,
            live_until=_open_end(span.live_until),
            by=span.version.by.name,
            current=span.live_from == shown_from,
        )
        for span in spans
        if rights.admit(span.section_id, span.audience_id)
    ]


@dataclass(frozen=True, slots=True)
class Listed:
    """A line in a list of articles."""

    number: int
    label: str
    title: str
    section: str
    effective_from: dt.datetime


def newest(person: Person, at: dt.datetime, limit: int = 10) -> list[Listed]:
    """What changed last, among what the person may read."""
    rights = rights_of(person, at)
    spans = live(at).filter(rights.spans_by_time()).order_by("-live_from", "-article")
    sections = rights.tree
    labels = typenames.names()
    return [
        Listed(
            number=span.article_id,
            label=labels[span.type],
            title=span.title,
            section=sections.written(span.section_id),
            effective_from=span.live_from,
        )
        for span in spans[:limit]
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """Which version of an article stands, and since when."""

    n: int
    since: dt.datetime
    ended: bool


def standing(number: int, person: Person, now: dt.datetime) -> Standing:
    """What stands now for this person, without its text. Raises NotVisible."""
    span, _moment = span_of(number, person, now, now, rights_of(person, now))
    ended = span.ended_from is not None and span.ended_from <= now
    return Standing(span.version.n, span.live_from, ended)


def titles(numbers: Iterable[int], person: Person, now: dt.datetime) -> dict[int, str]:
    """What these articles are called, or were last, as far as their places are open to him."""
    rights = rights_of(person, now)
    spans = LiveSpan.objects.filter(article__in=set(numbers), live_from__lte=now)
    facts = ("article_id", "title", "section_id", "audience_id")
    last = {row[0]: row[1:] for row in spans.order_by("live_from").values_list(*facts)}
    return {n: title for n, (title, *place) in last.items() if rights.admit(*place)}


def article_of(number: int) -> Article:
    """The article of that number. Raises NotVisible."""
    try:
        return Article.objects.get(pk=number)
    except Article.DoesNotExist as error:
        raise NotVisible from error


def version_of(number: int, n: int) -> ArticleVersion:
    """That version of that article, live or not. Raises NotVisible."""
    try:
        return ArticleVersion.objects.select_related("article", "content").get(article=number, n=n)
    except ArticleVersion.DoesNotExist as error:
        raise NotVisible from error


def with_sources(sources: Iterable[str]) -> dict[str, Article]:
    """Articles by the source's own id."""
    return {a.source_id: a for a in Article.objects.filter(source_id__in=sources) if a.source_id}
