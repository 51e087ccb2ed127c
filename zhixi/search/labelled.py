"""Documents by what they are labelled with, in no order."""

import tantivy  # noqa: TID251

from zhixi.search import query
from zhixi.search.index import Index
from zhixi.search.kept import LABELS
from zhixi.search.query import Request

MOST = 5000


def labelled(index: Index, request: Request, label: str) -> list[int]:
    """The numbers of at most MOST that may be seen and bear this region, product, channel or tag.

    Raises IndexUnavailable.
    """
    fields, terms = index.fields, tantivy.Query.term_query
    borne = [(tantivy.Occur.Should, terms(fields, name, label, "basic")) for name in LABELS]
    wanted = query.visible(fields, request, tantivy.Query.boolean_query(borne))
    view = index.searcher()
    return view.numbers("number", [address for _score, address in view.search(wanted, MOST)])
