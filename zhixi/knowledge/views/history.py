"""The line of an article's versions, any two against each other, and taking an old one up."""

import re

from django.http import HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from zhixi.knowledge import actions, drafts, history, queries, ties
from zhixi.knowledge.editing import facing
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.views.request import Request, for_editors

VIEWS = (("inline", _("合并显示")), ("beside", _("左右对照")))


@never_cache
@for_editors
def versions(request: Request, number: int) -> HttpResponse:
    """Every version with its author, reason, size, decision and time; newest first."""
    page = _whole(request, "page") or 1
    found = history.line(number, page, request.now)
    shown = {"line": found, "number": number, "kept": drafts.kept(number)}
    return render(
        request,
        "knowledge/versions.html",
        shown | {"tie": ties.tie_of(number), "many": len(found.steps) > 1},
    )


@never_cache
@for_editors
def between(request: Request, number: int) -> HttpResponse:
    """Two versions against each other; without two numbers there is nothing to compare."""
    was, now = _whole(request, "from"), _whole(request, "to")
    if was is None or now is None or was == now:
        return HttpResponseRedirect(reverse("knowledge:versions", args=[number]))
    found = history.between(number, max(was, now), min(was, now), request.now)
    view = "beside" if request.GET.get("view") == "beside" else "inline"
    shown = {"between": found, "number": number, "views": VIEWS, "view": view}
    return render(request, "knowledge/between.html", shown | {"kept": drafts.kept(number)})


@never_cache
@for_editors
def restore(request: Request, number: int, n: int) -> HttpResponse:
    """Make a draft of an old version; where there is one already, show both and ask."""
    version, base = queries.version_of(number, n), request.POST.get("base", "")
    problem = ""
    if request.method == "POST":
        try:
            actions.restore(version=version, by=request.user, now=request.now, base=base)
            return HttpResponseRedirect(reverse("knowledge:edit", args=[number]))
        except actions.Superseded:
            problem = str(_("草稿刚刚又有改动，请看过再决定。")) if base else ""
        except actions.UnableToEdit as error:
            problem = str(error)
    kept = drafts.kept(number)
    told = facing.differing(history.restored(version, kept), kept.words, request.now)
    shown = {"version": version, "number": number, "kept": kept, "differing": told}
    return render(request, "knowledge/restore.html", shown | {"problem": problem})


def _whole(request: Request, name: str) -> int | None:
    """A number that the address names. Raises NotVisible for what can be none."""
    given = request.GET.get(name, "")
    if given and not re.fullmatch(r"[0-9]{1,9}", given):
        raise NotVisible
    return int(given) if given else None
