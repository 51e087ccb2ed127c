"""Which section a query that led nowhere belongs to.

The worker finds it out, a few queries at a time; pages read what it found.
"""

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import DatabaseError

from zhixi import search
from zhixi.accounts.models import Audience
from zhixi.knowledge.queries import live
from zhixi.knowledge.sections import Tree, tree
from zhixi.search import IndexUnavailable, failing
from zhixi.search import leads as log
from zhixi.search.labelled import labelled
from zhixi.search.live import live_index

EVERY = 600.0  # seconds between two looks at the log
AT_ONCE = 5  # queries in a round for which the index is asked
STANDS = dt.timedelta(days=1)  # so long what the index said is believed
NEAR = 3  # hits of a wording
TOUCHED = 0.24  # of a query: texts that hold less only touch it

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query for which the index is asked; `opened` is what does where that tells nothing."""

    query: str
    product: str
    opened: int | None


class Rounds:
    """The worker's rounds: the log is read, then the index asked for what the log cannot tell."""

    def __init__(self) -> None:
        self._looked = -EVERY
        self._left: list[Asked] = []

    def round(self, now: dt.datetime) -> None:
        try:
            if time.monotonic() - self._looked >= EVERY:
                self._looked = time.monotonic()
                self._left = by_the_log(now)
            some, self._left = self._left[:AT_ONCE], self._left[AT_ONCE:]
            if some:
                by_the_index(some, now)
        except (DatabaseError, IndexUnavailable):  # agents are served without either
            logger.exception("queries in vain have no sections")
            self._left = []


def place_all(now: dt.datetime) -> None:
    """All at once. Raises IndexUnavailable."""
    if left := by_the_log(now):
        by_the_index(left, now)


def by_the_log(now: dt.datetime) -> list[Asked]:
    """Keep what the log tells; returns the queries for which the index is to be asked."""
    since = now - failing.LATELY
    queries = [each.query for each in failing.unfound_since(since)]
    log.forget_but(queries)
    told = log.leads(queries, since)
    sections = tree(now)
    stands = _sections({number for lead in told.values() for number in lead.opened}, now)
    found, left = {}, []
    for query, lead in told.items():
        opened = _of(lead.opened, stands, sections)
        section = _first(lead.sections, sections) or (None if lead.products else opened)
        if section is not None:
            found[query] = section
        else:
            left.append(Asked(query, _most(lead.products), opened))
    log.keep(found, now)
    known = log.known_since(now - STANDS)
    return [each for each in left if each.query not in known]


def _most(products: Counter[str]) -> str:
    return products.most_common(1)[0][0] if products else ""


def by_the_index(asked: Sequence[Asked], now: dt.datetime) -> None:
    """Keep the sections of the articles nearest to each, of those with the product where one was
    chosen. Raises IndexUnavailable."""
    request = search.Request(
        text="",
        at=int(now.timestamp()),
        audiences=frozenset(Audience.objects.values_list("pk", flat=True)),
        limit=NEAR,
        literal=True,
    )
    near = {each: _near(each, request) for each in asked}
    stands, sections = _sections({n for found in near.values() for n in found}, now), tree(now)
    placed = {
        each.query: _of(found, stands, sections) or each.opened for each, found in near.items()
    }
    log.keep(placed, now)


def _near(asked: Asked, request: search.Request) -> Counter[int]:
    """Articles by how near they are to the query; those of the product do where none is."""
    text = replace(request, text=asked.query)
    if asked.product:
        within = replace(text, labels=(("products", asked.product),))
        return _hits(within, 0) or Counter(labelled(live_index(), request, asked.product))
    return _hits(text, TOUCHED) if search.words_of(asked.query) else Counter()


def _hits(request: search.Request, least: float) -> Counter[int]:
    """The first hits that hold at least so much of what was asked, the first weighing most."""
    hits = search.search(live_index(), request).hits
    near = [hit.number for hit in hits if hit.features["coverage"] >= least]
    return Counter({number: NEAR - place for place, number in enumerate(near)})


def _of(numbers: Counter[int], stands: dict[int, int], sections: Tree) -> int | None:
    """The section in which most of these articles stand."""
    counted: Counter[int] = Counter()
    for number, times in numbers.items():
        if number in stands:
            counted[stands[number]] += times
    return _first(counted, sections)


def _first(counted: Counter[int], sections: Tree) -> int | None:
    open_ = (pk for pk, _n in counted.most_common() if pk in sections.nodes)
    return next((pk for pk in open_ if not sections.nodes[pk].closed), None)


def _sections(numbers: Collection[int], now: dt.datetime) -> dict[int, int]:
    """Where these articles stand now."""
    rows = live(now).filter(article__in=numbers)
    return dict(rows.values_list("article_id", "section_id"))
