"""Search: the index proposes, our own ranking orders; what was meant is tried in turn."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from zhixi.search import meaning, query
from zhixi.search.analysis import Kind, Unit, query_units
from zhixi.search.asked import Asked
from zhixi.search.candidates import Candidate, proposed
from zhixi.search.folding import fold
from zhixi.search.index import Index
from zhixi.search.known import Known
from zhixi.search.pinyin import INITIALS
from zhixi.search.query import Request
from zhixi.search.ranking import Ranked, rank
from zhixi.search.understanding import repairs, resolved, typed
from zhixi.search.view import View
from zhixi.search.weights import BETTER, DIRECT, ENOUGH, GUESSED, NAMED, READ, is_code

# Beyond these nobody reads on, and counting all that share a character tells nothing.
CANDIDATES = 200
# What a list may be narrowed by beside type and section.
OFFERED = ("products", "channels", "tags")
# So many tell whether another wording finds more.
GLIMPSE = 10
# A question is short; of a pasted page only the beginning is looked up.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Hit:
    number: int
    version: int
    score: float
    why: str | Promise
    features: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Results:
    """Hits best first; `more` says that beyond `total` nothing was counted.

    `labels` are the products, channels and tags of those whose texts were looked into.
    `asked` is the text that was looked up in the end; it is a correction of the typed one where
    `corrected` says so. `direct` is false where what was found only touches the query.
    `question` is what to ask the customer first, `notes` what to know of words that are no
    longer used.
    """

    hits: list[Hit]
    total: int
    more: bool
    took_ms: float
    types: dict[str, int]
    sections: dict[int, int]
    labels: dict[str, dict[str, int]]
    asked: str = ""
    corrected: bool = False
    direct: bool = True
    question: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What one wording brought, and how it came about: as typed, by letters, or repaired."""

    text: str
    units: Sequence[Unit]
    ranked: list[Ranked]
    beyond: list[Candidate]  # relevant too, but behind those
    way: str | Promise = ""
    guessed: bool = False  # from initials, which stand for many words

    @property
    def direct(self) -> bool:
        """Whether something answers it; see `Results.direct`."""
        enough = GUESSED if self.guessed else DIRECT
        return self.covered >= enough or any(map(is_code, self.units))

    @property
    def covered(self) -> float:
        """How much of the wording the best answer holds, 0 to 1."""
        return max((each.covered for each in self.ranked[:5]), default=0.0)


def search(index: Index, request: Request) -> Results:
    """What answers the request, best first, among what its reader may see."""
    started = time.perf_counter()
    text = fold(request.text[:LONGEST])
    known = Known(index.searcher())
    found, corrected = _understood(text, index, known, request)
    question, families = meaning.left_open(found.text) or ("", frozenset())
    ranked = _apart(found.ranked, families)
    facts = [(each.kept.type, each.kept.section) for each in ranked]
    facts += [(each.type, each.section) for each in found.beyond]
    return Results(
        hits=_hits(ranked[: request.limit], found, known),
        total=len(facts),
        more=len(facts) >= CANDIDATES,
        took_ms=(time.perf_counter() - started) * 1000,
        types=dict(Counter(type_ for type_, _section in facts).most_common()),
        sections=dict(Counter(section for _type, section in facts).most_common()),
        labels={name: _most(ranked, name) for name in OFFERED},
        asked=found.text,
        corrected=corrected,
        direct=found.direct,
        question=question if ranked else "",
        notes=tuple(meaning.notes(text)),
    )


def _most(ranked: Sequence[Ranked], name: str) -> dict[str, int]:
    """Each of their labels and how many have it, the most frequent first."""
    counted = Counter(label for each in ranked for label in getattr(each.kept, name))
    return dict(counted.most_common())


def _understood(text: str, index: Index, known: Known, request: Request) -> tuple[_Found, bool]:
    """The wording that brings most, and whether it is a correction of what was typed."""
    as_typed = _lettered(text, index, known, request) or _found(text, index, known, request)
    if request.literal or as_typed.covered >= ENOUGH:
        return as_typed, False
    best = as_typed
    for other in repairs(text, index, known, request):
        wanted = max(best.covered + BETTER, 0.5)
        if _found(other, index, known, request, GLIMPSE).covered > wanted:
            best = _found(other, index, known, request)
            break
    return best, best is not as_typed


def _lettered(text: str, index: Index, known: Known, request: Request) -> _Found | None:
    """What was typed by sound or by initials, read as words."""
    segments = typed(text, known)
    words = resolved(text, segments, index, known, request) if segments else None
    if words is None:
        return None
    run = "".join(text[s.start : s.end] for s in segments)
    first = any(segment.kind == INITIALS for segment in segments)
    way = _("首字母 {typed}") if first else _("拼音 {typed}")
    found = _found(words, index, known, request)
    if found.covered < READ:
        return None
    return replace(found, way=format_lazy(way, typed=run), guessed=first)


def _found(
    text: str, index: Index, known: Known, request: Request, candidates: int = CANDIDATES
) -> _Found:
    units = query_units(text)
    if not units:
        return _Found(text, units, [], [])
    view, wanted = known.searcher, query.matching(index.fields, units, known)
    found = proposed(view, index.fields, request, wanted, candidates)
    asked = Asked(text, units, known.rarity)
    looked_into = max(request.looked_into, request.limit)
    return _Found(text, units, *rank(found, asked, request, view, known.rarity, looked_into))


def _apart(ranked: list[Ranked], families: frozenset[str]) -> list[Ranked]:
    """The best of each family first, where the query leaves open which is meant."""
    first: dict[str, Ranked] = {}
    for each in ranked[:20]:
        for family in families.intersection(each.kept.objects):
            first.setdefault(family, each)
    chosen = list({id(each): each for each in first.values()}.values())
    if len(chosen) < 2 or chosen[1].score < 0.5 * chosen[0].score:
        return ranked
    return [*chosen, *(each for each in ranked if each not in chosen)]


def _hits(ranked: list[Ranked], found: _Found, known: Known) -> list[Hit]:
    return [
        Hit(
            each.kept.number,
            each.kept.version,
            each.score,
            found.way or _why(each, known.searcher, found.units),
            each.features,
        )
        for each in ranked
    ]


def _why(ranked: Ranked, view: View, units: Sequence[Unit]) -> str | Promise:
    """Where it matched, or the synonym without which it would not have."""
    kept, best = ranked.kept, ranked.best
    if rule := _only_by(units, kept.texts[best]):
        return format_lazy(_("同义词 {words}"), words=rule)
    if ranked.features["coverage"] < NAMED:
        return _("正文")
    if best == 0:
        return _("标题")
    if best < kept.questions:
        phrasings = view.shown(ranked.address).phrasings
        return format_lazy(_("相似问：{phrasing}"), phrasing=phrasings[best - 1])
    return _("关键词") if best < kept.questions + kept.keywords else _("正文")


def _only_by(units: Sequence[Unit], text: str) -> str:
    """The rule that found this text, where the word that was typed is not in it."""
    for unit in units:
        typed_word = unit.via.partition("→")[0]
        if unit.kind == Kind.ASKED and unit.text in text and typed_word not in text:
            return unit.via
    return ""
