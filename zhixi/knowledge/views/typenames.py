"""What the types of knowledge are called on all screens."""

from django.http import HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.views.decorators.cache import never_cache

from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules, typenames
from zhixi.knowledge.actions.naming import UnableToName
from zhixi.knowledge.actions.naming import name_type as call
from zhixi.knowledge.arranging import naming
from zhixi.knowledge.arranging.forms import TypeNameForm
from zhixi.knowledge.arranging.labels import KINDS
from zhixi.knowledge.arranging.naming import Preview
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.views.request import Request, for_namers, for_readers_of_names


@never_cache
@for_readers_of_names
def types(request: Request) -> HttpResponse:
    """All types with their names; whoever may not change them sees who does."""
    roles = roles_of(request.user, request.now)
    shown = {
        "lines": naming.lines(request.user, request.now),
        "kinds": KINDS if rules.may_place(roles) else {},
        "may_name": rules.may_name_types(roles),
        "changed": typenames.names().get(request.GET.get("changed", "")),
    }
    return render(request, "knowledge/types.html", shown)


@never_cache
@for_namers
def name_type(request: Request, code: str) -> HttpResponse:
    """What other names would mean on the screens; then these names."""
    if code not in typenames.names():
        raise NotVisible
    form, preview = _form(request, code), None
    if form.is_valid():
        given = form.cleaned_data
        try:
            preview = naming.preview(code, given, request.user, request.now)
            if preview.seen == request.POST.get("seen"):
                call(code=code, names=given, by=request.user, now=request.now)
                return HttpResponseRedirect(f"{reverse('knowledge:types')}?changed={code}")
        except UnableToName as error:
            form.add_error(error.language or None, str(error))
    return _page(request, code, form, preview)


def _page(request: Request, code: str, form: TypeNameForm, preview: Preview | None) -> HttpResponse:
    own = typenames.built_in(code)
    shown = {
        "form": form,
        "fields": [(field, own[field.name]) for field in form],
        "preview": preview,
        "old": typenames.names()[code],
        "given": typenames.given(code),
    }
    return render(request, "knowledge/type_name.html", shown)


def _form(request: Request, code: str) -> TypeNameForm:
    """As it was typed; with the names that are built in, where they were asked for."""
    if request.POST.get("do") == "built-in":
        return TypeNameForm(typenames.built_in(code))
    return TypeNameForm(request.POST or None, initial=typenames.called(code))
