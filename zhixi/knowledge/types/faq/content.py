"""The answer in layers: one sentence, what to add, what must and must not be said."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

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
from zhixi.lib import html


class Supplement(Piece):
    condition: str
    text: str


class Summary(Piece):
    """What goes into the call's record (业务小结)."""

    reason: str
    sentence: str


WRITTEN = {
    "chat_text": _("文字客服版"),
    "bot_text": _("机器人版"),
    "app_text": _("App 帮助版"),
    "sms_text": _("短信版"),
}
# What call software and people call those channels.
CHANNELS = {
    "chat_text": ("文字", "在线", "网聊", "微信", "chat"),
    "bot_text": ("机器人", "bot"),
    "app_text": ("app", "手机银行"),
    "sms_text": ("短信", "sms"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """The text of one channel; `name` is its field."""

    name: str
    label: str
    text: str

    def suits(self, channel: str) -> bool:
        return any(word in channel.lower() for word in CHANNELS[self.name])


class Content(TypedContent):
    code = "faq"
    label = _("常见问题")
    order = 1

    eligibility: str = ""
    identity_check: Literal["", "免核", "普通核身", "强核身"] = ""
    supplements: list[Supplement] = []
    channel_table: Table | None = None
    customer_steps: Lines = []
    agent_steps: Lines = []
    time_promised: str = ""
    related: Lines = []
    summary: Summary | None = None
    chat_text: str = ""
    bot_text: str = ""
    app_text: str = ""
    sms_text: Annotated[str, Field(max_length=70)] = ""

    def sayable_parts(self) -> Iterator[Part]:
        if self.lead:
            yield Part("lead", "paragraph", str(_("一句话口径")), self.lead, sayable=True)
        for n, extra in enumerate(self.supplements):
            yield Part(f"supplements/{n}/text", "line", extra.condition, extra.text, sayable=True)
        yield from lines("must_tell", _("必告知"), self.must_tell, sayable=True)
        yield from lines("must_not_say", _("禁说"), self.must_not_say)

    def own_parts(self) -> Iterator[Part]:
        yield from text("eligibility", _("办理对象"), self.eligibility)
        yield from text("identity_check", _("核身级别"), self.identity_check)
        if self.channel_table:
            yield from table_parts("channel_table", self.channel_table)
        yield from lines("customer_steps", _("客户自助"), self.customer_steps, kind="step")
        yield from lines("agent_steps", _("坐席操作"), self.agent_steps, kind="step")
        yield from text("time_promised", _("时效"), self.time_promised)
        if self.summary:
            words = f"{self.summary.reason}｜{self.summary.sentence}"
            yield Part("summary", "paragraph", str(_("业务小结")), words)
        for each in self.written():
            yield from text(each.name, each.label, each.text)
        yield from lines("related", _("相关知识"), self.related)

    def written(self) -> list["Written"]:
        """What is said in writing instead of by mouth, by channel."""
        told = (Written(name, str(label), getattr(self, name)) for name, label in WRITTEN.items())
        return [each for each in told if each.text]

    @classmethod
    def from_body(cls, text: str, given: dict[str, Any]) -> dict[str, Any]:
        body = html.from_any(text)
        words = html.plain(body)
        bare = "<" not in body.removeprefix("<p>").removesuffix("</p>")
        if bare and 0 < len(words) <= 60 and not given.get("lead"):
            return {"lead": words}
        return {"body": body}
