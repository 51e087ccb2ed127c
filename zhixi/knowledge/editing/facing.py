"""Two states of a text face to face, field by field, in words."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhixi.knowledge.drafts import PLACE, Words
from zhixi.knowledge.editing import fields, places
from zhixi.knowledge.editing.labels import label
from zhixi.lib import html


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that the two say otherwise; names are those of the payload."""

    name: str
    label: str
    mine: str
    theirs: str


def differing(mine: Words, theirs: Words, now: dt.datetime) -> list[Differing]:
    """The fields in which they differ, in the editor's order."""
    order = ["title"] + [f.name for g in fields.groups(mine.type, {}) for f in g.fields]
    told = [
        Differing(name, label(name, mine.type), *_both(name, a, b))
        for name in order
        if (a := mine.content.get(name)) != (b := theirs.content.get(name))
    ]
    return told + [
        Differing(name, label(name), *(places.name_of(name, v, now) for v in (a, b)))
        for name in PLACE
        if (a := getattr(mine, name)) != (b := getattr(theirs, name))
    ]


def _both(name: str, a: Any, b: Any) -> tuple[str, str]:
    """In words; where a body says the same, with what else lies on them."""
    mine, theirs = words(name, a), words(name, b)
    if name != "body" or mine != theirs:
        return mine, theirs
    return _dressed(mine, str(a or "")), _dressed(theirs, str(b or ""))


def _dressed(plain: str, body: str) -> str:
    runs = html.runs(body)
    told = {
        _("标题"): re.findall(r"<h[2-4]>(.*?)</h[2-4]>", body),
        _("提醒框"): re.findall(r"<aside>(.*?)</aside>", body),
        _("加粗"): [run.text for run in runs if run.marks.strong],
        _("链接"): [f"{run.text} {run.marks.href}" for run in runs if run.marks.href],
    }
    lines = [f"{name}｜{html.plain('；'.join(each))}" for name, each in told.items() if each]
    return "\n".join([plain, "", *lines])


def words(name: str, value: Any) -> str:
    """A field's value as one reads it, a row a line."""
    if value is None or value == "":
        return ""
    if name == "body":
        return html.plain(str(value))
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, list):
        rows = map(_variant, value) if name == "variants" else value
        return "\n".join(_row(each) for each in rows)
    return _row(value)


def _variant(row: Any) -> Any:
    """With the part it stands for by its name: 补充口径 1."""
    if not isinstance(row, dict):
        return row
    first, *rest = str(row.get("part", "")).split("/")
    places = [str(int(each) + 1) for each in rest if each.isdecimal()]
    return row | {"part": " ".join([label(first), *places])}


def _row(value: Any) -> str:
    if isinstance(value, dict) and "header" in value:
        rows = [value["header"], *value.get("rows", [])]
        title = [value["title"]] if value.get("title") else []
        return "\n".join(title + ["｜".join(map(str, row)) for row in rows])
    if isinstance(value, dict) and "digest" in value:
        told = (value.get("name"), str(value["digest"])[7:15], value.get("transcript"))
        return "｜".join(str(each) for each in told if each)
    if isinstance(value, dict):
        return "｜".join(_row(each) for each in value.values() if each not in ("", None))
    if isinstance(value, list):
        return "；".join(_row(each) for each in value)
    return _time(str(value))


def _time(text: str) -> str:
    moment = parse_datetime(text) if len(text) > 15 and text[:4].isdigit() else None
    if moment is None or moment.tzinfo is None:
        return text
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
