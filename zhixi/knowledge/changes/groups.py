"""Two versions for a reader: field by field what changed, and how much stayed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhixi.knowledge.changes import fields
from zhixi.knowledge.changes.cells import Cell, Columns, Size, cells, notes, words
from zhixi.knowledge.changes.rows import Row, merged, rows
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.clauses import Clause

SHORT = 2  # so many unchanged rows of a table are shown: counting them takes as much room
NOTHING = Size()
Fact = tuple[str, str, str]  # what it is, before, after


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, line, step or row; `state` is new, gone, changed, moved or nothing."""

    label: SafeString
    cells: list[Cell]
    state: str = ""
    note: str = ""
    size: Size = NOTHING

    @property
    def row(self) -> bool:
        return len(self.cells) > 1

    @property
    def name(self) -> SafeString:
        """What it is called beside its words: a row begins with its name."""
        return self.cells[0].both if self.row else self.label

    @property
    def told(self) -> list[Cell]:
        """What stands beside its name: of a row only what changed."""
        some = self.cells[1:] if self.row else self.cells
        whole = self.state in ("new", "gone")
        return [each for each in some if whole or not each.same] or some


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that did not change; `titles` names the fields, if it is whole fields."""

    lines: list[Line]
    titles: list[SafeString]

    @property
    def count(self) -> int:
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines one below the other, or the rows of a table under their heads."""

    heads: list[SafeString]
    lines: list[Line]
    size: Size

    @property
    def folded(self) -> list[Line | Fold]:
        return list(_folded(self.lines, SHORT if self.heads else 0))


@dataclass(frozen=True, slots=True)
class Group:
    """A field of the article; `internal` says that no customer may hear of it."""

    title: SafeString
    blocks: list[Block]
    size: Size
    internal: bool = False

    @property
    def named(self) -> bool:
        return any(line.name for line in self.lines)

    @property
    def lines(self) -> list[Line]:
        return [line for block in self.blocks for line in block.lines]


def groups(old: Side, new: Side, facts: Iterable[Fact]) -> list[Group]:
    """Facts that changed, every field, and what no field tells."""
    aligned = rows(old.clauses, new.clauses)
    told = [_fact(*fact) for fact in facts if fact[1] != fact[2]]
    told += [_group(list(some), old, new) for _f, some in groupby(aligned, lambda row: row.field)]
    return told + [_fact(*fact) for fact in _rest(aligned, old, new)]


def folded(some: list[Group]) -> list[Group | Fold]:
    """Fields that did not change, counted where they stand."""
    found: list[Group | Fold] = []
    for changed, each in groupby(some, lambda group: bool(group.size.places)):
        run = list(each)
        lines = [line for group in run for line in group.lines]
        found += run if changed else [Fold(lines, [group.title for group in run])]
    return found


def _folded(lines: list[Line], short: int) -> Iterator[Line | Fold]:
    for changed, each in groupby(lines, lambda line: bool(line.state)):
        run = list(each)
        yield from run if changed or len(run) <= short else [Fold(run, [])]


def _fact(label: str, was: str, now: str) -> Group:
    told = words(was, now)
    line = Line(escape(""), [told], "changed", size=told.size)
    return Group(escape(label), [Block([], [line], told.size)], told.size)


def _group(some: list[Row], old: Side, new: Side) -> Group:
    blocks = [
        _block(list(each), old, new)
        for _tabular, each in groupby(some, lambda r: bool(old.heads(r.was) or new.heads(r.now)))
    ]
    title = _name([row.was for row in some], [row.now for row in some], old, new, over=True)
    size = sum((block.size for block in blocks), title.size)
    return Group(title.both, blocks, size, some[0].field == "internal")


def _block(some: list[Row], old: Side, new: Side) -> Block:
    was = next((old.heads(row.was) for row in some if row.was), [])
    now = next((new.heads(row.now) for row in some if row.now), [])
    columns = Columns(was, now)
    shown = [row for row in some if not _is_head(row, old, new) or notes(row, old, new)]
    lines = [_line(row, columns, old, new) for row in shown]
    sizes = [each.size for each in columns.cells] + [line.size for line in lines]
    size = sum(sizes, NOTHING)
    return Block(columns.heads, lines, size)


def _is_head(row: Row, old: Side, new: Side) -> bool:
    """What the heads of the columns tell already."""
    return new.is_head(row.now) if row.now else bool(row.was and old.is_head(row.was))


def _line(row: Row, columns: Columns, old: Side, new: Side) -> Line:
    label = _name([row.was], [row.now], old, new, over=False)
    found = cells(row, columns, old, new)
    size = sum((each.size for each in found), label.size)
    if not row.was or not row.now:
        size = Size(1, size.characters)
    told = _notes(row, old, new)
    if row.was and row.now:
        size += Size(len(told))
    return Line(label.both, found, _state(row, size), _("，").join(told) if told else "", size)


def _notes(row: Row, old: Side, new: Side) -> list[str]:
    """What its words alone do not tell."""
    told = notes(row, old, new)
    if row.place:
        told.append(_("原为第 %(n)s 条") % {"n": row.place})
    if row.left:
        field, _label = fields.names(row.left, old.labels.get(row.left, ""))
        told.append(_("原在“%(field)s”") % {"field": field})
    return told


def _state(row: Row, size: Size) -> str:
    if not row.was or not row.now:
        return "new" if row.now else "gone"
    return "changed" if size.characters else "moved" if row.place else "changed" * bool(size.places)


def _name(
    was: list[Clause | None], now: list[Clause | None], old: Side, new: Side, *, over: bool
) -> Cell:
    """What stands over the field of the first of these clauses, or before the clause."""
    before, after = (
        next((fields.names(c.path, side.labels.get(c.path, ""))[not over] for c in some if c), "")
        for some, side in ((was, old), (now, new))
    )
    return words(before or after, after or before)


def _rest(aligned: list[Row], old: Side, new: Side) -> list[Fact]:
    """Fields without clauses that changed, such as 相似问; no field is told twice."""
    told = {row.field.split("/")[0] for row in aligned if not row.same or row.place} | fields.LABELS
    was, now = (_joined(fields.untold(side.content, side.clauses), told) for side in (old, new))
    return [
        (fields.label_of(field), was.get(field, ""), now.get(field, ""))
        for field in merged(was, now)
        if was.get(field) != now.get(field)
    ]


def _joined(untold: dict[str, str], told: set[str]) -> dict[str, str]:
    """The values by field; a list's as one text, so that one more does not shift the others."""
    found: dict[str, str] = {}
    for path, value in untold.items():
        field, last = path.split("/")[0], path.split("/")[-1]
        if field not in told and last not in told:
            found[field] = f"{found[field]}；{value}" if field in found else value
    return found
