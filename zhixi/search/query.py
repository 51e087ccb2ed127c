"""What is asked, and the clauses that ask the index for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import tantivy  # noqa: TID251

from zhixi.search.analysis import Unit
from zhixi.search.letters import Segment
from zhixi.search.schema import NOWHERE
from zhixi.search.weights import FIELDS, LETTERS, of_unit

_Clause = tuple[tantivy.Occur, tantivy.Query]


@dataclass(frozen=True, slots=True)
class Request:
    """A reader's question at a moment (epoch seconds), with what he may see.

    `sections` None means all; `within` narrows to what he chose to look at, as do `types` and
    `labels` (products, channels or tags). Region, product and tier of the customer order the
    hits, they hide none. `popular` counts recent uses by article; `literal` asks for the text
    as it was typed and for nothing it may have meant.
    """

    text: str
    at: int
    sections: frozenset[int] | None = None
    audiences: frozenset[int] = frozenset()
    types: tuple[str, ...] = ()
    within: frozenset[int] | None = None
    labels: tuple[tuple[str, str], ...] = ()
    limit: int = 20
    region: str = ""
    product: str = ""
    literal: bool = False
    popular: Mapping[int, int] = field(default_factory=dict)


def matching(fields: tantivy.Schema, request: Request, units: Sequence[Unit]) -> tantivy.Query:
    """Any unit in any text, among what may be seen; scored by the units alone."""
    return _among_visible(fields, request, _any(_asked(fields, units)))


def _asked(fields: tantivy.Schema, units: Sequence[Unit]) -> list[tantivy.Query]:
    query = tantivy.Query
    return [
        query.boost_query(query.term_query(fields, name, unit.text, "freq"), boost * of_unit(unit))
        for unit in units
        for name, boost in FIELDS.items()
        if unit.kind not in NOWHERE.get(name, ())
    ]


def sounding(
    fields: tantivy.Schema, request: Request, segments: Sequence[Segment], units: Sequence[Unit]
) -> tantivy.Query:
    """Words that are typed or heard like these segments, near what else is asked."""
    query = tantivy.Query
    heard = [
        query.disjunction_max_query(
            [query.term_query(fields, "letters", term, "freq") for term in segment.terms]
        )
        for segment in segments
    ]
    weighed = [query.boost_query(each, LETTERS) for each in heard]
    return _among_visible(fields, request, _any(heard), _any([*weighed, *_asked(fields, units)]))


def containing(
    fields: tantivy.Schema,
    request: Request,
    terms: Sequence[str],
    spelled: Sequence[Sequence[str]],
    begun: Sequence[str],
) -> tantivy.Query:
    """All terms, one word of each that is spelled, and one that is begun if there are any, in
    questions of what may be seen."""
    query = tantivy.Query
    parts = [
        _any([query.term_query(fields, name, term, "freq") for name in ("title", "phrasings")])
        for term in terms
    ]
    parts += [query.term_set_query(fields, "letters", list(choices)) for choices in spelled]
    if begun:
        ends = (query.term_set_query(fields, name, list(begun)) for name in ("title", "phrasings"))
        parts.append(_any(ends))
    return _among_visible(fields, request, *parts)


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
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
    found += [query.term_query(fields, name, label, "basic") for name, label in request.labels]
    # Both sets bind: what he chose to look at never widens what he may see.
    sections = request.sections
    if request.within is not None:
        sections = request.within if sections is None else request.within & sections
    if sections is not None:
        chosen = [query.term_set_query(fields, "section", list(sections))]
        found += chosen if sections else [query.empty_query()]
    return found
