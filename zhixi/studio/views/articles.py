"""All articles, for those who may edit them, and what is done with many at once."""

from typing import Any

from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from zhixi.knowledge.actions.extending import MOST, UnableToExtend, extend
from zhixi.knowledge.working.articles import articles as listing
from zhixi.knowledge.working.articles import numbers
from zhixi.knowledge.working.states import LASTING, STATES
from zhixi.studio.forms import ArticlesForm, ExtendForm
from zhixi.studio.start import Seat
from zhixi.studio.views.request import Request, seated


@never_cache
def articles(request: Request) -> HttpResponse:
    """A page of the articles of one state, narrowed and ordered as the address says; or what was
    chosen of them, handed in with another day."""
    seat = seated(request)
    if not seat.edits:
        raise Http404
    return _extended(request, seat) if request.method == "POST" else _page(request, seat)


def _page(request: Request, seat: Seat, **given: Any) -> HttpResponse:
    form = ArticlesForm(request.GET, seat)
    asked = form.asked()
    found = listing(asked, seat.person, seat.now)
    shown = {"form": form, "asked": asked, "found": found, "states": STATES, "now": seat.now}
    shown |= {"lasting": asked.state in LASTING, "most_chosen": MOST}
    return render(request, "studio/articles.html", shown | given)


def _extended(request: Request, seat: Seat) -> HttpResponse:
    """Hand in the chosen articles, or all that the address asks for."""
    form = ExtendForm(request.POST)
    if not form.is_valid():
        return _page(request, seat, problem=_("请填写新的日期。"), given=request.POST)
    said = form.cleaned_data
    asked = ArticlesForm(request.GET, seat).asked()
    chosen = numbers(asked, seat.person, seat.now) if said["all"] else form.chosen()
    moved = {"numbers": chosen, "day": said["moved"], "until": form.moment()}
    try:
        handed_in = extend(**moved, by=seat.person, clock=timezone.now, reason=said["reason"])
    except UnableToExtend as error:
        return _page(request, seat, problem=str(error), given=request.POST)
    return redirect("approval:submission", handed_in.pk)
