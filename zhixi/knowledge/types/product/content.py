"""A product and its table of facts; a withdrawn one stays findable for its holders' calls."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal, Self

from django.utils.translation import gettext_lazy as _
from pydantic import model_validator

from zhixi.knowledge.types.base import Lines, Moment, Part, Piece, TypedContent, lines, moment


class Fact(Piece):
    name: str
    value: str


class Content(TypedContent):
    code = "product"
    label = _("产品")
    order = 4

    status: Literal["on_sale", "withdrawn"] = "on_sale"
    withdrawn_at: Moment | None = None
    complaints_until: Moment | None = None
    facts: list[Fact] = []
    rules: Lines = []

    @model_validator(mode="after")
    def _withdrawn_on_a_day(self) -> Self:
        if (self.status == "withdrawn") != (self.withdrawn_at is not None):
            raise ValueError(str(_("停售产品须写明停售时间，在售产品不写")))
        return self

    def own_parts(self) -> Iterator[Part]:
        for n, fact in enumerate(self.facts):
            yield Part(f"facts/{n}", "row", fact.name, f"{fact.name}｜{fact.value}")
        yield from lines("rules", _("规则"), self.rules)
        yield from moment("withdrawn_at", _("停售时间"), self.withdrawn_at)
        yield from moment("complaints_until", _("客诉受理至"), self.complaints_until)

    def ended_from(self) -> dt.datetime | None:
        return self.withdrawn_at

    def leaves_at(self) -> dt.datetime | None:
        return self.complaints_until
