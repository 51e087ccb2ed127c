"""Workbooks: every sheet with a heading row, cells as people see them."""

import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from zhixi.lib.documents.columns import LOOK_AHEAD, Line, is_heading, rows_below_headings
from zhixi.lib.documents.rows import BadRow, Row, Rows, UnreadableFile

LARGEST = 500_000_000  # bytes unpacked; more is no table that people keep
_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    OSError,
    KeyError,
    ValueError,
    TypeError,
)


def read(path: Path) -> Rows:
    """Merged cells need the whole sheet, so that a workbook is read at once, not row by row."""
    book, formulas = (opened(path, path.name, values=each) for each in (True, False))
    tables = [sheet for sheet in book.worksheets if _has_heading(sheet)]
    skipped = [s.title for s in book.worksheets if s not in tables and _start(s)]
    if not tables:
        raise UnreadableFile(
            _("%(name)s 的各工作表都没有“标题”或“标准问”这一列，请补上表头后再导入。")
            % {"name": path.name}
        )
    loss = [_("工作表“%(name)s”没有表头，未读取") % {"name": name} for name in skipped]
    for sheet in tables:
        for row in rows_below_headings(_lines(sheet, formulas[sheet.title]), path.name):
            named = _named(row, sheet.title) if len(tables) > 1 else row
            if loss and isinstance(named, Row):
                named.loss.extend(loss)
                loss = []
            yield named


def sheets(path: Path) -> Iterator[tuple[str, Iterator[Line]]]:
    """Every sheet with its cells as people see them."""
    book, formulas = (opened(path, path.name, values=each) for each in (True, False))
    for sheet in book.worksheets:
        yield sheet.title, _lines(sheet, formulas[sheet.title])


def opened(source: Path | BinaryIO, name: str, *, values: bool, largest: int = LARGEST) -> Workbook:
    """A workbook with its values, or with its formulas. Raises UnreadableFile."""
    try:
        with zipfile.ZipFile(source) as archive:
            size = sum(member.file_size for member in archive.infolist())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # parts of Excel that no reading of cells needs
            book = load_workbook(source, data_only=values) if size <= largest else None
    except _BROKEN as error:
        raise UnreadableFile(
            _("%(name)s 不是可读的 XLSX 文件，请在 Excel 中去掉密码并另存为 .xlsx。")
            % {"name": name}
        ) from error
    if book is None:
        raise UnreadableFile(_("%(name)s 太大，请拆成几个文件后再导入。") % {"name": name})
    return book


def _has_heading(sheet: Worksheet) -> bool:
    return any(map(is_heading, _start(sheet)))


def _start(sheet: Worksheet) -> list[list[str]]:
    rows = ([*map(text, row)] for row in sheet.iter_rows(max_row=LOOK_AHEAD))
    return [texts for texts in rows if any(texts)]


def _named(row: Row | BadRow, sheet: str) -> Row | BadRow:
    if isinstance(row, Row):
        return replace(row, sheet=sheet)
    return replace(row, reason=_("工作表“%(name)s”：") % {"name": sheet} + row.reason)


def _lines(sheet: Worksheet, formulas: Worksheet) -> Iterator[Line]:
    above = _filled_down(sheet)
    for n, row in enumerate(sheet.iter_rows(), start=1):
        texts = [above.get((n, m)) or text(cell) for m, cell in enumerate(row, start=1)]
        if fault := next(filter(None, (_fault(cell, formulas) for cell in row)), ""):
            yield n, BadRow(n, fault)
        elif any(text.strip() for text in texts):
            yield n, texts


def _filled_down(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """What merged cells say in the rows below their first; across columns nothing is copied."""
    return {
        (row, area.min_col): text(sheet.cell(area.min_row, area.min_col))
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row + 1, area.max_row + 1)
    }


def _fault(cell: Any, formulas: Worksheet) -> str:
    if cell.data_type == "e":
        return _("单元格 %(cell)s 是错误值 %(value)s，请改正") % {
            "cell": cell.coordinate,
            "value": cell.value,
        }
    if cell.value is None and formulas[cell.coordinate].data_type == "f":
        return _("单元格 %(cell)s 的公式没有算出的值，请在 Excel 中打开并保存一次") % {
            "cell": cell.coordinate
        }
    return ""


def text(cell: Any) -> str:
    value, shape = cell.value, str(cell.number_format)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, shape)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _number(value: float, shape: str) -> str:
    """3.5 % stays 3.5%, and a code 00123 keeps its noughts."""
    if shape.rstrip("_ ").endswith("%"):
        return f"{value * 100:.12g}%"
    if re.fullmatch("0+", shape) and value == int(value):
        return str(int(value)).zfill(len(shape))
    return str(int(value)) if value == int(value) else f"{value:.15g}"
