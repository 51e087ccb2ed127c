"""What an import did, line by line, and faults in the words of the people who mend them."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

_REASONS = {
    "missing": _("缺少这一项"),
    "extra_forbidden": _("没有这个字段"),
    "string_type": _("应是一段文字"),
    "string_too_long": _("超过 %(max_length)s 个字"),
    "string_too_short": _("不能为空"),
    "list_type": _('应是一个列表，例如 ["甲", "乙"]'),
    "dict_type": _("应是一个对象"),
    "model_type": _("应是一个对象"),
    "too_long": _("项数过多，最多 %(max_length)s 项"),
    "too_short": _("项数不足，至少 %(min_length)s 项"),
    "literal_error": _("只能是 %(expected)s 之一"),
    "int_type": _("应是一个整数"),
    "int_parsing": _("应是一个整数"),
    "bool_parsing": _("应是 true 或 false"),
    "timezone_aware": _("时间须写明时区，例如 2026-09-30T14:31:00+08:00"),
    "datetime_type": _("不是时间，应写成 2026-09-30T14:31:00+08:00"),
    "datetime_parsing": _("不是时间，应写成 2026-09-30T14:31:00+08:00"),
    "datetime_from_date_parsing": _("不是时间，应写成 2026-09-30T14:31:00+08:00"),
    "date_from_datetime_parsing": _("不是日期，应写成 2026-09-30"),
    "greater_than_equal": _("不能小于 %(ge)s"),
    "less_than_equal": _("不能大于 %(le)s"),
}


@dataclass(slots=True)
class Report:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    lost: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        self.bad.append({"line": line, "reason": reason})

    def warn(self, line: int, what: str) -> None:
        self.warnings.append({"line": line, "what": what})


def fault(error: Any) -> str:
    """One of pydantic's errors, with where it is."""
    where = " › ".join(str(part) for part in error["loc"])
    known = _REASONS.get(error["type"])
    words = str(known) % error.get("ctx", {}) if known else error["msg"]
    words = words.removeprefix("Value error, ")
    return f"{where}：{words}" if where else words


def faults(errors: list[Any]) -> str:
    return "；".join(fault(error) for error in errors)
