"""Words with their marks, and how much of them changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhixi.knowledge.changes.forms import SEAM, merged, turned
from zhixi.knowledge.changes.rows import Row
from zhixi.knowledge.changes.sides import Side, Spot
from zhixi.knowledge.clauses import Clause
from zhixi.knowledge.types.words import shown
from zhixi.lib import diff


@dataclass(frozen=True, slots=True)
class Size:
    """How many places changed, and how many characters in them: the longer of gone and new."""

    places: int = 0
    characters: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(self.places + other.places, self.characters + other.characters)


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of text under the head of its column, if it has one: before, after, and in one."""

    pieces: Sequence[diff.Piece]
    head: SafeString
    size: Size

    @property
    def same(self) -> bool:
        return not self.size.places

    @property
    def left(self) -> SafeString:
        pieces = (piece for piece in self.pieces if piece.op != "+")
        return diff.render(replace(p, op="=" if p.op == "~" else p.op, note="") for p in pieces)

    @property
    def right(self) -> SafeString:
        return diff.render(piece for piece in self.pieces if piece.op != "-")

    @property
    def both(self) -> SafeString:
        return diff.render(self.pieces)


def cell(pieces: Sequence[diff.Piece], head: SafeString = SafeString("")) -> Cell:  # noqa: B008
    return Cell(pieces, head, size_of(pieces))


def words(old: str, new: str) -> Cell:
    return cell(diff.diff_text(old, new))


def size_of(pieces: Iterable[diff.Piece]) -> Size:
    size = Size()
    for changed, group in groupby(pieces, key=lambda piece: piece.op != "="):
        if changed:
            some = list(group)
            size += Size(1, max(_length(some, "-"), _length(some, "+")))
    return size


def _length(pieces: list[diff.Piece], op: str) -> int:
    return sum(len("".join(piece.text.split())) for piece in pieces if piece.op == op)


class Columns:
    """The columns of a table before and after, and which became which."""

    def __init__(self, was: list[str], now: list[str]) -> None:
        self.was, self.now = was or now, now or was
        self.pairs = _columns(tuple(self.was), tuple(self.now))
        self.cells = [words(_at(self.was, i), _at(self.now, j)) for i, j in self.pairs]
        self.heads = [cell.both for cell in self.cells]


@lru_cache(maxsize=8)  # the rows of a table ask one after the other
def _columns(was: tuple[str, ...], now: tuple[str, ...]) -> list[diff.Pair]:
    """By their heads; by their places where a head that reaches over several names none of them."""
    several = any(len(set(heads)) < len(heads) for heads in (was, now))
    if several and len(was) == len(now):
        return [(n, n) for n in range(len(was))]
    return diff.diff_columns(was, now)


def cells(row: Row, columns: Columns, old: Side, new: Side) -> list[Cell]:
    """The row's cells, column by column; its text in one if it is no row of that table."""
    found = _by_column(row, columns.pairs, old, new)
    if not found:
        return [cell(_pieces(row, old, new))]
    return [cell(pieces, head) for pieces, head in zip(found, columns.heads, strict=True)]


def _by_column(row: Row, pairs: list[diff.Pair], old: Side, new: Side) -> list[list[diff.Piece]]:
    """Nothing where the row has not the columns of these pairs."""
    if not pairs:
        return []
    was, now = old.spots(row.was), new.spots(row.now)
    left, right = ([n for n in side if n is not None] for side in zip(*pairs, strict=True))
    if (row.was and len(was) != len(left)) or (row.now and len(now) != len(right)):
        return []
    return [diff.diff_marked(*_faced(_spot(was, i), _spot(now, j))) for i, j in pairs]


def _spot(spots: list[Spot], place: int | None) -> Spot:
    return spots[place] if place is not None and spots else Spot([])


def _faced(was: Spot, now: Spot) -> tuple[diff.Marked, diff.Marked]:
    """What is compared in a column. Words that a cell beside or above says for this one too, or
    that were none, are not gone when it takes this one in, nor new when it lets it go."""
    if was.own != now.own:
        own, reaching = (was, now) if was.own else (now, was)
        if not own.words or diff.plain(own.words) == diff.plain(reaching.words):
            return own.words, own.words
    return was.words if was.own else [], now.words if now.own else []


def _at(texts: list[str], place: int | None) -> str:
    return texts[place] if place is not None and texts else ""


def notes(row: Row, old: Side, new: Side) -> list[str]:
    """What a clause stands as now, and which of its cells were merged; its words do not tell it."""
    told = (
        turned(old.form(row.was), new.form(row.now)),
        merged(old.merges(row.was), new.merges(row.now)),
    )
    return [note for note in told if note]


def seen(row: Row, old: Side, new: Side) -> list[diff.Piece]:
    """What a clause was and is, with what it stands as now; nothing where all that is the same.

    Links and emphasis on words that stayed are not told.
    """
    told = notes(row, old, new)
    if row.same and not told and old.marked(row.was) == new.marked(row.now):
        return []
    pieces = _merging(row, old, new) or _pieces(row, old, new)
    pieces = [diff.Piece("=", p.text) if p.op == "~" else p for p in pieces]
    pieces += [diff.Piece("~", "", _("，").join(told))] if told else []
    return pieces if any(piece.op != "=" for piece in pieces) else []


def _merging(row: Row, old: Side, new: Side) -> list[diff.Piece]:
    """The pieces of a row column by column, if cells reach over others now or did before."""
    was, now = (
        [spot.own for spot in side.spots(c)] for side, c in ((old, row.was), (new, row.now))
    )
    if not was or not now or was == now or all(was + now):
        return []
    pairs = _columns(tuple(old.heads(row.was)), tuple(new.heads(row.now)))
    found, seam = filter(None, _by_column(row, pairs, old, new)), diff.Piece("=", SEAM)
    return [piece for n, some in enumerate(found) for piece in [seam] * bool(n) + some]


def _pieces(row: Row, old: Side, new: Side) -> list[diff.Piece]:
    was, now = old.marked(row.was), new.marked(row.now)
    if was is not None and now is not None:
        return diff.diff_marked(was, now)
    return diff.diff_text(_text(row.was), _text(row.now))


def _text(clause: Clause | None) -> str:
    return shown(clause.path, clause.text) if clause else ""
