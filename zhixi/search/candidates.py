"""What the index proposes among what the reader may see.

To keep to that while it searches costs the index more than the question does. So it is asked
for more than is wanted, and what may not be seen is left out here; only where too little
remains is it asked to keep to it.
"""

from typing import NamedTuple

import tantivy  # noqa: TID251

from zhixi.search import query
from zhixi.search.query import Request, Scored
from zhixi.search.view import View

# In a bank most is live, and an agent may read most of it.
_TIMES, _MORE = 2.25, 40  # what is wanted


class Candidate(NamedTuple):
    """A document with what the index tells without reading it; moments are epoch seconds."""

    score: float
    address: tantivy.DocAddress
    section: int
    audience: int
    live_from: int
    live_until: int
    number: int
    ended_from: int
    type: str


_SEEN_BY = ("section", "audience", "live_from", "live_until")


def proposed(
    view: View, fields: tantivy.Schema, request: Request, wanted: tantivy.Query, limit: int
) -> list[Candidate]:
    """The `limit` best answers to what is wanted that may be seen, best first."""
    return _told(view, nearest(view, fields, request, wanted, limit))


def nearest(
    view: View, fields: tantivy.Schema, request: Request, wanted: tantivy.Query, limit: int
) -> list[Scored]:
    """The same, where nothing more is to be told of them."""
    asked = query.narrowed(fields, request, wanted)
    more = int(limit * _TIMES) + _MORE
    found = view.search(asked, more)
    seen = _seen(view, request, found)
    if len(seen) < limit and len(found) == more:
        seen = view.search(query.visible(fields, request, asked), limit)
    return seen[:limit]


def _seen(view: View, request: Request, found: list[Scored]) -> list[Scored]:
    addresses = [address for _score, address in found]
    facts = (view.numbers(name, addresses) for name in _SEEN_BY)
    return [hit for hit, *told in zip(found, *facts, strict=True) if request.may_see(*told)]


def _told(view: View, found: list[Scored]) -> list[Candidate]:
    addresses = [address for _score, address in found]
    facts = [view.numbers(name, addresses) for name in (*_SEEN_BY, "number", "ended_from")]
    types = view.types(addresses)
    return [Candidate(*hit, *told) for hit, *told in zip(found, *facts, types, strict=True)]
