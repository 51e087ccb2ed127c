"""What every reader gives: rows, or the line that could not be read and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LISTS = {"phrasings", "keywords", "tags", "products", "channels", "regions"}
COLUMNS = {
    "编号": "id",
    "类型": "type",
    "标题": "title",
    "标准问": "title",
    "答案": "body",
    "正文": "body",
    "内容": "body",
    "一句话口径": "lead",
    "相似问": "phrasings",
    "扩展问": "phrasings",
    "关键词": "keywords",
    "栏目": "section",
    "目录": "section",
    "知识目录": "section",
    "责任部门": "owner",
    "标签": "tags",
    "产品": "products",
    "渠道": "channels",
    "地区": "regions",
    "语言": "language",
    "来源文件": "source_document",
    "生效时间": "effective_from",
    "失效时间": "expires_at",
    "适用地区": "variant_region",
    "适用产品": "variant_product",
    "客户等级": "variant_tier",
}
KNOWN = set(COLUMNS.values())


class UnreadableFile(Exception):
    """Nothing of the file can be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    values: dict[str, Any]
    loss: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    reason: str | Promise


Rows = Iterator[Row | BadRow]


def text_of(path: Path) -> str:
    """The file's text: UTF-8 or UTF-16 by their mark, UTF-8, else GB18030."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
    raise UnreadableFile(
        str(
            _("%(name)s 第 %(line)s 行的编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8 后再导入。")
        )
        % {"name": path.name, "line": line}
    )


def column(name: object) -> str:
    """Our key for a column's heading; an unknown one is kept under its own name."""
    heading = str(name or "").strip()
    key = COLUMNS.get(heading, heading.lower())
    return key if key in KNOWN else f"unknown:{heading}"


def cell(key: str, value: str) -> Any:
    """Lists are written with line breaks, semicolons or bars between."""
    if key not in LISTS:
        return value.strip()
    for mark in ("；", ";", "｜", "|", "／", "\r\n"):
        value = value.replace(mark, "\n")
    return [part.strip() for part in value.split("\n") if part.strip()]


def tabular(line: int, header: list[str], cells: list[str]) -> Row | BadRow:
    if len(cells) != len(header):
        return BadRow(
            line,
            str(_("有 %(have)s 列，表头有 %(want)s 列，请检查分隔符与引号"))
            % {"have": len(cells), "want": len(header)},
        )
    pairs = zip(header, cells, strict=True)
    return Row(line, {key: cell(key, value) for key, value in pairs if value.strip()})
