"""The order of what was found: a few named features, weighed in one place."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from zhixi.search.analysis import Unit, grams, words
from zhixi.search.folding import fold
from zhixi.search.query import Request
from zhixi.search.schema import Kept
from zhixi.search.weights import FEATURES, of_unit


@dataclass(frozen=True, slots=True)
class Ranked:
    kept: Kept
    score: float
    features: dict[str, float]
    covered: float  # by that one short text which matches best
    best: int  # which short text matches best: 0 the title, then phrasings, then keywords
    ended: bool


class Asked:
    """A query in the form that single texts are compared with."""

    def __init__(self, text: str, units: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        self.plain = plain(fold(text))
        self.grams = pieces(self.plain)
        self.weights = [(unit.text, of_unit(unit) * rarity(unit.text)) for unit in units]
        self.total = sum(value for _, value in self.weights) or 1.0

    def coverage(self, folded: str) -> float:
        """The share of the query's units, weighed by rarity, that a text holds."""
        return sum(value for term, value in self.weights if term in folded) / self.total

    def likeness(self, folded: str) -> float:
        """Dice's coefficient of characters and bigrams."""
        other = pieces(folded)
        if not other or not self.grams:
            return 0.0
        return 2 * len(self.grams & other) / (len(self.grams) + len(other))


def rank(hits: Sequence[tuple[float, Kept]], asked: Asked, request: Request) -> list[Ranked]:
    """Best first; what has ended stands below all that has not."""
    top = max((score for score, _ in hits), default=1.0) or 1.0
    ranked = [_weigh(score / top, kept, asked, request) for score, kept in hits]
    return sorted(ranked, key=lambda hit: (hit.ended, -hit.score, hit.kept.number))


def _weigh(share: float, kept: Kept, asked: Asked, request: Request) -> Ranked:
    questions = kept.folded[: 1 + len(kept.phrasings)]
    coverages = [asked.coverage(text) for text in kept.folded]
    features = {
        "index": share,
        "coverage": max(coverages[: len(questions)]),
        "likeness": max(map(asked.likeness, questions)),
        "exact": float(any(plain(text) == asked.plain for text in questions)),
        "region": _agreement(request.region, kept.regions),
        "product": _agreement(request.product, kept.products),
    }
    score = sum(FEATURES[name] * value for name, value in features.items())
    best = max(range(len(coverages)), key=coverages.__getitem__)
    return Ranked(kept, score, features, coverages[best], best, request.at >= kept.ended_from)


def _agreement(wanted: str, offered: tuple[str, ...]) -> float:
    if not wanted or not offered:
        return 0.0
    return 1.0 if wanted in offered else -1.0


@lru_cache(maxsize=65_536)
def plain(folded: str) -> str:
    return "".join(sign for sign in folded if sign.isalnum())


@lru_cache(maxsize=65_536)
def pieces(folded: str) -> frozenset[str]:
    runs = [*words(folded), *grams(folded, 2), *grams(folded, 1)]
    return frozenset(term for term, _, _ in runs)


def rarity(found_in: int, of: int) -> float:
    """Inverse document frequency as BM25 counts it.

    Deleted documents still count in `found_in` until segments are merged, not in `of`.
    """
    of = max(of, found_in)
    return math.log(1 + (of - found_in + 0.5) / (found_in + 0.5))
