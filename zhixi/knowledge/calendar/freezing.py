"""Freeze windows (冻结期): periods in which nothing shall go live; whoever would is warned."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.knowledge.models import CalendarMark


def warning(moments: Iterable[dt.datetime | None], now: dt.datetime) -> str:
    """That some would take effect in a freeze window; nothing where none would.

    Of each change the moment it names; None, or one that has passed, is at once. Nobody is kept
    from it: the moment may be meant.
    """
    starts = Counter(max(moment or now, now) for moment in moments)
    if not starts:
        return ""
    windows = CalendarMark.objects.filter(
        kind=CalendarMark.Kind.FREEZE, ends_at__gt=now, starts_at__lte=max(starts)
    )
    said = []
    for window in windows.order_by("starts_at", "pk"):
        n = sum(n for at, n in starts.items() if window.starts_at <= at < window.ends_at)
        if n:
            said.append(_told(window, n))
    return " ".join(said)


def _told(window: CalendarMark, n: int) -> str:
    first, last = (
        f"{timezone.localtime(moment):%m-%d %H:%M}" for moment in (window.starts_at, window.ends_at)
    )
    words = _(
        "有 %(n)s 条将在冻结期“%(name)s”内上线或下线。%(first)s 至 %(last)s 期间知识不宜变动；"
        "可改时间，确需如此的请写明原因。"
    )
    return words % {"name": window.name, "first": first, "last": last, "n": n}


def named(moment: object) -> dt.datetime | None:
    """The moment that a draft's words name, if they do."""
    try:
        found = dt.datetime.fromisoformat(str(moment or ""))
    except ValueError:
        return None
    return found if found.tzinfo else None
