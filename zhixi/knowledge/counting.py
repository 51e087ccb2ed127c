"""How much knowledge lies in each section: counted once, and kept for as long as it holds."""

import datetime as dt
from dataclasses import dataclass
from threading import Lock

from django.db import connection
from django.db.models import Count, Max

from zhixi.accounts import audit
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.queries import live
from zhixi.knowledge.timeline import FOREVER

_Stamp = tuple[str, int, int]
_START = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Counts:
    """Live articles by section: for each audience of their own and each type, how many.

    They are nobody's: what a reader is told of them passes his rights first.
    """

    rows: dict[int, list[tuple[int | None, str, int]]]
    total: int


@dataclass(frozen=True, slots=True)
class _Kept:
    """Counts, and what they hold for: this state of the base, between two moments."""

    counts: Counts
    stamp: _Stamp
    since: dt.datetime
    until: dt.datetime

    def holds(self, stamp: _Stamp, at: dt.datetime) -> bool:
        return self.stamp == stamp and self.since <= at < self.until


_kept: _Kept | None = None
_counting = Lock()


def counts(at: dt.datetime) -> Counts:
    """What is live at that moment, exactly.

    All of it is gone through only when something was written or a span began or ended since;
    a transaction counts for itself, for its rows may be rolled back.
    """
    global _kept
    if not _committed():
        return _counts(at)
    stamp = _stamp()  # read first: what is written meanwhile makes another one
    kept = _kept
    if kept is None or not kept.holds(stamp, at):
        with _counting:
            kept = _kept
            if kept is None or not kept.holds(stamp, at):
                since, until = _between(at)
                kept = _kept = _Kept(_counts(at), stamp, since, until)
    return kept.counts


def _committed() -> bool:
    return not connection.in_atomic_block


def _stamp() -> _Stamp:
    """Another one after every change: spans are written anew, and the audit chain tells of it."""
    newest = LiveSpan.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return str(connection.settings_dict["NAME"]), audit.head()["seq"], newest


def _between(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The moments before and after, at which something began or ended to be live."""
    before, after = [_START], [FOREVER]
    for field in ("live_from", "live_until"):
        moments = LiveSpan.objects.values_list(field, flat=True)
        before += moments.filter(**{f"{field}__lte": at}).order_by(f"-{field}")[:1]
        after += moments.filter(**{f"{field}__gt": at}).order_by(field)[:1]
    return max(before), min(after)


def _counts(at: dt.datetime) -> Counts:
    grouped = live(at).values_list("section_id", "audience_id", "type").annotate(n=Count("pk"))
    rows: dict[int, list[tuple[int | None, str, int]]] = {}
    for section, audience, kind, n in grouped.order_by():
        rows.setdefault(section, []).append((audience, kind, n))
    return Counts(rows, sum(n for told in rows.values() for *_, n in told))
