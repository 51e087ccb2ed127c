"""The calendar as a workbook, for those who plan elsewhere."""

import io
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zhixi.knowledge.calendar.entries import Day

MOST = 500  # entries of a day and kind
_WIDTHS = (12, 8, 12, 48, 10, 32, 20)


def workbook(days: Iterable[Day]) -> bytes:
    """A line for each entry, freeze windows and holidays among them on each of their days."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new book has one
    sheet.title = _("知识日历")
    headings = [_("日期"), _("时间"), _("事项"), _("内容"), _("编号"), _("栏目"), _("部门")]
    lines: list[list[str | int]] = [list(headings)]
    for day in days:
        date = day.date.isoformat()
        lines += [[date, "", str(m.get_kind_display()), m.name, "", "", ""] for m in day.marks]
        for entry in day.entries:
            time = f"{timezone.localtime(entry.at):%H:%M}"
            said = str(entry.what.label)
            lines.append(
                [date, time, said, entry.title, entry.number or "", entry.section, entry.unit]
            )
        if day.more:
            lines.append([date, "", "", _("还有更多，未列出"), "", "", ""])
    for n, line in enumerate(lines, start=1):
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(n, column, value)
            if isinstance(value, str):
                cell.data_type = "s"  # a title that begins with "=" is no formula
    for column, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    told = io.BytesIO()
    book.save(told)
    return told.getvalue()
