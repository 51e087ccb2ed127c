"""How often a department's knowledge was live when it was wanted (更新及时率)."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge.requesting.stages import Stage, requests


@dataclass(frozen=True, slots=True)
class Rate:
    """Of `wanted` requests so many were live in time; `share` is 0–100, None of none."""

    unit: str
    wanted: int
    in_time: int

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
    wanted from `first` to before `last` whose second has come. Those returned are left out;
    those not live yet count as late.
    """
    until = min(last, now)
    rows = requests(person, now).filter(wanted_at__gte=first, wanted_at__lt=until)
    sums: dict[str, list[int]] = {}
    for unit, wanted, done in (
        rows.exclude(stage=Stage.RETURNED)
        .order_by("unit__code")
        .values_list("unit__name", "wanted_at", "done_at")
    ):
        counted = sums.setdefault(unit, [0, 0])
        counted[0] += 1
        counted[1] += done is not None and done <= wanted
    told = [Rate(unit, wanted, in_time) for unit, (wanted, in_time) in sums.items()]
    told.sort(key=lambda rate: rate.share or 0)
    whole = Rate(_("合计"), sum(r.wanted for r in told), sum(r.in_time for r in told))
    return told, whole
