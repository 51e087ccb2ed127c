"""The list of audiences, and a new one."""

from django.core.paginator import Paginator
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251

from zhixi.accounts import rules
from zhixi.accounts.models import Audience
from zhixi.accounts.staff import circles, forms
from zhixi.accounts.staff.changing import UnableToChange
from zhixi.accounts.staff.views.request import Request, for_administrators, for_givers

PAGE = 50


@for_administrators
def audiences(request: Request) -> HttpResponse:
    page = Paginator(Audience.objects.order_by("name"), PAGE).get_page(request.GET.get("page"))
    rows, gives = circles.rows(list(page), request.now), rules.may_give_roles(request.roles)
    shown = {"page": page, "rows": rows, "gives": gives}
    return render(request, "accounts/staff/audiences.html", shown)


@for_givers
def new(request: Request) -> HttpResponse:
    """A new audience of the units that are named, each on a line."""
    form = forms.AudienceForm(request.POST or None)
    if form.is_valid():
        try:
            circles.add(**form.cleaned_data, by=request.user, now=request.now)
            return redirect("staff:audiences")
        except UnableToChange as error:
            form.add_error(None, str(error))
    return render(request, "accounts/staff/new_audience.html", {"form": form})
