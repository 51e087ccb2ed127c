"""Workbooks that go out and come back: what people typed is never a formula."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from zhixi.lib.documents.rows import BadRow, UnreadableFile
from zhixi.lib.documents.xlsx import opened, text

LONGEST = 32_000  # characters of a cell; Excel takes 32,767
LARGEST = 60_000_000  # bytes unpacked of a workbook that comes back
DEEPEST, WIDEST = 10_000, 60  # rows and columns that are looked at
# With these a cell begins that a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Headings, rows of text, and how wide each column is in characters."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int]]
    widths: Sequence[int] = field(default=())


def written(sheets: Sequence[Sheet]) -> bytes:
    book = Workbook(write_only=True)
    for sheet in sheets:
        page = book.create_sheet(sheet.title)
        page.freeze_panes = "A2"
        for n, width in enumerate(sheet.widths, start=1):
            page.column_dimensions[get_column_letter(n)].width = width
        page.append([_cell(page, heading, bold=True) for heading in sheet.headings])
        for row in sheet.rows:
            page.append([_cell(page, each) for each in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(page: Any, value: str | int, *, bold: bool = False) -> Any:
    """Text stays text, also after somebody edits it: Excel is told so by the quote's prefix."""
    given = cell_text(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, given)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if isinstance(given, str):
        cell.data_type = "s"
        if given.startswith(_FORMULA):
            cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def cell_text(value: str) -> str:
    """The text as a cell keeps it."""
    kept = ILLEGAL_CHARACTERS_RE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return kept if len(kept) <= LONGEST else kept[: LONGEST - 1] + "…"


Rows = Iterator[tuple[int, dict[str, str]] | BadRow]


def read_back(file: BinaryIO, name: str, needed: str) -> Rows:
    """The rows of the first sheet, by their headings. Raises UnreadableFile."""
    sheet = opened(file, name, values=False, largest=LARGEST).worksheets[0]
    if (sheet.max_row or 0) > DEEPEST:
        raise UnreadableFile(_("%(name)s 的行数太多，请只留下要改的行。") % {"name": name})
    rows = sheet.iter_rows(max_col=min(sheet.max_column or 1, WIDEST))
    headings = [text(cell).strip() for cell in next(rows, ())]
    if needed not in headings:
        words = _("%(name)s 第一行没有“%(needed)s”这一列，请保留导出时的表头。")
        raise UnreadableFile(words % {"name": name, "needed": needed})
    named = [heading for heading in headings if heading]
    if twice := next((heading for heading in named if named.count(heading) > 1), None):
        raise UnreadableFile(_("列“%(heading)s”出现了两次，请只保留一列。") % {"heading": twice})
    for line, row in enumerate(rows, start=2):
        if bad := next((cell for cell in row if cell.data_type in {"f", "e"}), None):
            words = _("单元格 %(cell)s 是公式或错误值，请改为文字")
            yield BadRow(line, words % {"cell": bad.coordinate})
            continue
        texts = [cell_text(text(cell)).strip() for cell in row]
        if any(texts):
            yield line, {h: t for h, t in zip(headings, texts, strict=False) if h}
