"""One JSON object a line."""

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from zhixi.lib.documents.encoding import opened
from zhixi.lib.documents.rows import BadRow, Row, Rows, checked


class _NotOurs(ValueError):
    """JSON that other readers would take, and understand in another way."""


def read(path: Path) -> Rows:
    with opened(path) as file:
        for n, line in enumerate(file, start=1):
            if line.strip():
                yield _row(n, line)


def _row(n: int, line: str) -> Row | BadRow:
    try:
        values = json.loads(line, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        reason = _("不是完整的 JSON（第 %(column)s 列附近），请检查引号、逗号与括号")
        return BadRow(n, reason % {"column": error.colno})
    except _NotOurs as error:
        return BadRow(n, str(error))
    except (ValueError, RecursionError):
        return BadRow(n, _("数字过长或嵌套过深，请检查这一行"))
    if not isinstance(values, dict):
        return BadRow(n, _("应为一个 JSON 对象：每行一条，以 { 开头、以 } 结尾"))
    return checked(Row(n, values))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _NotOurs(_("“%(name)s”出现了两次，请只保留一个") % {"name": twice})
    return values


def _no_number(name: str) -> None:
    raise _NotOurs(_("%(name)s 不是数字，请改为 null 或删除") % {"name": name})
