"""What staff should know for a while; after its period it leaves."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.types.base import Part, Period, TypedContent, period_text, text


class Content(TypedContent):
    code = "notice"
    label = _("通知公告")
    order = 9

    period: Period | None = None
    level: Literal["一般", "重要", "紧急"] = "一般"
    must_read: bool = False
    readers: str = ""

    def answer(self) -> str:
        return self.lead or next((part.text for part in self.body_parts()), "")

    def period_text(self) -> str:
        return period_text(self.period)

    def own_parts(self) -> Iterator[Part]:
        yield from text("period", _("公告期"), self.period_text())
        yield from text("level", _("级别"), self.level)
        yield from text("must_read", _("阅读要求"), str(_("必读")) if self.must_read else "")
        yield from text("readers", _("对象"), self.readers)

    def leaves_at(self) -> dt.datetime | None:
        return self.period.ends_at if self.period else None
