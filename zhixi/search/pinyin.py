"""How words sound and how they are typed: full pinyin, initials, and what sounds alike."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, product

from pypinyin import Style, load_phrases_dict, pinyin

from zhixi.search.tables import readings

_MOST = 4  # readings of one word; a polyphone has two or three
_HAN = re.compile(r"[\u3400-\u9fff]+")
# What southern ears and fingers do not keep apart. All are rules on the letters alone, so that
# a run typed without blanks changes just as the word does.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("ng", "n"))

FULL, SOUND, INITIALS = ":", "~", "."


@cache
def _ready() -> None:
    """Teach the bank's readings once; 银行 is yin hang, never yin xing."""
    load_phrases_dict({word: [[s] for s in told] for word, told in readings().items()})


@lru_cache(maxsize=100_000)
def spellings(word: str) -> tuple[tuple[str, ...], ...]:
    """The readings of a word of Han, each a syllable for each character, the usual one first."""
    _ready()
    syllables = pinyin(word, style=Style.NORMAL, heteronym=True, errors=list)  # type: ignore[arg-type]
    usual = tuple(each[0] for each in syllables)
    others = islice(product(*(each[:2] for each in syllables)), _MOST)
    return tuple(dict.fromkeys((usual, *others)))


def sound(letters: str) -> str:
    """Letters as they sound to an ear that keeps z and zh, n and l, an and ang as one."""
    for written, heard in _ALIKE:
        letters = letters.replace(written, heard)
    return letters


@lru_cache(maxsize=100_000)
def letters(word: str) -> tuple[str, ...]:
    """What is indexed of a word: its full pinyin, how that sounds, and its initials."""
    return _terms(spellings(word)) if _HAN.fullmatch(word) else ()


@lru_cache(maxsize=100_000)
def letters_of_two(one: str, other: str) -> tuple[str, ...]:
    """The same of two neighbouring words typed as one."""
    if not _HAN.fullmatch(one) or not _HAN.fullmatch(other):
        return ()
    both = product(spellings(one), spellings(other))
    return _terms(tuple(a + b for a, b in islice(both, _MOST)))


def _terms(readings: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for syllables in readings:
        full = "".join(syllables)
        found |= {FULL + full: None, SOUND + sound(full): None}
        if len(syllables) > 1:
            found[INITIALS + "".join(s[0] for s in syllables)] = None
    return tuple(found)


def syllables(text: str) -> Iterator[tuple[str, int]]:
    """The usual syllable of each Han character of folded text, with its place."""
    for run in _HAN.finditer(text):
        for n, syllable in enumerate(spellings(run[0])[0]):
            yield syllable, run.start() + n
