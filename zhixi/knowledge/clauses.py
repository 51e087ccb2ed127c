"""Clauses (知识点): the paragraphs, rows, lines and steps that others refer to by a lasting id."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from zhixi.knowledge.types.base import Part

SAME_CLAUSE = 60.0  # of 100; below that a changed text is another clause


@dataclass(frozen=True, slots=True)
class Clause:
    id: int
    path: str
    kind: str
    text: str

    def as_row(self) -> list[int | str]:
        return [self.id, self.path, self.kind, self.text]


def cut(parts: Iterable[Part], preceding: Iterable[Clause] = (), used: int = 0) -> list[Clause]:
    """Clauses of a version; each keeps the id of the clause of `preceding` it continues.

    `used` is the highest id the article ever gave; a new clause gets the next one.
    """
    free = {clause.id: clause for clause in preceding}
    new = [part for part in parts if part.text]
    found = _unchanged(new, free)
    for i, part in enumerate(new):
        if i not in found and (id_ := _continued(part, free)) is not None:
            found[i] = id_
            del free[id_]
    clauses = []
    for i, part in enumerate(new):
        if i not in found:
            used += 1
            found[i] = used
        clauses.append(Clause(found[i], part.path, part.kind, part.text))
    return clauses


def _unchanged(new: list[Part], free: dict[int, Clause]) -> dict[int, int]:
    by_text: dict[tuple[str, str], list[int]] = {}
    for clause in free.values():
        by_text.setdefault((clause.kind, clause.text), []).append(clause.id)
    found = {}
    for i, part in enumerate(new):
        if ids := by_text.get((part.kind, part.text)):
            found[i] = ids.pop(0)
            del free[found[i]]
    return found


def _continued(part: Part, free: dict[int, Clause]) -> int | None:
    """The most similar free clause of the same kind; the same path counts in its favour."""
    best, score = None, SAME_CLAUSE
    for clause in free.values():
        if clause.kind != part.kind:
            continue
        likeness = fuzz.ratio(part.text, clause.text) + (15 if clause.path == part.path else 0)
        if likeness > score:
            best, score = clause.id, likeness
    return best
