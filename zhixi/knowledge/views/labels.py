"""Tags, products, channels and regions: how often each is used, which are kept, other names."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge import actions
from zhixi.knowledge.actions import labelling
from zhixi.knowledge.actions.labelling import MOST, UnableToLabel
from zhixi.knowledge.arranging import labels as names
from zhixi.knowledge.arranging import offering, relabelling
from zhixi.knowledge.arranging.forms import RelabelForm
from zhixi.knowledge.models import Label
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.views.request import Request, for_editors


def _kind(given: Any) -> str:
    kind: str = given.get("kind", "tags")
    return kind if kind in names.KINDS else "tags"


@never_cache
@for_editors
def labels(request: Request) -> HttpResponse:
    """The names of a kind, the most used first."""
    return _page(request, _kind(request.GET))


def _page(request: Request, kind: str, **given: Any) -> HttpResponse:
    page = request.GET.get("page", "")
    text = request.GET.get("q", "").strip()[:100]
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    shown = {"names": names.names(kind, text, number, request.now), "kinds": names.KINDS}
    return render(request, "knowledge/labels.html", shown | given)


@never_cache
@for_editors
def offered(request: Request) -> HttpResponse:
    """What a field offers for what is typed beside it."""
    text = request.GET.get("q", "").strip()[:100]
    return JsonResponse({"names": offering.named(_kind(request.GET), text, request.now)})


@require_POST
@for_editors
def add(request: Request) -> HttpResponse:
    """Put a name on the kept list."""
    kind, name = _kind(request.POST), request.POST.get("name", "")
    try:
        labelling.add_label(kind=kind, name=name, by=request.user, now=request.now)
    except UnableToLabel as error:
        return _page(request, kind, refused=str(error), typed=name)
    return _back(kind)


@require_POST
@for_editors
def take(request: Request) -> HttpResponse:
    """Put all names in use on the kept list."""
    kind = _kind(request.POST)
    try:
        labelling.add_strangers(kind=kind, by=request.user, now=request.now)
    except UnableToLabel as error:
        return _page(request, kind, refused=str(error))
    return _back(kind)


@require_POST
@for_editors
def switch(request: Request, number: int) -> HttpResponse:
    """Offer a name, or offer it no more."""
    label = Label.objects.filter(pk=number).first()
    if label is None:
        raise NotVisible
    active = request.POST.get("active") == "1"
    labelling.set_active(label=label, active=active, by=request.user, now=request.now)
    return _back(label.kind)


def _back(kind: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('knowledge:labels')}?{urlencode({'kind': kind})}")


@never_cache
@for_editors
def relabel(request: Request) -> HttpResponse:
    """What another name would mean in texts; then these texts, handed in."""
    kind, old = _kind(request.GET), request.GET.get("name", "")
    form, preview = RelabelForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new"]
        try:
            preview = relabelling.preview(kind, old, new, request.now)
            if preview.seen == request.POST.get("seen"):
                return _handed_in(request, kind, old, form.cleaned_data)
        except (UnableToLabel, actions.UnableToSubmit) as error:
            form.add_error(None, str(error))
    others = names.names(kind, "", 1, request.now).lines
    shown = {"form": form, "preview": preview, "old": old, "others": others, "most": MOST}
    place = {"kind": kind, "label": names.KINDS[kind]}
    return render(request, "knowledge/relabel.html", shown | place)


def _handed_in(request: Request, kind: str, old: str, given: dict[str, Any]) -> HttpResponse:
    how: dict[str, Any] = {"by": request.user, "clock": timezone.now}
    made = labelling.relabel(kind=kind, old=old, **given, **how)
    return HttpResponseRedirect(reverse("approval:submission", args=[made.pk]))
