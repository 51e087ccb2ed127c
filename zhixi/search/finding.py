"""Search and suggestions: the index proposes, our own ranking orders."""

import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import tantivy  # noqa: TID251
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhixi.search import query
from zhixi.search.analysis import grams, query_units
from zhixi.search.folding import fold
from zhixi.search.index import Index, stored
from zhixi.search.query import Request
from zhixi.search.ranking import Asked, Ranked, rank, rarity
from zhixi.search.weights import RELEVANT

# Beyond these nobody reads on, and counting all that share a character tells nothing.
CANDIDATES = 200
# A question is short; of a pasted page only the beginning is looked up.
LONGEST = 200
# Below this coverage by title, phrasing or keyword the text itself must have matched.
_TELLING = 0.3
_TAIL = re.compile(r"[a-z0-9]+$")


@dataclass(frozen=True, slots=True)
class Hit:
    number: int
    version: int
    score: float
    why: str | Promise
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """Hits best first; `more` says that beyond `total` nothing was counted."""

    hits: list[Hit]
    total: int
    more: bool
    took_ms: float
    types: dict[str, int]


@dataclass(frozen=True, slots=True)
class Suggestion:
    text: str
    number: int
    version: int


def search(index: Index, request: Request) -> Results:
    """What answers the request, best first, among what its reader may see."""
    started = time.perf_counter()
    ranked = _ranked(index, request)
    shown = ranked[: request.limit]
    return Results(
        hits=[_hit(each) for each in shown],
        total=len(ranked),
        more=len(ranked) >= CANDIDATES,
        took_ms=(time.perf_counter() - started) * 1000,
        types=dict(Counter(each.kept.type for each in ranked).most_common()),
    )


def _ranked(index: Index, request: Request) -> list[Ranked]:
    text = request.text[:LONGEST]
    units = query_units(text)
    if not units:
        return []
    searcher = index.searcher()
    found = searcher.search(query.matching(index.fields, request, units), CANDIDATES, count=False)
    scores = [score for score, _address in found.hits]
    kept = stored(searcher, _addresses(found))

    def rare(term: str) -> float:
        return rarity(searcher.doc_freq("title", term), searcher.num_docs)

    asked = Asked(text, units, rare)
    ranked = rank(list(zip(scores, kept, strict=True)), asked, request)
    return [each for each in ranked if each.relevance >= RELEVANT]


def _addresses(found: tantivy.SearchResult) -> list[tantivy.DocAddress]:
    return [address for _score, address in found.hits]


def _hit(ranked: Ranked) -> Hit:
    kept = ranked.kept
    return Hit(kept.number, kept.version, ranked.score, _why(ranked), ranked.features)


def _why(ranked: Ranked) -> str | Promise:
    phrasings = ranked.kept.phrasings
    if ranked.covered < _TELLING:
        return _("正文")
    if ranked.best == 0:
        return _("标题")
    if ranked.best <= len(phrasings):
        return format_lazy(_("相似问：{phrasing}"), phrasing=phrasings[ranked.best - 1])
    return _("关键词")


def suggest(index: Index, request: Request) -> list[Suggestion]:
    """Titles and phrasings of visible documents that hold what was typed.

    First those that begin with it, titles before phrasings, short ones before long.
    """
    typed = fold(request.text[:LONGEST]).strip()
    tail = _TAIL.search(typed)
    head = typed[: tail.start()] if tail else typed
    terms = [spot[0] for spot in grams(head, 2)] or [spot[0] for spot in grams(head, 1)]
    if not terms and not tail:
        return []
    wanted = query.containing(index.fields, request, terms, tail[0] if tail else "")
    searcher = index.searcher()
    found = searcher.search(wanted, CANDIDATES, count=False)
    proposals = []
    for kept in stored(searcher, _addresses(found)):
        questions = (kept.title, *kept.phrasings)
        for text, folded in zip(questions, kept.folded, strict=False):
            place = folded.find(typed)
            if place >= 0:
                order = (request.at >= kept.ended_from, place > 0, text != kept.title, len(text))
                proposals.append((order, Suggestion(text, kept.number, kept.version)))
    proposals.sort(key=lambda each: each[0])
    return _distinct(each for _order, each in proposals)[: request.limit]


def _distinct(suggestions: Iterable[Suggestion]) -> list[Suggestion]:
    """One line for each wording, however many articles share it."""
    return list({fold(each.text): each for each in reversed(list(suggestions))}.values())[::-1]
