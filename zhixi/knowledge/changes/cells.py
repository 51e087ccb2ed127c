"""Words with their marks, and how much of them changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhixi.knowledge.changes.rows import Row, field_of
from zhixi.knowledge.clauses import Clause
from zhixi.knowledge.types import TypedContent
from zhixi.lib import diff

SEAM = "｜"  # between the cells of a row


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

    head: SafeString
    left: SafeString
    right: SafeString
    both: SafeString
    size: Size = Size()

    @property
    def same(self) -> bool:
        return not self.size.places


def cell(pieces: Sequence[diff.Piece], head: SafeString = SafeString("")) -> Cell:  # noqa: B008
    unnoted = [diff.Piece("=" if p.op == "~" else p.op, p.text) for p in pieces if p.op != "+"]
    return Cell(
        head=head,
        left=diff.render(unnoted),
        right=diff.render(piece for piece in pieces if piece.op != "-"),
        both=diff.render(pieces),
        size=size_of(pieces),
    )


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


class Side:
    """A version as it is compared: its content, and the clauses that were cut from it."""

    def __init__(self, content: TypedContent, clauses: list[Clause]) -> None:
        self.content = content
        self.clauses = clauses
        self.labels = {part.path: part.label for part in content.parts()}
        self._blocks = diff.marked_blocks(content.body)
        self._heads = _heads(clauses)

    def marked(self, clause: Clause | None) -> diff.Marked | None:
        """The clause's characters with their marks, if it is one of the body."""
        if clause is None:
            return []
        first, _slash, n = clause.path.partition("/")
        if first != "body" or int(n) >= len(self._blocks):
            return None
        block = self._blocks[int(n)]
        return block if "".join(character for character, _m in block) == clause.text else None

    def heads(self, clause: Clause | None) -> list[str]:
        """The heads of the columns over a row; none if it is no row of a table."""
        return self._heads.get(clause.path, []) if clause else []


def _heads(clauses: list[Clause]) -> dict[str, list[str]]:
    """By the path of each row, its head's cells; in a body the first of adjoining rows is one."""
    found: dict[str, list[str]] = {}
    heads: list[str] = []
    before = ""
    for clause in clauses:
        field = field_of(clause.path) if clause.kind == "row" else ""
        if field == "channel_matrix":
            heads = [_("渠道"), _("可办"), _("限额"), _("时间")]
        elif field == "variants":
            heads = [_("情形"), _("内容"), _("口径")]
        elif field == "facts":
            heads = [_("要素"), _("内容")]
        elif field and field != before:
            heads = clause.text.split(SEAM)
        before = field
        if field:
            found[clause.path] = heads
    return {path: heads for path, heads in found.items() if len(heads) > 1}


def cells(row: Row, columns: "Columns", old: Side, new: Side) -> list[Cell]:
    """The row's cells, column by column; its text in one if it is no row of that table."""
    was, now = _split(row.was, columns.was), _split(row.now, columns.now)
    if not columns.pairs or (row.was and not was) or (row.now and not now):
        return [cell(_pieces(row, old, new))]
    return [
        cell(diff.diff_text(_at(was, i), _at(now, j)), head)
        for (i, j), head in zip(columns.pairs, columns.heads, strict=True)
    ]


class Columns:
    """The columns of a table before and after, and which became which."""

    def __init__(self, was: list[str], now: list[str]) -> None:
        self.was, self.now = was or now, now or was
        self.pairs = diff.diff_columns(self.was, self.now)
        self.cells = [words(_at(self.was, i), _at(self.now, j)) for i, j in self.pairs]
        self.heads = [cell.both for cell in self.cells]


def _split(clause: Clause | None, heads: list[str]) -> list[str]:
    """A row's cells, if it has as many as there are heads."""
    if clause is None or not heads:
        return []
    some = clause.text.split(SEAM, len(heads) - 1)
    return some if len(some) == len(heads) else []


def _at(texts: list[str], place: int | None) -> str:
    return texts[place] if place is not None and texts else ""


def _pieces(row: Row, old: Side, new: Side) -> list[diff.Piece]:
    was, now = old.marked(row.was), new.marked(row.now)
    if was is not None and now is not None:
        return diff.diff_marked(was, now)
    return diff.diff_text(row.was.text if row.was else "", row.now.text if row.now else "")
