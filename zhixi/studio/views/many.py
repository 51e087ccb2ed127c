"""A deed on a selection of articles: its fields, the preview, and handing it in."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhixi.knowledge.actions.changing import UnableToChange
from zhixi.studio.many import SHOWN, Work, work
from zhixi.studio.views.articles import address, listed
from zhixi.studio.views.request import Request, editing


@never_cache
def many(request: Request) -> HttpResponse:
    """What the deed would change, page by page, or where it was handed in."""
    seat = editing(request)
    done = work(request.POST, request.GET, seat) if request.method == "POST" else None
    if done is None:
        return redirect(address(request))
    if not done.chosen:
        return listed(request, seat, problem=_("请先选中要处理的知识。"))
    if request.POST.get("do") == "apply" and done.form.is_valid():
        return _handed_in(request, done)
    return _page(request, done)


def _handed_in(request: Request, done: Work) -> HttpResponse:
    try:
        if done.copies:
            done.copy(request.POST.get("seen", ""))
            return redirect("studio:drafts")
        submission = done.hand_in(request.POST.get("seen", ""), request.POST.get("reason", ""))
    except UnableToChange as error:
        return _page(request, done, problem=str(error))
    return redirect("approval:submission", submission.pk)


def _page(request: Request, done: Work, **given: Any) -> HttpResponse:
    done.prepare()
    items = done.plan.items if done.plan else []
    rows: Any = done.places if done.replaces else range(len(items))
    page = Paginator(rows, SHOWN).get_page(request.POST.get("page"))
    shown: dict[str, Any] = {"work": done, "page": page, "address": address(request)}
    shown |= {"reason": request.POST.get("reason", "")[:500], "back": request.GET.urlencode()}
    if done.replaces:
        here = {place.key for place in page}
        shown["but_elsewhere"] = "\n".join(sorted(done.but - here))
    else:
        shown["told"] = done.shown(page.number)
    return render(request, "studio/many.html", shown | given)
