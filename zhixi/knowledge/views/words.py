"""The words that the bank keeps: what is watched while writing, and what the search goes by."""

from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from zhixi.knowledge import actions, effects, wordlists
from zhixi.knowledge.checks import Word
from zhixi.knowledge.editing import places
from zhixi.knowledge.forms import BankWordForm, WordingForm
from zhixi.knowledge.views.request import Request, for_editors
from zhixi.knowledge.wordlists import LISTS, WordList
from zhixi.search import wording

PAGE = 50
REFUSED = (actions.UnableToWatch, wording.UnableToKeep)


@never_cache
@for_editors
def words(request: Request) -> HttpResponse:
    """A list with the form that adds to it, or changes the n-th of its words."""
    chosen = LISTS.get(request.GET.get("kind", "forbidden"))
    n = places.given(request.GET.dict(), "n")
    row = wordlists.row(chosen.code, n) if chosen and n else None
    if chosen is None or ("n" in request.GET and row is None and request.method != "POST"):
        raise Http404
    if request.method == "POST":
        return _changed(request, chosen, n)
    made = WordingForm if chosen.watched else BankWordForm
    names = made.base_fields
    return _page(request, chosen, made(initial={k: getattr(row, k, "") for k in names}), n)


def _changed(request: Request, chosen: WordList, n: int | None) -> HttpResponse:
    form = (WordingForm if chosen.watched else BankWordForm)(request.POST)
    do = request.POST.get("do")
    try:
        if do == "drop" and n:
            _drop(request, chosen, n)
            return _back(chosen)
        if form.is_valid() and _unseen(request, chosen, form):
            return _page(request, chosen, form, n, preview=_preview(request, chosen, form, n))
        if form.is_valid():
            return _back(chosen, _keep(request, chosen, form, n))
    except REFUSED as error:
        form.is_valid()
        form.add_error(None, str(error))
    return _page(request, chosen, form, n)


def _unseen(request: Request, chosen: WordList, form: Form) -> bool:
    """Whether what this line of synonyms changes was not looked at yet."""
    looked = request.POST.get("do") == "keep" and request.POST.get("seen")
    return chosen.code == wording.Kind.SYNONYM and looked != form.cleaned_data["line"]


def _preview(request: Request, chosen: WordList, form: Form, n: int | None) -> effects.Preview:
    line = wording.read(chosen.code, form.cleaned_data["line"], n)
    others = wording.lines(chosen.code, but=n)
    return effects.of_synonyms(others, line, request.user, request.now)


def _keep(request: Request, chosen: WordList, form: Form, n: int | None) -> int:
    who: dict[str, Any] = {"n": n, "by": request.user, "now": request.now}
    if chosen.watched:
        return actions.keep_wording(word=Word(chosen.code, **form.cleaned_data), **who).pk
    return wording.keep(kind=chosen.code, **form.cleaned_data, **who).pk


def _drop(request: Request, chosen: WordList, n: int) -> None:
    drop = actions.drop_wording if chosen.watched else wording.drop
    drop(n=n, by=request.user, now=request.now)


def _back(chosen: WordList, n: int | None = None) -> HttpResponse:
    told = urlencode({"kind": chosen.code})
    return HttpResponseRedirect(f"{reverse('knowledge:words')}?{told}{f'#w{n}' if n else ''}")


def _page(
    request: Request, chosen: WordList, form: Form, n: int | None, **told: Any
) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:100]
    counts = wordlists.counts()
    found = Paginator(wordlists.rows(chosen.code, text), PAGE)
    shown = {
        "lists": [(each, counts.get(each.code, 0)) for each in LISTS.values()],
        "chosen": chosen,
        "form": form,
        "n": n,
        "text": text,
        "page": found.get_page(request.GET.get("page")),
    }
    return render(request, "knowledge/words.html", shown | told)
