"""A campaign stays findable, greyed, until complaints about it are no longer taken."""

import datetime as dt
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.types.base import Lines, Part, Period, TypedContent, lines, period_text, text


class Content(TypedContent):
    code = "campaign"
    label = _("营销活动")
    order = 3
    answered_by = ("lead", "offer")

    registration: Period | None = None
    campaign: Period
    qualification: Period | None = None
    reward: Period | None = None
    complaint: Period | None = None
    who: str = ""
    cards: Lines = []
    offer: str = ""
    caps: Lines = []
    exclusions: Lines = []
    where_to_check: str = ""
    may_promise: Lines = []
    must_not_promise: Lines = []

    def spans(self) -> list[tuple[str, str, Period]]:
        """Path and label of the periods there are, in the order in which they are named."""
        named = [
            ("registration", _("报名期"), self.registration),
            ("campaign", _("活动期"), self.campaign),
            ("qualification", _("达标期"), self.qualification),
            ("reward", _("奖励发放期"), self.reward),
            ("complaint", _("客诉受理期"), self.complaint),
        ]
        return [(path, str(label), period) for path, label, period in named if period]

    def answer(self) -> str:
        return self.lead or self.offer or super().answer()

    def own_parts(self) -> Iterator[Part]:
        for path, label, period in self.spans():
            yield Part(path, "row", label, period_text(period))
        yield from text("who", _("参加对象"), self.who)
        yield from lines("cards", _("参加卡种"), self.cards)
        yield from text("offer", _("优惠内容"), self.offer)
        yield from lines("caps", _("名额与上限"), self.caps)
        yield from lines("exclusions", _("不计入"), self.exclusions)
        yield from text("where_to_check", _("查询入口"), self.where_to_check)
        yield from lines("may_promise", _("可承诺"), self.may_promise)
        yield from lines("must_not_promise", _("不可承诺"), self.must_not_promise)

    def ended_from(self) -> dt.datetime | None:
        return self.campaign.ends_at

    def leaves_at(self) -> dt.datetime | None:
        return self.complaint.ends_at if self.complaint else None
