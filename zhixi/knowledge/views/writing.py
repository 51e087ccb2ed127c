"""Writing: a page to begin, the editor, and saving as one goes."""

import json
import uuid
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse  # noqa: TID251
from django.shortcuts import render  # noqa: TID251
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from zhixi.knowledge import actions, drafts, presence, queries, ties, typenames, types
from zhixi.knowledge.calendar.freezing import named, warning
from zhixi.knowledge.drafts import Kept, Words
from zhixi.knowledge.editing import facing, foreseen, page, places, tidying
from zhixi.knowledge.models import Draft
from zhixi.knowledge.requesting.page import of_line
from zhixi.knowledge.views.request import Request, for_editors
from zhixi.lib.text import Covered, series


@never_cache
@for_editors
def new(request: Request) -> HttpResponse:
    """Choose type and section; then the editor of a text that has no number yet."""
    given = request.POST if request.method == "POST" else request.GET
    code = given.get("type", "")
    section = places.given(given.dict(), "section")
    if request.method == "POST":
        return _saved(request, None, code)
    if code not in types.registry() or section is None:
        kinds = list(typenames.names().items())
        section = section or places.last_section(request.user)
        chosen = {"kinds": kinds, "sections": places.sections(request.now)}
        return render(request, "knowledge/new.html", chosen | {"code": code, "section": section})
    kept = Kept(Words(code, {}, section, places.usual_owner(section, request.now)))
    return render(request, "knowledge/edit.html", _editor(request, kept))


@never_cache
@for_editors
def edit(request: Request, number: int) -> HttpResponse:
    """The editor, or what became of the text where it is not to be changed now."""
    kept = drafts.kept(number)
    if kept.waiting:
        follow = drafts.may_follow(request.user, kept.waiting, request.now)
        return render(request, "knowledge/waiting.html", {"kept": kept, "may_follow": follow})
    return render(request, "knowledge/edit.html", _editor(request, kept))


@require_POST
@for_editors
def save(request: Request, number: int) -> HttpResponse:
    """Keep what was typed, unless somebody saved other words since."""
    return _saved(request, number, queries.article_of(number).type)


def _saved(request: Request, number: int | None, code: str) -> HttpResponse:
    words, base = _sent(request, code), request.POST.get("base", "")
    if words is None:
        return JsonResponse({"refused": _("没有收到内容，请再试一次。")}, status=400)
    try:
        draft = _keep(request, number, words, base)
    except actions.Superseded as error:
        return JsonResponse(_both(request, words, error.kept), status=409)
    except (actions.UnableToEdit, ValueError) as error:
        return JsonResponse({"refused": str(error)}, status=400)
    return JsonResponse(_told(request, words, draft))


def _sent(request: Request, code: str) -> Words | None:
    try:
        told = json.loads(request.POST.get("words", ""))
    except ValueError:
        return None
    return page.given(code, told) if code in types.registry() else None


def _keep(request: Request, number: int | None, words: Words, base: str) -> Draft:
    how: dict[str, Any] = {"words": words, "base": base, "by": request.user, "now": request.now}
    if number is not None:
        return actions.keep(number=number, **how)
    return actions.begin(line=uuid.UUID(request.POST.get("line", "")), **how)


def _told(request: Request, words: Words, draft: Draft) -> dict[str, Any]:
    number = draft.article_id
    judged = page.judged(words, number, request.user, request.now)
    rules = judged.rules()
    actions.note(line=draft.line, section=draft.section_id, rules=rules, now=request.now)
    covered = tidying.covered(words.type, json.loads(request.POST["words"]))
    return {
        "number": number,
        "state": drafts.written_in(draft, words.type).state,
        "said": _said(request, covered),
        "covered": [[each.was, each.now] for each in covered],
        **_beside(request, words, judged, number),
    }


