"""One field and the list under it."""

import re
from typing import Any

from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.accounts import rate
from zhixi.desk import noting
from zhixi.desk.call import Call, call_of, chosen_of
from zhixi.desk.filters import filters
from zhixi.desk.home import home
from zhixi.desk.views.reading import beside
from zhixi.desk.views.request import Request
from zhixi.knowledge import finding, queries, redirects
from zhixi.search import IndexUnavailable
from zhixi.search.models import Mode

LONGEST = 200  # characters of a query
NUMBER = r"[0-9]{1,18}"  # of an article; longer ones no database holds


@never_cache
def desk(request: Request) -> HttpResponse:
    """The desk with nothing typed, or with the query in the address and its first hit open."""
    call = call_of(request.GET, request.user, request.now)
    shown = _list(request, call)
    by, at = request.user, request.now
    session = noting.looked_up(by=by, at=at, mode=Mode.PAGE, page=shown)
    shown |= _opened(request, call, shown)
    if "reading" in shown:
        first = {"s": session, "position": shown["place"]}
        noting.shown(by=by, at=at, given=first, call=call, reading=shown["reading"])
    elif not shown["query"]:
        shown["home"] = home(by, at)
    return render(request, "desk/desk.html", shown | {"session": session})


@never_cache
def search(request: Request) -> HttpResponse:
    """The list for what was typed: a fragment for the desk's own script, else a page."""
    if not rate.allowed("search", request.user, request.now):
        return HttpResponse(status=429, headers={"Retry-After": str(rate.WINDOW)})
    if not request.htmx:
        return desk(request)
    call = call_of(request.GET, request.user, request.now)
    shown = _list(request, call)
    session = request.GET.get("s", "")
    noting.looked_up(by=request.user, at=request.now, mode=Mode.DESK, page=shown, session=session)
    return render(request, "desk/_hits.html", shown)


@require_POST
def used(request: Request) -> HttpResponse:
    """What became of an article on the screen, as the desk's own script says."""
    if not rate.allowed("used", request.user, request.now):
        return HttpResponse(status=429, headers={"Retry-After": str(rate.WINDOW)})
    noting.used(by=request.user, at=request.now, given=request.POST)
    return HttpResponse(status=204)


def _opened(request: Request, call: Call, page: dict[str, Any]) -> dict[str, Any]:
    """The article that was open when the address was kept, else the first of what was found."""
    listed = [row.number for row in page["rows"]] if page["query"] else []
    named = request.GET.get("open", "")
    wanted = [int(named)] if re.fullmatch(NUMBER, named) else []
    for number in [*wanted, *listed[:1]]:
        try:
            shown = beside(request, call, number, request.now)
        except queries.NotVisible:
            continue
        return shown | {"place": listed.index(number) + 1 if number in listed else 0}
    return {}


def _list(request: Request, call: Call) -> dict[str, Any]:
    text = request.GET.get("q", "").strip()[:LONGEST]
    chosen = chosen_of(request.GET)
    shown = {"call": call, "query": text, "kind": "".join(chosen.types), "chosen": chosen}
    if not text:
        return shown | {"rows": queries.newest(request.user, request.now)}
    literal = request.GET.get("literal") == "1"
    numbered = _numbered(request, text)
    try:
        found = finding.find(text, request.user, request.now, call.context, chosen, literal=literal)
        if not found.hits:
            shown["looser"] = finding.looser(text, request.user, request.now)
    except IndexUnavailable:
        return shown | {"found": None, "rows": numbered, "catching_up": True}
    narrowed = filters(found, chosen, lambda: queries.rights_of(request.user, request.now))
    return shown | {"found": found, "rows": [*numbered, *found.hits], "filters": narrowed}


def _numbered(request: Request, text: str) -> list[queries.Listed]:
    """The article whose number was typed, as it is said on the phone."""
    if not re.fullmatch(NUMBER, text):
        return []
    try:
        reading = redirects.read(int(text), request.user, request.now, request.now)
    except queries.NotVisible:
        return []
    title, since = reading.content.title, reading.live_from
    return [queries.Listed(reading.number, reading.label, title, reading.section, since)]
