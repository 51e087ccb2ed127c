"""Two articles facing each other, field by field and line by line."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.html import escape
from django.utils.safestring import SafeString

from zhixi.knowledge.changes.rows import merged
from zhixi.knowledge.facing.items import CHANNELS, Item, Kept, kept_by, tables_matched
from zhixi.knowledge.facing.pairs import pairs
from zhixi.knowledge.types import TypedContent
from zhixi.lib import diff

UNLIKE = 0.12  # of the longer text in common; with less, marks would only say that all is other


@dataclass(frozen=True, slots=True)
class Cell:
    """Words on both sides, each under the head of its column if there are several.

    `state` is same, alike (what differs is marked) or other (nothing to mark).
    """

    heads: tuple[str, str]
    left: SafeString
    right: SafeString
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one height; `state` is same, changed, gone (left alone) or new (right)."""

    label: str
    cells: list[Cell]
    state: str


@dataclass(frozen=True, slots=True)
class Field:
    """`shared` says that both types of knowledge have such a field, `internal` that no customer
    may hear of it, `varied` that it tells what other customers are told."""

    title: str
    lines: list[Line]
    shared: bool
    internal: bool
    varied: bool

    @property
    def named(self) -> bool:
        return any(line.label for line in self.lines)

    @property
    def alone(self) -> bool:
        """Only one of the two says anything here."""
        return {line.state for line in self.lines} in ({"gone"}, {"new"})

    @property
    def same(self) -> bool:
        return all(line.state == "same" for line in self.lines)


def fields(left: TypedContent, right: TypedContent) -> list[Field]:
    """In the order of the left one; what only one type of knowledge can have stands below."""
    one, other = kept_by(left), kept_by(right)
    other = tables_matched(one, other)
    models = [type(content).model_fields for content in (left, right)]
    found = []
    for key in merged(other, one):
        roots = CHANNELS if key == "channels" else (key.split("/")[0],)
        shared = key in one and key in other
        shared |= all(any(root in model for root in roots) for model in models)
        lines = _lines(one.get(key), other.get(key))
        titles = dict.fromkeys(kept[key].title for kept in (one, other) if key in kept)
        found.append(Field(" / ".join(titles), lines, shared, key == "internal", key == "variants"))
    return sorted(found, key=lambda field: not field.shared)


def _lines(one: Kept | None, other: Kept | None) -> list[Line]:
    found = pairs(one.items if one else [], other.items if other else [])
    return [_line(*pair) for pair in found]


def _line(one: Item | None, other: Item | None) -> Line:
    label = " / ".join(dict.fromkeys(item.name for item in (one, other) if item and item.name))
    cells = [_cell(*each) for each in _faced(one, other)]
    if not one or not other:
        return Line(label, cells, "gone" if one else "new")
    same = all(cell.state == "same" for cell in cells)
    return Line(label, cells, "same" if same else "changed")


_Words = tuple[str, str]  # head and words


def _faced(one: Item | None, other: Item | None) -> Iterator[tuple[_Words, _Words]]:
    """Column against column, what is under other heads in order; a single one needs no head."""
    a, b = one.words if one else {}, other.words if other else {}
    if len(a) <= 1 and len(b) <= 1:
        yield ("", "".join(a.values())), ("", "".join(b.values()))
        return
    yield from (((head, a[head]), (head, b[head])) for head in a if head in b)
    rest = (
        [pair for pair in some.items() if pair[0] not in both] for some, both in ((a, b), (b, a))
    )
    yield from zip_longest(*rest, fillvalue=("", ""))


def _cell(left: _Words, right: _Words) -> Cell:
    heads, a, b = (left[0], right[0]), left[1], right[1]
    pieces = diff.diff_text(a, b)
    common = sum(len(piece.text) for piece in pieces if piece.op == "=")
    if a != b and (heads[0] != heads[1] or common < UNLIKE * max(len(a), len(b))):
        return Cell(heads, escape(a), escape(b), "other")
    return Cell(heads, _marked(pieces, "-"), _marked(pieces, "+"), "same" if a == b else "alike")


def _marked(pieces: list[diff.Piece], op: str) -> SafeString:
    """One side of it, with what the other has otherwise in `mark`."""
    return diff.render(
        diff.Piece("~" if piece.op == op else "=", piece.text)
        for piece in pieces
        if piece.op in ("=", op)
    )
