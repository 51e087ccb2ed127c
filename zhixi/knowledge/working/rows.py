"""A row of the list of articles, whatever state it is in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from zhixi.knowledge import typenames
from zhixi.knowledge.finding import Marks, marked
from zhixi.knowledge.models import Draft
from zhixi.knowledge.queries import Rights, live
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.working.attached import Attached, attached
from zhixi.knowledge.working.states import Source, waiting


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the list tells it. `lives`: the desk shows it now; `pieces` are its title's,
    each with whether it matches what was looked up, `attached` what a file of it says of that."""

    number: int
    label: str
    title: str
    section: int
    path: str
    owner: str
    state: str
    n: int | None
    by: str
    at: dt.datetime
    begins: dt.datetime | None
    ends: dt.datetime | None
    review: dt.datetime | None
    lives: bool
    drafted: bool
    pending: bool
    pieces: Marks
    attached: Attached | None

    @property
    def slashed(self) -> str:
        """The path as it is typed."""
        return self.path.replace(" › ", "/")


def rows_of(
    chosen: Iterable[tuple[Source, list[int], str]],
    rights: Rights,
    now: dt.datetime,
    *,
    files: bool = True,
) -> list[Row]:
    """The rows of each source with these keys, in their order, marked by the words beside them;
    without `files` nothing is told of these."""
    told: list[tuple[list[Any], str]] = []
    beside: dict[int, Attached] = {}
    for from_, keys, words in chosen:
        beside |= attached(from_, keys, words) if words and files else {}
        known = {key: facts for key, *facts in from_.told(keys)}
        told += [(known[key], words) for key in keys if key in known]
    numbers = [facts[0] for facts, _words in told]
    states = [
        set(rows.filter(article__in=numbers).values_list("article_id", flat=True))
        for rows in (live(now), Draft.objects.all(), waiting())
    ]
    labels = typenames.names()
    return [
        _row(facts, words, rights, states, labels, beside.get(facts[0])) for facts, words in told
    ]


def _row(
    facts: list[Any],
    words: str,
    rights: Rights,
    states: list[set[int]],
    labels: dict[str, str],
    file: Attached | None,
) -> Row:
    number, kind, title, section, owner, state, n, by, at, *days = facts
    begins, ends, review = (_moment(day) for day in days)
    lives, drafted, pending = (number in numbers for numbers in states)
    return Row(
        number=number,
        label=labels[kind],
        title=title,
        section=section,
        path=rights.tree.written(section),
        owner=owner or "",
        state=state,
        n=n,
        by=by or "",
        at=at,
        begins=begins,
        ends=ends if ends and ends < FOREVER else None,
        review=review,
        lives=lives,
        drafted=drafted,
        pending=pending,
        pieces=marked(title or "", words) if words else [],
        attached=file,
    )


def _moment(told: object) -> dt.datetime | None:
    """A draft tells its moments in words, and may be unfinished."""
    if isinstance(told, dt.datetime):
        return told
    try:
        moment = dt.datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return moment if moment.tzinfo else timezone.make_aware(moment)
