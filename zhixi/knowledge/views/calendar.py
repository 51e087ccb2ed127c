"""The calendar by month and week, as a workbook, and the periods that authors keep in it."""

from typing import Any

from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.actions import marking
from zhixi.knowledge.calendar import sheet
from zhixi.knowledge.calendar.entries import days
from zhixi.knowledge.calendar.forms import CalendarForm, MarkForm
from zhixi.knowledge.calendar.periods import WEEK
from zhixi.knowledge.models import CalendarMark
from zhixi.knowledge.views.request import Request, for_authors, for_followers
from zhixi.knowledge.working.places import paths

SHOWN = {"month": 5, "week": 40}  # entries of a day
OFFERED = 300  # sections that the field offers
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@for_followers
def calendar(request: Request) -> HttpResponse:
    """What starts, ends and is planned, as far as the person may read it."""
    form = CalendarForm(request.GET, person=request.user, now=request.now)
    period = form.period()
    shown: dict[str, Any] = {
        "form": form,
        "period": period,
        "weekly": period.view == WEEK,
        "days": days(period, form.seen(), SHOWN[period.view]),
        "now": request.now,
        "sections": paths(form.rights, OFFERED),
        "marks_too": rules.may_accept(roles_of(request.user, request.now)),
    }
    return render(request, "knowledge/calendar.html", shown)


@never_cache
@for_followers
def workbook(request: Request) -> HttpResponse:
    """The same period, all of it."""
    form = CalendarForm(request.GET, person=request.user, now=request.now)
    period = form.period()
    told = sheet.workbook(days(period, form.seen(), sheet.MOST * 10, sheet.MOST))
    answer = HttpResponse(told, content_type=_XLSX)
    name = f"calendar-{period.first}-{period.sunday}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@never_cache
@for_authors
def marks(request: Request) -> HttpResponse:
    """Freeze windows and holidays: a list, and a form for one more."""
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        marking.mark(**form.told(), by=request.user, now=request.now)
        return redirect("knowledge:marks")
    rows = CalendarMark.objects.select_related("by").order_by("-starts_at", "-pk")[:200]
    return render(request, "knowledge/marks.html", {"form": form, "rows": rows, "now": request.now})


@require_POST
@for_authors
def unmark(request: Request, number: int) -> HttpResponse:
    marking.unmark(number=number, by=request.user, now=request.now)
    return redirect("knowledge:marks")
