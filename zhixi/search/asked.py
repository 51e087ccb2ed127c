"""A query in the form that single short texts are compared with."""

from collections.abc import Callable, Collection, Sequence

from zhixi.search import meaning
from zhixi.search.analysis import Kind, Unit
from zhixi.search.folding import fold
from zhixi.search.weights import INSTEAD, is_name, of_unit

Weighed = tuple[str, float]
# A unit, its weight, what says the same, and what stands for it less well.
Replaceable = tuple[str, float, frozenset[str], frozenset[str]]


class Wanted:
    """What a text should hold: single units, and such as others may stand for."""

    __slots__ = ("instead", "replaceable", "simple", "total")

    def __init__(
        self,
        simple: list[Weighed],
        replaceable: list[Replaceable],
        instead: list[str],
        total: float,
    ) -> None:
        self.simple = simple
        self.replaceable = replaceable
        self.instead = instead
        self.total = total

    def coverage(self, kept: str) -> float:
        """The share of all weight that a kept text holds, 0 to 1.

        A synonym counts as the unit does; what is only near it, or asked for it, counts less.
        """
        found = sum([weight for text, weight in self.simple if text in kept])
        if self.replaceable:
            there = {other for other in self.instead if other in kept}
            for text, weight, same, near in self.replaceable:
                if text in kept or not there.isdisjoint(same):
                    found += weight
                elif not there.isdisjoint(near):
                    found += INSTEAD * weight
        return found / self.total

    def only(self, kept: str) -> "Wanted":
        """The same without what this text does not hold; shares stay shares of all."""
        there = [text for text in self.instead if text in kept]
        return Wanted(
            [each for each in self.simple if each[0] in kept],
            [each for each in self.replaceable if each[0] in kept or _any(there, *each[2:])],
            there,
            self.total,
        )


class Asked(Wanted):
    """All that a query wants, weighed by rarity, and what it names."""

    __slots__ = ("characters", "names", "objects", "plain", "sides", "signs")

    def __init__(self, text: str, units: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        text = fold(text)
        own = [unit for unit in units if unit.kind not in (Kind.SIGN, Kind.ASKED)]
        instead = [unit for unit in units if unit.kind in (Kind.SIGN, Kind.ASKED)]
        wanted = [
            (unit.text, of_unit(unit) * rarity(unit.text), *_covering(unit, instead))
            for unit in own
        ]
        super().__init__(
            simple=[each[:2] for each in wanted if not each[2] | each[3]],
            replaceable=[each for each in wanted if each[2] | each[3]],
            instead=[unit.text for unit in instead],
            total=sum(each[1] for each in wanted) or 1.0,
        )
        self.names = {unit.text for unit in own if is_name(unit)}
        self.plain = meaning.plain(text)
        self.characters = frozenset(self.plain)
        self.signs = {unit.text: rarity(unit.text) for unit in units if unit.kind == Kind.SIGN}
        self.objects = meaning.objects(text)
        self.sides = meaning.sides(text)

    def names_in(self, *texts: str) -> float:
        """The share of the names of the query that stand in one of the texts, 1 where it has none."""
        there = [name for name in self.names if any(name in text for text in texts)]
        return len(there) / len(self.names) if self.names else 1.0

    def signs_of(self, signs: str, rarity: Callable[[str], float]) -> float:
        """The share of a text's own signs that the query has too, weighed by rarity, 0 to 1."""
        total = found = 0.0
        for sign in signs:
            weight = rarity(sign)
            total += weight
            if sign in self.signs:
                found += weight
        return found / total if total else 0.0


def _covering(unit: Unit, instead: Sequence[Unit]) -> tuple[frozenset[str], frozenset[str]]:
    """What says the same and what may stand for this unit: it lies within where they come from."""
    over = frozenset(o.text for o in instead if o.start <= unit.start and unit.end <= o.end)
    same = frozenset(filter(meaning.is_same, over))
    return same, over - same


def _any(there: Collection[str], same: frozenset[str], near: frozenset[str]) -> bool:
    return not (same.isdisjoint(there) and near.isdisjoint(there))
