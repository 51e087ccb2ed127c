"""A service of the bank in full: conditions, channels, documents, steps, fees."""

from collections.abc import Iterator
from typing import Literal

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.types.base import (
    Lines,
    Part,
    Piece,
    Table,
    TypedContent,
    lines,
    table_parts,
    text,
)


class Channel(Piece):
    channel: str
    can: str = ""
    limit: str = ""
    hours: str = ""


class Content(TypedContent):
    code = "business"
    label = _("业务知识")
    order = 2

    eligibility: str = ""
    identity_check: Literal["", "免核", "普通核身", "强核身"] = ""
    channel_matrix: list[Channel] = []
    documents: Lines = []
    customer_steps: Lines = []
    agent_steps: Lines = []
    work_order: str = ""
    tables: list[Table] = []
    time_promised: str = ""
    cautions: Lines = []
    legal_basis: str = ""

    def own_parts(self) -> Iterator[Part]:
        yield from text("eligibility", _("办理对象"), self.eligibility)
        yield from text("identity_check", _("核身级别"), self.identity_check)
        for n, row in enumerate(self.channel_matrix):
            cells = "｜".join([row.channel, row.can, row.limit, row.hours])
            yield Part(f"channel_matrix/{n}", "row", str(_("渠道")), cells)
        yield from lines("documents", _("所需资料"), self.documents)
        yield from lines("customer_steps", _("客户自助"), self.customer_steps, kind="step")
        yield from lines("agent_steps", _("坐席操作"), self.agent_steps, kind="step")
        yield from text("work_order", _("工单类型"), self.work_order)
        for n, table in enumerate(self.tables):
            yield from table_parts(f"tables/{n}", table)
        yield from text("time_promised", _("时效"), self.time_promised)
        yield from lines("cautions", _("注意事项"), self.cautions)
        yield from text("legal_basis", _("依据"), self.legal_basis)
