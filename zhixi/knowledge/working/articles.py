"""All articles for those who may edit them: by state, narrowed, in an order, a page of them."""

import datetime as dt
import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from zhixi import search
from zhixi.accounts.models import Person
from zhixi.knowledge import types
from zhixi.knowledge.models import Draft
from zhixi.knowledge.queries import Rights, live, rights_of
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.working.states import LASTING, Source, source, waiting
from zhixi.search.labelled import labelled
from zhixi.search.live import live_index

PAGE = 50
DEEPEST = 100  # pages: the database goes along all before the one that is shown
MOST = PAGE * DEEPEST
HITS = 200  # of the index


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to and how it is ordered; None and nothing leave all in.

    `day` is the one of DAYS that lies from `first` to before `last`; `by` are people.
    """

    state: str = "live"
    text: str = ""
    sections: frozenset[int] | None = None
    kind: str = ""
    owner: int | None = None
    label: str = ""
    by: frozenset[int] | None = None
    day: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    sort: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """An article as the list tells it. `lives`: the desk shows it now."""

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

    @property
    def slashed(self) -> str:
        """The path as it is typed."""
        return self.path.replace(" › ", "/")


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of rows; `found` is how many there are, `more` that beyond it nothing was counted."""

    rows: list[Row] = field(default_factory=list)
    found: int = 0
    more: bool = False
    page: int = 1

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))


def articles(asked: Asked, person: Person, now: dt.datetime) -> Listing:
    """The page that was asked for, the nearest where there is no such page."""
    rights = rights_of(person, now)
    from_ = source(asked.state, now)
    keys = _keys(from_, asked, rights, now)
    found = min(len(keys), MOST)
    page = min(max(1, asked.page), max(1, -(-found // PAGE)))
    shown = keys[:MOST][(page - 1) * PAGE : page * PAGE]
    return Listing(_rows(from_, shown, rights, now), found, len(keys) > MOST, page)


def numbers(asked: Asked, person: Person, now: dt.datetime) -> list[int]:
    """All articles that were asked for, whatever the page; no more than a list goes on to."""
    from_ = source(asked.state, now)
    keys = _keys(from_, asked, rights_of(person, now), now)
    return [number for _key, number, *_facts in from_.told(keys[:MOST])]


def _keys(from_: Source, asked: Asked, rights: Rights, now: dt.datetime) -> list[int]:
    """All keys at once, in order: to count them apart would cost as much as to find them."""
    ranked = _ranked(asked, rights, now) if asked.text and asked.state in LASTING else None
    wanted = _narrowed(from_, asked, rights, now, ranked)
    if ranked is not None and not asked.sort:
        return _by_rank(wanted, ranked)
    order = from_.orders.get(asked.sort, from_.orders["changed"])
    return list(wanted.order_by(*order).values_list("pk", flat=True)[: MOST + 1])


def _by_rank(wanted: QuerySet[Any], ranked: dict[int, int]) -> list[int]:
    found = list(wanted.order_by().values_list("article_id", "pk"))
    return [pk for _number, pk in sorted(found, key=lambda row: ranked[row[0]])]


def _request(asked: Asked, rights: Rights, now: dt.datetime) -> search.Request:
    return search.Request(
        text=asked.text,
        at=int(now.timestamp()),
        sections=rights.sections,
        audiences=rights.audiences,
        types=(asked.kind,) if asked.kind else (),
        within=asked.sections,
        limit=HITS,
        literal=True,
    )


def _ranked(asked: Asked, rights: Rights, now: dt.datetime) -> dict[int, int]:
    """What the index finds, each number with its place; a number that is typed comes first."""
    results = search.search(live_index(), _request(asked, rights, now))
    numbers = [hit.number for hit in results.hits]
    typed = dict.fromkeys([*_number(asked.text), *numbers])
    return {number: place for place, number in enumerate(typed)}


def _number(text: str) -> list[int]:
    """The article's number, where one was typed."""
    return [int(text)] if re.fullmatch("[0-9]{1,18}", text) else []


def _narrowed(
    from_: Source, asked: Asked, rights: Rights, now: dt.datetime, ranked: dict[int, int] | None
) -> QuerySet[Any]:
    rows = from_.rows.filter(rights.spans_by_time() if from_.spans else rights.spans())
    if ranked is not None:
        rows = rows.filter(article__in=list(ranked))
    elif asked.text:
        named = Q(**{f"{from_.title}__icontains": asked.text})
        rows = rows.filter(named | Q(article__in=_number(asked.text)))
    if asked.sections is not None:
        rows = rows.filter(section__in=asked.sections)
    if asked.kind:
        rows = rows.filter(**{from_.kind: asked.kind})
    if asked.owner is not None:
        rows = rows.filter(owner=asked.owner)
    if asked.by is not None:
        rows = rows.filter(from_.made_by(asked.by))
    if asked.label:
        rows = rows.filter(_labelled(from_, asked, rights, now))
    return rows.filter(_between(from_, asked))


def _labelled(from_: Source, asked: Asked, rights: Rights, now: dt.datetime) -> Q:
    """The index knows the labels of what is live; of the rest there is little."""
    if from_.state in LASTING:
        request = search.Request(
            text="", at=int(now.timestamp()), sections=rights.sections, audiences=rights.audiences
        )
        return Q(article__in=labelled(live_index(), request, asked.label))
    words = {json.dumps(asked.label, ensure_ascii=ascii_) for ascii_ in (True, False)}
    told = Q()
    for word in words:
        told |= Q(**{f"{from_.words}__contains": word})
    return told


def _between(from_: Source, asked: Asked) -> Q:
    column = from_.days.get(asked.day)
    if column is None or not (asked.first or asked.last):
        return Q()
    told = Q()
    if asked.first:
        told &= Q(**{f"{column}__gte": from_.moment(asked.first)})
    if asked.last:
        told &= Q(**{f"{column}__lt": from_.moment(asked.last)})
    return told & Q(**{f"{column}__lt": from_.moment(FOREVER)})


def _rows(from_: Source, keys: list[int], rights: Rights, now: dt.datetime) -> list[Row]:
    """The rows with these keys, in their order."""
    told = {key: facts for key, *facts in from_.told(keys)}
    numbers = [facts[0] for facts in told.values()]
    drafts, spans = Draft.objects.all(), live(now)
    states = [
        set(rows.filter(article__in=numbers).values_list("article_id", flat=True))
        for rows in (spans, drafts, waiting())
    ]
    return [_row(told[key], rights, states) for key in keys if key in told]


def _row(facts: list[Any], rights: Rights, states: list[set[int]]) -> Row:
    number, kind, title, section, owner, state, n, by, at, *days = facts
    begins, ends, review = (_moment(day) for day in days)
    lives, drafted, pending = (number in numbers for numbers in states)
    return Row(
        number=number,
        label=str(types.registry()[kind].label),
        title=title,
        section=section,
        path=" › ".join(rights.tree.names(section)),
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
