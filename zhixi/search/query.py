"""What is asked, and the clauses that ask the index for it."""

from collections.abc import Iterable
from dataclasses import dataclass

import tantivy  # noqa: TID251

from zhixi.search.analysis import Kind, Unit
from zhixi.search.schema import LONG_TEXTS
from zhixi.search.weights import FIELDS, of_unit

_Clause = tuple[tantivy.Occur, tantivy.Query]


@dataclass(frozen=True, slots=True)
class Request:
    """A reader's question at a moment (epoch seconds), with what he may see.

    `sections` None means all; `within` narrows to what he chose to look at.
    Region and product of the customer order the hits, they hide none.
    """

    text: str
    at: int
    sections: frozenset[int] | None = None
    audiences: frozenset[int] = frozenset()
    types: tuple[str, ...] = ()
    within: frozenset[int] | None = None
    limit: int = 20
    region: str = ""
    product: str = ""


def matching(fields: tantivy.Schema, request: Request, units: Iterable[Unit]) -> tantivy.Query:
    """Any unit in any text, among what may be seen; scored by the units alone."""
    query = tantivy.Query
    wanted = [
        query.boost_query(query.term_query(fields, name, unit.text, "freq"), boost * of_unit(unit))
        for unit in units
        for name, boost in FIELDS.items()
        if unit.kind != Kind.CHARACTER or name not in LONG_TEXTS
    ]
    return _among_visible(fields, request, _any(wanted))


def containing(
    fields: tantivy.Schema, request: Request, terms: list[str], tail: str
) -> tantivy.Query:
    """All terms, and one that begins with `tail`, in titles or phrasings of what may be seen."""
    query = tantivy.Query
    parts = [
        _any([query.term_query(fields, name, term, "freq") for name in ("title", "phrasings")])
        for term in terms
    ]
    if tail:
        begins = [query.regex_query(fields, name, f"{tail}.*") for name in ("title", "phrasings")]
        parts.append(_any(begins))
    return _among_visible(fields, request, *parts)


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])


def _among_visible(
    fields: tantivy.Schema, request: Request, *wanted: tantivy.Query
) -> tantivy.Query:
    must: list[_Clause] = [(tantivy.Occur.Must, each) for each in wanted]
    silent = tantivy.Query.const_score_query
    must += [(tantivy.Occur.Must, silent(each, 0.0)) for each in _filters(fields, request)]
    return tantivy.Query.boolean_query(must)


def _filters(fields: tantivy.Schema, request: Request) -> list[tantivy.Query]:
    query, unsigned = tantivy.Query, tantivy.FieldType.Unsigned
    found = [
        query.range_query(fields, "live_from", unsigned, upper_bound=request.at),
        query.range_query(
            fields, "live_until", unsigned, lower_bound=request.at, include_lower=False
        ),
        query.term_set_query(fields, "audience", [0, *request.audiences]),
    ]
    if request.types:
        found.append(query.term_set_query(fields, "type", list(request.types)))
    # Both sets bind: what he chose to look at never widens what he may see.
    sections = request.sections
    if request.within is not None:
        sections = request.within if sections is None else request.within & sections
    if sections is not None:
        chosen = [query.term_set_query(fields, "section", list(sections))]
        found += chosen if sections else [query.empty_query()]
    return found
