"""One JSON object a line."""

import json
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from zhixi.lib.documents.rows import BadRow, Row, Rows, text_of


def read(path: Path) -> Rows:
    for n, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except ValueError as error:
            column = getattr(error, "colno", 1)
            yield BadRow(n, str(_("不是完整的 JSON（第 %(column)s 列）")) % {"column": column})
            continue
        if isinstance(values, dict):
            yield Row(n, values)
        else:
            yield BadRow(n, _("应为一个 JSON 对象"))
