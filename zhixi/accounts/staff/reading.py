"""A file of people or units: which heading means what, and what a line says."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from zhixi.accounts.models import Unit
from zhixi.lib.documents import BadRow, UnreadableFile, sheets
from zhixi.lib.documents.columns import LOOK_AHEAD, Line
from zhixi.lib.text import fold_width

MOST = 3000  # lines of a file
PEOPLE = {
    "工号": "number",
    "姓名": "name",
    "登录名": "login",
    "机构": "unit",
    "所属机构": "unit",
    "部门": "unit",
    "停用日期": "on",
    "离职日期": "on",
}
UNITS = {
    "机构代码": "code",
    "机构名称": "name",
    "名称": "name",
    "类型": "kind",
    "机构类型": "kind",
    "地区": "region",
    "上级机构": "parent",
    "上级": "parent",
}
LONGEST = {"number": 20, "login": 40, "code": 40, "region": 40, "unit": 100, "parent": 100}
NAMES = {"person": 60, "unit": 100}
KINDS = {str(name): code for code, name in Unit.Kind.choices} | {
    code: code for code in Unit.Kind.values
}
_NOTE = re.compile(r"\(.*?\)|\*")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True, slots=True)
class Said:
    """A line as it stands: `kind` is person or unit, `values` by our keys, empty cells left out."""

    kind: str
    line: int
    sheet: str
    values: dict[str, str]

    @property
    def key(self) -> str:
        return self.values["number" if self.kind == "person" else "code"]


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    sheet: str
    reason: str


def read(path: Path) -> tuple[list[Said], list[Fault]]:
    """All lines of a file, units first. Raises UnreadableFile."""
    said: list[Said] = []
    faults: list[Fault] = []
    tables = 0
    for sheet, lines in sheets(path):
        tables += _read(lines, sheet, said, faults)
    if not tables:
        raise UnreadableFile(
            _("前 %(n)s 行里没有“工号”或“机构代码”这一列，请补上表头后再导入。") % {"n": LOOK_AHEAD}
        )
    if len(said) > MOST:
        raise UnreadableFile(_("超过 %(n)s 行，请拆成几个文件。") % {"n": MOST})
    return sorted(said, key=lambda each: each.kind == "person"), faults


def _read(lines: Iterator[Line], sheet: str, said: list[Said], faults: list[Fault]) -> bool:
    """Whether there is a table of ours in the sheet."""
    heading = _heading(lines)
    if heading is None:
        return False
    kind, keys = heading
    for line, cells in lines:
        if isinstance(cells, BadRow):
            faults.append(Fault(line, sheet, cells.reason))
            continue
        values = {
            key: text
            for key, cell in zip(keys, cells, strict=False)
            if key and (text := cell.strip())
        }
        if len(said) > MOST:
            return True
        if reason := _fault(kind, values, cells[len(keys) :]):
            faults.append(Fault(line, sheet, reason))
        elif values:
            said.append(Said(kind, line, sheet, values))
    return True


def _heading(lines: Iterator[Line]) -> tuple[str, list[str]] | None:
    for n, (_line, cells) in enumerate(lines, start=1):
        if not isinstance(cells, BadRow):
            for kind, columns, key in (("person", PEOPLE, "number"), ("unit", UNITS, "code")):
                keys = [columns.get(_bare(cell), "") for cell in cells]
                if key in keys:
                    _refuse_twice(keys)
                    return kind, keys
        if n == LOOK_AHEAD:
            break
    return None


def _bare(heading: str) -> str:
    return _NOTE.sub("", fold_width(heading)).strip()


def _refuse_twice(keys: Sequence[str]) -> None:
    if any(key and keys.count(key) > 1 for key in keys):
        raise UnreadableFile(_("有两列含义相同，请只保留一列。"))


def _fault(kind: str, values: dict[str, str], over: Sequence[str]) -> str:
    """What is wrong with a line by itself, or nothing."""
    if any(cell.strip() for cell in over):
        return _("比表头多出几列，请检查分隔符与引号")
    if not values:
        return ""
    key, word = ("number", _("工号")) if kind == "person" else ("code", _("机构代码"))
    if key not in values:
        return _("缺少%(word)s") % {"word": word}
    for name, text in values.items():
        most = NAMES[kind] if name == "name" else LONGEST.get(name)
        if most and len(text) > most:
            return _("“%(text)s”超过 %(n)s 个字") % {"text": text[:20], "n": most}
    if "on" in values and day(values["on"]) is None:
        return _("“%(text)s”不是日期，应写成 2026-09-30") % {"text": values["on"][:20]}
    if "kind" in values and values["kind"] not in KINDS:
        known = "、".join(str(name) for _code, name in Unit.Kind.choices)
        return _("没有“%(text)s”这种机构类型，只能是：%(known)s") % {
            "text": values["kind"][:20],
            "known": known,
        }
    return ""


def day(text: str) -> dt.date | None:
    match = _DAY.match(fold_width(text))
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
