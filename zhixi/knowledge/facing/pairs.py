"""Which line of one article faces which of another."""

from collections.abc import Iterator
from itertools import groupby, zip_longest

from zhixi.knowledge.changes.rows import merged
from zhixi.knowledge.clauses import Clause, cut
from zhixi.knowledge.facing.items import Item
from zhixi.knowledge.types import Part

Pair = tuple[Item | None, Item | None]


def pairs(left: list[Item], right: list[Item]) -> Iterator[Pair]:
    """By name where items have names; else by their words, and what is left over in order."""
    keyed = all(item.keyed for item in (*left, *right))
    places = _by_name(left, right) if keyed else _by_words(left, right)
    facing = dict(zip(places, right, strict=True))
    found = [
        (left[place] if place < len(left) else None, facing.get(place))
        for place in merged(places, range(len(left)))
    ]
    if all(item.clause.kind == "line" and not item.name for item in (*left, *right)):
        found.sort(key=lambda pair: None in pair)  # no order to keep: what both say comes first
    for paired, run in groupby(found, lambda pair: None not in pair):
        if paired or keyed:
            yield from run
        else:
            some = list(run)
            yield from zip_longest([a for a, _b in some if a], [b for _a, b in some if b])


def _by_name(left: list[Item], right: list[Item]) -> list[int]:
    """Of each on the right its place on the left; beyond the left's end if it has none there.

    Whole names first, then names that are part of a list of names: 客服热线、信用卡专线.
    """
    free = {n: item.name for n, item in enumerate(left)}
    places = [len(left) + n for n in range(len(right))]
    for alike in (_equal, _overlapping):
        for n, item in enumerate(right):
            found = next((m for m, name in free.items() if alike(name, item.name)), None)
            if places[n] >= len(left) and found is not None:
                places[n] = found
                del free[found]
    return places


def _equal(one: str, other: str) -> bool:
    return one == other


def _overlapping(one: str, other: str) -> bool:
    return bool(set(one.split("、")) & set(other.split("、")))


def _by_words(left: list[Item], right: list[Item]) -> list[int]:
    """The same by the alignment that clauses of two versions have."""
    preceding = [
        Clause(n, item.clause.path, item.clause.kind, item.clause.text)
        for n, item in enumerate(left)
    ]
    parts = [Part(item.clause.path, item.clause.kind, "", item.clause.text) for item in right]
    return [clause.id for clause in cut(parts, preceding, len(left) - 1)]
