"""Tables as people keep them: which heading means which key, and how cells are written."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from zhixi.lib.documents.rows import BadRow, Row, Rows, UnreadableFile, checked
from zhixi.lib.text import fold_width

LOOK_AHEAD = 20  # rows above the headings, such as a table's name, at most
UNKNOWN = "unknown:"
LISTS = {"phrasings", "keywords", "tags", "products", "channels", "regions"}
COLUMNS = {
    "编号": "id",
    "类型": "type",
    "标题": "title",
    "标准问": "title",
    "问题": "title",
    "question": "title",
    "一句话口径": "lead",
    "答案": "body",
    "正文": "body",
    "内容": "body",
    "answer": "body",
    "content": "body",
    "相似问": "phrasings",
    "扩展问": "phrasings",
    "关键词": "keywords",
    "栏目": "section",
    "目录": "section",
    "知识目录": "section",
    "category": "section",
    "责任部门": "owner",
    "主管部门": "owner",
    "标签": "tags",
    "产品": "products",
    "渠道": "channels",
    "地区": "regions",
    "语言": "language",
    "来源文件": "source_document",
    "生效时间": "effective_from",
    "生效日期": "effective_from",
    "失效时间": "expires_at",
    "失效日期": "expires_at",
    "复审到期日": "review_by",
    "复审日期": "review_by",
    "适用地区": "variant_region",
    "适用产品": "variant_product",
    "客户等级": "variant_tier",
}
KNOWN = set(COLUMNS.values())
ENDS = frozenset({"expires_at", "review_by"})  # a last day is valid to its end
_SEPARATORS = re.compile(r"[；;｜|／\r\n]")
_NOTE = re.compile(r"\(.*?\)|\*")  # 标题*, 标题（必填）
_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_TIME = r"(\d{1,2})[:时](\d{1,2})(?:分|:(\d{1,2}))?"
_MOMENT = re.compile(rf"{_DAY}(?:[ T]*{_TIME})?")

Line = tuple[int, list[str] | BadRow]


def rows_below_headings(lines: Iterator[Line], name: str) -> Rows:
    """The rows of one table; raises UnreadableFile where no row has a title column."""
    above: list[BadRow] = []
    for n, (_line, cells) in enumerate(lines, start=1):
        if isinstance(cells, BadRow):
            above.append(cells)
        elif is_heading(cells):
            yield from above
            yield from _rows(lines, _keys(cells, name))
            return
        if n == LOOK_AHEAD:
            break
    raise UnreadableFile(
        _("%(name)s 前 %(n)s 行里没有“标题”或“标准问”这一列，请补上表头后再导入。")
        % {"name": name, "n": LOOK_AHEAD}
    )


def is_heading(cells: Sequence[str]) -> bool:
    return "title" in map(_key, cells)


def _rows(lines: Iterator[Line], keys: list[str]) -> Rows:
    for line, cells in lines:
        yield cells if isinstance(cells, BadRow) else _row(line, keys, cells)


def _row(line: int, keys: list[str], cells: list[str]) -> Row | BadRow:
    while len(cells) > len(keys) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(keys):
        reason = _("有 %(have)s 列，表头有 %(want)s 列，请检查分隔符与引号")
        return BadRow(line, reason % {"have": len(cells), "want": len(keys)})
    values: dict[str, Any] = {}
    for n, (key, text) in enumerate(zip(keys, cells, strict=True), start=1):
        if not text.strip():
            continue
        if not key:
            return BadRow(line, _("第 %(n)s 列有内容而没有列名，请补上列名") % {"n": n})
        if key in LISTS:
            values.setdefault(key, []).extend(_parts(text))
        else:
            values[key] = _value(key, text.strip())
    return checked(Row(line, values))


def _keys(headings: Sequence[str], name: str) -> list[str]:
    """Lists may have several columns (相似问1, 相似问2); of all others there is one."""
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    keys = [_key(heading) for heading in headings]
    for key in KNOWN - LISTS:
        if keys.count(key) > 1:
            twice = [h.strip() for h, k in zip(headings, keys, strict=True) if k == key]
            raise UnreadableFile(
                _("%(name)s 的列 %(twice)s 含义相同，请只保留一列。")
                % {"name": name, "twice": "、".join(f"“{heading}”" for heading in twice)}
            )
    return keys


def _key(heading: str) -> str:
    """Our key for a column's heading; an unknown one is kept under its own name."""
    bare = _NOTE.sub("", fold_width(heading)).strip().lower()
    unnumbered = bare.rstrip("0123456789 ")
    for words in (bare, unnumbered):
        key = COLUMNS.get(words, words)
        if key in KNOWN and (words == bare or key in LISTS):
            return key
    return f"{UNKNOWN}{heading.strip()}" if heading.strip() else ""


def _parts(text: str) -> list[str]:
    return [part for piece in _SEPARATORS.split(text) if (part := piece.strip())]


def _value(key: str, text: str) -> str:
    if key not in {"effective_from", *ENDS}:
        return text
    return moment(text, whole_day=key in ENDS) or text


def moment(text: str, *, whole_day: bool) -> str:
    """A moment as ISO 8601 in the bank's zone; a last day without a time is valid to its end."""
    match = _MOMENT.fullmatch(fold_width(text))
    if match is None:
        return ""
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    whole = dt.timedelta(days=int(whole_day and match[4] is None))
    try:
        start = dt.datetime(year, month, day, tzinfo=get_current_timezone())
        at = start + dt.timedelta(hours=hour, minutes=minute, seconds=second) + whole
    except (ValueError, OverflowError):
        return ""
    return at.isoformat() if hour <= 24 and minute < 60 and second < 60 else ""
