"""The confirmer's two pages: what waits, and what one submission changes."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse

from zhixi.accounts.queries import roles_of
from zhixi.accounts.rules import STUDIO
from zhixi.approval import actions, queries, subjects
from zhixi.approval.forms import DecisionForm
from zhixi.approval.models import Submission

CHANGES = 20  # on a page


def submissions(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision."""
    person, now = request.user, request.now  # type: ignore[attr-defined]
    if not roles_of(person, now) & STUDIO:  # type: ignore[arg-type]
        raise Http404
    waiting = queries.waiting_for(person, now)  # type: ignore[arg-type]
    page = Paginator(waiting, 50).get_page(request.GET.get("page"))
    return render(request, "approval/submissions.html", {"page": page})


def submission(request: HttpRequest, number: int) -> HttpResponse:
    """What changes, and the form to decide it."""
    found = _seen(request, number)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, found, form):
        return HttpResponseRedirect(reverse("approval:submissions"))
    return render(request, "approval/submission.html", _page(request, found) | {"form": form})


def _seen(request: HttpRequest, number: int) -> Submission:
    try:
        return queries.seen_by(request.user, number, request.now)  # type: ignore[arg-type, attr-defined]
    except queries.NotVisible as error:
        raise Http404 from error


def _decided(request: HttpRequest, submission: Submission, form: DecisionForm) -> bool:
    try:
        actions.decide(submission=submission.pk, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except actions.UnableToDecide as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    person: Any = request.user
    step = queries.next_step(submission)
    pages = Paginator(range(submission.size), CHANGES)
    page = pages.get_page(request.GET.get("page"))
    changes = subjects.of(submission).changes(submission, page.start_index() - 1, page.end_index())
    return {
        "submission": submission,
        "step": step,
        "may_decide": queries.may_decide(person, submission, step, request.now),  # type: ignore[attr-defined]
        "is_maker": person.number in submission.makers,
        "took_over": queries.took_over(person, submission, request.now),  # type: ignore[attr-defined]
        "changes": changes,
        "page": page,
        "warning": subjects.of(submission).warning(submission, request.now) if step else "",  # type: ignore[attr-defined]
        "decisions": submission.decisions.select_related("by"),
    }
