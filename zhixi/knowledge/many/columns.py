"""What a workbook of articles shows of each, and how a cell is read back."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.knowledge.many.acts import Unfit
from zhixi.lib.documents.columns import moment

NUMBER, VERSION, KIND, BODY = "编号", "版本", "类型", "正文"
_DAY = gettext_lazy("写成 2026-12-31 或 2026-12-31 18:00；留空为不限。")
_LINES = gettext_lazy("一行一个（单元格内按 Alt+Enter 换行）。")


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the content under its heading; `cell` shows it and `read` takes it back."""

    heading: str
    name: str
    about: str | Promise
    cell: Callable[[Any], str]
    read: Callable[[str], Any]
    width: int = 20


def _plain(value: Any) -> str:
    return str(value or "")


def _lines(value: Any) -> str:
    return "\n".join(map(str, value or []))


def _from_lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(value: Any) -> str:
    at = parse_datetime(value) if isinstance(value, str) and value else None
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at and at.tzinfo else _plain(value)


def _from_day(text: str, *, whole_day: bool) -> str | None:
    """A last day without a time is valid to its end. Raises Unfit."""
    if not text:
        return None
    told = moment(text, whole_day=whole_day)
    if not told:
        raise Unfit(_("“%(text)s”不是日期") % {"text": text[:40]})
    at = dt.datetime.fromisoformat(told).astimezone(dt.UTC)
    return at.isoformat().replace("+00:00", "Z")


def _begins(text: str) -> str | None:
    return _from_day(text, whole_day=False)


def _ends(text: str) -> str | None:
    return _from_day(text, whole_day=True)


CONTENTS: Sequence[Column] = [
    Column("标题", "title", gettext_lazy("标准问或标题，不能为空。"), _plain, str, 36),
    Column("相似问", "phrasings", _LINES, _lines, _from_lines, 36),
    Column("一句话口径", "lead", gettext_lazy("先回答的那一句，最多 60 字。"), _plain, str, 44),
    Column("必告知", "must_tell", _LINES, _lines, _from_lines, 36),
    Column("关键词", "keywords", _LINES, _lines, _from_lines),
    Column("标签", "tags", _LINES, _lines, _from_lines),
    Column("生效时间", "effective_from", _DAY, _day, _begins, 17),
    Column("失效时间", "expires_at", _DAY, _day, _ends, 17),
    Column("复审到期日", "review_by", _DAY, _day, _ends, 17),
]
SECTION, OWNER = "栏目", "主管部门"
PLACES: Sequence[tuple[str, str | Promise, int]] = [
    (SECTION, gettext_lazy("完整路径，如：信用卡/年费。"), 28),
    (OWNER, gettext_lazy("部门的全称；留空为未定。"), 18),
]
FIXED: Sequence[tuple[str, str | Promise, int]] = [
    (NUMBER, gettext_lazy("知识编号，不要改。"), 9),
    (VERSION, gettext_lazy("导出时的版本，不要改；其后有了新版本的，导回时会指出。"), 7),
    (KIND, gettext_lazy("知识类型，不能在表中改。"), 11),
]
SHOWN: Sequence[tuple[str, str | Promise, int]] = [
    (BODY, gettext_lazy("只供对照，不能在表中改。"), 60),
]
