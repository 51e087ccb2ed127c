"""A query in the form that single short texts are compared with."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from zhixi.search import meaning
from zhixi.search.analysis import Kind, Unit
from zhixi.search.folding import fold
from zhixi.search.weights import INSTEAD, is_name, of_unit

Weighed = tuple[str, float]
# A unit, its weight, what says the same, and what stands for it less well.
Replaceable = tuple[str, float, frozenset[str], frozenset[str]]
# What stands for other units, and is nothing that was typed.
_INSTEAD = (Kind.SIGN, Kind.ASKED)


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

    def beyond(self, kept: str) -> "Wanted":
        """What is wanted beside what this text holds; shares are shares of that."""
        simple = [each for each in self.simple if each[0] not in kept]
        replaceable = [each for each in self.replaceable if each[0] not in kept]
        return Wanted(
            simple,
            replaceable,
            [text for text in self.instead if text not in kept],
            sum([w for _, w in simple]) + sum([each[1] for each in replaceable]) or 1.0,
        )

    @property
    def empty(self) -> bool:
        return not self.simple and not self.replaceable


class Asked(Wanted):
    """All that a query wants, weighed by rarity, and what it names."""

    __slots__ = ("characters", "names", "objects", "plain", "sides", "signs")

    def __init__(self, text: str, units: Sequence[Unit], rarity: Callable[[str], float]) -> None:
        super().__init__(*_weighed(units, rarity))
        text = fold(text)
        self.names = {unit.text for unit in units if unit.kind not in _INSTEAD and is_name(unit)}
        self.plain = meaning.plain(text)
        self.characters = frozenset(self.plain)
        self.signs = {unit.text: rarity(unit.text) for unit in units if unit.kind == Kind.SIGN}
        self.objects = _grouped(meaning.objects(text))
        self.sides = _grouped(meaning.sides(text))

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


def wanted(units: Sequence[Unit], rarity: Callable[[str], float]) -> Wanted:
    """The units alone, weighed by rarity, whatever else the query names."""
    return Wanted(*_weighed(units, rarity))


def _weighed(
    units: Sequence[Unit], rarity: Callable[[str], float]
) -> tuple[list[Weighed], list[Replaceable], list[str], float]:
    instead = [unit for unit in units if unit.kind in _INSTEAD]
    own = [
        (unit.text, of_unit(unit) * rarity(unit.text), *_covering(unit, instead))
        for unit in units
        if unit.kind not in _INSTEAD
    ]
    return (
        [(text, weight) for text, weight, same, near in own if not same and not near],
        [each for each in own if each[2] or each[3]],
        [unit.text for unit in instead],
        sum([each[1] for each in own]) or 1.0,
    )


def _grouped(names: Iterable[str]) -> Mapping[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for name in names:
        groups.setdefault(meaning.group_of(name), set()).add(name)
    return {group: frozenset(own) for group, own in groups.items()}


def _covering(unit: Unit, instead: Sequence[Unit]) -> tuple[frozenset[str], frozenset[str]]:
    """What says the same and what may stand for this unit: it lies within where they come from."""
    over = frozenset(o.text for o in instead if o.start <= unit.start and unit.end <= o.end)
    same = frozenset(filter(meaning.is_same, over))
    return same, over - same


def _any(there: Collection[str], same: frozenset[str], near: frozenset[str]) -> bool:
    return not (same.isdisjoint(there) and near.isdisjoint(there))
