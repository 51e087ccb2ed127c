"""Requests: their list, a form to ask, and how timely they were."""

import datetime as dt
import re
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.utils import timezone
from django.views.decorators.cache import never_cache

from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.actions import requesting
from zhixi.knowledge.actions.steps import UnableToRequest
from zhixi.knowledge.requesting import listing, page, sheet, stages
from zhixi.knowledge.requesting.forms import PeriodForm, RequestsForm, WishForm, filled
from zhixi.knowledge.requesting.timeliness import rates
from zhixi.knowledge.views.request import Request, for_askers, for_followers

PAGE = 50


@never_cache
@for_followers
def requests(request: Request) -> HttpResponse:
    """What the person may follow, narrowed as the address says."""
    units = listing.units(request.user, request.now)
    form = RequestsForm(request.GET, units=units)
    given = form.given()
    rows = listing.listed(given, request.user, request.now)
    shown = {
        "form": form,
        "given": given,
        "state": given.get("state") or "open",
        "page": Paginator(rows, PAGE).get_page(given.get("page")),
        "now": request.now,
        "may_ask": rules.may_ask(roles_of(request.user, request.now)),
    }
    return render(request, "knowledge/requests.html", shown)


@never_cache
@for_askers
def ask(request: Request) -> HttpResponse:
    """Ask, for one's department."""
    form = WishForm(request.POST or None, person=request.user, now=request.now)
    given: dict[str, Any] = {"by": request.user, "now": request.now}
    if request.method == "POST" and form.is_valid():
        try:
            made = requesting.ask(wish=form.wish(), uploads=uploads(request), **given)
            return redirect("knowledge:request", made.pk)
        except UnableToRequest as error:
            form.add_error(None, str(error))
    return _wish(request, form)


def _wish(request: Request, form: WishForm, row: Any = None) -> HttpResponse:
    """The form; what was uploaded for it is still there."""
    brought = page.brought(uploads(request), request.user)
    shown = {"form": form, "row": row, "brought": brought, "may": page.taken()}
    return render(request, "knowledge/wish.html", shown)


def uploads(request: Request) -> list[uuid.UUID]:
    """The files that the page says were handed in."""
    told = request.POST.getlist("upload")[:100]
    return [uuid.UUID(each) for each in told if re.fullmatch("[0-9a-f-]{36}", each)]


@never_cache
@for_askers
def change(request: Request, number: int) -> HttpResponse:
    """Word a request anew, as long as nothing was made of it."""
    row = stages.request(number, request.user, request.now)
    by, now = request.user, request.now
    form = WishForm(request.POST or None, **filled(row, by, now))
    if request.method == "POST" and form.is_valid():
        try:
            given: dict[str, Any] = {"wish": form.wish(), "uploads": uploads(request)}
            requesting.change(number=number, by=by, now=now, **given)
            return redirect("knowledge:request", number)
        except UnableToRequest as error:
            form.add_error(None, str(error))
    return _wish(request, form, row)


@never_cache
@for_followers
def workbook(request: Request) -> HttpResponse:
    """What the list shows, all of it."""
    units = listing.units(request.user, request.now)
    given = RequestsForm(request.GET, units=units).given()
    rows = listing.listed(given, request.user, request.now)
    answer = HttpResponse(sheet.workbook(rows), content_type=sheet.XLSX)
    day = timezone.localdate(request.now)
    answer["Content-Disposition"] = f'attachment; filename="requests-{day}.xlsx"'
    return answer


@never_cache
@for_followers
def timeliness(request: Request) -> HttpResponse:
    """更新及时率 by department, of the last three months unless the address says otherwise."""
    form = PeriodForm(request.GET)
    form.is_valid()
    today = timezone.localdate(request.now)
    last = form.cleaned_data.get("last") or today
    first = form.cleaned_data.get("first") or last - dt.timedelta(days=91)
    told, whole = rates(request.user, midnight(first), midnight(last, 1), request.now)
    shown = {"form": form, "first": first, "last": last, "rates": told, "whole": whole}
    return render(request, "knowledge/timeliness.html", shown)


def midnight(day: dt.date, later: int = 0) -> dt.datetime:
    """The beginning of a day in the bank's zone, or of one so many days later."""
    day = min(max(day, dt.date(1900, 1, 1)), dt.date(2999, 12, 31)) + dt.timedelta(days=later)
    return dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
