"""One field, the list and the article."""

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.queries import region_of
from zhixi.knowledge import finding, queries

ATTRIBUTES = ("region", "product", "tier", "channel")


def desk(request: HttpRequest) -> HttpResponse:
    """The desk with nothing typed, or with the query in the address."""
    return render(request, "desk/desk.html", _list(request, first=True))


def search(request: HttpRequest) -> HttpResponse:
    """The list for what was typed: a fragment for the desk's own script, else a page."""
    whole = not request.htmx  # type: ignore[attr-defined]
    page = "desk/desk.html" if whole else "desk/_hits.html"
    return render(request, page, _list(request, first=whole))


def article(request: HttpRequest, number: int, n: int | None = None) -> HttpResponse:
    """An article now, as of a moment, or in one of its versions."""
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    at, problem = _moment(request.GET.get("as_of", ""), now)
    context = _context(request)
    try:
        reading = queries.read(number, request.user, at, now, context, n)  # type: ignore[arg-type]
    except queries.NotVisible as error:
        raise Http404 from error
    page = "desk/_article.html" if request.htmx else "desk/article.html"  # type: ignore[attr-defined]
    return render(request, page, {"reading": reading, "problem": problem})


def _list(request: HttpRequest, *, first: bool) -> dict[str, Any]:
    now: dt.datetime = request.now  # type: ignore[attr-defined]
    person: Any = request.user
    text = request.GET.get("q", "").strip()[:200]
    context = _context(request)
    shown: dict[str, Any] = {
        "context_fields": [(a, getattr(context, a)) for a in ATTRIBUTES if getattr(context, a)],
        "context_text": " · ".join(getattr(context, a) for a in ATTRIBUTES if getattr(context, a)),
    }
    if not text:
        return shown | {"newest": queries.newest(person, now)}
    found = finding.find(text, person, now, context)
    shown["found"] = found
    if first and found.hits:
        shown["reading"] = queries.read(found.hits[0].number, person, now, now, context)
    return shown


def _context(request: HttpRequest) -> CallContext:
    """The customer's attributes from the address; branch staff default to their own region."""
    given = {name: request.GET.get(name, "")[:40] for name in ATTRIBUTES}
    if not any(given.values()):
        given["region"] = region_of(request.user, request.now)  # type: ignore[arg-type, attr-defined]
    return CallContext(**given)


def _moment(text: str, now: dt.datetime) -> tuple[dt.datetime, str]:
    """The moment asked for, in the bank's zone if none is named, and what was wrong with it."""
    if not text:
        return now, ""
    try:
        at = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None:
        return now, _("看不懂时点“%(text)s”，请写成 2026-09-30T14:31+08:00；现显示现行内容。") % {
            "text": text
        }
    at = at if timezone.is_aware(at) else timezone.make_aware(at)
    return (now, _("时点不能晚于现在；现显示现行内容。")) if at > now else (at, "")
