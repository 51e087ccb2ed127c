"""Lines in order with who speaks, objections with answers, words never to use."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from zhixi.knowledge.types.base import Part, Piece, TypedContent, text
from zhixi.knowledge.types.words import CHOSEN
from zhixi.lib import html

_SPEAKER = re.compile(r"(坐席|客户)[：:]\s*")


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
    answered_by = ("lead", "lines/")

    kind: Literal["应答", "安抚", "挽留", "解释", "劝阻", "外呼"] = "应答"
    situation: str = ""
    lines: list[Said] = Field(min_length=1)
    objections: list[Objection] = []

    def answer(self) -> str:
        return self.lead or next((s.text for s in self.lines if s.speaker == "坐席"), "")

    def own_parts(self) -> Iterator[Part]:
        yield from text("kind", _("类别"), self.kind)
        yield from text("situation", _("情境"), self.situation)
        for n, said in enumerate(self.lines):
            ours = said.speaker == "坐席"
            yield Part(
                f"lines/{n}/text", "line", str(CHOSEN[said.speaker]), said.text, sayable=ours
            )
        for n, objection in enumerate(self.objections):
            yield Part(f"objections/{n}/customer", "line", str(_("客户")), objection.customer)
            yield Part(
                f"objections/{n}/answer", "line", str(_("应答")), objection.answer, sayable=True
            )

    @classmethod
    def from_body(cls, text: str, given: dict[str, Any]) -> dict[str, Any]:
        body = html.from_any(text)
        if given.get("lines"):
            return {"body": body}
        if not body:
            raise ValueError(str(_("话术没有内容，请在正文中逐段写明要说的话")))
        return {"lines": [_said(words) for _kind, words in html.blocks(body)]}


def _said(words: str) -> dict[str, str]:
    """A paragraph may name its speaker first; without a name it is ours."""
    named = _SPEAKER.match(words)
    return {"speaker": named[1], "text": words[named.end() :]} if named else {"text": words}
