"""Periods as a line of time: where each lies between the first day and the last, and today."""

import datetime as dt
from dataclasses import dataclass

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.knowledge.types.base import Period, period_text

register = template.Library()

MOST_TICKS = 6
_BESIDE = 9  # percent; nearer to today a month is not named
_LEAST_WIDTH = 0.6  # percent; one day in two years must still be seen


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on the line; `x` and `width` are percentages of the line, ready to be written."""

    path: str
    label: str
    text: str
    state: str  # done, on or ahead; nothing where the moment is unknown
    state_text: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    text: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    bars: list[Bar]
    ticks: list[Tick]
    today: str


def now_of(context: Context) -> dt.datetime | None:
    """The moment at which the page is read, where it says so."""
    return context.get("now") or None


@register.simple_tag(takes_context=True)
def time_line(context: Context, spans: list[tuple[str, str, Period]]) -> TimeLine:
    return drawn(spans, now_of(context))


@register.simple_tag(takes_context=True)
def standing_of(context: Context, period: Period | None) -> tuple[str, str]:
    """Whether a period is done, on or ahead, and how that is said."""
    now = now_of(context)
    return _standing(period, now) if period and now else ("", "")


def drawn(spans: list[tuple[str, str, Period]], now: dt.datetime | None) -> TimeLine:
    first = min(period.starts_at for _path, _label, period in spans)
    last = max(period.ends_at for _path, _label, period in spans)
    room = (last - first) / 4
    if now and first - room <= now <= last + room:  # today is near enough to be drawn
        first, last = min(first, now), max(last, now)

    def place(at: dt.datetime) -> float:
        return 100 * ((at - first) / (last - first))

    bars = []
    for path, label, period in spans:
        state, said = _standing(period, now) if now else ("", "")
        x, end = place(period.starts_at), place(period.ends_at)
        width = f"{max(end - x, _LEAST_WIDTH):.2f}%"
        bars.append(Bar(path, label, period_text(period), state, said, f"{x:.2f}%", width))
    here = place(now) if now and first <= now <= last else None
    ticks = [
        Tick(f"{place(at):.2f}%", "" if here and abs(place(at) - here) < _BESIDE else text)
        for at, text in _months(first, last)
    ]
    return TimeLine(bars, ticks, "" if here is None else f"{here:.2f}%")


def _standing(period: Period, now: dt.datetime) -> tuple[str, str]:
    today = timezone.localdate(now)
    if now < period.starts_at:
        days = (timezone.localdate(period.starts_at) - today).days
        return "ahead", _("%(n)s 天后开始") % {"n": days} if days else _("今天开始")
    if now >= period.ends_at:
        return "done", _("已结束")
    days = (timezone.localdate(period.ends_at - dt.timedelta(seconds=1)) - today).days
    return "on", _("还剩 %(n)s 天") % {"n": days} if days else _("今天最后一天")


def _months(first: dt.datetime, last: dt.datetime) -> list[tuple[dt.datetime, str]]:
    """Beginnings of months between two moments, so many that they can be read side by side."""
    start, end = timezone.localtime(first), timezone.localtime(last)
    months = range(start.year * 12 + start.month, end.year * 12 + end.month)
    step = -(-len(months) // MOST_TICKS) or 1
    found = []
    for month in months[::step]:
        day = dt.date(month // 12, month % 12 + 1, 1)
        at = timezone.make_aware(dt.datetime.combine(day, dt.time()))
        found.append((at, f"{day:%Y-%m-%d}" if day.month == 1 else f"{day:%m-%d}"))
    return found
