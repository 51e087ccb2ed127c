"""What staff should know for a while; after its period it leaves."""

import datetime as dt
from typing import Literal

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.types.base import Period, TypedContent


class Content(TypedContent):
    code = "notice"
    label = _("通知公告")
    order = 9

    period: Period | None = None
    level: Literal["一般", "重要", "紧急"] = "一般"
    must_read: bool = False
    readers: str = ""

    def leaves_at(self) -> dt.datetime | None:
        return self.period.ends_at if self.period else None
