"""How much each check weighs, in the bank and by section, and what became of it."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.views.decorators.cache import never_cache

from zhixi.accounts.queries import roles_of
from zhixi.knowledge import actions, rules
from zhixi.knowledge.checks import RULES, figures
from zhixi.knowledge.editing import places
from zhixi.knowledge.models import Level
from zhixi.knowledge.sections import tree
from zhixi.knowledge.views.request import Request, for_editors


@never_cache
@for_editors
def checks(request: Request) -> HttpResponse:
    """The rules as the bank or a section has them; reviewers set them."""
    section = places.given(request.GET.dict(), "section")
    if section is not None and section not in tree(request.now).nodes:
        raise Http404
    if request.method != "POST":
        return _page(request, section)
    if not rules.may_set_checks(roles_of(request.user, request.now)):
        raise Http404
    given = {r: request.POST[f"level-{r}"] for r in RULES if f"level-{r}" in request.POST}
    try:
        n = actions.set_levels(levels=given, section=section, by=request.user, now=request.now)
    except actions.UnableToWatch as error:
        return _page(request, section, refused=str(error), status=400)
    place = f"&section={section}" if section else ""
    return HttpResponseRedirect(f"{reverse('knowledge:checks')}?changed={n}{place}")


def _page(request: Request, section: int | None, status: int = 200, **told: Any) -> HttpResponse:
    may_set = rules.may_set_checks(roles_of(request.user, request.now))
    changed = request.GET.get("changed", "")
    shown = {
        "rows": figures.rows(section, request.now),
        "section": section,
        "path": tree(request.now).written(section) if section else "",
        "sections": places.sections(request.now),
        "apart": figures.apart(request.now),
        "levels": Level.choices,
        "may_set": may_set,
        "changed": int(changed) if changed.isdecimal() and len(changed) < 4 else None,
    }
    return render(request, "knowledge/checks.html", shown | told, status=status)
