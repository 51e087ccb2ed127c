"""How often a department's knowledge was live when it was wanted (更新及时率)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge.requesting.stages import UNCOUNTED, requests


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `wanted` requests so many were live in time; `share` is 0–100, None of none. `left_out`
    were returned, cancelled or declined."""

    unit: str
    wanted: int
    in_time: int
    left_out: int

    @property
    def late(self) -> int:
        return self.wanted - self.in_time

    @property
    def share(self) -> float | None:
        return 100 * self.in_time / self.wanted if self.wanted else None


def rates(
    person: Person, first: dt.datetime, last: dt.datetime, now: dt.datetime
) -> tuple[list[Rate], Rate]:
    """更新及时率 of each department, the worst first, and of all that the person may follow.

    Formula: requests whose last text went live not later than the wanted second ÷ all requests
    wanted from `first` to before `last` whose second has come. Those returned, cancelled or
    declined do not count and are told apart; those not live yet count as late.
    """
    until = min(last, now)
    rows = requests(person, now).filter(wanted_at__gte=first, wanted_at__lt=until)
    sums: dict[str, list[int]] = {}
    for unit, stage, wanted, done in rows.order_by("unit__code").values_list(
        "unit__name", "stage", "wanted_at", "done_at"
    ):
        counted = sums.setdefault(unit, [0, 0, 0])
        if stage in UNCOUNTED:
            counted[2] += 1
            continue
        counted[0] += 1
        counted[1] += done is not None and done <= wanted
    told = [Rate(unit, *counted) for unit, counted in sums.items()]
    told.sort(key=lambda rate: 101 if rate.share is None else rate.share)
    whole = Rate(_("合计"), *(sum(each) for each in _columns(told)))
    return told, whole


def _columns(told: list[Rate]) -> list[list[int]]:
    names = ("wanted", "in_time", "left_out")
    return [[getattr(rate, name) for rate in told] for name in names]
