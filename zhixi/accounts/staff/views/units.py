"""The tree of units, one unit, and what is done with it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import get_object_or_404, redirect, render  # noqa: TID251
from django.views.decorators.http import require_POST

from zhixi.accounts import rules
from zhixi.accounts.models import Unit
from zhixi.accounts.staff import forms, rearranging
from zhixi.accounts.staff.changing import UnableToChange
from zhixi.accounts.staff.trail import of_subject
from zhixi.accounts.staff.tree import tree
from zhixi.accounts.staff.units import found, rows
from zhixi.accounts.staff.views.request import Request, for_administrators, for_keepers

PAGE = 100


@for_administrators
def units(request: Request) -> HttpResponse:
    """A page of the tree, or of the units that are called so."""
    told, text = tree(), request.GET.get("q", "").strip()[:100]
    page = Paginator(found(told, text), PAGE).get_page(request.GET.get("page"))
    shown: dict[str, Any] = {"page": page, "text": text}
    shown["rows"] = rows(list(page), told, request.now)
    shown["keeps"] = rules.may_keep_staff(request.roles)
    return render(request, "accounts/staff/units.html", shown)


@for_administrators
def unit(request: Request, number: int) -> HttpResponse:
    return _page(request, get_object_or_404(Unit, pk=number))


def _page(request: Request, unit: Unit, **more: Any) -> HttpResponse:
    told = tree()
    page = Paginator(told.under(unit.pk), PAGE).get_page(request.GET.get("page"))
    shown: dict[str, Any] = {"unit": unit, "line": told.line(unit.pk)[:-1], "page": page}
    shown["rows"] = rows([unit, *page], told, request.now)
    shown["keeps"] = rules.may_keep_staff(request.roles)
    if shown["keeps"]:
        facts = {"name": unit.name, "region": unit.region, "parent": unit.parent_id}
        shown["change"] = forms.UnitForm(None, told, unit, initial=facts)
    if rules.may_read_trail(request.roles):
        shown["trail"] = of_subject(f"unit:{unit.code}", request.now)
    return render(request, "accounts/staff/unit.html", shown | more)


@for_keepers
def new(request: Request) -> HttpResponse:
    """A new unit under the one that the address names."""
    start = {"unit": request.GET.get("under"), "kind": Unit.Kind.TEAM}
    form = forms.NewUnitForm(request.POST or None, tree(), initial=start)
    if form.is_valid():
        try:
            made = rearranging.add(**form.cleaned_data, by=request.user, now=request.now)
            return redirect("staff:unit", made.pk)
        except UnableToChange as error:
            form.add_error(None, str(error))
    return render(request, "accounts/staff/new_unit.html", {"form": form})


@require_POST
@for_keepers
def change(request: Request, number: int) -> HttpResponse:
    """Change a unit; a move that opens or shuts something to its people is asked about first."""
    unit = get_object_or_404(Unit, pk=number)
    form = forms.UnitForm(request.POST, told := tree(), unit)
    if not form.is_valid():
        return _page(request, unit, change=form)
    given = dict(form.cleaned_data)
    if not given.pop("sure") and (parent := given["parent"]) and parent.pk != unit.parent_id:
        effect = rearranging.effect(unit, parent, told, request.now)
        if effect.gained or effect.lost:
            return _page(request, unit, change=form, effect=effect)
    try:
        rearranging.change(**given, unit=unit, by=request.user, now=request.now)
    except UnableToChange as error:
        form.add_error(None, str(error))
        return _page(request, unit, change=form)
    return redirect("staff:unit", unit.pk)


@require_POST
@for_keepers
def close(request: Request, number: int) -> HttpResponse:
    """Close a unit, or use one again that was closed."""
    unit = get_object_or_404(Unit, pk=number)
    act = rearranging.reopen if unit.closed_at else rearranging.close
    try:
        act(unit=unit, by=request.user, now=request.now)
    except UnableToChange as error:
        return _page(request, unit, problem=str(error))
    return redirect("staff:unit", unit.pk)
