"""Clauses (知识点): the paragraphs, rows, lines and steps that others refer to by a lasting id."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

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
    new = [part for part in parts if part.text]
    found = continued(new, list(preceding))
    clauses = []
    for i, part in enumerate(new):
        if i not in found:
            used += 1
            found[i] = used
        clauses.append(Clause(found[i], part.path, part.kind, part.text))
    return clauses


def continued(new: list[Part], before: list[Clause]) -> dict[int, int]:
    """By the place of a part the id of the clause that it continues, if it does."""
    found = _unchanged(new, before)
    found |= _similar(new, before, found)
    return found | _merged(new, before, found)


def _sort(kind: str) -> str:
    """A paragraph that becomes an item of a list stays the clause that it was, and back."""
    return "paragraph" if kind == "step" else kind


def _unchanged(new: list[Part], before: list[Clause]) -> dict[int, int]:
    """By the place of each new part the id of the clause with its words, of its own kind first."""
    found: dict[int, int] = {}
    for sort in (str, _sort):
        taken = set(found.values())
        by_text: dict[tuple[str, str], list[int]] = {}
        for clause in before:
            if clause.id not in taken:
                by_text.setdefault((sort(clause.kind), clause.text), []).append(clause.id)
        for i, part in enumerate(new):
            if i not in found and (ids := by_text.get((sort(part.kind), part.text))):
                found[i] = ids.pop(0)
    return found


def _similar(new: list[Part], before: list[Clause], known: dict[int, int]) -> dict[int, int]:
    taken = set(known.values())
    here = {clause.path: clause.id for clause in before}
    free: dict[str, dict[int, str]] = {}
    for clause in before:
        if clause.id not in taken:
            free.setdefault(_sort(clause.kind), {})[clause.id] = clause.text
    found = {}
    for i, part in enumerate(new):
        texts = free.get(_sort(part.kind), {})
        if i not in known and (id_ := _nearest(part, texts, here.get(part.path))) is not None:
            found[i] = id_
            del texts[id_]
    return found


def _nearest(part: Part, texts: dict[int, str], here: int | None) -> int | None:
    """The most similar of these clauses; the same path counts in its favour."""
    best, score = None, SAME_CLAUSE
    if like := process.extractOne(part.text, texts, scorer=fuzz.ratio, score_cutoff=score):
        best, score = (like[2], like[1]) if like[1] > score else (None, score)
    if here in texts and fuzz.ratio(part.text, texts[here]) + 15 > score:
        return here
    return best


def _merged(new: list[Part], before: list[Clause], known: dict[int, int]) -> dict[int, int]:
    """Rows that lost cells to others, or took them back: one that stands behind what it stood
    behind, and all of whose cells the other has, is the same."""
    behind = {a.id: b for a, b in pairwise(before) if b.kind == "row"}
    taken = set(known.values())
    found: dict[int, int] = {}
    for i, part in enumerate(new):
        above = found.get(i - 1, known.get(i - 1))
        row = behind.get(above) if above is not None else None
        if i in known or part.kind != "row" or row is None or row.id in taken:
            continue
        cells, others = (set(text.split("｜")) for text in (part.text, row.text))
        if cells <= others or others <= cells:
            found[i] = row.id
            taken.add(row.id)
    return found
