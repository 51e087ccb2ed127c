"""Workbooks: every sheet with a heading row, merged cells filled."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from zhixi.lib.documents.rows import Rows, UnreadableFile, column, tabular


def read(path: Path) -> Rows:
    try:
        book = load_workbook(path, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError) as error:
        raise UnreadableFile(
            str(_("%(name)s 不是可读的 XLSX 文件，请在 Excel 中另存为 .xlsx。"))
            % {"name": path.name}
        ) from error
    for sheet in book.worksheets:
        yield from _sheet(sheet)


def _sheet(sheet: Worksheet) -> Rows:
    for area in list(sheet.merged_cells.ranges):
        value = sheet.cell(area.min_row, area.min_col).value
        sheet.unmerge_cells(str(area))
        for cells in sheet.iter_rows(area.min_row, area.max_row, area.min_col, area.max_col):
            for cell in cells:
                cell.value = value
    header: list[str] = []
    for n, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        texts = [_text(value) for value in row]
        if not any(texts):
            continue
        if header:
            yield tabular(n, header, texts)
        else:
            header = [column(name) for name in texts]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value)
