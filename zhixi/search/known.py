"""What an index knows of terms: how many documents hold them, and how rare that makes them."""

import math

from zhixi.search.view import View


class Known:
    """What this index knows, asked once for each term of a search."""

    def __init__(self, searcher: View) -> None:
        self.searcher = searcher
        self._documents = searcher.num_docs
        self._rarities: dict[str, float] = {}

    def count(self, field: str, term: str) -> int:
        return self.searcher.doc_freq(field, term)

    def rarity(self, term: str) -> float:
        """How rare a term is among titles; see `rarity`."""
        if term not in self._rarities:
            self._rarities[term] = self.rare(self.count("title", term))
        return self._rarities[term]

    def rare(self, found_in: int) -> float:
        """How rare that makes a term of this index; see `rarity`."""
        return rarity(found_in, self._documents)

    def letters(self, term: str) -> int:
        return self.count("letters", term)

    def is_word(self, text: str) -> bool:
        return any(self.count(field, text) for field in ("title", "phrasings", "keywords"))


def rarity(found_in: int, of: int) -> float:
    """Inverse document frequency as BM25 counts it.

    Deleted documents still count in `found_in` until segments are merged, not in `of`.
    """
    of = max(of, found_in)
    return math.log(1 + (of - found_in + 0.5) / (found_in + 0.5))
