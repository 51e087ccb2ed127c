"""One request, and what the authors do with it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.actions import requesting
from zhixi.knowledge.actions.requesting import UnableToRequest
from zhixi.knowledge.requesting import page, stages
from zhixi.knowledge.requesting.forms import DraftForm, TieForm
from zhixi.knowledge.views.request import Request, for_authors, for_followers


@never_cache
@for_followers
def request(request: Request, number: int) -> HttpResponse:
    """What was asked, how far it is, and what came of it."""
    return _page(request, number)


def _page(request: Request, number: int, status: int = 200, **given: Any) -> HttpResponse:
    row = stages.request(number, request.user, request.now)
    roles = roles_of(request.user, request.now)
    named: dict[str, Any] = {"request": row, "by": request.user, "now": request.now}
    shown = {
        "told": page.told(row, request.user, request.now),
        "now": request.now,
        "edits": rules.may_edit(roles),
        "accepts": rules.may_accept(roles),
        "changes": rules.may_ask(roles) and row.stage in {"asked", "returned"},
        "draft_form": DraftForm(auto_id="draft-%s", **named),
        "tie_form": TieForm(auto_id="tie-%s", **named),
    }
    return render(request, "knowledge/request.html", shown | given, status=status)


def _done(
    request: Request, number: int, act: Callable[..., Any], **named: Any
) -> HttpResponse | None:
    """Nothing where it was done; else the page that says why not."""
    try:
        act(number=number, by=request.user, now=request.now, **named)
    except UnableToRequest as error:
        return _page(request, number, 409, refused=str(error), reason=named.get("reason", ""))
    return None


@require_POST
@for_authors
def accept(request: Request, number: int) -> HttpResponse:
    refused = _done(request, number, requesting.accept)
    return refused or redirect("knowledge:request", number)


@require_POST
@for_authors
def send_back(request: Request, number: int) -> HttpResponse:
    reason = request.POST.get("reason", "")[:500]
    refused = _done(request, number, requesting.send_back, reason=reason)
    return refused or redirect("knowledge:request", number)


@require_POST
@for_authors
def draft(request: Request, number: int) -> HttpResponse:
    """Begin a new text for the request."""
    row = stages.request(number, request.user, request.now)
    named: dict[str, Any] = {"request": row, "by": request.user, "now": request.now}
    form = DraftForm(request.POST, auto_id="draft-%s", **named)
    if not form.is_valid():
        return _page(request, number, 409, draft_form=form)
    told = {name: form.cleaned_data[name] for name in ("title", "type", "section")}
    refused = _done(request, number, requesting.begin_draft, task=form.task(), **told)
    return refused or redirect("knowledge:request", number)


@require_POST
@for_authors
def tie(request: Request, number: int) -> HttpResponse:
    """Tie an article that is there to the request."""
    row = stages.request(number, request.user, request.now)
    named: dict[str, Any] = {"request": row, "by": request.user, "now": request.now}
    form = TieForm(request.POST, auto_id="tie-%s", **named)
    if not form.is_valid():
        return _page(request, number, 409, tie_form=form)
    article = form.cleaned_data["article"]
    refused = _done(request, number, requesting.tie, article=article, task=form.task())
    return refused or redirect("knowledge:request", number)


@require_POST
@for_authors
def untie(request: Request, number: int, n: int) -> HttpResponse:
    """Article n no longer belongs to the request; its text stays."""
    refused = _done(request, number, requesting.untie, article=n)
    return refused or redirect("knowledge:request", number)
