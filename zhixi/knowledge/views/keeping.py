"""What was saved before, and asking that an article be withdrawn."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge import actions, drafts
from zhixi.knowledge.calendar.freezing import warning
from zhixi.knowledge.editing import facing
from zhixi.knowledge.forms import WithdrawalForm
from zhixi.knowledge.models import DraftContribution
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.views.request import Request, for_editors


@never_cache
@for_editors
def saves(request: Request, number: int, n: int | None = None) -> HttpResponse:
    """The last hundred saves, and one of them against the text as it is now."""
    kept = drafts.kept(number)
    row = drafts.save_of(number, n) if n else None
    shown = facing.differing(drafts.words_of(row), kept.words, request.now) if row else []
    rows = Paginator(drafts.saves(number).defer("content"), 100).get_page(1)
    found = {"kept": kept, "rows": rows, "row": row, "differing": shown, "number": number}
    return render(request, "knowledge/saves.html", found)


@require_POST
@for_editors
def bring_back(request: Request, number: int, n: int) -> HttpResponse:
    """Make a former save the draft again; what stands now stays among the saves."""
    row = drafts.save_of(number, n)
    try:
        actions.keep(
            number=number,
            words=drafts.words_of(row),
            base=request.POST.get("base", ""),
            by=request.user,
            now=request.now,
            how=DraftContribution.How.RESTORE,
        )
    except (actions.Superseded, actions.UnableToEdit):
        return HttpResponseRedirect(reverse("knowledge:saves", args=[number]))
    return HttpResponseRedirect(reverse("knowledge:edit", args=[number]))


@never_cache
@for_editors
def withdraw(request: Request, number: int) -> HttpResponse:
    """Ask, with a reason and a moment, that the article cease to be live."""
    kept = drafts.kept(number)
    if kept.article is None or not kept.n:
        raise NotVisible
    form = WithdrawalForm(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.withdraw(
                article=kept.article, by=request.user, clock=timezone.now, **form.cleaned_data
            )
            return HttpResponseRedirect(reverse("approval:submission", args=[asked.pk]))
        except actions.UnableToSubmit as error:
            form.add_error(None, str(error))
    title = kept.words.content.get("title") or _("未命名")
    shown = {"form": form, "kept": kept, "title": title}
    shown["warning"] = warning([None], request.now)  # it leaves at once unless a moment is given
    return render(request, "knowledge/withdraw.html", shown)
