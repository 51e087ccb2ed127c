"""The fields of an editor in their groups, filled with a payload."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from pydantic import BaseModel

from zhixi.knowledge import types
from zhixi.knowledge.editing import labels, shapes
from zhixi.knowledge.types.places import in_block
from zhixi.lib import html

SAY = {
    *("lead", "supplements", "lines", "objections", "nodes", "must_tell", "must_not_say"),
    *("correct_wording", "chat_text", "bot_text", "app_text", "sms_text"),
    *("may_promise", "must_not_promise", "offer"),
}
ASKED = {"faq": ("phrasings",)}
FIND = ("phrasings", "keywords", "tags", "products", "channels", "regions")
VALID = ("effective_from", "expires_at", "review_by", "source_document")
APART = {"title", "body", "internal", "variants", "attachments", *FIND, *VALID}
Option = tuple[str, str]


@dataclass(slots=True)
class Field:
    """One field; `fields` are those of a piece, `rows` those of each row, `blank` of a new one."""

    name: str
    kind: str
    label: str
    hint: str = ""
    value: Any = ""
    options: list[Option] = field(default_factory=list)
    fields: list["Field"] = field(default_factory=list)
    rows: list[list["Field"]] = field(default_factory=list)
    blank: list["Field"] = field(default_factory=list)

    @property
    def choices(self) -> SafeString:
        """The options as HTML: a bank has thousands of sections, and a template takes its time."""
        return mark_safe("".join(map(self._option, self.options)))  # noqa: S308 - all is escaped

    def _option(self, option: Option) -> str:
        value, name = option
        chosen = " selected" if value == self.value else ""
        return f'<option value="{escape(value)}"{chosen}>{escape(name)}</option>'

    @property
    def lines(self) -> int:
        """How many lines a box for several shows at first."""
        return max(2, len(str(self.value).splitlines())) if self.kind == "lines" else 1


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    title: str
    fields: list[Field]


def groups(code: str, payload: dict[str, Any]) -> list[Group]:
    """Sayable first, then how it is handled, how it is found, what is internal, how long."""
    model = types.registry()[code]
    made = {f.name: f for f in bound(model, payload, code)}
    own = [name for name in model.model_fields if name not in APART]
    say = sorted((n for n in own if n in SAY), key=lambda n: n not in {"lead", "supplements"})
    if code == "procedure":
        say.sort(key=lambda n: n not in {"lead", "nodes"})
    if code == "script":
        say.sort(key=lambda n: n not in {"lead", "lines", "objections"})
    named: list[tuple[str, str, Iterable[str]]] = [
        ("say", _("怎么说"), say),
        ("handle", _("怎么办"), [*(n for n in own if n not in SAY), "body"]),
        ("files", _("附件"), ["attachments"]),
        ("find", _("怎么找到"), [n for n in FIND if n not in ASKED.get(code, ())]),
        ("inner", _("内部须知 · 严禁对客"), ["internal"]),
        ("vary", _("因客户而异"), ["variants"]),
        ("valid", _("有效期与来源"), VALID),
    ]
    return [Group(key, title, [made[n] for n in names]) for key, title, names in named]


def titled(code: str, payload: dict[str, Any]) -> list[Field]:
    """What the text is called; the other ways of asking stand right below an FAQ's question."""
    names = ("title", *ASKED.get(code, ()))
    made = {f.name: f for f in bound(types.registry()[code], payload, code)}
    return [made[name] for name in names]


def bound(model: type[BaseModel], payload: dict[str, Any], code: str = "") -> list[Field]:
    return [
        _field(name, info.annotation, payload.get(name, _default(info)), code)
        for name, info in model.model_fields.items()
    ]


def _default(info: Any) -> Any:
    return "" if info.is_required() else info.get_default(call_default_factory=True)


def _field(name: str, annotation: Any, value: Any, code: str) -> Field:
    kind = shapes.kind(name, annotation)
    made = Field(name, kind, labels.label(name, code), str(labels.HINTS.get(name, "")))
    if kind == "rows":
        model = shapes.inner(annotation)
        made.rows = [bound(model, _typed(row)) for row in value or [] if isinstance(row, dict)]
        made.blank = bound(model, {})
    elif kind == "piece":
        made.fields = bound(shapes.inner(annotation), value if isinstance(value, dict) else {})
    elif kind == "tables":
        made.rows = [[_grid(table)] for table in value or []]
        made.blank = [_grid(None)]
    elif kind == "table":
        made.value = _grid(value).value
    else:
        made.value = _shown(kind, value)
    if kind == "choice":
        values = shapes.options(annotation)
        made.options = [(v, str(labels.CHOICES.get(v, v))) for v in values]
    if kind == "any":
        made.hint, made.options = "", [(_shape(value), "")]
    return made


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    """What is said instead of a block of the body, as people type it."""
    value = row.get("value")
    if not isinstance(value, str) or not in_block(str(row.get("part", ""))):
        return row
    return row | {"value": html.bare(value)}


def _grid(table: Any) -> Field:
    """A table for the screen; a new one has three columns and two rows."""
    given = table if isinstance(table, dict) else {"header": [""] * 3, "rows": [[""] * 3] * 2}
    return Field("", "table", labels.label("tables"), value=given)


def _shape(value: Any) -> str:
    if isinstance(value, str):
        return "text"
    return "lines" if isinstance(value, list) and all(isinstance(v, str) for v in value) else "json"


def _shown(kind: str, value: Any) -> Any:
    if kind == "moment":
        moment = parse_datetime(value) if isinstance(value, str) and value else None
        local = timezone.localtime(moment) if moment and moment.tzinfo else None
        return f"{local:%Y-%m-%dT%H:%M}" if local else ""
    if kind == "lines":
        return "\n".join(str(each) for each in value or [])
    if kind == "any" and _shape(value) != "text":
        kept = [str(each) for each in value] if _shape(value) == "lines" else None
        return "\n".join(kept) if kept is not None else json.dumps(value, ensure_ascii=False)
    if kind == "body":
        return html.normalise(str(value or ""))
    return value if value is not None else ""
