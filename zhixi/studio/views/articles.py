"""All articles, for those who may edit them, as a person keeps the list."""

from typing import Any

from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge.actions.listkeeping import (
    UnableToKeep,
    drop_filter,
    keep_columns,
    keep_filter,
)
from zhixi.knowledge.many.planning import MOST
from zhixi.knowledge.working.articles import articles as listing
from zhixi.knowledge.working.kept import columns_of, filters_of
from zhixi.knowledge.working.states import ALL, LASTING, STATES
from zhixi.studio.deeds import deeds_in
from zhixi.studio.forms import COLUMNS, ArticlesForm, FilterForm, chosen_columns, query_of
from zhixi.studio.start import Seat
from zhixi.studio.views.request import Request, editing


@never_cache
def articles(request: Request) -> HttpResponse:
    """A page of the articles of one state, narrowed and ordered as the address says."""
    return listed(request, editing(request))


def listed(request: Request, seat: Seat, **given: Any) -> HttpResponse:
    form = ArticlesForm(request.GET, seat)
    asked = form.asked()
    found = listing(asked, seat.person, seat.now)
    columns = chosen_columns(columns_of(seat.person))
    shown = {"form": form, "asked": asked, "found": found, "states": STATES, "now": seat.now}
    shown |= {
        "lasting": asked.state in {*LASTING, ALL},
        "all": ALL,
        "deeds": deeds_in(asked.state),
        "most": MOST,
    }
    shown |= {"filters": filters_of(seat.person), "here": query_of(request.GET)}
    shown |= {"columns": columns, "offered": COLUMNS}
    return render(request, "studio/articles.html", shown | given)


def address(request: Request) -> str:
    """The list as it was narrowed."""
    query = request.GET.urlencode()
    return reverse("studio:articles") + (f"?{query}" if query else "")


@require_POST
def keep(request: Request) -> HttpResponse:
    """Keep the list's filter under a name, or let one go."""
    seat = editing(request)
    form = FilterForm(request.POST)
    if not form.is_valid():
        return listed(request, seat, problem=_("请给筛选起个名字，最多 40 个字。"))
    said = form.cleaned_data
    if said["drop"]:
        drop_filter(number=said["drop"], by=seat.person)
        return redirect(address(request))
    try:
        keep_filter(name=said["name"], query=query_of(request.GET), by=seat.person)
    except UnableToKeep as error:
        return listed(request, seat, problem=str(error))
    return redirect(address(request))


@require_POST
def columns(request: Request) -> HttpResponse:
    """Show these columns from now on."""
    seat = editing(request)
    keep_columns(columns=chosen_columns(request.POST.getlist("columns")), by=seat.person)
    return redirect(address(request))
