"""What the bank adds to the language tables; each process takes it up when it has changed.

Synonyms are asked for beside what was typed and leave the index as it is. A word of the lexicon
is cut as one from now on: texts that were learnt before are found by its pairs of characters,
and by the word itself once they are learnt again.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache

import rjieba
from django.db import connection

from zhixi.search import tables
from zhixi.search.folding import fold

SYNONYM, LEXICON = "synonym", "lexicon"
# jieba takes a word added with frequency 0 for no word at all.
FREQUENCY, NO_WORD = 100_000, 0

# The room is imported before there are models, and this is asked for at every search.
_STAMP = "SELECT COUNT(id), MAX(id), MAX(changed_at) FROM search_bankword"
_ROWS = "SELECT kind, line FROM search_bankword ORDER BY id"


@dataclass(frozen=True, slots=True, eq=False)
class Added:
    """`rules` are asked beside, both ways where words mean the same; one object for each state,
    so that what was worked out by it can be kept under it."""

    lines: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    rules: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


_current = Added()
_stamp: tuple[object, ...] = ()
_taught: set[str] = set()  # the dictionary does not forget a word that was dropped
_lock = threading.Lock()
_tried: ContextVar[Added | None] = ContextVar("tried", default=None)


def now() -> Added:
    return _tried.get() or _current


def made(lines: Sequence[str], words: Sequence[str] = ()) -> Added:
    own = tables.read_synonyms([fold(line) for line in lines])
    return Added(tuple(lines), frozenset(map(fold, words)), _rules(own), own.notes)


@contextmanager
def trying(lines: Sequence[str]) -> Iterator[None]:
    """Within it this thread asks by these lines of synonyms in place of the bank's."""
    token = _tried.set(made(lines))
    try:
        yield
    finally:
        _tried.reset(token)


def take_up() -> None:
    """Read the bank's entries where they have changed; one row is asked for that.

    A transaction reads for itself: its rows may be rolled back.
    """
    global _current, _stamp
    with connection.cursor() as cursor:
        stamp: tuple[object, ...] = ()
        if not connection.in_atomic_block:
            cursor.execute(_STAMP)
            stamp = (str(connection.settings_dict["NAME"]), *cursor.fetchone())
            if stamp == _stamp:
                return
        cursor.execute(_ROWS)
        rows = cursor.fetchall()
    lines = tuple(line for kind, line in rows if kind == SYNONYM)
    words = frozenset(fold(line) for kind, line in rows if kind == LEXICON)
    with _lock:
        if (lines, words) != (_current.lines, _current.words):
            _teach(words - _current.words, FREQUENCY)
            _teach(_current.words - words, NO_WORD)
            _current = made(lines, tuple(words))
        _stamp = stamp


def _teach(words: frozenset[str], frequency: int) -> None:
    _taught.update(words)
    for word in words:
        rjieba.add_word(word, frequency, None)


def is_known(word: str) -> bool:
    """Whether the dictionary, with the package's words, has it without the bank."""
    stock: bool = rjieba.has_word(word)
    return word in lexicon() or (stock and word not in _taught)


@cache
def lexicon() -> frozenset[str]:
    """The package's words of the bank."""
    return frozenset(map(fold, tables.lines("lexicon.txt")))


def class_of(word: str) -> frozenset[str]:
    """The package's words that mean the same; those find each other by the index's signs."""
    return next((known for known in tables.synonyms().classes if word in known), frozenset())


def _rules(own: tables.Synonyms) -> dict[str, tuple[str, ...]]:
    """Words that mean the same ask for each other, and for what the package knows beside them."""
    rules = dict(own.rules)
    for words in own.classes:
        near = words.union(*(class_of(word) for word in words))
        for word in sorted(near):
            beside = near - class_of(word) - {word}
            others = sorted(beside, key=lambda other: (other not in words, other))
            rules[word] = tuple(dict.fromkeys((*rules.get(word, ()), *others)))
    return rules
