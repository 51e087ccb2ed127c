"""One field, the list and the article."""

import datetime as dt
import re
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.views.decorators.cache import never_cache
from django_htmx.middleware import HtmxDetails

from zhixi.accounts import rate
from zhixi.accounts.models import Person
from zhixi.desk.call import Call, call_of, moment_of
from zhixi.knowledge import finding, queries

RELATED = 4
LONGEST = 200  # characters of a query
NUMBER = r"[0-9]{1,18}"  # of an article; longer ones no database holds


class Request(HttpRequest):
    """A request as the middleware hands it on."""

    htmx: HtmxDetails
    now: dt.datetime
    user: Person


@never_cache
def desk(request: Request) -> HttpResponse:
    """The desk with nothing typed, or with the query in the address and its first hit open."""
    call = call_of(request.GET, request.user, request.now)
    shown = _list(request, call)
    if shown["query"] and shown["rows"]:
        shown |= _article(request, call, shown["rows"][0].number, request.now)
    return render(request, "desk/desk.html", shown)


@never_cache
def search(request: Request) -> HttpResponse:
    """The list for what was typed: a fragment for the desk's own script, else a page."""
    if not rate.allowed("search", request.user, request.now):
        return HttpResponse(status=429, headers={"Retry-After": str(rate.WINDOW)})
    if not request.htmx:
        return desk(request)
    call = call_of(request.GET, request.user, request.now)
    return render(request, "desk/_hits.html", _list(request, call))


@never_cache
def article(request: Request, number: int, n: int | None = None) -> HttpResponse:
    """An article now, as of a moment, or in one of its versions."""
    call = call_of(request.GET, request.user, request.now)
    at, problem = moment_of(request.GET.get("as_of", ""), request.now)
    try:
        shown = _article(request, call, number, at, n)
    except queries.NotVisible as error:
        raise Http404 from error
    page = "desk/_article.html" if request.htmx else "desk/article.html"
    return render(request, page, shown | {"call": call, "problem": problem})


def _list(request: Request, call: Call) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()[:LONGEST]
    kind = request.GET.get("type", "")
    shown = {"call": call, "query": text, "kind": kind}
    if not text:
        return shown | {"rows": queries.newest(request.user, request.now)}
    kinds = (kind,) if kind else ()
    found = finding.find(text, request.user, request.now, call.context, kinds)
    return shown | {"found": found, "rows": [*_numbered(request, text), *found.hits]}


def _numbered(request: Request, text: str) -> list[queries.Listed]:
    """The article whose number was typed, as it is said on the phone."""
    if not re.fullmatch(NUMBER, text):
        return []
    try:
        reading = queries.read(int(text), request.user, request.now, request.now)
    except queries.NotVisible:
        return []
    title, since = reading.content.title, reading.live_from
    return [queries.Listed(reading.number, reading.label, title, reading.section, since)]


def _article(
    request: Request, call: Call, number: int, at: dt.datetime, n: int | None = None
) -> dict[str, Any]:
    """The article, and what else answers its title."""
    reading = queries.read(number, request.user, at, request.now, call.context, n)
    title = reading.content.title
    found = finding.find(title, request.user, request.now, call.context, limit=RELATED + 1)
    related = [hit for hit in found.hits if hit.number != number][:RELATED]
    return {"reading": reading, "related": related}
