"""Copying, splitting and merging articles, and handing in two that belong together."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge import actions, drafts, finding, pieces, queries, ties
from zhixi.knowledge.calendar.freezing import named, warning
from zhixi.knowledge.drafts import Kept
from zhixi.knowledge.editing import facing, page, places
from zhixi.knowledge.models import Tie
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.ties import Tied
from zhixi.knowledge.views.request import Request, for_editors
from zhixi.search import IndexUnavailable

NEAR = 8  # articles that are offered to merge into
REFUSED = (actions.UnableToReshape, actions.UnableToEdit)


@require_POST
@for_editors
def copy(request: Request, number: int) -> HttpResponse:
    try:
        draft = actions.copy(number=number, by=request.user, now=request.now)
    except actions.UnableToEdit:
        return HttpResponseRedirect(reverse("knowledge:versions", args=[number]))
    return HttpResponseRedirect(reverse("knowledge:edit", args=[draft.article_id]))


@never_cache
@for_editors
def split(request: Request, number: int) -> HttpResponse:
    """Choose what goes into a new article, and what that is called."""
    given, problem = request.POST, ""
    if request.method == "POST":
        chosen, title = given.getlist("piece"), given.get("title", "")
        how: dict[str, Any] = {"by": request.user, "now": request.now}
        try:
            how |= {"keys": chosen, "title": title, "base": given.get("base", "")}
            return _to(actions.split(number=number, **how))
        except actions.Superseded:
            problem = _("这条知识刚刚又有改动，请看过再决定。")
        except REFUSED as error:
            problem = str(error)
    kept = drafts.kept(number)
    shown = _offered(kept, given.getlist("piece"), problem)
    return render(request, "knowledge/split.html", shown | {"title": given.get("title", "")})


def _to(tie: Tie) -> HttpResponse:
    return HttpResponseRedirect(reverse("knowledge:tie", args=[tie.pk]))


def _offered(kept: Kept, chosen: Iterable[str], problem: str) -> dict[str, Any]:
    found = pieces.pieces(kept.words.type, kept.words.content)
    return {"kept": kept, "pieces": found, "chosen": set(chosen), "problem": problem}


@never_cache
@for_editors
def merge(request: Request, number: int) -> HttpResponse:
    """Choose the article that takes this one's place, then what goes over into it."""
    kept, given, problem = drafts.kept(number), request.POST or request.GET, ""
    into = places.given(given.dict(), "into")
    taking = drafts.kept(into) if into and into != number else None
    if taking is None:
        return render(request, "knowledge/merge.html", _near(request, kept))
    if request.method == "POST":
        try:
            return _to(_merged(request, number, taking))
        except actions.Superseded:
            problem = _("这条知识刚刚又有改动，请看过再决定。")
        except REFUSED as error:
            problem = str(error)
    asked = {p.key for p in pieces.pieces(kept.words.type, kept.words.content) if p.asked}
    chosen = given.getlist("piece") if request.method == "POST" else asked
    shown = _offered(kept, chosen, problem) | {"taking": taking}
    return render(
        request, "knowledge/merge_pieces.html", shown | _both_places(request, kept, taking)
    )


def _merged(request: Request, number: int, taking: Kept) -> Tie:
    given = request.POST
    return actions.merge(
        number=number,
        into=taking.of().pk,
        keys=given.getlist("piece"),
        base=given.get("base", ""),
        by=request.user,
        now=request.now,
    )


def _both_places(request: Request, kept: Kept, taking: Kept) -> dict[str, Any]:
    """Where both stand and who reads there: words may come before more eyes than before."""
    names = ("section", "audience")
    told = [
        [places.name_of(name, getattr(each.words, name), request.now) for name in names]
        for each in (kept, taking)
    ]
    return {
        "places": told,
        "theirs": pieces.pieces(taking.words.type, taking.words.content),
        "audience_differs": kept.words.audience != taking.words.audience,
    }


def _near(request: Request, kept: Kept) -> dict[str, Any]:
    """What else answers the same, or what was typed."""
    text = request.GET.get("q", "").strip()[:200]
    number = kept.of().pk
    try:
        hits = finding.find(
            text or str(kept.words.content.get("title", "")),
            request.user,
            request.now,
            literal=True,
            limit=NEAR + 1,
        ).hits
    except IndexUnavailable:
        hits = []
    typed = _typed(request, text)
    rows = [
        *typed,
        *(hit for hit in hits if hit.number not in (number, *(t.number for t in typed))),
    ]
    return {"kept": kept, "text": text, "hits": rows[:NEAR]}


def _typed(request: Request, text: str) -> list[Any]:
    """The article whose number was typed."""
    if not (text.isdecimal() and len(text) < 19):
        return []
    try:
        return [queries.read(int(text), request.user, request.now, request.now)]
    except NotVisible:
        return []


@never_cache
@for_editors
def tie(request: Request, number: int) -> HttpResponse:
    """Both articles as they stand; from here they go to the gate as one."""
    found, refused = ties.tied(number), ""
    if request.method == "POST":
        refused = _refusal(request, found)
        if not refused:
            try:
                made = actions.submit_tied(
                    tie=number, by=request.user, clock=timezone.now, reason=_reason(request)
                )
                return HttpResponseRedirect(reverse("approval:submission", args=[made.pk]))
            except actions.UnableToSubmit as error:
                refused = str(error)
    shown: dict[str, Any] = {"found": found, "refused": refused}
    shown["sides"] = _sides(request, found)
    status = 409 if refused else 200
    shown |= {"base": _base(found), "warning": _warning(request, found)}
    return render(request, "knowledge/tie.html", shown, status=status)


def _warning(request: Request, found: Tied) -> str:
    """That one of the two would change in a freeze window."""
    starts = [named(kept.words.content.get("effective_from")) for kept in found.written]
    return warning(starts, request.now)


def _reason(request: Request) -> str:
    return request.POST.get("reason", "").strip()[:500]


def _base(found: Tied) -> str:
    return ",".join(kept.words.state for kept in found.written)


def _refusal(request: Request, found: Tied) -> str:
    if request.POST.get("base") != _base(found):
        return _("草稿刚刚又有改动，请看过之后再提交。")
    if any(side["blocking"] for side in _sides(request, found)):
        return _("还有必须改的地方，改好后再提交。")
    return ""


def _sides(request: Request, found: Tied) -> list[dict[str, Any]]:
    return [_side(request, found, kept) for kept in (found.giving, found.taking)]


def _side(request: Request, found: Tied, kept: Kept) -> dict[str, Any]:
    """What would change of one of the two, and what has to be mended first."""
    number, words = kept.of().pk, kept.words
    ends = found.merges and kept is found.giving
    judged = page.judged(words, number, request.user, request.now)
    differing: list[facing.Differing] = []
    if kept.n and not ends:
        before = drafts.words_in(queries.version_of(number, kept.n))
        differing = facing.differing(before, words, request.now)
    return {
        "kept": kept,
        "number": number,
        "ends": ends,
        "blocking": [] if ends else judged.blocking,
        "differing": differing,
        "pieces": [] if kept.n else pieces.pieces(words.type, words.content),
    }


@require_POST
@for_editors
def untie(request: Request, number: int) -> HttpResponse:
    found = ties.tied(number)
    try:
        actions.untie(tie=number, by=request.user)
    except actions.UnableToReshape:
        return HttpResponseRedirect(reverse("knowledge:tie", args=[number]))
    return HttpResponseRedirect(reverse("knowledge:edit", args=[found.tie.taking_id]))