def _said(request: Request, covered: list[Covered]) -> str:
    at = f"{timezone.localtime(request.now):%H:%M:%S}"
    if not covered:
        return _("已保存 %(at)s") % {"at": at}
    kinds = series(dict.fromkeys(each.kind for each in covered))
    return _("已保存 %(at)s，已遮盖客户信息：%(kinds)s") % {"at": at, "kinds": kinds}


def _beside(request: Request, words: Words, judged: page.Judged, number: int) -> dict[str, Any]:
    others = drafts.others_lately(number, request.user, request.now)
    shown = {"judged": judged, "others": others, "now": request.now, "nobody": page.NOBODY}
    shown["foreseen"] = foreseen.listed(words, judged.content, request.now)
    return {
        "problems": [{"path": p.path, "words": p.words} for p in judged.problems],
        "blocking": len(judged.blocking),
        "beside": render_to_string("knowledge/_beside.html", shown, request),
    }


def _both(request: Request, mine: Words, kept: Kept) -> dict[str, Any]:
    """Both texts, for the one who came later to choose."""
    number = kept.article.pk if kept.article else 0
    others = drafts.others_lately(number, request.user, request.now)
    who = _("%(person)s 在 %(at)s 保存过。") % _who(others[0]) if others else _("您在别处保存过。")
    place = {name: getattr(kept.words, name) for name in drafts.PLACE}
    told = facing.differing(mine, kept.words, request.now)
    return {
        "number": number,
        "state": kept.words.state,
        "who": who,
        "fields": [{name: getattr(d, name) for name in d.__slots__} for d in told],
        "theirs": kept.words.content | place,
    }


def _who(row: Any) -> dict[str, str]:
    return {"person": row.by.name, "at": f"{timezone.localtime(row.at):%H:%M:%S}"}


def _editor(request: Request, kept: Kept, refused: str = "") -> dict[str, Any]:
    number = kept.article.pk if kept.article else None
    judged = page.judged(kept.words, number, request.user, request.now)
    others = drafts.others_lately(number, request.user, request.now) if number else []
    return page.page(kept.words, request.now) | {
        "kept": kept,
        "words": kept.words,
        "number": number,
        "tie": ties.tie_of(number) if number else None,
        "judged": judged,
        "others": others,
        "here": presence.said(number, request.user, request.now) if number else "",
        "foreseen": foreseen.listed(kept.words, judged.content, request.now),
        "belongs_to": of_line(kept.line) if number else [],
        "frozen": _frozen(request, kept),
        "refused": refused,
        "nobody": page.NOBODY,
        "now": request.now,
    }


@require_POST
@for_editors
def submit(request: Request, number: int) -> HttpResponse:
    """Hand the draft in, as it was last seen here; what blocks is said on the editor."""
    if tie := ties.tie_of(number):
        return HttpResponseRedirect(reverse("knowledge:tie", args=[tie.pk]))
    given = {
        "base": request.POST.get("base", ""),
        "reason": request.POST.get("reason", "").strip()[:500],
    }
    kept = drafts.kept(number)
    if refused := _refusal(request, kept):
        return render(request, "knowledge/edit.html", _editor(request, kept, refused), status=409)
    try:
        made = actions.hand_in(number=number, by=request.user, clock=timezone.now, **given)
    except actions.UnableToSubmit as error:
        shown = _editor(request, drafts.kept(number), str(error))
        return render(request, "knowledge/edit.html", shown, status=409)
    return HttpResponseRedirect(reverse("approval:submission", args=[made.pk]))


def _refusal(request: Request, kept: Kept) -> str:
    """That it would go live while nothing shall, unless that was meant."""
    frozen = _frozen(request, kept)
    if not frozen or request.POST.get("despite"):
        return ""
    return frozen + _("请在提交时勾选“仍在冻结期内上线”。")


def _frozen(request: Request, kept: Kept) -> str:
    """The warning that this text would go live in a freeze window."""
    return warning([named(kept.words.content.get("effective_from"))], request.now)
