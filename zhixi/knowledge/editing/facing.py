"""Two states of a text face to face, field by field, in words."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhixi.knowledge.changes import forms
from zhixi.knowledge.drafts import PLACE, Words
from zhixi.knowledge.editing import fields, places
from zhixi.knowledge.editing.labels import CHOICES, label
from zhixi.knowledge.types.words import FIELDS
from zhixi.lib import html

CHOSEN = {*FIELDS, "status"}  # fields whose words are chosen from a list


@dataclass(frozen=True, slots=True)
class Differing:
    """A field that the two say otherwise; names are those of the payload."""

    name: str
    label: str
    mine: str
    theirs: str


def differing(mine: Words, theirs: Words, now: dt.datetime) -> list[Differing]:
    """The fields in which they differ, in the editor's order."""
    order = [f.name for f in fields.titled(mine.type, {})]
    order += [f.name for g in fields.groups(mine.type, {}) for f in g.fields]
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
    told: dict[str, list[str]] = {}
    for (_kind, text), form in zip(html.blocks(body), html.forms(body), strict=True):
        if form.tag not in {"p", "row", "img"}:
            told.setdefault(str(forms.NAMES[form.tag]), []).append("　" * (form.depth - 1) + text)
    told |= {
        _("合并单元格"): _merges(body),
        _("加粗"): [run.text for run in runs if run.marks.strong],
        _("链接"): [f"{run.text} {run.marks.href}" for run in runs if run.marks.href],
        _("图片"): [f"{p.alt or p.name} {p.digest[7:15]}" for p in html.pictures(body)],
    }
    lines = [f"{name}｜{'；'.join(each)}" for name, each in told.items() if each]
    return "\n".join([plain, "", *lines])


def _merges(body: str) -> list[str]:
    some = zip(html.blocks(body), html.forms(body), strict=True)
    merges = (forms.merges(text, form) for (_kind, text), form in some)
    return [forms.reach(each) for each in merges if each]


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
        return "\n".join(_row(each, name) for each in rows)
    return _row(value, name)


def _variant(row: Any) -> Any:
    """With the part it stands for by its name: 补充口径 1; a body's words without their markup."""
    if not isinstance(row, dict):
        return row
    first, *rest = str(row.get("part", "")).split("/")
    places = [str(int(each) + 1) for each in rest if each.isdecimal()]
    value = row.get("value")
    told = {"part": " ".join([label(first), *places]), "of": ""}
    return row | told | {"value": html.plain(str(value)) if first == "body" else value}


def _row(value: Any, name: str = "") -> str:
    if isinstance(value, dict) and "header" in value:
        rows = [value["header"], *value.get("rows", [])]
        title = [value["title"]] if value.get("title") else []
        return "\n".join(title + ["｜".join(map(str, row)) for row in rows])
    if isinstance(value, dict) and "digest" in value:
        told = (value.get("name"), str(value["digest"])[7:15], value.get("transcript"))
        return "｜".join(str(each) for each in told if each)
    if isinstance(value, dict):
        return "｜".join(_row(v, key) for key, v in value.items() if v not in ("", None))
    if isinstance(value, list):
        return "；".join(_row(each) for each in value)
    return str(CHOICES[value]) if name in CHOSEN and value in CHOICES else _time(str(value))


def _time(text: str) -> str:
    moment = parse_datetime(text) if len(text) > 15 and text[:4].isdigit() else None
    if moment is None or moment.tzinfo is None:
        return text
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
