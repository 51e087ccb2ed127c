"""What a submission would do to sections, and to whom."""

from django.utils.html import escape
from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience
from zhixi.approval.subjects import Change
from zhixi.knowledge.arranging import effects
from zhixi.knowledge.arranging.effects import Effects
from zhixi.knowledge.models import SectionChange, SectionMerge
from zhixi.knowledge.sections import Node, Tree, tree
from zhixi.lib import diff

Part = tuple[str, str]


def of_section(asked: SectionChange) -> Change:
    """Name, place and readers of a section, as they stood when asked and as they would stand."""
    at = asked.submission.submitted_at
    sections = tree(at)
    was = sections.nodes[asked.section_id]
    audience = Audience.objects.get(pk=was.audience) if was.audience else None
    everybody = _("上级栏目的全部读者")
    facts = [
        (_("名称"), was.name, asked.name),
        (_("上级栏目"), _above_it(sections, was.parent), _above_it(sections, asked.parent_id)),
        (_("可见范围"), str(audience or everybody), str(asked.audience or everybody)),
    ]
    parts = [(label, diff.render(diff.diff_text(a, b))) for label, a, b in facts if a != b]
    if not parts:
        parts = [("", escape(_("内容没有变化。")))]
    wanted = Node(asked.section_id, asked.parent_id, asked.name, asked.audience_id)
    note = _("栏目 %(path)s") % {"path": _path(sections, asked.section_id)}
    return Change(was.name, note, parts + _meant(effects.of_change(wanted, sections, at)))


def of_merge(asked: SectionMerge) -> Change:
    """Which section goes into which, and what that changes for whom."""
    at = asked.submission.submitted_at
    sections = tree(at)
    found = effects.of_merge(asked.section_id, asked.into_id, sections, at)
    parts = [
        (_("合并"), escape(found.before)),
        (_("并入"), escape(found.after)),
        *_meant(found),
    ]
    note = _("合并后原栏目停用。")
    return Change(sections.nodes[asked.section_id].name, note, parts)


def _meant(found: Effects) -> list[Part]:
    """The numbers are those of the moment at which it was asked."""
    lines = [row.told for row in found.rows] or [_("没有现行知识")]
    if found.sections:
        lines.append(_("下级栏目 %(n)s 个随同调整") % {"n": found.sections})
    if found.drafts:
        lines.append(_("草稿 %(n)s 份") % {"n": found.drafts})
    return [(_("影响"), escape("\n".join(lines)))]


def _path(sections: Tree, section: int) -> str:
    return sections.written(section)


def _above_it(sections: Tree, parent: int | None) -> str:
    return _path(sections, parent) if parent is not None else _("最上层")
