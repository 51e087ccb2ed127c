"""One request, and what the authors do with it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.actions import closing, papers, requesting
from zhixi.knowledge.actions.steps import UNDER_WAY, UnableToRequest
from zhixi.knowledge.requesting import page, stages
from zhixi.knowledge.requesting.forms import DraftForm, HandOnForm, TieForm
from zhixi.knowledge.requesting.stages import Stage
from zhixi.knowledge.views.request import Request, for_askers, for_authors, for_followers
from zhixi.knowledge.views.requests import uploads


@never_cache
@for_followers
def request(request: Request, number: int) -> HttpResponse:
    """What was asked, how far it is, and what came of it."""
    return _page(request, number)


def _page(request: Request, number: int, status: int = 200, **given: Any) -> HttpResponse:
    row = stages.request(number, request.user, request.now)
    roles = roles_of(request.user, request.now)
    named: dict[str, Any] = {"request": row, "by": request.user, "now": request.now}
    told = page.told(row, request.user, request.now)
    shown = {
        "told": told,
        "now": request.now,
        "edits": rules.may_edit(roles),
        "accepts": rules.may_accept(roles),
        "changes": rules.may_ask(roles) and row.stage in {"asked", "returned"},
        "under_way": row.stage in UNDER_WAY,
        "attaches": rules.may_ask(roles) and row.stage in {*UNDER_WAY, Stage.AHEAD},
        "cancels": rules.may_ask(roles) and stages.is_own(row, request.user, request.now),
        "may": page.taken(),
        "draft_form": DraftForm(auto_id="draft-%s", **named),
        "tie_form": TieForm(auto_id="tie-%s", **named),
        "hand_on_form": _hand_on_form(None, row, told.texts, request),
    }
    return render(request, "knowledge/request.html", shown | given, status=status)


def _hand_on_form(data: Any, row: Any, texts: Any, request: Request) -> HandOnForm:
    return HandOnForm(data, request=row, texts=texts, now=request.now, auto_id="hand-on-%s")


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


@require_POST
@for_authors
def hand_on(request: Request, number: int) -> HttpResponse:
    """The request, or one of its texts, becomes somebody else's."""
    row = stages.request(number, request.user, request.now)
    texts = page.texts(number, request.user, request.now)
    form = _hand_on_form(request.POST, row, texts, request)
    if not form.is_valid():
        return _page(request, number, 409, hand_on_form=form)
    refused = _done(request, number, closing.hand_on, **form.told())
    return refused or redirect("knowledge:request", number)


@require_POST
@for_askers
def cancel(request: Request, number: int) -> HttpResponse:
    reason = request.POST.get("reason", "")[:500]
    refused = _done(request, number, closing.cancel, reason=reason)
    return refused or redirect("knowledge:request", number)


@require_POST
@for_authors
def decline(request: Request, number: int) -> HttpResponse:
    reason = request.POST.get("reason", "")[:500]
    refused = _done(request, number, closing.decline, reason=reason)
    return refused or redirect("knowledge:request", number)


@require_POST
@for_askers
def attach(request: Request, number: int) -> HttpResponse:
    """Files that were handed in come to the request."""
    refused = _done(request, number, papers.attach, uploads=uploads(request))
    return refused or redirect("knowledge:request", number)


@require_POST
@for_askers
def detach(request: Request, number: int, n: int) -> HttpResponse:
    """File n of the request goes."""
    refused = _done(request, number, papers.detach, file=n)
    return refused or redirect("knowledge:request", number)
