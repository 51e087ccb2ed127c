"""Search as people and machines meet it: the index proposes, the door disposes."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from zhixi import search
from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.knowledge import typenames
from zhixi.knowledge.answers import answer
from zhixi.knowledge.files.carrying import digests_in
from zhixi.knowledge.files.texts import Leaf, leaves_of
from zhixi.knowledge.listing import Line, Placed, listed, placed
from zhixi.knowledge.queries import Rights, rights_of
from zhixi.knowledge.sections import Tree
from zhixi.search import lookups
from zhixi.search.live import live_index

Marks = list[tuple[str, bool]]
_Line = TypeVar("_Line", Line, Placed)
LIFTED = 10  # hits of which the piece that answers is looked for; below, the first answer
LOOSER = 4  # words of a query without hits that are tried alone
POPULAR = 2  # popular look-ups among the suggestions


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose to look at; it never widens what he may see."""

    types: tuple[str, ...] = ()
    section: int | None = None
    product: str = ""
    channel: str = ""
    tag: str = ""

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        named = (("products", self.product), ("channels", self.channel), ("tags", self.tag))
        return tuple((name, label) for name, label in named if label)


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of the list: what was found, the piece that answers with its clause, and why."""

    number: int
    type: str
    label: str
    title: str
    answer: str
    clause: int
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
    """Hits best first. `corrected` is what was looked up where it is not what was typed,
    `question` what to ask the customer first, `notes` what to know of words used."""

    query: str
    hits: list[Hit]
    total: int
    more: bool
    took_ms: float
    types: list[tuple[str, str, int]]
    sections: list[tuple[int, str, int]]
    labels: dict[str, dict[str, int]]
    corrected: str | None = None
    direct: bool = True
    question: str = ""
    notes: tuple[str, ...] = ()


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
    chosen: Chosen = Chosen(),
    within: frozenset[int] | None = None,
    literal: bool = False,
    limit: int,
) -> search.Request:
    return search.Request(
        text=text,
        at=max(0, int(at.timestamp())),  # the index knows nothing before 1970
        sections=rights.sections,
        audiences=rights.audiences,
        types=chosen.types,
        within=within,
        labels=chosen.labels,
        limit=limit,
        region=context.region,
        product=context.product,
        literal=literal,
        popular=lookups.habits().popular,
    )


def find(
    text: str,
    person: Person,
    at: dt.datetime,
    context: CallContext = CallContext(),  # noqa: B008 - frozen
    chosen: Chosen = Chosen(),
    *,
    literal: bool = False,
    limit: int = 20,
) -> Found:
    """What answers this text for this person at that moment, best first.

    With `literal` the text is looked up as it was typed, whatever else it may have meant.
    """
    rights = rights_of(person, at)
    within = rights.tree.below(chosen.section) if chosen.section is not None else None
    request = _request(
        text, rights, at, context, chosen=chosen, within=within, literal=literal, limit=limit
    )
    results = search.search(live_index(), request)
    shown = _through_the_door(((h.number, h.version) for h in results.hits), rights, at, listed)
    attached = _attached(
        [shown[h.number] for h in results.hits if h.number in shown], results.asked
    )
    labels = typenames.names()
    hits = [
        _hit(
            hit,
            shown[hit.number],
            results.asked,
            at,
            context,
            rights.tree,
            labels,
            attached if n < LIFTED else None,
        )
        for n, hit in enumerate(results.hits)
        if hit.number in shown
    ]
    return Found(
        query=text,
        hits=hits,
        total=results.total - (len(results.hits) - len(hits)),
        more=results.more,
        took_ms=results.took_ms,
        types=[(code, labels[code], n) for code, n in results.types.items()],
        sections=[(pk, rights.tree.written(pk), n) for pk, n in results.sections.items()],
        labels=results.labels,
        corrected=results.asked if results.corrected and hits else None,
        direct=results.direct,
        question=results.question if hits else "",
        notes=results.notes,
    )


def near(text: str, person: Person, at: dt.datetime, limit: int) -> list[Line]:
    """The articles nearest to a text as it was typed, best first, without what answers in them."""
    rights = rights_of(person, at)
    request = _request(text, rights, at, CallContext(), literal=True, limit=limit)
    hits = search.search(live_index(), replace(request, looked_into=2 * limit)).hits
    shown = _through_the_door(((h.number, h.version) for h in hits), rights, at, listed)
    return [shown[h.number] for h in hits if h.number in shown]


def _through_the_door(
    hits: Iterable[tuple[int, int]],
    rights: Rights,
    at: dt.datetime,
    read: Callable[[Collection[int], dt.datetime], Iterator[_Line]],
) -> dict[int, _Line]:
    """What stands behind these numbers and versions, where it may be read."""
    versions = dict(hits)
    return {
        line.number: line
        for line in read(versions, at)
        if versions[line.number] == line.version and rights.admit(line.section, line.audience)
    }


def _attached(lines: Sequence[Line], asked: str) -> Mapping[str, list[Leaf]]:
    """Of the best, the lines of attachments that may answer, by the content that carries them."""
    carrying = {line.content for line in lines[:LIFTED] if digests_in(line.payload)}
    return leaves_of(carrying, search.words_of(asked)) if carrying else {}


def _hit(
    hit: search.Hit,
    line: Line,
    asked: str,
    at: dt.datetime,
    context: CallContext,
    sections: Tree,
    labels: Mapping[str, str],
    attached: Mapping[str, list[Leaf]] | None,
) -> Hit:
    """`attached` are lines of attachments by article; None where nothing is lifted out."""
    leaves = (attached or {}).get(line.content, ())
    lifted = answer(line, asked, context, lift=attached is not None, attached=leaves)
    return Hit(
        number=line.number,
        type=line.type,
        label=labels[line.type],
        title=line.title,
        answer=lifted.text,
        clause=lifted.clause,
        section=sections.written(line.section),
        score=hit.score,
        why=lifted.where or str(hit.why),
        version=line.n,
        effective_from=line.live_from,
        ended=line.ended_from is not None and line.ended_from <= at,
        title_marks=marked(line.title, asked),
        answer_marks=marked(lifted.text, asked),
        features=hit.features,
    )


def marked(text: str, query: str) -> Marks:
    """The text in pieces, each with whether it matches what was looked up."""
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


def looser(text: str, person: Person, at: dt.datetime) -> list[tuple[str, int]]:
    """Words of a text that found nothing, each with how much it finds alone, 0 left out."""
    words = list(dict.fromkeys(search.words_of(text)))[:LOOSER]
    found = [(word, find(word, person, at, literal=True, limit=1).total) for word in words]
    return [(word, total) for word, total in found if total]


def suggest(text: str, person: Person, at: dt.datetime, limit: int = 8) -> list[Suggestion]:
    """How what was typed may go on, where something visible answers: what many asked and opened
    first, then titles and phrasings."""
    rights = rights_of(person, at)
    request = _request(text, rights, at, CallContext(), limit=limit)
    proposed = search.suggest(live_index(), request)
    asked = _often_asked(text)
    open_ = _through_the_door(((s.number, s.version) for s in proposed), rights, at, placed)
    readable = _visible_among(asked, rights, at)
    lines = [Suggestion(query, n) for query, n in asked.items() if n in readable][:POPULAR]
    lines += [Suggestion(s.text, s.number) for s in proposed if s.number in open_]
    return list({line.text: line for line in reversed(lines)}.values())[::-1][:limit]


def _often_asked(text: str) -> Mapping[str, int]:
    """What several people asked lately that begins so, with the article most took from it."""
    typed = text.strip()
    if not typed:
        return {}
    popular = lookups.habits().queries
    return {each.query: each.numbers[0] for each in popular if each.query.startswith(typed)}


def _visible_among(asked: Mapping[str, int], rights: Rights, at: dt.datetime) -> set[int]:
    if not asked:
        return set()
    lines = placed(list(asked.values())[:50], at)
    return {line.number for line in lines if rights.admit(line.section, line.audience)}
