"""The order of what was found: a few named features, weighed in one place."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import LCSseq

from zhixi.search import meaning
from zhixi.search.analysis import Kind, Unit
from zhixi.search.folding import fold
from zhixi.search.meaning import BEHIND, plain
from zhixi.search.query import Request
from zhixi.search.schema import Kept
from zhixi.search.weights import BESIDE, ENDED, FEATURES, INSTEAD, TYPES, of_unit

DAY = 86_400
SHORT = 80  # characters; so short an answer tells nothing that its question does not


@dataclass(frozen=True, slots=True)
class Ranked:
    kept: Kept
    score: float
    features: dict[str, float]
    best: int  # which short text matches best: 0 the title, then phrasings, then keywords
    address: Any  # where the index keeps it

    @property
    def relevance(self) -> float:
        return max(self.features["index"], self.features["coverage"])


class Asked:
    """A query in the form that single short texts are compared with."""

    def __init__(self, text: str, units: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        self.text = fold(text)
        self.plain = plain(self.text)
        self.characters = frozenset(self.plain)
        own = [unit for unit in units if unit.kind not in (Kind.SIGN, Kind.ASKED)]
        instead = [unit for unit in units if unit.kind in (Kind.SIGN, Kind.ASKED)]
        self.wanted = [
            (unit.text, of_unit(unit) * rarity(unit.text), _covering(unit, instead)) for unit in own
        ]
        self.total = sum(weight for _, weight, _ in self.wanted) or 1.0
        self.signs = {unit.text: rarity(unit.text) for unit in units if unit.kind == Kind.SIGN}
        self.objects = meaning.objects(self.text)
        self.sides = meaning.sides(self.text)

    def coverage(self, kept: str) -> float:
        """The share of the query that a kept text holds, weighed by rarity, 0 to 1.

        A unit counts less where only its sign, or what is asked for it, is there.
        """
        found = 0.0
        for text, weight, instead in self.wanted:
            if text in kept:
                found += weight
            elif instead:
                for other in instead:
                    if other in kept:
                        found += INSTEAD * weight
                        break
        return found / self.total

    def signs_of(self, signs: str, rarity: Callable[[str], float]) -> float:
        """The share of a text's own signs that the query has too, weighed by rarity, 0 to 1."""
        total = found = 0.0
        for sign in signs:
            weight = rarity(sign)
            total += weight
            if sign in self.signs:
                found += weight
        return found / total if total else 0.0


def _covering(unit: Unit, instead: Sequence[Unit]) -> tuple[str, ...]:
    """What may stand for this unit: it lies within the place they come from."""
    return tuple(o.text for o in instead if o.start <= unit.start and unit.end <= o.end)


def rank(
    hits: Sequence[tuple[float, Kept, Any]],
    asked: Asked,
    request: Request,
    rarity: Callable[[str], float],
) -> list[Ranked]:
    """Best first; what has ended stands below what answers as well and has not."""
    top = max((score for score, _, _ in hits), default=1.0) or 1.0
    ranked = []
    for score, kept, address in hits:
        features, best = _features(score / top, kept, asked, request, rarity)
        points = sum(FEATURES[name] * value for name, value in features.items())
        ranked.append(Ranked(kept, points, features, best, address))
    return sorted(ranked, key=lambda hit: (-hit.score, hit.kept.number))


def _features(
    share: float,
    kept: Kept,
    asked: Asked,
    request: Request,
    rarity: Callable[[str], float],
) -> tuple[dict[str, float], int]:
    """The features of a hit by name, and which of its short texts matches best."""
    best, coverage, order, fill = 0, 0.0, 0.0, 0.0
    nearest = -1.0
    for n, text in enumerate(kept.texts):
        words = text[: text.index(BEHIND)]
        covered = asked.coverage(text) * (1.0 if n < kept.questions else BESIDE)
        filled = len(asked.characters.intersection(words)) / (len(set(words)) + 1)
        if covered + filled > nearest:
            nearest, best, coverage, fill = covered + filled, n, covered, filled
            common = LCSseq.similarity(asked.plain, words)
            order = common / (len(asked.plain) + len(words) - common or 1)
    text = kept.texts[best]
    signs = text[text.index(BEHIND) + 1 :]
    features = {
        "index": share,
        "coverage": coverage,
        "order": order,
        "fill": fill,
        "signs": asked.signs_of(signs, rarity),
        "answer": asked.coverage(kept.answer) if len(kept.answer) > SHORT else 0.0,
        "exact": float(
            any(t.startswith(asked.plain + BEHIND) for t in kept.texts[: kept.questions])
        ),
        "object": _agreement(asked.objects, kept.objects),
        "side": _agreement(asked.sides, kept.sides),
        "type": TYPES.get(kept.type, 0.0),
        "ended": ENDED.get(kept.type, 0.0) if request.at >= kept.ended_from else 0.0,
        "fresh": 1 / (1 + max(0, request.at - kept.live_from) / (180 * DAY)),
        "popular": _share_of_use(request.popular, kept.number),
        "region": _offered(request.region, kept.regions),
        "product": _offered(request.product, kept.products),
    }
    return features, best


def _share_of_use(popular: Mapping[int, int], number: int) -> float:
    """How often it was used lately against the most used, on a scale of logarithms, 0 to 1."""
    used = popular.get(number, 0)
    return math.log1p(used) / math.log1p(max(popular.values())) if used else 0.0


def _agreement(wanted: frozenset[str], named: frozenset[str]) -> float:
    """For each group that both name: 1 where they name the same, -1 where another; the mean."""
    points = 0.0
    if not wanted or not named:
        return points
    groups = _groups(named)
    common = _groups(wanted) & groups
    for group in common:
        same = any(name in named for name in wanted if name.startswith(group))
        points += 1.0 if same else -1.0
    return points / len(common) if common else 0.0


def _groups(names: frozenset[str]) -> set[str]:
    return {name[: name.index(":") + 1] for name in names}


def _offered(wanted: str, offered: frozenset[str]) -> float:
    if not wanted or not offered:
        return 0.0
    return 1.0 if wanted in offered else -1.0


def rarity(found_in: int, of: int) -> float:
    """Inverse document frequency as BM25 counts it.

    Deleted documents still count in `found_in` until segments are merged, not in `of`.
    """
    of = max(of, found_in)
    return math.log(1 + (of - found_in + 0.5) / (found_in + 0.5))
