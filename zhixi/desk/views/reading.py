"""An article: now, as of a moment, in one of its versions; and what else answers its title."""

import datetime as dt
import re
from typing import Any

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.views.decorators.cache import never_cache

from zhixi.desk import noting
from zhixi.desk.call import Call, call_of, moment_of
from zhixi.desk.views.request import Request
from zhixi.knowledge import finding, queries, redirects, shelf
from zhixi.search import IndexUnavailable

RELATED = 4
MERGED = "merged"  # in the address: the article from which one arrived


@never_cache
def article(request: Request, number: int, n: int | None = None) -> HttpResponse:
    """An article now, as of a moment, or in one of its versions."""
    call = call_of(request.GET, request.user, request.now)
    at, problem = moment_of(request.GET.get("as_of", ""), request.now)
    try:
        shown = beside(request, call, number, at, n)
    except queries.NotVisible as error:
        return _arrival(request, number, at, n, error)
    shown["merged"] = _merged(request, number)
    if request.htmx:
        noting.shown(
            by=request.user, at=request.now, given=request.GET, call=call, reading=shown["reading"]
        )
    page = "desk/_article.html" if request.htmx else "desk/article.html"
    return render(request, page, shown | {"call": call, "problem": problem})


def _arrival(
    request: Request, number: int, at: dt.datetime, n: int | None, error: Exception
) -> HttpResponse:
    """A link to what went into another article arrives there; a version never does."""
    if n is not None:
        raise Http404 from error
    try:
        target = redirects.arrives(number, request.user, at, request.now)
    except queries.NotVisible as nowhere:
        raise Http404 from nowhere
    query = request.GET.copy()
    query[MERGED] = str(number)
    address = f"{reverse('desk:article', args=[target])}?{query.urlencode()}"
    return HttpResponsePermanentRedirect(address)


def _merged(request: Request, number: int) -> int | None:
    """The article from which one arrived here, if that is true."""
    told = request.GET.get(MERGED, "")
    came = int(told) if re.fullmatch(r"[0-9]{1,18}", told) else None
    return came if came and _successor(request, came) == number else None


def _successor(request: Request, number: int) -> int | None:
    try:
        return redirects.arrives(number, request.user, request.now, request.now)
    except queries.NotVisible:
        return None


@never_cache
def standing(request: Request, number: int) -> HttpResponse:
    """Whether the version on somebody's screen still stands: nothing, or what to tell him."""
    try:
        reading = queries.standing(number, request.user, request.now)
    except queries.NotVisible:
        reading = None
    same = reading is not None and str(reading.n) == request.GET.get("n")
    target = None if reading else _successor(request, number)
    shown = {"number": number, "now": reading, "same": same, "target": target}
    return render(request, "desk/_standing.html", shown)


def beside(
    request: Request, call: Call, number: int, at: dt.datetime, n: int | None = None
) -> dict[str, Any]:
    """The article, and what else answers its title."""
    reading = queries.read(number, request.user, at, request.now, call.context, n)
    return {
        "reading": reading,
        "related": _related(request, call, reading),
        "own": shelf.own(request.user, number),
        "read": shelf.read_of(request.user, reading),
    }


def _related(request: Request, call: Call, reading: queries.Reading) -> list[finding.Hit]:
    title = reading.content.title
    try:
        found = finding.find(
            title, request.user, request.now, call.context, literal=True, limit=RELATED + 1
        )
    except IndexUnavailable:
        return []
    return [hit for hit in found.hits if hit.number != reading.number][:RELATED]
