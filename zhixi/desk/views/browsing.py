"""Knowledge by its place, level by level."""

import re

from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.views.decorators.cache import never_cache

from zhixi.desk.call import call_of
from zhixi.desk.views.request import Request
from zhixi.knowledge import browsing, types
from zhixi.knowledge.browsing import Asked
from zhixi.knowledge.queries import NotVisible

NUMBER = r"[0-9]{1,18}"
SIFTED = 8  # sections above which typing narrows them


@never_cache
def sections(request: Request) -> HttpResponse:
    """The sections under one, and the articles that lie in it."""
    try:
        level = browsing.level(request.user, request.now, _asked(request))
    except NotVisible as error:
        raise Http404 from error
    call = call_of(request.GET, request.user, request.now)
    sifted = len(level.places) > SIFTED
    return render(request, "desk/sections.html", {"level": level, "call": call, "sifted": sifted})


def _asked(request: Request) -> Asked:
    """What the address names. Raises NotVisible for a section that can be none."""
    given = request.GET
    section, kind, page = (given.get(name, "") for name in ("section", "type", "page"))
    if section and not re.fullmatch(NUMBER, section):
        raise NotVisible
    return Asked(
        section=int(section) if section else None,
        alone=bool(section) and given.get("own") == "1",
        kind=kind if kind in types.registry() else "",
        page=int(page) if re.fullmatch(r"[0-9]{1,6}", page) else 1,
    )
