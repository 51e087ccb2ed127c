"""Lines in order with who speaks, objections with answers, words never to use."""

from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from zhixi.knowledge.types.base import Part, Piece, TypedContent, text
from zhixi.lib import html


class Said(Piece):
    speaker: Literal["坐席", "客户"] = "坐席"
    text: str


class Objection(Piece):
    customer: str
    answer: str


class Content(TypedContent):
    code = "script"
    label = _("话术")
    order = 5

    kind: Literal["应答", "安抚", "挽留", "解释", "劝阻", "外呼"] = "应答"
    situation: str = ""
    lines: list[Said] = Field(min_length=1)
    objections: list[Objection] = []

    def answer(self) -> str:
        return self.lead or next((s.text for s in self.lines if s.speaker == "坐席"), "")

    def own_parts(self) -> Iterator[Part]:
        yield from text("situation", _("情境"), self.situation)
        for n, said in enumerate(self.lines):
            ours = said.speaker == "坐席"
            yield Part(f"lines/{n}/text", "line", said.speaker, said.text, sayable=ours)
        for n, objection in enumerate(self.objections):
            yield Part(f"objections/{n}/customer", "line", str(_("客户")), objection.customer)
            yield Part(
                f"objections/{n}/answer", "line", str(_("应答")), objection.answer, sayable=True
            )

    @classmethod
    def from_body(cls, text: str) -> dict[str, Any]:
        said = [{"text": block} for _kind, block in html.blocks(html.from_any(text))]
        return {"lines": said}
