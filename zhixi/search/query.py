"""What is asked, and the clauses that ask the index for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import tantivy  # noqa: TID251

from zhixi.search.analysis import Unit
from zhixi.search.known import Known
from zhixi.search.letters import Segment
from zhixi.search.schema import NOWHERE
from zhixi.search.weights import FEW, FIELDS, LETTERS, QUESTIONS, TELLING, of_unit

Scored = tuple[float, tantivy.DocAddress]


@dataclass(frozen=True, slots=True)
class Request:
    """A reader's question at a moment (epoch seconds), with what he may see.

    `sections` None means all; `within` narrows to what he chose to look at, as do `types` and
    `labels` (products, channels or tags). Region, product and tier of the customer order the
    hits, they hide none. `popular` tells how much an article was used lately, 0 to 1; `literal`
    asks for the text as it was typed and for nothing it may have meant. The texts of the
    `looked_into` best are compared one by one.
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
    looked_into: int = 40
    popular: Mapping[int, float] = field(default_factory=dict)

    def may_see(self, section: int, audience: int, live_from: int, live_until: int) -> bool:
        """Whether a document is live then, and open to the reader; audience 0 is everybody's."""
        return (
            live_from <= self.at < live_until
            and (not audience or audience in self.audiences)
            and (self.sections is None or section in self.sections)
        )


def matching(fields: tantivy.Schema, units: Sequence[Unit], known: Known) -> tantivy.Query:
    """Any telling unit in any text."""
    return _any(_asked(fields, units, known))


def _asked(fields: tantivy.Schema, units: Sequence[Unit], known: Known) -> list[tantivy.Query]:
    """The units by field, each worth its weight, the rarest first.

    Once they make up TELLING of all, those that stand in more than FEW documents are left out:
    they would be read most and tell least. Ranking compares them all the same.
    """
    query = tantivy.Query
    worth = [
        (boost * of_unit(unit), known.rare(held), held, name, unit.text)
        for unit in units
        for name, boost in FIELDS.items()
        if unit.kind not in NOWHERE.get(name, ()) and (held := known.count(name, unit.text))
    ]
    worth.sort(key=lambda each: -each[0] * each[1])
    left = sum([weight * rarity for weight, rarity, *_ in worth]) * TELLING
    asked = []
    for weight, rarity, held, name, text in worth:
        if left > 0 or held <= FEW:
            asked.append(query.boost_query(query.term_query(fields, name, text, "freq"), weight))
        left -= weight * rarity
    return asked


def sounding(
    fields: tantivy.Schema, segments: Sequence[Segment], units: Sequence[Unit], known: Known
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
    return _all(_any(heard), _any([*weighed, *_asked(fields, units, known)]))


def containing(
    fields: tantivy.Schema,
    terms: Sequence[str],
    spelled: Sequence[Sequence[str]],
    begun: Sequence[str],
) -> tantivy.Query:
    """All terms, one word of each that is spelled, and one that is begun if there are any, in
    questions."""
    query = tantivy.Query
    parts = [
        _any([query.term_query(fields, name, term, "freq") for name in QUESTIONS]) for term in terms
    ]
    parts += [query.term_set_query(fields, "letters", list(choices)) for choices in spelled]
    if begun:
        ends = (query.term_set_query(fields, name, list(begun)) for name in QUESTIONS)
        parts.append(_any(ends))
    return _all(*parts)


def _any(queries: Iterable[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in queries])


def _all(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in queries])


def narrowed(fields: tantivy.Schema, request: Request, wanted: tantivy.Query) -> tantivy.Query:
    """The wanted, among what the reader chose to look at."""
    query = tantivy.Query
    chosen = [query.term_query(fields, name, label, "basic") for name, label in request.labels]
    if request.types:
        chosen.append(query.term_set_query(fields, "type", list(request.types)))
    if request.within is not None:
        open_ = request.within if request.sections is None else request.within & request.sections
        chosen.append(_among(fields, "section", open_))
    return _silently(wanted, chosen)


def visible(fields: tantivy.Schema, request: Request, wanted: tantivy.Query) -> tantivy.Query:
    """The wanted, among what `Request.may_see` says may be seen."""
    query, unsigned = tantivy.Query, tantivy.FieldType.Unsigned
    bounds = [
        query.range_query(fields, "live_from", unsigned, upper_bound=request.at),
        query.range_query(
            fields, "live_until", unsigned, lower_bound=request.at, include_lower=False
        ),
        _among(fields, "audience", request.audiences | {0}),
    ]
    if request.sections is not None:
        bounds.append(_among(fields, "section", request.sections))
    return _silently(wanted, bounds)


def _silently(wanted: tantivy.Query, bounds: Sequence[tantivy.Query]) -> tantivy.Query:
    """The wanted within bounds that do not score; left as it is where there are none."""
    silent = (tantivy.Query.const_score_query(each, 0.0) for each in bounds)
    return _all(wanted, *silent) if bounds else wanted


def _among(fields: tantivy.Schema, name: str, ids: frozenset[int]) -> tantivy.Query:
    query = tantivy.Query
    return query.term_set_query(fields, name, list(ids)) if ids else query.empty_query()
