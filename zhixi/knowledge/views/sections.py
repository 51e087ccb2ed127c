"""The tree of sections, and what may be done with each of them."""

import datetime as dt
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.accounts.models import Audience
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.arranging import asking, listing
from zhixi.knowledge.arranging.asking import Preview
from zhixi.knowledge.arranging.forms import MergeForm, SectionForm
from zhixi.knowledge.arranging.history import history
from zhixi.knowledge.arranging.listing import node_of
from zhixi.knowledge.drafts import may_follow
from zhixi.knowledge.queries import rights_of
from zhixi.knowledge.sections import Node, tree
from zhixi.knowledge.views.request import Request, for_editors
from zhixi.knowledge.working.places import offered, paths

OFFERED = 200  # sections that a field offers


@never_cache
@for_editors
def sections(request: Request, number: int | None = None) -> HttpResponse:
    """A section with those under it, or those that are called as was asked."""
    return _level(request, number)


def _level(request: Request, number: int | None, **given: Any) -> HttpResponse:
    page = request.GET.get("page", "")
    text = request.GET.get("q", "").strip()[:100]
    level = listing.level(
        number, text, int(page) if page.isdecimal() and len(page) < 6 else 1, request.now
    )
    shown: dict[str, Any] = {"level": level}
    if number:
        shown |= {
            "turns": history(number, request.now),
            "merged": listing.merged_into(number, request.now),
            "follow": level.asked and may_follow(request.user, level.asked, request.now),
        }
    return render(request, "knowledge/sections.html", shown | given)


@never_cache
@for_editors
def places(request: Request) -> HttpResponse:
    """The sections that a field offers for what is typed."""
    typed = next((request.GET[name] for name in ("under", "into") if name in request.GET), "")
    found = offered(typed, rights_of(request.user, request.now), OFFERED)
    return render(request, "knowledge/_places.html", {"paths": found})


@never_cache
@for_editors
def new_section(request: Request) -> HttpResponse:
    """A new empty section."""
    under = {"under": request.GET.get("under", "")}
    form = SectionForm(request.POST or None, initial=under, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            made = _created(request, form)
            return HttpResponseRedirect(reverse("knowledge:section", args=[made]))
        except actions.UnableToPlace as error:
            form.add_error(None, str(error))
    return _form(request, "knowledge/section_new.html", form)


def _created(request: Request, form: SectionForm) -> int:
    given = form.cleaned_data
    audience = Audience.objects.filter(pk=given["audience"]).first()
    return actions.create_section(
        name=given["name"],
        parent=given["under"],
        audience=audience,
        by=request.user,
        now=request.now,
    )


@never_cache
@for_editors
def change(request: Request, number: int) -> HttpResponse:
    """What another name, place or audience would mean; then the same, asked for or done."""
    node = node_of(number, request.now)
    as_is = _as_it_is(node, request.now)
    form = SectionForm(request.POST or None, initial=as_is, now=request.now)
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            wanted = form.wanted(node)
            preview = asking.of_change(wanted, request.now)
            if preview.seen == request.POST.get("seen"):
                return _after(_changed(request, form, wanted, preview), number)
        except actions.UnableToPlace as error:
            form.add_error(None, str(error))
    return _form(request, "knowledge/section_change.html", form, node, preview)


def _changed(
    request: Request, form: SectionForm, wanted: Node, preview: Preview
) -> Submission | None:
    return asking.change(
        wanted=wanted,
        preview=preview,
        by=request.user,
        clock=timezone.now,
        reason=form.cleaned_data["reason"],
    )


def _as_it_is(node: Node, now: dt.datetime) -> dict[str, Any]:
    under = "/".join(tree(now).names(node.parent)) if node.parent is not None else ""
    return {"name": node.name, "under": under, "audience": node.audience}


@never_cache
@for_editors
def merge(request: Request, number: int) -> HttpResponse:
    """What it would mean to put all of a section into another; then the same, asked for."""
    node = node_of(number, request.now)
    form = MergeForm(request.POST or None, now=request.now)
    preview = None
    if request.method == "POST" and form.is_valid():
        try:
            into, reason = form.cleaned_data["into"], form.cleaned_data["reason"]
            preview = asking.of_merge(number, into, request.now)
            if preview.seen == request.POST.get("seen"):
                how: dict[str, Any] = {"by": request.user, "clock": timezone.now}
                made = actions.merge_sections(section=number, into=into, reason=reason, **how)
                return _after(made, number)
        except actions.UnableToPlace as error:
            form.add_error(None, str(error))
    return _form(request, "knowledge/section_merge.html", form, node, preview)


def _form(
    request: Request,
    template: str,
    form: Any,
    node: Node | None = None,
    preview: Preview | None = None,
) -> HttpResponse:
    found = {"form": form, "node": node, "preview": preview}
    found["paths"] = paths(rights_of(request.user, request.now), OFFERED)
    found["path"] = tree(request.now).path(node.id) if node else []
    return render(request, template, found)


def _after(made: Submission | None, number: int) -> HttpResponse:
    if made is None:
        return HttpResponseRedirect(reverse("knowledge:section", args=[number]))
    return HttpResponseRedirect(reverse("approval:submission", args=[made.pk]))


@require_POST
@for_editors
def close(request: Request, number: int) -> HttpResponse:
    """Offer an empty section no more."""
    return _set(request, number, actions.close_section)


@require_POST
@for_editors
def reopen(request: Request, number: int) -> HttpResponse:
    """Offer it again."""
    return _set(request, number, actions.reopen_section)


def _set(request: Request, number: int, act: Any) -> HttpResponse:
    node_of(number, request.now)
    try:
        act(section=number, by=request.user, now=request.now)
    except actions.UnableToPlace as error:
        return _level(request, number, refused=str(error))
    return HttpResponseRedirect(reverse("knowledge:section", args=[number]))
