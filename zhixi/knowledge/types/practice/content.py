"""What works, when, and how to do it."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.types.base import Lines, Part, TypedContent, lines, text


class Content(TypedContent):
    code = "practice"
    label = _("最佳实践")
    order = 8
    may_sound = True

    situation: str = ""
    steps: Lines = []
    result: str = ""

    def own_parts(self) -> Iterator[Part]:
        yield from text("situation", _("情境"), self.situation)
        yield from lines("steps", _("做法"), self.steps, kind="step")
        yield from text("result", _("效果"), self.result)
