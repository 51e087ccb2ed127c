"""The list of requests as a workbook."""

import datetime as dt
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.knowledge.models import RequestFile
from zhixi.knowledge.requesting.stages import Stage
from zhixi.lib.documents.workbooks import Sheet, written

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 5000  # lines
_WIDTHS = (8, 44, 10, 20, 12, 10, 8, 12, 20, 18, 18, 24, 8)


def workbook(rows: QuerySet[Any]) -> bytes:
    """A line for each request, in the list's order."""
    headings = [
        _("编号"), _("标题"), _("类型"), _("部门"), _("提出人"), _("状态"), _("逾期"),
        _("经办人"), _("负责人"), _("希望上线"), _("实际上线"), _("发文字号"), _("附件"),
    ]  # fmt: skip
    told = list(rows[:MOST])
    files = RequestFile.objects.filter(request__in=[row.pk for row in told]).order_by()
    papers = dict(files.values_list("request").annotate(n=Count("pk")))
    lines = [_line(row, papers.get(row.pk, 0)) for row in told]
    return written([Sheet(_("需求单"), headings, lines, _WIDTHS)])


def _line(row: Any, papers: int) -> list[str | int]:
    owners = dict.fromkeys(tie.owner.name for tie in row.ties.all())
    return [
        row.pk,
        row.title,
        str(row.get_kind_display()),
        row.unit.name,
        row.asked_by.name,
        str(Stage(row.stage).label),
        _("是") if row.late else "",
        row.handler.name if row.handler else "",
        "、".join(owners),
        _minute(row.wanted_at),
        _minute(row.done_at),
        row.document,
        papers,
    ]


def _minute(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
