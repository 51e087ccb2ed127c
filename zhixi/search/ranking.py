"""The order of what was found: a few named features, weighed in one place."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import add

from zhixi.search.analysis import RUN, Unit
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

    @property
    def relevance(self) -> float:
        return max(self.features["index"], self.features["coverage"])


class Asked:
    """A query in the form that single short texts are compared with."""

    def __init__(self, text: str, units: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        folded = fold(text)
        self.plain = plain(folded)
        self.pieces = pieces(folded)
        self.weights = {
            unit.text: of_unit(unit) * rarity(unit.text)
            for unit in units
            if unit.text in self.pieces
        }
        self.total = sum(self.weights.values()) or 1.0

    def compare(self, folded: str) -> tuple[float, float]:
        """Coverage and likeness, 0 to 1.

        Coverage is the share of the query that the text holds, weighed by rarity;
        likeness is Dice's coefficient, which counts what the text has beyond it too.
        """
        theirs = pieces(folded)
        common = self.pieces & theirs
        if not common:
            return 0.0, 0.0
        weight = self.weights.get
        coverage = sum(weight(piece, 0.0) for piece in common) / self.total
        return coverage, 2 * len(common) / (len(self.pieces) + len(theirs))


def rank(hits: Sequence[tuple[float, Kept]], asked: Asked, request: Request) -> list[Ranked]:
    """Best first; what has ended stands below all that has not."""
    top = max((score for score, _ in hits), default=1.0) or 1.0
    ranked = [_weigh(score / top, kept, asked, request) for score, kept in hits]
    return sorted(ranked, key=lambda hit: (hit.ended, -hit.score, hit.kept.number))


def _weigh(share: float, kept: Kept, asked: Asked, request: Request) -> Ranked:
    compared = [asked.compare(text) for text in kept.folded]
    questions = 1 + len(kept.phrasings)
    features = {
        "index": share,
        "coverage": max(coverage for coverage, _ in compared[:questions]),
        "likeness": max(likeness for _, likeness in compared[:questions]),
        "exact": float(any(plain(text) == asked.plain for text in kept.folded[:questions])),
        "region": _agreement(request.region, kept.regions),
        "product": _agreement(request.product, kept.products),
    }
    score = sum(FEATURES[name] * value for name, value in features.items())
    best = max(range(len(compared)), key=compared.__getitem__)
    return Ranked(kept, score, features, compared[best][0], best, request.at >= kept.ended_from)


def _agreement(wanted: str, offered: tuple[str, ...]) -> float:
    if not wanted or not offered:
        return 0.0
    return 1.0 if wanted in offered else -1.0


@lru_cache(maxsize=65_536)
def plain(folded: str) -> str:
    return "".join(sign for sign in folded if sign.isalnum())


@lru_cache(maxsize=65_536)
def pieces(folded: str) -> frozenset[str]:
    """Characters and bigrams of Han, other words whole."""
    found: set[str] = set()
    for run in RUN.findall(folded):
        if run.isascii():
            found.add(run)
        else:
            found.update(run, map(add, run, run[1:]))
    return frozenset(found)


def rarity(found_in: int, of: int) -> float:
    """Inverse document frequency as BM25 counts it.

    Deleted documents still count in `found_in` until segments are merged, not in `of`.
    """
    of = max(of, found_in)
    return math.log(1 + (of - found_in + 0.5) / (found_in + 0.5))
