"""All articles for those who may edit them: by state, narrowed, in an order, a page of them."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db.models import QuerySet

from zhixi.accounts.models import Person
from zhixi.knowledge.queries import Rights, rights_of
from zhixi.knowledge.working.everywhere import everywhere, told
from zhixi.knowledge.working.looking import Looked, look_up
from zhixi.knowledge.working.narrowing import Asked, narrowed, number_in
from zhixi.knowledge.working.rows import Row, rows_of
from zhixi.knowledge.working.states import ALL, EVERYWHERE, Source, source

PAGE = 50
DEEPEST = 100  # pages: the database goes along all before the one that is shown
MOST = PAGE * DEEPEST


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows; `found` is how many there are, `more` that beyond it nothing was counted.

    `corrected` is what was looked up in place of what was typed; `plain` says that an index is
    being built anew and titles had to do.
    """

    rows: list[Row] = field(default_factory=list)
    found: int = 0
    more: bool = False
    page: int = 1
    corrected: str = ""
    plain: bool = False

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def articles(asked: Asked, person: Person, now: dt.datetime) -> Listing:
    """The page that was asked for, the nearest where there is no such page."""
    rights = rights_of(person, now)
    looked = _looked(asked, rights, now)
    if asked.state == ALL:
        places, more = everywhere(asked, looked, rights, now)
        page, here = _paged(places, asked.page)
        found, shown = len(places), told(here, rights, now)
    else:
        from_ = source(asked.state, now)
        keys = _keys(from_, asked, looked, rights, now)
        found, more = min(len(keys), MOST), len(keys) > MOST
        page, few = _paged(keys[:MOST], asked.page)
        shown = rows_of([(from_, few, looked.words(from_.state))], rights, now)
    return Listing(shown, found, more, page, looked.corrected, looked.plain)


def numbers(asked: Asked, person: Person, now: dt.datetime) -> list[int]:
    """All articles that were asked for, whatever the page; no more than a list goes on to."""
    rights = rights_of(person, now)
    looked = _looked(asked, rights, now)
    if asked.state == ALL:
        places, _more = everywhere(asked, looked, rights, now)
        return [place.number for place in places]
    from_ = source(asked.state, now)
    keys = _keys(from_, asked, looked, rights, now)
    return [number for _key, number, *_facts in from_.told(keys[:MOST])]


def _looked(asked: Asked, rights: Rights, now: dt.datetime) -> Looked:
    states = EVERYWHERE if asked.state == ALL else (asked.state,)
    return look_up(asked, states, rights, now)


T = TypeVar("T")


def _paged(all_: list[T], wanted: int) -> tuple[int, list[T]]:
    page = min(max(1, wanted), max(1, -(-len(all_) // PAGE)))
    return page, all_[(page - 1) * PAGE : page * PAGE]


def _keys(
    from_: Source, asked: Asked, looked: Looked, rights: Rights, now: dt.datetime
) -> list[int]:
    """All keys at once, in order: to count them apart would cost as much as to find them."""
    scores = looked.scores(from_.state)
    wanted = narrowed(from_, asked, rights, now, scores)
    if scores is not None and not asked.sort:
        return _by_rank(wanted, [*number_in(asked.text), *scores])
    order = from_.orders.get(asked.sort, from_.orders["changed"])
    return list(wanted.order_by(*order).values_list("pk", flat=True)[: MOST + 1])


def _by_rank(wanted: QuerySet[Any], ranked: list[int]) -> list[int]:
    """In the order of the index; a number that was typed comes first."""
    place = {number: n for n, number in reversed(list(enumerate(ranked)))}
    found = list(wanted.order_by().values_list("article_id", "pk"))
    return [pk for _number, pk in sorted(found, key=lambda row: place[row[0]])]
