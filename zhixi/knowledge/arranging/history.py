"""What became of a section: each row of its places against the one before."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.knowledge.models import SectionPlacement
from zhixi.knowledge.sections import Tree, tree

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Turn:
    at: dt.datetime
    by: str
    words: list[str]


def history(section: int, now: dt.datetime) -> list[Turn]:
    """The latest turns of a section, the last one first; those to come are among them."""
    rows = SectionPlacement.objects.filter(section=section).order_by("-from_at", "-id")
    told = list(rows.select_related("recorded_by", "audience", "parent")[: SHOWN + 1])
    names = tree(now)
    return [
        Turn(new.from_at, new.recorded_by.name if new.recorded_by else "", _words(old, new, names))
        for new, old in zip(told, [*told[1:], None], strict=True)
    ][:SHOWN]


def _words(old: SectionPlacement | None, new: SectionPlacement, names: Tree) -> list[str]:
    if old is None:
        return [_("新建")]
    everybody = _("随上级栏目")
    facts = [
        (_("改名"), old.name, new.name),
        (_("移动"), _place(old.parent_id, names), _place(new.parent_id, names)),
        (_("可见范围"), str(old.audience or everybody), str(new.audience or everybody)),
        (_("状态"), _state(old), _state(new)),
    ]
    said = _("%(what)s：%(old)s → %(new)s")
    return [said % {"what": what, "old": a, "new": b} for what, a, b in facts if a != b]


def _place(parent: int | None, names: Tree) -> str:
    return names.written(parent) if parent in names.nodes else _("最上层")


def _state(row: SectionPlacement) -> str:
    return _("已停用") if row.closed else _("在用")
