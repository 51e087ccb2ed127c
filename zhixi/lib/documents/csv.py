"""Comma-separated tables, whose first row names the columns."""

import csv
import io
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zhixi.lib.documents.rows import BadRow, Rows, column, tabular, text_of

csv.field_size_limit(10_000_000)


def read(path: Path) -> Rows:
    text = text_of(path)
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    before = 0
    try:
        for cells in lines:
            line, before = before + 1, lines.line_num
            if not any(value.strip() for value in cells):
                continue
            if not header:
                header = [column(name) for name in cells]
            else:
                yield tabular(line, header, cells)
    except csv.Error:
        yield BadRow(before + 1, _("引号没有成对，从这一行起无法分列"))
