"""Whether a text that the index does not hold yet would be found, by the measure of a search."""

from collections.abc import Iterable

from zhixi.search.analysis import query_units
from zhixi.search.asked import Asked
from zhixi.search.document import Document
from zhixi.search.folding import fold
from zhixi.search.kept import Kept, pack, unpack
from zhixi.search.known import Known
from zhixi.search.live import live_index
from zhixi.search.weights import BESIDE

# So much of what a query asks must a question or a keyword hold to be what was looked for. What
# an answer holds beside that is often of something else: 手机 and 申请 stand in many.
HELD = 0.65
ALIKE = 0.5  # of a query's characters; with fewer in common it is not looked into


def foreseen(document: Document, queries: Iterable[str]) -> list[str]:
    """Those of the queries that this text answers. Raises IndexUnavailable."""
    kept = unpack(pack(document))
    letters = set(kept.joined)
    known = Known(live_index().searcher())
    return [query for query in queries if _alike(query, letters) and _answers(kept, query, known)]


def _alike(query: str, letters: set[str]) -> bool:
    asked = set(fold(query))
    return len(asked & letters) >= ALIKE * len(asked)


def _answers(kept: Kept, query: str, known: Known) -> bool:
    """A question or a keyword holds HELD of it, as `ranking` counts that."""
    units = query_units(fold(query))
    if not units:
        return False
    asked = Asked(query, units, known.rarity)
    here = asked.only(kept.joined)
    return any(
        here.coverage(text) * (1.0 if n < kept.questions else BESIDE) >= HELD
        for n, text in enumerate(kept.texts)
    )
