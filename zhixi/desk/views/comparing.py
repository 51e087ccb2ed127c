"""What changed between two versions of an article, and two articles side by side."""

import re

from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from zhixi.desk.call import call_of
from zhixi.desk.views.request import Request
from zhixi.knowledge import comparing, queries

VERSION = r"[0-9]{1,9}"
VIEWS = (("inline", _("合并显示")), ("beside", _("左右对照")))


@never_cache
def changed(request: Request, number: int) -> HttpResponse:
    """What a version changed, the one that stands now unless another is named."""
    try:
        n, before = (_version(request, name) for name in ("to", "from"))
        found = comparing.versions(number, request.user, request.now, n, before)
    except queries.NotVisible as error:
        raise Http404 from error
    call = call_of(request.GET, request.user, request.now)
    view = "beside" if request.GET.get("view") == "beside" else "inline"
    page = "desk/_changed.html" if request.htmx else "desk/changed.html"
    shown = {"changes": found, "call": call, "views": VIEWS, "view": view}
    return render(request, page, shown)


@never_cache
def beside(request: Request, number: int, n: int) -> HttpResponse:
    """Two articles as they read now, for the customer of this call."""
    call = call_of(request.GET, request.user, request.now)
    try:
        both = comparing.articles(number, n, request.user, request.now, call.context)
    except queries.NotVisible as error:
        raise Http404 from error
    page = "desk/_beside.html" if request.htmx else "desk/beside.html"
    return render(request, page, {"both": both, "call": call})


def _version(request: Request, name: str) -> int | None:
    """The version that the address names. Raises NotVisible for what can be none."""
    given = request.GET.get(name, "")
    if given and not re.fullmatch(VERSION, given):
        raise queries.NotVisible
    return int(given) if given else None
