"""How what is being typed may go on: titles and phrasings, by word, by pinyin, by initials."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import tantivy  # noqa: TID251

from zhixi.search import query
from zhixi.search.analysis import grams, spelled
from zhixi.search.candidates import proposed
from zhixi.search.folding import fold
from zhixi.search.index import Index
from zhixi.search.kept import Kept
from zhixi.search.known import Known
from zhixi.search.letters import Segment
from zhixi.search.meaning import BEHIND, plain
from zhixi.search.query import Request
from zhixi.search.understanding import typed

LONGEST = 60  # characters of what is typed that are looked at
_CANDIDATES = 60
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
    wanted = query.containing(index.fields, terms, [s.terms for s in segments], begun)
    found = proposed(known.searcher, index.fields, request, wanted, _CANDIDATES)
    proposals = [
        proposal
        for each in found
        for proposal in _proposals(
            known.searcher.kept(each.address),
            each.address,
            plain(rest),
            terms,
            segments,
            request.at,
        )
    ]
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
    rest: str,
    terms: Sequence[str],
    segments: Sequence[Segment],
    at: int,
) -> Iterable[_Proposal]:
    for place, text in enumerate(kept.texts[: kept.questions]):
        said = text[: text.index(BEHIND)]
        if segments:
            here = spelled(said).keys()
            holds = all(not here.isdisjoint(s.terms) for s in segments)
            begins = holds and not rest
        else:
            begins, holds = said.startswith(rest), rest in said
        if holds and all(term in said for term in terms):
            order = (at >= kept.ended_from, not begins, place > 0, len(said))
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
