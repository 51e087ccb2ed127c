"""The record of changes, for the audit administrator."""

from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251

from zhixi.accounts.staff import trail
from zhixi.accounts.staff.forms import TrailForm
from zhixi.accounts.staff.views.request import Request, for_auditors


@for_auditors
def changes(request: Request) -> HttpResponse:
    """A page of the chain, narrowed as the address says."""
    form = TrailForm(request.GET)
    links, more = trail.latest(form.asked(), request.now)
    query = request.GET.copy()
    query.pop("older", None)
    shown = {"form": form, "trail": links, "more": more, "here": query.urlencode()}
    return render(request, "accounts/staff/trail.html", shown)
