"""A month or a week of days, and its neighbours."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

MONTH, WEEK = "month", "week"
FIRST, LAST = dt.date(2000, 1, 1), dt.date(2999, 1, 1)  # no calendar goes beyond
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole weeks from Monday on; of a month those that hold one of its days. `last` is not in."""

    view: str
    day: dt.date
    first: dt.date
    last: dt.date
    before: dt.date
    after: dt.date

    @property
    def days(self) -> list[dt.date]:
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days)]

    @property
    def sunday(self) -> dt.date:
        """The last day that is in."""
        return self.last - dt.timedelta(days=1)

    def inside(self, day: dt.date) -> bool:
        return self.view == WEEK or (day.year, day.month) == (self.day.year, self.day.month)


def period(view: str, day: dt.date) -> Period:
    """The week or the month in which the day lies."""
    day = min(max(day, FIRST), LAST)
    if view == WEEK:
        monday = _monday(day)
        return Period(WEEK, day, monday, monday + _WEEK, day - _WEEK, day + _WEEK)
    first = day.replace(day=1)
    after = (first + dt.timedelta(days=32)).replace(day=1)
    end = _monday(after - dt.timedelta(days=1)) + _WEEK
    before = (first - dt.timedelta(days=1)).replace(day=1)
    return Period(MONTH, day, _monday(first), end, before, after)


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins in the bank's zone."""
    return dt.datetime.combine(day, dt.time(), timezone.get_current_timezone())
