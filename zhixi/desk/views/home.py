"""What stands on the desk before anything is typed, and the lists it begins."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.desk import home as desk_home
from zhixi.desk.call import call_of
from zhixi.desk.forms import ConfirmForm
from zhixi.desk.views.request import Request
from zhixi.knowledge.actions import keeping
from zhixi.knowledge.queries import NotVisible, rights_of
from zhixi.knowledge.receipts import Read
from zhixi.search import lookups

PAGE = 50  # lines


@never_cache
def home(request: Request) -> HttpResponse:
    """The home alone, for the desk's own script, when the field was emptied."""
    call = call_of(request.GET, request.user, request.now)
    shown = {"home": desk_home.home(request.user, request.now), "call": call}
    return render(request, "desk/_home.html", shown)


@require_POST
def arrived(request: Request) -> HttpResponse:
    """The home is on the screen: a visit may begin. Apart from it, so that it waits for nothing."""
    trace = lookups.traces(request.user, request.now, 0).last_at
    keeping.arrive(by=request.user, now=request.now, trace=trace)
    return HttpResponse(status=204)


@never_cache
def duties(request: Request) -> HttpResponse:
    """All that the person must read and has not confirmed."""
    mine = desk_home.duties(request.user, rights_of(request.user, request.now), request.now)
    page = Paginator(mine.unread, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/duties.html", _around(request) | {"page": page})


@never_cache
def changes(request: Request) -> HttpResponse:
    """All that changed since the person was last here."""
    by, now = request.user, request.now
    trace = lookups.traces(by, now, 0).last_at
    mine = desk_home.changes(by, rights_of(by, now), now, trace)
    page = Paginator(mine.entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/changes.html", _around(request) | {"page": page, "changes": mine})


def _around(request: Request) -> dict[str, object]:
    return {"call": call_of(request.GET, request.user, request.now)}


@require_POST
def confirm(request: Request) -> HttpResponse:
    """That the person has read a notice."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    said = form.cleaned_data
    try:
        receipt = keeping.confirm(
            number=said["number"], n=said["n"], by=request.user, now=request.now
        )
    except NotVisible as error:
        raise Http404 from error
    except keeping.UnableToConfirm as error:
        return HttpResponse(str(error), status=409, content_type="text/plain")
    if not request.htmx:
        return redirect("desk:duties")
    return _confirmed(request, said["place"], said | {"read": Read(receipt.at, said["n"])})


def _confirmed(request: Request, place: str, said: dict[str, object]) -> HttpResponse:
    """What takes the button's place where it was pressed."""
    shown = _around(request) | said | {"confirmed": True}
    if place == "article":
        return render(request, "desk/_receipt.html", shown)
    mine = desk_home.duties(request.user, rights_of(request.user, request.now), request.now)
    return render(request, "desk/_duties.html", shown | {"duties": mine})
