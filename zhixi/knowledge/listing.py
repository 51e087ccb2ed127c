"""What the lines of a list are made of: a few columns of what is live, read in one query."""

import datetime as dt
import json
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db import connection

from zhixi.lib.db import as_moment


class Placed(NamedTuple):
    """What the door asks of an article that is live."""

    number: int
    version: int
    section: int
    audience: int | None


class Line(NamedTuple):
    number: int
    type: str
    title: str
    clauses: list[list[Any]]  # rows of knowledge.clauses.Clause
    payload: str
    content: str
    version: int
    n: int
    section: int
    audience: int | None
    live_from: dt.datetime
    ended_from: dt.datetime | None


# Every search and every suggestion asks this: written out, it costs half of what putting it
# together costs. What waits for the index is left out: there the index does not tell the truth.
_PLACED = """
SELECT span.article_id, span.version_id, span.section_id, span.audience_id
FROM knowledge_livespan span
"""
_LISTED = """
SELECT span.article_id, article.type, span.title, version.clauses, content.payload,
    content.digest, version.id, version.n, span.section_id, span.audience_id, span.live_from, span.ended_from
FROM knowledge_livespan span
JOIN knowledge_article article ON article.number = span.article_id
JOIN knowledge_articleversion version ON version.id = span.version_id
JOIN knowledge_content content ON content.digest = version.content_id
"""
_THESE = """
WHERE span.article_id IN ({marks}) AND span.live_from <= %s AND span.live_until > %s
    AND NOT EXISTS (SELECT 1 FROM search_pending WHERE number = span.article_id)
"""


def listed(numbers: Collection[int], at: dt.datetime) -> Iterator[Line]:
    """Those of these articles that are live and that the index tells rightly, in no order."""
    for number, type_, title, clauses, *told, live_from, ended_from in _read(_LISTED, numbers, at):
        ends = as_moment(ended_from) if ended_from else None
        line = (number, type_, title, json.loads(clauses), *told, as_moment(live_from), ends)
        yield Line._make(line)


def placed(numbers: Collection[int], at: dt.datetime) -> Iterator[Placed]:
    """The same, where only the door asks."""
    return map(Placed._make, _read(_PLACED, numbers, at))


def _read(wanted: str, numbers: Collection[int], at: dt.datetime) -> list[tuple[Any, ...]]:
    if not numbers:
        return []
    moment = connection.ops.adapt_datetimefield_value(at)
    these = _THESE.format(marks=",".join(["%s"] * len(numbers)))
    with connection.cursor() as cursor:
        cursor.execute(wanted + these, [*numbers, moment, moment])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
