"""What a branch says otherwise: its page to write, head office's list, and the veto."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.accounts.queries import region_of, roles_of
from zhixi.knowledge.actions import varying
from zhixi.knowledge.actions.drafting import UnableToEdit
from zhixi.knowledge.actions.submitting import UnableToSubmit
from zhixi.knowledge.calendar.freezing import warning
from zhixi.knowledge.queries import NotVisible, rights_of
from zhixi.knowledge.regional import listing
from zhixi.knowledge.regional.forms import DifferencesForm, VetoForm
from zhixi.knowledge.regional.sent import Strange, rows_sent, said_in
from zhixi.knowledge.regional.writing import page, state
from zhixi.knowledge.rules import may_vary, may_veto
from zhixi.knowledge.views.request import Request, for_branches, for_comparing, for_vetoing
from zhixi.knowledge.working.places import paths

PAGE = 25
OFFERED = 200  # sections that a field offers


@never_cache
@for_branches
def write(request: Request, number: int) -> HttpResponse:
    """What the region says otherwise in an article, with a field beside each part."""
    return _page(request, number)


def _region(request: Request) -> str:
    """The region of the person's unit; without one there is nothing to write."""
    region = region_of(request.user, request.now)
    if not region:
        raise NotVisible
    return region


def _page(request: Request, number: int, refused: str = "", status: int = 200) -> HttpResponse:
    """The page; where something was refused, with the words as they were typed."""
    region = _region(request)
    said = said_in(request.POST) if refused else None
    shown = page(number, region, request.user, request.now, said)
    frozen = warning([None], request.now)
    told = {"page": shown, "refused": refused, "frozen": frozen, "now": request.now}
    return render(request, "knowledge/regional.html", told, status=status)


@require_POST
@for_branches
def save(request: Request, number: int) -> HttpResponse:
    """Keep what was typed; a page that saves by itself is answered in its own way."""
    by_itself = request.headers.get("X-Requested-With") == "fetch"
    if refused := _kept(request, number):
        if by_itself:
            return JsonResponse({"refused": refused}, status=409)
        return _page(request, number, refused, 409)
    return JsonResponse(_saved(request, number)) if by_itself else _to(number)


def _to(number: int) -> HttpResponse:
    return redirect("knowledge:regional", number)


def _kept(request: Request, number: int) -> str:
    """Why nothing was saved; "" if it was."""
    region, base = _region(request), request.POST.get("base", "")
    try:
        rows = rows_sent(request.POST, number, region, request.user, request.now)
        varying.keep(
            number=number, region=region, rows=rows, base=base, by=request.user, now=request.now
        )
    except (Strange, UnableToEdit) as error:
        return str(error)
    except varying.Outrun:
        return _("这一页在别处也改过。您写的还在下面，请与已保存的核对后再保存。")
    return ""


def _saved(request: Request, number: int) -> dict[str, Any]:
    region = _region(request)
    shown = page(number, region, request.user, request.now)
    told = {"page": shown, "now": request.now}
    return {
        "base": shown.kept.state,
        "said": _("已保存 %(at)s") % {"at": f"{timezone.localtime(request.now):%H:%M:%S}"},
        "problems": {p.sentence.key.name: [w.words for w in p.problems] for p in shown.parts},
        "beside": render_to_string("knowledge/_regional_beside.html", told, request),
    }


@require_POST
@for_branches
def submit(request: Request, number: int) -> HttpResponse:
    """Save what stands on the page and hand it in."""
    if refused := _kept(request, number) or _frozen(request):
        return _page(request, number, refused, 409)
    region = _region(request)
    reason = request.POST.get("reason", "").strip()[:500]
    base = state(rows_sent(request.POST, number, region, request.user, request.now))
    try:
        made = varying.hand_in(
            number=number,
            region=region,
            base=base,
            by=request.user,
            clock=timezone.now,
            reason=reason,
        )
    except UnableToSubmit as error:
        return _page(request, number, str(error), 409)
    return HttpResponseRedirect(reverse("approval:submission", args=[made.pk]))


def _frozen(request: Request) -> str:
    """That it would go live while nothing shall, unless that was meant."""
    frozen = warning([None], request.now)
    if not frozen or request.POST.get("despite"):
        return ""
    return frozen + _("请在提交时勾选“仍在冻结期内上线”。")


@never_cache
@for_comparing
def differences(request: Request) -> HttpResponse:
    """All that regions say otherwise, or what was vetoed of it."""
    person, now = request.user, request.now
    form = DifferencesForm(request.GET, regions=listing.regions(person, now))
    given, vetoed = form.given(), request.GET.get("state") == "vetoed"
    rows = (listing.vetoes if vetoed else listing.standing)(person, now, **given)
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    rights, roles = rights_of(person, now), roles_of(person, now)
    told = {
        "form": form,
        "given": given,
        "state": "vetoed" if vetoed else "",
        "page": shown,
        "rows": listing.words(shown) if vetoed else listing.told(shown, rights, now),
        "sections": paths(rights, OFFERED),
        "bound": listing.bound_to(person, now),
        "may": {"veto": may_veto(roles), "vary": may_vary(roles)},
    }
    return render(request, "knowledge/differences.html", told)


@never_cache
@for_vetoing
def veto(request: Request, number: int) -> HttpResponse:
    """Ask, with a reason, that a region say a part as all others do."""
    said = listing.one(number, request.GET.get("of", ""), request.user, request.now)
    if said is None:
        raise NotVisible
    form = VetoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = varying.veto(
                number=number,
                key=said.key,
                by=request.user,
                clock=timezone.now,
                **form.cleaned_data,
            )
            return HttpResponseRedirect(reverse("approval:submission", args=[made.pk]))
        except UnableToSubmit as error:
            form.add_error(None, str(error))
    return render(request, "knowledge/veto.html", {"form": form, "said": said})
