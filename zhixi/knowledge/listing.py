"""What the lines of a list are made of: a few columns of what is live, read in one query."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import OuterRef

from zhixi.knowledge.queries import live
from zhixi.search import outbox


class Listed(NamedTuple):
    number: int
    type: str
    title: str
    clauses: list[list[Any]]  # rows of knowledge.clauses.Clause
    payload: str
    version: int
    n: int
    section: int
    audience: int | None
    live_from: dt.datetime
    ended_from: dt.datetime | None


_COLUMNS = (
    "article",
    "article__type",
    "title",
    "version__clauses",
    "version__content__payload",
    "version",
    "version__n",
    "section",
    "audience",
    "live_from",
    "ended_from",
)


def listed(numbers: Iterable[int], at: dt.datetime) -> Iterator[Listed]:
    """Those of these articles that are live and that the index tells rightly, in no order."""
    waiting = outbox.waiting(OuterRef("article"))
    rows = live(at).filter(~waiting, article__in=list(numbers))
    return map(Listed._make, rows.values_list(*_COLUMNS))
