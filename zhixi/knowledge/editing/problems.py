"""What is not yet right with a payload, field by field, and the most of it that can be read."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from zhixi.knowledge import types
from zhixi.knowledge.types.base import TypedContent

_REASONS: dict[str, Any] = {
    "missing": _("请填写这一项。"),
    "string_too_long": _("最多 %(max_length)s 个字。"),
    "string_too_short": _("请填写这一项。"),
    "too_short": _("至少要有 %(min_length)s 项。"),
    "too_long": _("最多 %(max_length)s 项。"),
    "literal_error": _("只能是 %(expected)s 之一。"),
    "datetime_parsing": _("请写成日期和时间。"),
    "datetime_from_date_parsing": _("请写成日期和时间。"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`path` leads to the field in the payload; "" is the whole."""

    path: str
    words: str


def read(code: str, payload: dict[str, Any]) -> tuple[TypedContent | None, list[Problem]]:
    """The content, without the fields that are wrong, and what is wrong with them."""
    try:
        return types.read(code, payload), []
    except ValidationError as error:
        return _without(code, payload, error), [_problem(each) for each in error.errors()]


def _without(code: str, payload: dict[str, Any], error: ValidationError) -> TypedContent | None:
    wrong = {each["loc"][0] for each in error.errors() if each["loc"]} or {"variants"}
    rest = {name: value for name, value in payload.items() if name not in wrong}
    rest.setdefault("title", str(_("未命名")))
    try:
        return types.read(code, rest)
    except ValidationError:
        return None


def _problem(error: Any) -> Problem:
    known = _REASONS.get(error["type"])
    words = str(known) % error.get("ctx", {}) if known else error["msg"]
    words = words.removeprefix("Value error, ")
    closed = words if words.endswith(("。", ".")) else f"{words}。"
    return Problem("/".join(str(part) for part in error["loc"]), closed)
