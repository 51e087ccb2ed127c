"""Readers that turn a file into rows, with errors that name the line."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from zhixi.lib.documents import csv, html, jsonl, markdown, xlsx
from zhixi.lib.documents.columns import Line
from zhixi.lib.documents.rows import BadRow, Row, Rows, UnreadableFile

__all__ = ["BadRow", "Row", "UnreadableFile", "read", "sheets"]

_READERS = {
    ".jsonl": jsonl.read,
    ".csv": csv.read,
    ".tsv": csv.read,
    ".xlsx": xlsx.read,
    ".html": html.read,
    ".htm": html.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}


def read(path: Path) -> Rows:
    """Rows of a file by its ending. Raises UnreadableFile, at once or on the first row."""
    if path.suffix.lower() not in _READERS:
        raise UnreadableFile(
            _("不认识“%(suffix)s”文件；可导入 JSONL、CSV、XLSX、HTML、MD。")
            % {"suffix": path.suffix or path.name}
        )
    return _READERS[path.suffix.lower()](path)


def sheets(path: Path) -> Iterator[tuple[str, Iterator[Line]]]:
    """The tables of a CSV or XLSX file, each line with its cells. Raises UnreadableFile."""
    readers = {".csv": csv.sheets, ".tsv": csv.sheets, ".xlsx": xlsx.sheets}
    if path.suffix.lower() not in readers:
        raise UnreadableFile(
            _("不认识“%(suffix)s”文件；可导入 CSV、XLSX。") % {"suffix": path.suffix or path.name}
        )
    return readers[path.suffix.lower()](path)
