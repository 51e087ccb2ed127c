"""What a text finds in every state at once, each article where it was found first."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from zhixi.knowledge.queries import Rights
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.working.looking import HITS, Looked
from zhixi.knowledge.working.narrowing import Asked, narrowed, number_in
from zhixi.knowledge.working.rows import Row, rows_of
from zhixi.knowledge.working.states import EVERYWHERE, Source, source

_ORDERS: dict[str, Callable[[Row], Any]] = {
    "changed": lambda row: -row.at.timestamp(),
    "title": lambda row: row.title or "",
    "ends": lambda row: row.ends or FOREVER,
    "review": lambda row: row.review or FOREVER,
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article was found; `words` are what its title matched by."""

    number: int
    from_: Source
    key: int
    words: str
    score: float


def everywhere(
    asked: Asked, looked: Looked, rights: Rights, now: dt.datetime
) -> tuple[list[Place], bool]:
    """All in order, and whether there may be more.

    A text in work stands for its article: that is what opens for editing.
    """
    found: dict[int, Place] = {}
    typed, more = number_in(asked.text), False
    for state in EVERYWHERE:
        from_, results = source(state, now), looked.of(state)
        scores, words = looked.scores(state), looked.words(state)
        rows = narrowed(from_, asked, rights, now, scores).order_by()
        keys = list(rows.values_list("article_id", "pk")[: HITS + 1])
        more = more or len(keys) > HITS or bool(results and results.more)
        for number, key in keys[:HITS]:
            score = float("inf") if number in typed else (scores or {}).get(number, 0.0)
            found.setdefault(number, Place(number, from_, key, words, score))
    places = sorted(found.values(), key=lambda place: (-place.score, place.number))
    if order := _ORDERS.get(asked.sort):
        rows_ = sorted(told(places, rights, now, files=False), key=order)
        places = [found[row.number] for row in rows_]
    return places, more


def told(
    places: Sequence[Place], rights: Rights, now: dt.datetime, *, files: bool = True
) -> list[Row]:
    """Their rows, in their order."""
    groups: dict[str, tuple[Source, list[int], str]] = {}
    for place in places:
        state = place.from_.state
        groups.setdefault(state, (place.from_, [], place.words))[1].append(place.key)
    rows = {row.number: row for row in rows_of(groups.values(), rights, now, files=files)}
    return [rows[place.number] for place in places if place.number in rows]
