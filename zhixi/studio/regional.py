"""How a branch's own lists of the start page are told: what it writes otherwise, what was vetoed."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.studio.lines import Line


def in_work(row: Any) -> Line:
    """What the region has begun, handed in or got back, and why."""
    state = _("草稿")
    if row.submission_id:
        state = _("已退回") if row.verdict else _("待确认")
    url = reverse("knowledge:regional", args=[row.article_id])
    at = timezone.localtime(row.changed_at).strftime("%m-%d %H:%M")
    return Line(row.named, url, [state, row.by.name, at], row.reason or "")


def vetoed(row: Any) -> Line:
    """What head office vetoed, why, and whether it is in force yet."""
    states = {"approve": _("已否决"), "return": _("否决未通过")}
    state = states.get(row.verdict or "", _("否决待确认"))
    asked = row.submission
    at = timezone.localtime(asked.submitted_at).strftime("%m-%d %H:%M")
    url = reverse("knowledge:regional", args=[row.article_id])
    return Line(row.named, url, [state, asked.submitted_by.name, at], asked.reason)
