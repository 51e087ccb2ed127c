"""The clauses of two versions laid side by side: what became what, and what changed places."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from zhixi.knowledge.clauses import Clause, continued
from zhixi.knowledge.types import Part

K = TypeVar("K", bound=Hashable)
LARGEST = 40_000  # comparisons of one clause with another
_Key = tuple[str, int]  # the field that shows a clause, and its lasting id


@dataclass(frozen=True, slots=True)
class Row:
    """A clause before and after, None where there is none, in the field that shows it.

    `place`, from 1, is where it stood in its field, if others overtook it; `left` the path
    that it had before, if it comes from another field.
    """

    field: str
    was: Clause | None
    now: Clause | None
    place: int = 0
    left: str = ""

    @property
    def same(self) -> bool:
        """The same words; links and emphasis on them may differ."""
        return self.was is not None and self.now is not None and self.was.text == self.now.text


def rows(old: Sequence[Clause], new: Sequence[Clause]) -> list[Row]:
    """Field by field in the new order; what is gone stands behind what it followed."""
    new = _met_again(old, new)
    homes = _homes(old, new)
    was = {(homes[clause.id], clause.id): clause for clause in old}
    now = {(field_of(clause.path), clause.id): clause for clause in new}
    paths = {clause.id: clause.path for clause in old}
    moved = _overtaken([key for key in was if key in now], [key for key in now if key in was])
    return [
        Row(
            field=field,
            was=was.get(key),
            now=now.get(key),
            place=_of(field, was).index(key) + 1 if key in moved else 0,
            left="" if key in was else paths.get(key[1], ""),
        )
        for field in merged((field for field, _id in was), (field for field, _id in now))
        for key in merged(_of(field, was), _of(field, now))
    ]


def _met_again(old: Sequence[Clause], new: Sequence[Clause]) -> Sequence[Clause]:
    """With the old ids of what a version between them had lost, and this one has again."""
    known, kept = {clause.id for clause in old}, {clause.id for clause in new}
    lost = [clause for clause in old if clause.id not in kept]
    others = [n for n, clause in enumerate(new) if clause.id not in known]
    if not lost or not others or len(lost) * len(others) > LARGEST:
        return new
    again = continued([Part(new[n].path, new[n].kind, "", new[n].text) for n in others], lost)
    met = {others[n]: id_ for n, id_ in again.items()}
    return [replace(c, id=met[n]) if n in met else c for n, c in enumerate(new)]


def field_of(path: str) -> str:
    """What a page shows together: a list, the body, one table of several."""
    first, *others = path.split("/")
    return f"{first}/{others[0]}" if first == "tables" else first


def merged(old: Iterable[K], new: Iterable[K]) -> list[K]:
    """`new` in its order, and each that only `old` has behind the one it followed there."""
    whole = list(dict.fromkeys(new))
    known, place = set(whole), 0
    for key in dict.fromkeys(old):
        if key in known:
            place = whole.index(key) + 1
        else:
            whole.insert(place, key)
            place += 1
    return whole


def _of(field: str, keys: Iterable[_Key]) -> list[_Key]:
    return [key for key in keys if key[0] == field]


def _homes(old: Sequence[Clause], new: Sequence[Clause]) -> dict[int, str]:
    """The field of each old clause as the new version counts it: a table has another number
    when one before it is gone, and none when it is gone itself."""
    fields = {clause.id: field_of(clause.path) for clause in new}
    votes = Counter((field_of(clause.path), fields.get(clause.id, "")) for clause in old)
    became: dict[str, str] = {}
    for (was, now), _n in votes.most_common():
        if "/" in was and "/" in now and now not in became.values():
            became.setdefault(was, now)
    homes = {}
    for clause in old:
        field = field_of(clause.path)
        homes[clause.id] = became.get(field, f"{field}/gone") if "/" in field else field
    return homes


def _overtaken(old: list[_Key], new: list[_Key]) -> set[_Key]:
    """The fewest that must move to make one order of the other: all but a longest rising run."""
    place = {key: n for n, key in enumerate(old)}
    last: list[int] = []  # where the lowest end of a run of each length stands in `old`
    behind: dict[int, int] = {}
    for key in new:
        n = bisect_left(last, place[key])
        if n:
            behind[place[key]] = last[n - 1]
        last[n : n + 1] = [place[key]]
    run, here = set(), last[-1] if last else None
    while here is not None:
        run.add(here)
        here = behind.get(here)
    return {key for key in new if place[key] not in run}
