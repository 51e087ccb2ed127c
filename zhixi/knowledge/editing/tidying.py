"""What a screen sends, made into a payload: blanks and unknown names gone, times with a zone."""

import datetime as dt
import re
from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from zhixi.knowledge import types
from zhixi.knowledge.editing import shapes
from zhixi.knowledge.types import places
from zhixi.knowledge.types.base import SCHEMA
from zhixi.lib import html
from zhixi.lib.text import Covered

_EMPTY: tuple[Any, ...] = ("", None, [], {}, False)
_WORDS = {"words", "text", "part", "target"}


def tidied(code: str, given: dict[str, Any]) -> dict[str, Any]:
    """The payload of that type as far as something was written; it may not be valid yet."""
    model = types.registry()[code]
    payload: dict[str, Any] = model.entered(_piece(model, given), [])
    for each in payload.get("variants", []):
        value, part = each.get("value"), str(each.get("part", ""))
        if isinstance(value, str) and re.fullmatch(r"body/\d{1,6}", part):
            of = each.get("of", "")
            each["value"] = places.written(payload.get("body", ""), part, of, value)
    return payload


def covered(code: str, given: Any) -> list[Covered]:
    """The numbers of customers that are not kept of what a screen sent."""
    found: list[Covered] = []
    types.registry()[code].entered(given, found)
    return list(dict.fromkeys(found))


def stored(code: str, payload: dict[str, Any]) -> dict[str, Any]:
    """What a draft keeps: the canonical payload once it is valid, else the words as they are."""
    try:
        return types.dump(types.read(code, payload))
    except ValueError:
        return {"schema": SCHEMA} | payload


def _piece(model: type[BaseModel], given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        return {}
    found = {}
    for name, info in model.model_fields.items():
        value = _value(name, info.annotation, given.get(name))
        if value not in _EMPTY and (info.is_required() or value != info.default):
            found[name] = value
        elif info.is_required() and shapes.kind(name, info.annotation) in _WORDS:
            found[name] = ""
    return found


def _value(name: str, annotation: Any, given: Any) -> Any:
    kind = shapes.kind(name, annotation)
    if kind in {"piece", "rows"}:
        model = shapes.inner(annotation)
        if kind == "piece":
            return _said(model, _piece(model, given))
        rows = [_said(model, _piece(model, row)) for row in _list(given)]
        return [row for row in rows if row]
    if kind in {"table", "tables"}:
        tables = [_table(each) for each in (_list(given) if kind == "tables" else [given])]
        return [t for t in tables if t] if kind == "tables" else tables[0]
    if kind == "lines":
        return [line for each in _list(given) if (line := _words(each))]
    if kind == "switch":
        return given is True
    if kind == "any":
        return given.strip() if isinstance(given, str) else given
    words = _words(given)
    if kind == "moment":
        return _moment(words)
    return html.normalise(words) if kind == "body" and words else words


def _said(model: type[BaseModel], piece: dict[str, Any]) -> dict[str, Any] | None:
    """Nothing where only choices were made, which always say something."""
    chosen = {n for n, i in model.model_fields.items() if shapes.kind(n, i.annotation) == "choice"}
    return piece if any(v not in _EMPTY for n, v in piece.items() if n not in chosen) else None


def _table(given: Any) -> dict[str, Any] | None:
    """A grid with as many cells in every row; empty rows and columns at the edge go."""
    if not isinstance(given, dict):
        return None
    grid = [
        [_words(c) for c in _list(row)] for row in [given.get("header"), *_list(given.get("rows"))]
    ]
    grid = [row for n, row in enumerate(grid) if n == 0 or any(row)]
    wide = max((n for row in grid for n, cell in enumerate(row, start=1) if cell), default=0)
    title = _words(given.get("title"))
    if not wide:
        return None
    even = [(row + [""] * wide)[:wide] for row in grid]
    return ({"title": title} if title else {}) | {"header": even[0], "rows": even[1:]}


def _moment(words: str) -> str:
    """What a field for local time gives, with the bank's zone; what is no time stays as it is."""
    try:
        moment = dt.datetime.fromisoformat(words)
        aware = moment if moment.tzinfo else timezone.make_aware(moment)
        return aware.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return words


def _list(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _words(given: Any) -> str:
    return given.replace("\x00", "").strip() if isinstance(given, str) else ""
