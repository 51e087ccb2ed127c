"""The piece of an article that answers: a sentence, a row of a table or a step."""

from collections.abc import Sequence
from functools import lru_cache

from zhixi.search import added, meaning
from zhixi.search.added import Added
from zhixi.search.analysis import Kind, Unit, query_units
from zhixi.search.asked import Wanted, wanted
from zhixi.search.folding import fold
from zhixi.search.weights import CLEARER


def answering(pieces: Sequence[str], query: str, about: str) -> int:
    """Which piece holds most of what the query asks beyond the article's title.

    The first, which can be said, unless another is clearly nearer.
    """
    asked = _asked(query, added.now()).beyond(_kept(about))
    if not pieces or asked.empty:
        return 0
    form = _kept if asked.instead else _plain
    covered = [asked.coverage(form(piece)) for piece in pieces]
    best = max(range(len(pieces)), key=covered.__getitem__)
    return best if covered[best] > covered[0] + CLEARER else 0


@lru_cache(maxsize=512)
def _asked(query: str, _bank: Added) -> Wanted:
    units = [unit for unit in query_units(query) if not unit.filler and not _general(unit)]
    return wanted(units, _telling)


def _telling(term: str) -> float:
    """Within one article no word is rarer than another; but a code or an amount is meant."""
    return 5.0 if term[-1].isdigit() else 1.0


@lru_cache(maxsize=20_000)
def _kept(piece: str) -> str:
    return meaning.kept(fold(piece))


@lru_cache(maxsize=20_000)
def _plain(piece: str) -> str:
    return meaning.plain(fold(piece))


def _general(unit: Unit) -> bool:
    """A class of words; within one article the words themselves tell more. Numbers stay."""
    return unit.kind == Kind.SIGN and not unit.text.startswith("#")
