"""What the indexes find of a text for those who may edit: of what stands, and of what is in work."""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from zhixi import search
from zhixi.knowledge.queries import Rights
from zhixi.knowledge.working.narrowing import Asked
from zhixi.knowledge.working.states import IN_WORK, LASTING
from zhixi.search import Corpus, IndexUnavailable, Results, index_of

HITS = 200  # of an index


@dataclass(frozen=True, slots=True)
class Looked:
    """By corpus what its index finds; `plain` says that one is being built anew and left out."""

    text: str = ""
    results: dict[Corpus, Results] = field(default_factory=dict)
    plain: bool = False

    def of(self, state: str) -> Results | None:
        """What was found for a state; None where titles must do."""
        corpus = _corpus_of(state)
        return self.results.get(corpus) if corpus else None

    def scores(self, state: str) -> dict[int, float] | None:
        """How well each article answers, best first."""
        results = self.of(state)
        if results is None:
            return None
        best: dict[int, float] = {}
        for hit in results.hits:
            best.setdefault(hit.number, hit.score)
        return best

    def words(self, state: str) -> str:
        """What matches in its titles: letters were read as words."""
        results = self.of(state)
        return results.asked if results else self.text

    @property
    def corrected(self) -> str:
        """What was looked up in place of what was typed."""
        return next((told.asked for told in self.results.values() if told.corrected), "")


def _corpus_of(state: str) -> Corpus | None:
    if state in LASTING:
        return Corpus.STANDING
    return Corpus.IN_WORK if state in IN_WORK else None


def look_up(asked: Asked, states: Iterable[str], rights: Rights, now: dt.datetime) -> Looked:
    """What is found as it was typed, or, where nothing is, as it may have been meant."""
    corpora = {corpus for state in states if (corpus := _corpus_of(state))}
    if not asked.text:
        return Looked()
    request = search.Request(
        text=asked.text,
        at=int(now.timestamp()),
        sections=rights.sections,
        audiences=rights.audiences,
        types=(asked.kind,) if asked.kind else (),
        within=asked.sections,
        limit=HITS,
        literal=True,
    )
    found = _found(request, corpora)
    if not any(results.hits for results in found.values()):
        found = _found(replace(request, literal=False), corpora)
    return Looked(asked.text, found, plain=len(found) < len(corpora))


def _found(request: search.Request, corpora: Iterable[Corpus]) -> dict[Corpus, Results]:
    found = {}
    for corpus in corpora:
        with suppress(IndexUnavailable):
            found[corpus] = search.search(index_of(corpus), request)
    return found
