"""What happened to a request, in words."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.knowledge.models import KnowledgeRequest, RequestEvent
from zhixi.knowledge.requesting.stages import What
from zhixi.lib.text import series


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    by: str
    at: dt.datetime
    words: list[str]
    what: What


_NAMES: dict[str, str | Promise] = {
    "title": gettext_lazy("标题"),
    "text": gettext_lazy("具体要求"),
    "document": gettext_lazy("发文字号"),
    "kind": gettext_lazy("类型"),
    "wanted_at": gettext_lazy("希望上线时间"),
    "audience": gettext_lazy("可见范围"),
    "articles": gettext_lazy("涉及知识"),
    "extras": gettext_lazy("配套需要"),
    "unit": gettext_lazy("部门"),
}


def history(events: Iterable[RequestEvent], known: Collection[int]) -> list[Entry]:
    """The newest first; of a change what is different from before. An article is named where it
    is `known` to the reader, by its number even."""
    entries: list[Entry] = []
    before: dict[str, Any] = {}
    for event in events:
        if event.what in (What.ASK, What.CHANGE):
            words = _differing(before, event.told, known) if before else []
            before = event.told
        else:
            words = _said(event.told, known)
        what = What(event.what)
        entries.append(Entry(str(what.label), event.by.name, event.at, words, what))
    return entries[::-1]


def named_in(events: Iterable[RequestEvent]) -> set[int]:
    """The numbers of the articles that the history tells of."""
    found: set[int] = set()
    for event in events:
        found |= {*event.told.get("articles", [])}
        found |= {event.told["article"]} if "article" in event.told else set()
    return found


def _said(facts: dict[str, Any], known: Collection[int]) -> list[str]:
    if "reason" in facts:
        return [facts["reason"]]
    words = [_article(facts["article"], known)] if "article" in facts else []
    words += facts.get("files", [])
    if "owner" in facts:
        told = _("负责人 %(owner)s，%(day)s 前提交")
        words.append(told % {"owner": facts["owner"], "day": facts["due_on"]})
    if "to" in facts:
        words.append(f"{facts['from'] or _('（空）')} → {facts['to']}")
    return words + ([facts["note"]] if facts.get("note") else [])


def _article(number: int, known: Collection[int]) -> str:
    if number not in known:
        return _("不在您的可见范围")
    return _("知识 %(number)s") % {"number": number}


def _differing(before: dict[str, Any], after: dict[str, Any], known: Collection[int]) -> list[str]:
    changed = [name for name in _NAMES if before.get(name) != after.get(name)]
    empty = _("（空）")
    return [
        f"{_NAMES[name]}：{_shown(name, before.get(name), known) or empty} → "
        f"{_shown(name, after.get(name), known) or empty}"
        for name in changed
    ]


def _shown(name: str, value: Any, known: Collection[int]) -> str:
    if name == "wanted_at" and value:
        return f"{timezone.localtime(dt.datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    if name == "kind" and value:
        return str(KnowledgeRequest.Kind(value).label)
    if name == "extras":
        return series(str(KnowledgeRequest.Extra(each).label) for each in value or [])
    if name == "articles":
        return series(str(each) if each in known else _("（不可见）") for each in value or [])
    return series(map(str, value)) if isinstance(value, list) else str(value or "")
