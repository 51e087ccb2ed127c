"""The fold: which version stands when, told from the acts in the order they were recorded.

An act owns the article's time from its `live_from` on and replaces all that stood there.
A withdrawal leaves that time empty. An act with an end names what follows it; if it names
nothing, the article lapses. Spans are half open: [live_from, live_until).
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

FOREVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Act:
    version: int | None
    live_from: dt.datetime
    live_until: dt.datetime | None = None
    then: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    version: int
    live_from: dt.datetime
    live_until: dt.datetime = FOREVER


@dataclass(frozen=True, slots=True)
class Place:
    section: int
    owner: int | None
    audience: int | None
    from_at: dt.datetime


def fold(acts: Iterable[Act]) -> list[Span]:
    """Spans in order of time, without overlaps; touching spans of one version are joined."""
    spans: list[Span] = []
    for act in acts:
        spans = _until(spans, act.live_from)
        end = act.live_until or FOREVER
        if act.version is not None and act.live_from < end:
            spans.append(Span(act.version, act.live_from, end))
        if act.then is not None and end < FOREVER:
            spans.append(Span(act.then, max(end, act.live_from)))
    return _joined(spans)


def _until(spans: list[Span], moment: dt.datetime) -> list[Span]:
    kept = [span for span in spans if span.live_from < moment]
    return [replace(span, live_until=min(span.live_until, moment)) for span in kept]


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.version == span.version and last.live_until == span.live_from:
            joined[-1] = replace(last, live_until=span.live_until)
        else:
            joined.append(span)
    return joined


def placed(spans: Iterable[Span], places: Sequence[Place]) -> list[tuple[Span, Place]]:
    """Cut spans where the article moved. Of places from the same moment the later row holds.

    Time before the first place belongs to it.
    """
    in_force: dict[dt.datetime, Place] = {}
    for place in sorted(places, key=lambda p: p.from_at):
        in_force[place.from_at] = place
    starts = list(in_force)
    pairs = []
    for span in spans:
        for i, start in enumerate(starts):
            begin = span.live_from if i == 0 else max(span.live_from, start)
            end = min(span.live_until, starts[i + 1]) if i + 1 < len(starts) else span.live_until
            if begin < end:
                pairs.append((Span(span.version, begin, end), in_force[start]))
    return pairs


def next_second(now: dt.datetime, rows: int = 0) -> dt.datetime:
    """The next full second after a commit that writes so many rows.

    A row takes at most 0.4 ms to write on the machines we know; a moment that passed
    before its own commit would be a moment nobody saw as it is told.
    """
    later = now + dt.timedelta(seconds=1, milliseconds=rows * 0.4)
    return later.replace(microsecond=0) + dt.timedelta(seconds=1 if rows else 0)
