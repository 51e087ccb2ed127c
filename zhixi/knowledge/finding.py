"""Search as people and machines meet it: the index proposes, the door disposes."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from zhixi import search
from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.knowledge import types
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.queries import Rights, rights_of, visible_to
from zhixi.knowledge.sections import Tree, tree
from zhixi.search import outbox
from zhixi.search.live import live_index

Marks = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the list: what was found, the sentence that answers, and why."""

    number: int
    type: str
    label: str
    title: str
    answer: str
    section: str
    score: float
    why: str
    version: int
    effective_from: dt.datetime
    ended: bool
    title_marks: Marks
    answer_marks: Marks
    features: dict[str, float] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"/k/{self.number}"


@dataclass(frozen=True, slots=True)
class Found:
    query: str
    hits: list[Hit]
    total: int
    more: bool
    took_ms: float
    types: list[tuple[str, str, int]]
    corrected: str | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    number: int


def _request(
    text: str,
    rights: Rights,
    at: dt.datetime,
    context: CallContext,
    *,
    kinds: tuple[str, ...] = (),
    within: frozenset[int] | None = None,
    limit: int,
) -> search.Request:
    return search.Request(
        text=text,
        at=int(at.timestamp()),
        sections=rights.sections,
        audiences=rights.audiences,
        types=kinds,
        within=within,
        limit=limit,
        region=context.region,
        product=context.product,
    )


def find(
    text: str,
    person: Person,
    at: dt.datetime,
    context: CallContext = CallContext(),  # noqa: B008 - frozen
    kinds: tuple[str, ...] = (),
    section: int | None = None,
    limit: int = 20,
) -> Found:
    """What answers this text for this person at that moment, best first."""
    rights = rights_of(person, at)
    sections = tree(at)
    within = sections.below(section) if section is not None else None
    request = _request(text, rights, at, context, kinds=kinds, within=within, limit=limit)
    results = search.search(live_index(), request)
    shown = _through_the_door(results.hits, person, at)
    hits = [
        _hit(hit, shown[hit.number], text, at, context, sections)
        for hit in results.hits
        if hit.number in shown
    ]
    labels = types.registry()
    return Found(
        query=text,
        hits=hits,
        total=results.total - (len(results.hits) - len(hits)),
        more=results.more,
        took_ms=results.took_ms,
        types=[(code, str(labels[code].label), n) for code, n in results.types.items()],
    )


def _through_the_door(
    hits: Sequence[search.Hit | search.Suggestion], person: Person, at: dt.datetime
) -> dict[int, LiveSpan]:
    """The spans behind these hits that the person may read and the index tells rightly."""
    versions = {hit.number: hit.version for hit in hits}
    waiting = outbox.pending_among(list(versions))
    spans = visible_to(person, at).filter(article__in=versions.keys() - waiting)
    return {
        span.article_id: span
        for span in spans.select_related("article", "version__content")
        if versions[span.article_id] == span.version_id
    }


def _hit(
    hit: search.Hit,
    span: LiveSpan,
    text: str,
    at: dt.datetime,
    context: CallContext,
    sections: Tree,
) -> Hit:
    kind = span.article.type
    content = types.load(kind, span.version.content.payload).for_context(context)
    answer = search.excerpt(content.answer(), text)
    return Hit(
        number=span.article_id,
        type=kind,
        label=str(content.label),
        title=content.title,
        answer=answer,
        section=" › ".join(sections.names(span.section_id)),
        score=hit.score,
        why=str(hit.why),
        version=span.version.n,
        effective_from=span.live_from,
        ended=span.ended_from is not None and span.ended_from <= at,
        title_marks=marked(content.title, text),
        answer_marks=marked(answer, text),
        features=hit.features,
    )


def marked(text: str, query: str) -> Marks:
    """The text in pieces, each with whether it matches what was typed."""
    pieces: Marks = []
    here = 0
    for start, end in search.mark(text, query):
        if start > here:
            pieces.append((text[here:start], False))
        pieces.append((text[start:end], True))
        here = end
    if here < len(text):
        pieces.append((text[here:], False))
    return pieces


def suggest(text: str, person: Person, at: dt.datetime, limit: int = 8) -> list[Suggestion]:
    """Titles and phrasings that go on from what was typed, where something visible answers."""
    request = _request(text, rights_of(person, at), at, CallContext(), limit=limit)
    proposed = search.suggest(live_index(), request)
    shown = _through_the_door(proposed, person, at)
    return [Suggestion(hit.text, hit.number) for hit in proposed if hit.number in shown]
