"""Text into the units that are indexed and asked for: words, bigrams, characters, signs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import chain, pairwise
from types import ModuleType

import rjieba

from zhixi.search import added, meaning, tables
from zhixi.search.added import Added
from zhixi.search.folding import fold
from zhixi.search.numbers import Place
from zhixi.search.pinyin import INITIALS, letters, letters_of_two

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
RUN = re.compile(rf"[a-z0-9]+|{_HAN.pattern}")
_WORD = re.compile(r"\w")
_NUMBER = re.compile("[零一二三四五六七八九十百千万亿两]+")
_LONGEST_PAIR = 6  # characters of two words that are typed as one


class Kind(StrEnum):
    WORD = "word"
    BIGRAM = "bigram"
    CROSSING = "crossing"  # two characters of different words
    CHARACTER = "character"
    SIGN = "sign"  # of a class of words, or of a number
    ASKED = "asked"  # by a rule of the synonym table


@dataclass(frozen=True, slots=True)
class Unit:
    """A term with its place in the folded text; `via` is the word that made us ask for it."""

    text: str
    kind: Kind
    start: int
    end: int
    filler: bool = False
    via: str = ""


@cache
def _cutter() -> ModuleType:
    """The library's own dictionary with the bank's words: a second one would cost 25 MB."""
    for word in added.lexicon():
        rjieba.add_word(word, added.FREQUENCY, None)
    return rjieba


@cache
def _fillers() -> re.Pattern[str]:
    longest_first = sorted(map(fold, tables.lines("fillers.txt")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@cache
def _function_words() -> frozenset[str]:
    return frozenset(map(fold, tables.lines("function_words.txt")))


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Words of folded text in search mode: long words and the words inside them."""
    for word, start, end in _cutter().tokenize(text, "search"):
        if word.isalnum() or _WORD.search(word):  # the one is quick, the other is right
            yield word, start, end


def coarse_words(text: str) -> list[tuple[str, int, int]]:
    """Folded text cut once from end to end, signs included."""
    return list(_cutter().tokenize(text))


def grams(text: str, size: int) -> Iterator[tuple[str, int, int]]:
    """Overlapping pieces of folded text; they do not reach beyond a run of Han."""
    for run in _HAN.finditer(text):
        for start in range(run.start(), run.end() - size + 1):
            yield text[start : start + size], start, start + size


def terms(text: str, *, characters: bool, signs: bool = False) -> list[str]:
    """What is indexed of a text, in no order; a two-character word counts once."""
    text = fold(text)
    runs = _HAN.findall(text)
    found = [run[n : n + 2] for run in runs for n in range(len(run) - 1)]
    if characters:
        found += chain.from_iterable(runs)
    counted = (2, 1) if characters else (2,)
    found += [
        word.replace(" ", "")
        for word, _, _ in words(text)
        if len(word) not in counted or not _HAN.fullmatch(word)
    ]
    if signs:
        found += dict.fromkeys(sign for sign, _, _ in meaning.signs(text))
    return found


def query_units(text: str) -> tuple[Unit, ...]:
    """The distinct units that a query asks for; each has the highest kind it can claim."""
    return _query_units(text, added.now())


@lru_cache(maxsize=256)  # one search asks for the same several times, and so do all its marks
def _query_units(text: str, _bank: Added) -> tuple[Unit, ...]:
    text = fold(text)
    fillers = [match.span() for match in _fillers().finditer(text)]
    found: dict[str, Unit] = {}
    inner, crossing = _pairs(text)
    for kind, spots in (
        (Kind.WORD, words(text)),
        (Kind.BIGRAM, inner),
        (Kind.CROSSING, crossing),
        (Kind.CHARACTER, grams(text, 1)),
        (Kind.SIGN, meaning.signs(text)),
    ):
        for term, start, end in spots:
            filler = any(a <= start and end <= b for a, b in fillers)
            known = found.get(term)
            if known is None or (known.filler and not filler):
                found[term] = Unit(term, kind if known is None else known.kind, start, end, filler)
    for term, via, start, end in _asked_too(text):
        found.setdefault(term, Unit(term, Kind.ASKED, start, end, via=via))
    return tuple(found.values())


def words_of(text: str) -> list[str]:
    """The words that a query is about, the rarer kinds of its units and what only fills left out."""
    units = query_units(text)
    return [u.text for u in units if u.kind == Kind.WORD and len(u.text) > 1 and not u.filler]


def _pairs(text: str) -> tuple[list[Place], list[Place]]:
    """Bigrams within a word, and those that lie across two."""
    edges = {end for _, _, end in coarse_words(text)}
    inner: list[Place] = []
    crossing: list[Place] = []
    for place in grams(text, 2):
        (crossing if place[1] + 1 in edges else inner).append(place)
    return inner, crossing


def _asked_too(text: str) -> Iterator[tuple[str, str, int, int]]:
    """The words, or else the bigrams, of what the table's rules ask beside."""
    for target, via, start, end in meaning.also_asked(text):
        cut = [word for word, _, _ in words(target) if len(word) > 1]
        for term in cut or [gram for gram, _, _ in grams(target, 2)]:
            yield term, f"{via}→{target}", start, end


def spelled(text: str) -> dict[str, str]:
    """How words of folded text are typed by sound, and the word: two neighbours count as one."""
    found: dict[str, str] = {}
    for word, _, _ in words(text):
        _spell(found, word, letters(word), (word,))
    coarse = [word for word, _, _ in coarse_words(text)]
    for one, other in pairwise(coarse):
        if len(one) + len(other) <= _LONGEST_PAIR:
            _spell(found, one + other, letters_of_two(one, other), (one, other))
    return found


def _spell(found: dict[str, str], word: str, terms: Iterable[str], made_of: Iterable[str]) -> None:
    """The first word keeps its letters; nobody types initials of function words and numbers."""
    initials = not any(w in _function_words() or _NUMBER.fullmatch(w) for w in made_of)
    for term in terms:
        if initials or term[0] != INITIALS:
            found.setdefault(term, word)
