"""How what is being typed may go on: titles and phrasings, by word, by pinyin, by initials."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import tantivy  # noqa: TID251

from zhixi.search import query
from zhixi.search.analysis import grams, spelled
from zhixi.search.candidates import nearest
from zhixi.search.folding import fold
from zhixi.search.index import Index
from zhixi.search.kept import Kept
from zhixi.search.known import Known
from zhixi.search.letters import Segment
from zhixi.search.meaning import BEHIND, plain
from zhixi.search.query import Request
from zhixi.search.understanding import typed

LONGEST = 60  # characters of what is typed that are looked at
_CANDIDATES = 30
_LATIN = re.compile(r"[a-z0-9]+")
_TAIL = re.compile(r"[a-z0-9]+$")
_TAILS = 30


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    number: int
    version: int


@dataclass(frozen=True, slots=True)
class _Proposal:
    order: tuple[bool, bool, bool, int]
    hit: Kept
    place: int  # among the document's short texts
    address: tantivy.DocAddress


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: words, the terms they must hold, and what was typed by its letters."""

    words: str
    terms: Sequence[str]
    segments: Sequence[Segment]

    def stands_in(self, said: str) -> bool:
        if not all(term in said for term in self.terms):
            return False
        if not self.segments:
            return self.words in said
        here = spelled(said).keys()
        return all(not here.isdisjoint(segment.terms) for segment in self.segments)

    def begins(self, said: str) -> bool:
        return not self.words if self.segments else said.startswith(self.words)


def suggest(index: Index, request: Request) -> list[Suggestion]:
    """Questions of visible documents that hold what was typed.

    First those that begin with it, titles before phrasings, short ones before long.
    """
    text = fold(request.text[:LONGEST]).strip()
    known = Known(index.searcher())
    segments = typed(text, known)
    rest = _LATIN.sub(" ", text) if segments else text
    terms = [gram for gram, _, _ in grams(rest, 2)] or [gram for gram, _, _ in grams(rest, 1)]
    begun = [] if segments else _begun(text, known)
    if not terms and not segments and not begun:
        return []
    asked = _Typed(plain(rest), terms, segments)
    wanted = query.containing(index.fields, terms, [s.terms for s in segments], begun)
    found = nearest(known.searcher, index.fields, request, wanted, _CANDIDATES)
    read = [(known.searcher.kept(address), address) for _score, address in found]
    proposals = [each for one in read for each in _proposals(*one, asked, request.at, 0, 1)]
    if not segments or len(proposals) < request.limit:  # how a text sounds is slow to tell
        proposals += [each for one in read for each in _proposals(*one, asked, request.at, 1)]
    proposals.sort(key=lambda each: each.order)
    return _distinct(proposals, known, request.limit)


def _begun(text: str, known: Known) -> list[str]:
    """The words of questions that begin with the letters or digits typed last."""
    run = _TAIL.search(text)
    if run is None:
        return []
    fields = ("title", "phrasings")
    found = (known.searcher.terms_with_prefix(name, run[0], limit=_TAILS) for name in fields)
    return [term for terms in found for term, _count in terms]


def _proposals(
    kept: Kept,
    address: tantivy.DocAddress,
    asked: _Typed,
    at: int,
    first: int,
    last: int | None = None,
) -> Iterator[_Proposal]:
    """Those of its questions from the first to before the last that hold what was typed."""
    questions = list(enumerate(kept.texts[: kept.questions]))
    for place, text in questions[first:last]:
        said = text[: text.index(BEHIND)]
        if asked.stands_in(said):
            order = (at >= kept.ended_from, not asked.begins(said), place > 0, len(said))
            yield _Proposal(order, kept, place, address)


def _distinct(proposals: Iterable[_Proposal], known: Known, limit: int) -> list[Suggestion]:
    """One line for each wording, however many articles share it."""
    found: dict[str, _Proposal] = {}
    for proposal in proposals:
        found.setdefault(proposal.hit.texts[proposal.place], proposal)
        if len(found) == limit:
            break
    return [_suggestion(proposal, known) for proposal in found.values()]


def _suggestion(proposal: _Proposal, known: Known) -> Suggestion:
    texts = known.searcher.shown(proposal.address)
    text = (texts.title, *texts.phrasings)[proposal.place]
    return Suggestion(text, proposal.hit.number, proposal.hit.version)
