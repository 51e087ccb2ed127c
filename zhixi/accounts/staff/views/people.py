"""The list of people, one person, and what is done with him."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse  # noqa: TID251
from django.shortcuts import get_object_or_404, redirect, render  # noqa: TID251
from django.utils import timezone
from django.views.decorators.http import require_POST

from zhixi.accounts import actions, rules
from zhixi.accounts.actions import UnableToAdd, UnableToGrant
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.accounts.staff import changing, forms
from zhixi.accounts.staff.changing import UnableToChange
from zhixi.accounts.staff.listing import people as listing
from zhixi.accounts.staff.listing import stuck
from zhixi.accounts.staff.page import page_of
from zhixi.accounts.staff.tree import tree
from zhixi.accounts.staff.views.request import (
    Request,
    for_administrators,
    for_givers,
    for_keepers,
)

Act = Callable[..., Any]


@for_administrators
def people(request: Request) -> HttpResponse:
    """A page of people, narrowed as the address says."""
    form = forms.PeopleForm(request.GET, tree())
    asked = form.asked()
    page, rows = listing(asked, request.now)
    shown = {"form": form, "asked": asked, "page": page, "rows": rows}
    shown["keeps"] = rules.may_keep_staff(request.roles)
    shown["stuck"] = stuck(request.now).count()
    return render(request, "accounts/staff/people.html", shown)


@for_keepers
def new(request: Request) -> HttpResponse:
    """A new member of staff, who gets his roles from somebody else."""
    form = forms.NewPersonForm(request.POST or None, tree())
    if form.is_valid():
        given = form.cleaned_data | {"login": form.cleaned_data["login"] or None}
        try:
            made = actions.add_person(**given, by=request.user, now=request.now)
            return redirect("staff:person", made.pk)
        except UnableToAdd as error:
            form.add_error("number", str(error))
    return render(request, "accounts/staff/new.html", {"form": form})


@for_administrators
def person(request: Request, number: int) -> HttpResponse:
    return _page(request, get_object_or_404(Person, pk=number))


def _page(request: Request, person: Person, **more: Any) -> HttpResponse:
    told = page_of(person, request.user, request.roles, request.now)
    shown: dict[str, Any] = {"told": told, "person": person}
    if told.keeps:
        names = {"name": person.name, "login": person.login or ""}
        shown["names"] = forms.NamesForm(initial=names)
        shown["move"] = forms.MoveForm(None, told.tree)
        leaves = {"on": person.deactivated_on, "taker": told.taker}
        shown["leave"] = forms.LeaveForm(None, timezone.localdate(request.now), initial=leaves)
    return render(request, "accounts/staff/person.html", shown | more)


def _changed(request: Request, number: int, name: str, form: Form, act: Act) -> HttpResponse:
    """Do with the person what the form says; where that cannot be, the page as it was filled in
    with the reason beside it."""
    person = get_object_or_404(Person, pk=number)
    if form.is_valid():
        try:
            act(**form.cleaned_data, person=person, by=request.user, now=request.now)
            return redirect("staff:person", person.pk)
        except (UnableToChange, UnableToGrant) as error:
            form.add_error(None, str(error))
    return _page(request, person, failed=form, **{name: form})


@require_POST
@for_givers
def give(request: Request, number: int) -> HttpResponse:
    return _changed(request, number, "role", forms.RoleForm(request.POST), changing.give)


@require_POST
@for_givers
def end(request: Request, number: int) -> HttpResponse:
    return _changed(request, number, "role", forms.RoleForm(request.POST), changing.end)


@require_POST
@for_keepers
def names(request: Request, number: int) -> HttpResponse:
    return _changed(request, number, "names", forms.NamesForm(request.POST), changing.change)


@require_POST
@for_keepers
def move(request: Request, number: int) -> HttpResponse:
    return _changed(request, number, "move", forms.MoveForm(request.POST, tree()), changing.move)


@require_POST
@for_keepers
def leave(request: Request, number: int) -> HttpResponse:
    form = forms.LeaveForm(request.POST, timezone.localdate(request.now))
    return _changed(request, number, "leave", form, changing.leave)


@require_POST
@for_keepers
def hand_over(request: Request, number: int) -> HttpResponse:
    form = forms.TakerForm(request.POST)
    return _changed(request, number, "hand_over", form, changing.hand_over)


@require_POST
@for_keepers
def back(request: Request, number: int) -> HttpResponse:
    return _changed(request, number, "back", forms.NothingForm(request.POST), changing.reactivate)


@require_POST
@for_administrators
def unlock(request: Request, number: int) -> HttpResponse:
    _refuse_resetting(request, number)
    return _changed(request, number, "sign_in", forms.NothingForm(request.POST), changing.unlock)


@require_POST
@for_administrators
def take_back(request: Request, number: int) -> HttpResponse:
    _refuse_resetting(request, number)
    return _changed(request, number, "token", forms.TokenForm(request.POST), changing.take_back)


@require_POST
@for_administrators
def password(request: Request, number: int) -> HttpResponse:
    """A new password, shown this once."""
    person = _refuse_resetting(request, number)
    try:
        told = changing.new_password(person=person, by=request.user, now=request.now)
    except UnableToChange as error:
        return _page(request, person, problem=str(error))
    return _page(request, person, password=told)


def _refuse_resetting(request: Request, number: int) -> Person:
    person = get_object_or_404(Person, pk=number)
    if not rules.may_reset(request.roles, roles_of(person, request.now)):
        raise Http404
    return person
