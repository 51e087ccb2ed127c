"""A version as it is compared: its words with what lies on them, and its tables as grids."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.changes.forms import SEAM, Merge, merges
from zhixi.knowledge.changes.rows import field_of
from zhixi.knowledge.clauses import Clause
from zhixi.knowledge.types import TypedContent
from zhixi.lib import diff, html

HEADS: dict[str, list[Any]] = {  # of tables whose rows alone are kept
    "channel_matrix": [_("渠道"), _("可办"), _("限额"), _("时间")],
    "variants": [_("情形"), _("内容"), _("口径")],
    "facts": [_("要素"), _("内容")],
}


class Spot(NamedTuple):
    """What stands in a column of a row: a cell of its own, or one that reaches into it."""

    words: diff.Marked
    own: bool = True


class Side:
    """A version's content, and the clauses that were cut from it."""

    def __init__(self, content: TypedContent, clauses: list[Clause]) -> None:
        self.content = content
        self.clauses = clauses
        self.labels = {part.path: part.label for part in content.parts()}
        self._blocks = diff.marked_blocks(content.body)
        self._forms = html.forms(content.body)
        self._texts = [diff.plain(block) for block in self._blocks]
        self._grid = _grid(self._blocks, self._forms)
        self._heads = self._headed()

    def marked(self, clause: Clause | None) -> diff.Marked | None:
        """The clause's characters with their marks, if it is one of the body."""
        if clause is None:
            return []
        n = self._place(clause)
        return None if n is None else self._blocks[n]

    def form(self, clause: Clause | None) -> html.Form | None:
        """What the clause stands as, if it is one of the body."""
        n = self._place(clause) if clause else None
        return None if n is None else self._forms[n]

    def _place(self, clause: Clause) -> int | None:
        first, _slash, n = clause.path.partition("/")
        if first != "body" or int(n) >= len(self._texts):
            return None
        return int(n) if self._texts[int(n)] == clause.text else None

    def heads(self, clause: Clause | None) -> list[str]:
        """The heads of the columns over a row; none if it is no row of a table."""
        return self._heads.get(clause.path, ("", []))[1] if clause else []

    def is_head(self, clause: Clause) -> bool:
        """Whether the clause is the row that heads its table."""
        return self._heads.get(clause.path, ("", []))[0] == clause.path

    def spots(self, clause: Clause | None) -> list[Spot]:
        """A row's cells by column, as many as there are heads; none if it has others."""
        width = len(self.heads(clause))
        if clause is None or not width:
            return []
        spots = self._spots(clause, width)
        return spots if len(spots) == width else []

    def _spots(self, clause: Clause, width: int) -> list[Spot]:
        n = self._place(clause)
        if n is not None and n in self._grid:
            return self._grid[n] + [Spot([])] * (width - len(self._grid[n]))
        words = self.marked(clause) or diff.unmarked(clause.text)
        return [Spot(each) for each in _split(words, width)]

    def merges(self, clause: Clause | None) -> list[Merge] | None:
        """The cells of a row in a body that reach over several columns or rows."""
        form = self.form(clause)
        if clause is None or form is None or clause.kind != "row":
            return None
        return merges(clause.text, form)

    def _headed(self) -> dict[str, tuple[str, list[str]]]:
        """By the path of each row that of the row over its table, if one is, and its heads.

        In a body the first of adjoining rows is the one.
        """
        found: dict[str, tuple[str, list[str]]] = {}
        head: tuple[str, list[str]] = ("", [])
        before = ""
        for clause in self.clauses:
            field = field_of(clause.path) if clause.kind == "row" else ""
            if field in HEADS:
                head = ("", [str(each) for each in HEADS[field]])
            elif field and field != before:
                head = (clause.path, self._cells(clause))
            before = field
            if field:
                found[clause.path] = head
        return {path: head for path, head in found.items() if len(head[1]) > 1}

    def _cells(self, clause: Clause) -> list[str]:
        """The words over each column: those of a head that reaches over several stand over each."""
        n = self._place(clause)
        if n is not None and n in self._grid:
            return [diff.plain(spot.words) for spot in self._grid[n]]
        return clause.text.split(SEAM)


def _grid(blocks: Sequence[diff.Marked], forms: Sequence[html.Form]) -> dict[int, list[Spot]]:
    """By the place of each row in the body what stands in its columns, the first one first."""
    found: dict[int, list[Spot]] = {}
    reaching: dict[int, tuple[int, diff.Marked]] = {}  # by column, until which block and what
    for n, (block, form) in enumerate(zip(blocks, forms, strict=True)):
        if not form.cells or form.cells[-1].column + form.cells[-1].columns > html.WIDEST:
            continue
        row = {c: Spot(words, own=False) for c, (until, words) in reaching.items() if until > n}
        for words, place in zip(_split(block, len(form.cells)), form.cells, strict=False):
            for column in range(place.column, place.column + place.columns):
                row[column] = Spot(words, own=column == place.column)
                reaching[column] = (n + place.rows, words)
        found[n] = [row.get(column, Spot([])) for column in range(max(row) + 1)]
    return found


def _split(words: diff.Marked, most: int) -> list[diff.Marked]:
    """The cells of a row; what follows the last seam belongs to the last."""
    some: list[diff.Marked] = [[]]
    for character, marks in words:
        if character == SEAM and len(some) < most:
            some.append([])
        else:
            some[-1].append((character, marks))
    return some
