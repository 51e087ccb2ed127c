"""What one person may see and do at a moment, and why."""

from django.core.paginator import Paginator
from django.http import HttpResponse  # noqa: TID251
from django.shortcuts import get_object_or_404, render  # noqa: TID251

from zhixi.accounts.models import Person
from zhixi.accounts.staff.views.request import Request, for_administrators
from zhixi.studio import seeing as sights
from zhixi.studio.seeing_form import SeeingForm

PAGE = 50


@for_administrators
def seeing(request: Request, number: int) -> HttpResponse:
    form = SeeingForm(request.GET)
    form.is_valid()
    given = form.cleaned_data
    person = get_object_or_404(Person, pk=number)
    seen = sights.sight(person, given.get("at") or request.now)
    text = given.get("q", "")
    some = sights.named(seen.rights, text) if text else sights.limited(seen.rights)
    page = Paginator(some, PAGE).get_page(given.get("page"))
    shown = {"form": form, "seen": seen, "person": person, "page": page, "text": text}
    shown |= {"sections": sights.sections(seen, page), "acts": sights.acts(seen)}
    if asked := given.get("article"):
        shown["article"] = sights.article(seen, asked)
    return render(request, "studio/seeing.html", shown)
