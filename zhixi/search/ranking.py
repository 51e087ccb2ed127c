"""The order of what was found: a few named features, weighed in one place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

import tantivy  # noqa: TID251
from rapidfuzz.distance import LCSseq

from zhixi.search.asked import Asked
from zhixi.search.candidates import Candidate
from zhixi.search.kept import Kept
from zhixi.search.meaning import BEHIND, group_of
from zhixi.search.query import Request
from zhixi.search.view import View
from zhixi.search.weights import BESIDE, ENDED, FEATURES, RELEVANT, TYPES, UNTOLD

DAY = 86_400
# What the index tells of each candidate at once, and what it is worth.
_GLANCED = ("index", "type", "ended", "fresh", "popular")
_WORTH = tuple(FEATURES[name] for name in _GLANCED)
SHORT = 80  # characters; so short an answer tells nothing that its question does not


@dataclass(frozen=True, slots=True)
class Ranked:
    kept: Kept
    score: float
    features: dict[str, float]
    best: int  # which short text matches best: 0 the title, then phrasings, then keywords
    covered: float  # how much of the query its best short text or its answer holds, 0 to 1
    address: tantivy.DocAddress

    @property
    def relevance(self) -> float:
        return max(self.features["index"], self.features["coverage"])


def rank(
    candidates: Sequence[Candidate],
    asked: Asked,
    request: Request,
    view: View,
    rarity: Callable[[str], float],
    looked_into: int,
) -> tuple[list[Ranked], list[Candidate]]:
    """What is relevant of them: the best, best first, and those behind them.

    What has ended stands below what answers as well and has not. All are weighed by what the
    index tells at once; only the texts of the best are read and compared.
    """
    top = max((each.score for each in candidates), default=1.0) or 1.0
    glanced = [(each, _at_a_glance(each.score / top, each, request)) for each in candidates]
    glanced.sort(key=lambda pair: (-sum(map(mul, _WORTH, pair[1])), pair[0].number))
    near = [
        _compared(view.kept(each.address), told, asked, request, rarity, each.address)
        for each, told in glanced[:looked_into]
    ]
    near.sort(key=lambda each: (-each.score, each.kept.number))
    return (
        [each for each in near if each.relevance >= RELEVANT],
        [each for each, (share, *_) in glanced[looked_into:] if share >= RELEVANT],
    )


def _points(features: Mapping[str, float]) -> float:
    return sum([FEATURES[name] * value for name, value in features.items()])


def _at_a_glance(share: float, candidate: Candidate, request: Request) -> tuple[float, ...]:
    """The features in _GLANCED, in their order."""
    ended = request.at >= candidate.ended_from
    return (
        share,
        TYPES.get(candidate.type, 0.0),
        ENDED.get(candidate.type, 0.0) if ended else 0.0,
        1 / (1 + max(0, request.at - candidate.live_from) / (180 * DAY)),
        request.popular.get(candidate.number, 0.0),
    )


def _compared(
    kept: Kept,
    glanced: Sequence[float],
    asked: Asked,
    request: Request,
    rarity: Callable[[str], float],
    address: tantivy.DocAddress,
) -> Ranked:
    """With the features of its texts, above all of the short one that matches best."""
    texts, here = kept.texts, asked.only(kept.joined)
    best, coverage, fill, words = 0, 0.0, -1.0, ""
    for n, text in enumerate(texts):
        covered = here.coverage(text) * (1.0 if n < kept.questions else BESIDE)
        if covered + 1 > coverage + fill:  # or else it cannot be the nearest
            said = text[: text.index(BEHIND)]
            filled = len(asked.characters.intersection(said)) / (len(set(said)) + 1)
            if covered + filled > coverage + fill:
                best, coverage, fill, words = n, covered, filled, said
    common = LCSseq.similarity(asked.plain, words)
    whole = asked.plain + BEHIND
    exact = whole in kept.joined and any(t.startswith(whole) for t in texts[: kept.questions])
    answered = asked.coverage(kept.answer) if len(kept.answer) > SHORT else None
    features = {
        **dict(zip(_GLANCED, glanced, strict=True)),
        "coverage": coverage,
        "order": common / (len(asked.plain) + len(words) - common or 1),
        "fill": fill,
        "signs": asked.signs_of(texts[best][len(words) + 1 :], rarity),
        "answer": UNTOLD if answered is None else answered,
        "exact": float(exact),
        "object": _agreement(asked.objects, kept.objects),
        "unnamed": 1.0 - asked.names_in(kept.joined, kept.answer),
        "apart": float(bool(kept.objects) and not asked.objects),
        "side": _agreement(asked.sides, kept.sides),
        "region": _offered(request.region, kept.regions),
        "product": _offered(request.product, kept.products),
    }
    covered = max(coverage, answered or 0.0)
    return Ranked(kept, _points(features), features, best, covered, address)


def _agreement(wanted: Mapping[str, frozenset[str]], named: Sequence[str]) -> float:
    """For each group that both name: 1 where they name the same, -1 where another; the mean."""
    agreed: dict[str, int] = {}
    for name in named if wanted else ():
        if ours := wanted.get(group := group_of(name)):
            agreed[group] = max(agreed.get(group, -1), 1 if name in ours else -1)
    return sum(agreed.values()) / len(agreed) if agreed else 0.0


def _offered(wanted: str, offered: Sequence[str]) -> float:
    if not wanted or not offered:
        return 0.0
    return 1.0 if wanted in offered else -1.0
