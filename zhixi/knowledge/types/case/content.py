"""A call to learn from; numbers that belong to customers are masked on entry."""

from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import PrivateAttr, model_validator

from zhixi.knowledge.types.base import Lines, Part, TypedContent, lines, text
from zhixi.lib.text import mask_personal


class Content(TypedContent):
    code = "case"
    label = _("案例")
    order = 7
    answered_by = ("lead", "correct_wording", "lesson")
    may_sound = True

    kind: Literal["差错", "优秀"] = "差错"
    situation: str = ""
    done: Lines = []
    judgement: str = ""
    correct_wording: str = ""
    lesson: str = ""
    related: Lines = []
    _masked: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="wrap")
    @classmethod
    def _mask(cls, values: Any, handler: Any) -> Any:
        found: set[str] = set()
        content = handler(_masked(values, found))
        content._masked = frozenset(found)
        return content

    def warnings(self) -> list[str]:
        """What the person who enters it should know."""
        return (
            [str(_("已遮盖客户信息：%(kinds)s")) % {"kinds": "、".join(sorted(self._masked))}]
            if self._masked
            else []
        )

    def answer(self) -> str:
        return self.lead or self.correct_wording or self.lesson or super().answer()

    def own_parts(self) -> Iterator[Part]:
        yield from text("kind", _("类别"), self.kind)
        yield from text("situation", _("经过"), self.situation)
        yield from lines("done", _("处理"), self.done)
        yield from text("judgement", _("对错"), self.judgement)
        yield from text("correct_wording", _("正确说法"), self.correct_wording)
        yield from text("lesson", _("启示"), self.lesson)
        yield from lines("related", _("相关知识"), self.related)


def _masked(value: Any, found: set[str]) -> Any:
    if isinstance(value, str):
        safe, kinds = mask_personal(value)
        found.update(kinds)
        return safe
    if isinstance(value, list):
        return [_masked(item, found) for item in value]
    if isinstance(value, dict):
        return {k: v if k == "digest" else _masked(v, found) for k, v in value.items()}
    return value
