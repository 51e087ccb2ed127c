"""What every reader gives: rows, or the line that could not be read and why."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _


class UnreadableFile(Exception):
    """Nothing of the file can be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """`loss`: what of the source is not in the values; `sheet`: in a workbook of several."""

    line: int
    values: dict[str, Any]
    loss: list[str] = field(default_factory=list)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    line: int
    reason: str


Rows = Iterator[Row | BadRow]


def checked(row: Row) -> Row | BadRow:
    """The row, unless it holds characters that no database takes."""
    if not _storable(row.values):
        return BadRow(row.line, _("含有空字符或不成对的代理字符，请删除后再导入"))
    return row


def _storable(value: Any) -> bool:
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, dict):
        return all(_storable(key) and _storable(item) for key, item in value.items())
    return not isinstance(value, list) or all(map(_storable, value))
