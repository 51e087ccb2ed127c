"""A call to learn from; numbers that belong to customers are masked on entry."""

from collections.abc import Iterator
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import PrivateAttr, model_validator

from zhixi.knowledge.types.base import Lines, Part, TypedContent, lines, text
from zhixi.lib.text import Covered, cover_personal, series


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
        found: list[Covered] = []
        content = handler(cls.entered(values, found))
        content._masked = frozenset(each.kind for each in found)
        return content

    @classmethod
    def entered(cls, words: Any, covered: list[Covered]) -> Any:
        if isinstance(words, str):
            safe, found = cover_personal(words)
            covered += found
            return safe
        if isinstance(words, list):
            return [cls.entered(each, covered) for each in words]
        if isinstance(words, dict):
            return {k: v if k == "digest" else cls.entered(v, covered) for k, v in words.items()}
        return words

    def warnings(self) -> list[str]:
        """What the person who enters it should know."""
        return (
            [str(_("已遮盖客户信息：%(kinds)s")) % {"kinds": series(sorted(self._masked))}]
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
