"""Freeze windows (冻结期): periods in which nothing shall go live."""

import datetime as dt

from zhixi.knowledge.models import CalendarMark


def frozen_at(moment: dt.datetime) -> CalendarMark | None:
    """The freeze window in which the moment lies."""
    marks = CalendarMark.objects.filter(
        kind=CalendarMark.Kind.FREEZE, starts_at__lte=moment, ends_at__gt=moment
    )
    return marks.order_by("-ends_at").first()


def frozen_start(effective_from: str, now: dt.datetime) -> CalendarMark | None:
    """The window in which a text would go live, were it approved now: at once or when it says."""
    try:
        named = dt.datetime.fromisoformat(effective_from)
    except ValueError:
        named = now
    return frozen_at(max(named, now) if named.tzinfo else now)
