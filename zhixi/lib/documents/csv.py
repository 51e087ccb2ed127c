"""Tables of separated values; one broken quote costs one row, not the rest of the file."""

import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from zhixi.lib.documents.columns import Line, rows_below_headings
from zhixi.lib.documents.encoding import opened
from zhixi.lib.documents.rows import BadRow, Rows

LONGEST_ROW = 500  # lines; a quote still open after them was never closed
csv.field_size_limit(10_000_000)


def read(path: Path) -> Rows:
    with opened(path) as file:
        yield from rows_below_headings(_records(_Lines(file), _delimiter(path)), path.name)


def sheets(path: Path) -> Iterator[tuple[str, Iterator[Line]]]:
    """The one table as its cells stand."""
    with opened(path) as file:
        yield "", _records(_Lines(file), _delimiter(path))


def _delimiter(path: Path) -> str:
    """What occurs most in the first lines; Excel writes what its country uses."""
    with opened(path) as file:
        start = "".join(line for _n, line in zip(range(5), file, strict=False))
    return max(",\t;", key=start.count)


class _Lines:
    """Lines of a file, of which those of a broken row can be taken back."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self.again: deque[str] = deque()
        self.taken: list[str] = []
        self.n = 0  # lines before the current row

    def __iter__(self) -> Iterator[str]:
        while len(self.taken) < LONGEST_ROW:
            line = self.again.popleft() if self.again else self.file.readline()
            if not line:
                return
            self.taken.append(line)
            yield line

    def keep(self, count: int | None = None) -> None:
        """The row took `count` lines (all by default); the others are read again."""
        count = len(self.taken) if count is None else count
        self.again.extendleft(reversed(self.taken[count:]))
        self.n += count
        self.taken = []


def _records(lines: _Lines, delimiter: str) -> Iterator[Line]:
    while True:
        try:
            cells = next(csv.reader(lines, delimiter=delimiter, strict=True), None)
        except csv.Error:
            reason = _("引号没有成对，请检查这一行的引号；文中的引号要写成两个")
            yield lines.n + 1, BadRow(lines.n + 1, reason)
            lines.keep(1)
            continue
        line = lines.n + 1
        if cells is None:
            return
        lines.keep()
        if any(cell.strip() for cell in cells):
            yield line, cells
