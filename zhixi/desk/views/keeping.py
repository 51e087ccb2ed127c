"""Favourites: the star beside an article, and the page on which they are put in order."""

from collections.abc import Callable

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.desk.call import call_of
from zhixi.desk.forms import FolderForm, KeepForm, PutForm
from zhixi.desk.views.request import Request
from zhixi.knowledge import shelf
from zhixi.knowledge.actions import keeping
from zhixi.knowledge.queries import NotVisible, rights_of

PAGE = 50  # lines


@never_cache
def favourites(request: Request, problem: str = "") -> HttpResponse:
    """What the person keeps, all or of one folder, where it can be put in order."""
    mine = shelf.favourites(request.user, rights_of(request.user, request.now), request.now)
    chosen = request.GET.get("folder", "")
    case = next((case for case in mine.cases if chosen == str(case.id or 0)), None)
    kept = [each for each in mine.kept if case is None or each.folder == case.id]
    shown = {
        "shelf": mine,
        "case": case,
        "page": Paginator(kept, PAGE).get_page(request.GET.get("page")),
        "problem": problem,
        "call": call_of(request.GET, request.user, request.now),
        "longest": keeping.LONGEST,
    }
    return render(request, "desk/favourites.html", shown, status=409 if problem else 200)


@require_POST
def keep(request: Request) -> HttpResponse:
    form = KeepForm(request.POST)
    return _done(
        request, form, lambda: keeping.keep(by=request.user, now=request.now, **form.cleaned_data)
    )


@require_POST
def drop(request: Request) -> HttpResponse:
    form = KeepForm(request.POST)
    return _done(request, form, lambda: keeping.drop(by=request.user, **form.cleaned_data))


@require_POST
def put(request: Request) -> HttpResponse:
    form = PutForm(request.POST)
    return _done(request, form, lambda: keeping.put(by=request.user, **form.cleaned_data))


@require_POST
def rename(request: Request) -> HttpResponse:
    form = FolderForm(request.POST)
    return _done(request, form, lambda: keeping.rename_folder(by=request.user, **form.cleaned_data))


@require_POST
def remove(request: Request) -> HttpResponse:
    form = FolderForm(request.POST)

    def act() -> None:
        keeping.remove_folder(by=request.user, folder=form.cleaned_data["folder"])

    return _done(request, form, act)


def _done(request: Request, form: forms.Form, act: Callable[[], None]) -> HttpResponse:
    """Do it; the star anew for the desk's own script, else the page of favourites."""
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        act()
    except NotVisible as error:
        raise Http404 from error
    except keeping.UnableToKeep as error:
        if request.htmx:
            return HttpResponse(str(error), status=409, content_type="text/plain")
        return favourites(request, str(error))
    if request.htmx and (number := form.cleaned_data.get("number")):
        own = shelf.own(request.user, number)
        return render(request, "desk/_star.html", {"number": number, "own": own, "said": True})
    return redirect(f"{reverse('desk:favourites')}?{request.GET.urlencode()}")
