"""A selection as a workbook, and a workbook that comes back as drafts."""

from typing import Any
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge.actions.changing import UnableToChange
from zhixi.knowledge.actions.sheets import drop_returned, keep_returned, sent_out
from zhixi.knowledge.many import sheets
from zhixi.knowledge.many.planning import standings
from zhixi.lib.documents.rows import UnreadableFile
from zhixi.studio.many import SHOWN, selection
from zhixi.studio.returning import Return, returning
from zhixi.studio.start import Seat
from zhixi.studio.views.articles import listed
from zhixi.studio.views.request import Request, editing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 10_000_000  # bytes of a file


@require_POST
def export(request: Request) -> HttpResponse:
    """The selection, as far as it may be read, as a file."""
    seat = editing(request)
    found = standings(selection(request.POST, request.GET, seat), seat.person, seat.now)
    if not found:
        return listed(request, seat, problem=_("请先选中要导出的知识。"))
    made = sheets.workbook(found, seat.now)
    sent_out(numbers=[each.number for each in found], by=seat.person, now=seat.now)
    answer = HttpResponse(made, content_type=XLSX)
    name = quote(sheets.file_name(seat.now))
    answer["Content-Disposition"] = (
        f"attachment; filename=\"articles.xlsx\"; filename*=UTF-8''{name}"
    )
    answer["Cache-Control"] = "no-store"
    return answer


@never_cache
def returned(request: Request) -> HttpResponse:
    """What a workbook that came back would change; then drafts, or one submission."""
    seat = editing(request)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if request.method == "POST" and not do:
        return _brought(request, seat)
    if do == "drop":
        drop_returned(by=seat.person)
        return redirect("studio:return")
    here = returning(seat)
    if here is not None and do in {"draft", "submit"}:
        return _applied(request, seat, here, do)
    return _page(request, here)


def _brought(request: Request, seat: Seat) -> HttpResponse:
    file: Any = request.FILES.get("file")
    if file is None or file.size > LARGEST:
        problem = _("请选择 10 MB 以内的 XLSX 文件。")
        return _page(request, returning(seat), problem=problem)
    try:
        sheet = sheets.returned(file, file.name)
    except UnreadableFile as error:
        return _page(request, returning(seat), problem=str(error))
    keep_returned(sheet=sheet, name=file.name, by=seat.person, now=seat.now)
    return redirect("studio:return")


def _applied(request: Request, seat: Seat, here: Return, do: str) -> HttpResponse:
    given = request.POST.get("seen", ""), request.POST.get("reason", "")[:500]
    try:
        submission = here.apply(*given, seat=seat, clock=timezone.now, hand_in=do == "submit")
    except UnableToChange as error:
        return _page(request, here, problem=str(error))
    if submission is None:
        return redirect("studio:drafts")
    return redirect("approval:submission", submission.pk)


def _page(request: Request, here: Return | None, **given: Any) -> HttpResponse:
    shown: dict[str, Any] = {"here": here, "reason": request.POST.get("reason", "")[:500]}
    if here is not None:
        rows = range(len(here.plan.items))
        shown["page"] = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
        shown["told"] = here.shown(shown["page"].number)
    return render(request, "studio/return.html", shown | given)
