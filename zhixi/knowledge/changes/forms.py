"""What the words of a body stand as, and what is told where that changed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.lib.html import Form, Place
from zhixi.lib.text import series

NAMES: dict[str, Any] = {
    "p": gettext_lazy("段落"),
    "h2": gettext_lazy("小标题"),
    "h3": gettext_lazy("次标题"),
    "h4": gettext_lazy("三级标题"),
    "aside": gettext_lazy("提醒框"),
    "ul": gettext_lazy("列表项"),
    "ol": gettext_lazy("编号列表项"),
    "head": gettext_lazy("表头行"),
    "row": gettext_lazy("表格行"),
    "img": gettext_lazy("图片"),
}
SEAM = "｜"  # between the cells of a row
SHOWN = 12  # characters of a cell by which it is named


class Merge(NamedTuple):
    """A cell that reaches over several columns or rows."""

    words: str
    place: Place


def merges(text: str, form: Form) -> list[Merge]:
    """The cells of a row that reach over several columns or rows."""
    texts = text.split(SEAM, max(0, len(form.cells) - 1))
    some = (Merge(*each) for each in zip(texts, form.cells, strict=False))
    return [each for each in some if each.place.columns > 1 or each.place.rows > 1]


def turned(was: Form | None, now: Form | None) -> str:
    """Nothing where the words stand as they stood, or only one side has them."""
    if was is None or now is None:
        return ""
    if was.tag != now.tag:
        return _("%(was)s改为%(now)s") % {"was": NAMES[was.tag], "now": NAMES[now.tag]}
    if was.depth != now.depth:
        return _("降为下级") if now.depth > was.depth else _("升为上级")
    return ""


def merged(was: Sequence[Merge] | None, now: Sequence[Merge] | None) -> str:
    """Which cells of a row reach over others, where that changed or the row is new."""
    if was == now or not (was or now):
        return ""
    if was is None or now is None:
        return reach(now or [])
    ended = [each for each in was if not _among(each, now)]
    begun = [each for each in now if not _among(each, was)]
    told = [_reach(each) for each in begun]
    words = {each.words for each in begun}
    told += [_("%(cell)s不再合并") % {"cell": _name(e)} for e in ended if e.words not in words]
    return _("单元格合并方式变了：%(cells)s") % {"cells": series(told)} if told else ""


def reach(some: Sequence[Merge]) -> str:
    return series(map(_reach, some))


def _among(merge: Merge, others: Sequence[Merge]) -> bool:
    """Whether one of the others is the same: by its place, or by its words where columns moved."""
    reach = merge.place[1:]
    return any(
        each.place[1:] == reach
        and (each.place.column == merge.place.column or each.words == merge.words)
        for each in others
    )


def _reach(merge: Merge) -> str:
    words = {"cell": _name(merge), "columns": merge.place.columns, "rows": merge.place.rows}
    if merge.place.rows == 1:
        return _("%(cell)s占 %(columns)s 列") % words
    if merge.place.columns == 1:
        return _("%(cell)s占 %(rows)s 行") % words
    return _("%(cell)s占 %(rows)s 行 %(columns)s 列") % words


def _name(merge: Merge) -> str:
    text = merge.words.strip()
    if not text:
        return _("第 %(n)s 列") % {"n": merge.place.column + 1}
    return _("“%(words)s”") % {"words": text if len(text) <= SHOWN else f"{text[:SHOWN]}…"}
