"""What stands in sections, for those who keep order: live, ahead, drafts, what waits."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from zhixi.knowledge.counting import counts
from zhixi.knowledge.models import Draft, LiveSpan
from zhixi.knowledge.working.states import waiting


@dataclass(frozen=True, slots=True)
class Stock:
    """How many live articles, drafts and texts at the gate each section holds itself."""

    live: Counter[int]
    drafts: Counter[int]
    pending: Counter[int]

    def of(self, sections: Iterable[int]) -> tuple[int, int, int]:
        """The sums over these sections."""
        all_ = list(sections)
        live, drafts, pending = (
            sum(each[section] for section in all_)
            for each in (self.live, self.drafts, self.pending)
        )
        return live, drafts, pending


def stock(at: dt.datetime) -> Stock:
    live = {section: sum(n for *_facts, n in rows) for section, rows in counts(at).rows.items()}
    return Stock(Counter(live), _by_section(Draft.objects.all()), _by_section(waiting()))


def _by_section(rows: QuerySet[Any]) -> Counter[int]:
    told = rows.order_by().values_list("section_id").annotate(n=Count("pk"))
    return Counter(dict(told.values_list("section_id", "n")))


def is_empty(section: int, now: dt.datetime) -> bool:
    """Whether nothing stands there now or later, is worked on there or waits to stand there."""
    spans = LiveSpan.objects.filter(section=section, live_until__gt=now)
    rows: tuple[QuerySet[Any], ...] = (
        spans,
        Draft.objects.filter(section=section),
        waiting().filter(section=section),
    )
    return not any(each.exists() for each in rows)
