"""How words sound and how they are typed: full pinyin, initials, and what sounds alike."""

import os
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import product

from zhixi.search.tables import readings

os.environ["PYPINYIN_NO_PHRASES"] = "true"  # read when it is imported: its words take 45 MB
from pypinyin import Style, load_phrases_dict, pinyin

_HAN = re.compile(r"[\u3400-\u9fff]+")
# What southern ears and fingers do not keep apart. All are rules on the letters alone, so that
# a run typed without blanks changes just as the word does.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("ng", "n"))

FULL, SOUND, INITIALS = ":", "~", "."


@cache
def _ready() -> None:
    """Teach the words that are not read as their characters mostly are: 银行 is yin hang."""
    load_phrases_dict({word: [[s] for s in told] for word, told in readings().items()})


@lru_cache(maxsize=100_000)
def spellings(word: str) -> tuple[tuple[str, ...], ...]:
    """The readings of a word of Han, each a syllable for each character.

    A character by itself has all its readings, the usual one first; within a word it has one.
    """
    _ready()
    syllables = pinyin(word, style=Style.NORMAL, heteronym=True, errors=list)  # type: ignore[arg-type]
    if len(word) == 1:
        return tuple((each,) for each in syllables[0])
    return (tuple(each[0] for each in syllables),)


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
    return _terms(a + b for a, b in product(spellings(one)[:2], spellings(other)[:2]))


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
