"""Text into the units that are indexed and asked for: words, bigrams, characters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import rjieba

from zhixi.search.folding import fold

# jieba takes a word added with frequency 0 for no word at all.
_FREQUENCY = 100_000
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
RUN = re.compile(rf"[a-z0-9]+|{_HAN.pattern}")
_WORD = re.compile(r"\w")


class Kind(StrEnum):
    WORD = "word"
    BIGRAM = "bigram"
    CHARACTER = "character"


@dataclass(frozen=True, slots=True)
class Unit:
    """A term with its place in the folded text."""

    text: str
    kind: Kind
    start: int
    end: int
    filler: bool = False


def _lines(name: str) -> list[str]:
    text = (files("zhixi.search") / "data" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


@cache
def _cutter() -> Any:
    cutter = rjieba.Jieba()
    for word in _lines("lexicon.txt"):
        cutter.add_word(fold(word), _FREQUENCY, None)
    return cutter


@cache
def _fillers() -> re.Pattern[str]:
    longest_first = sorted(map(fold, _lines("fillers.txt")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Words of folded text in search mode: long words and the words inside them."""
    for word, start, end in _cutter().tokenize(text, "search"):
        if _WORD.search(word):
            yield word, start, end


def coarse_words(text: str) -> list[tuple[str, int, int]]:
    """Folded text cut once from end to end, signs included."""
    return list(_cutter().tokenize(text))


def grams(text: str, size: int) -> Iterator[tuple[str, int, int]]:
    """Overlapping pieces of folded text; they do not reach beyond a run of Han."""
    for run in _HAN.finditer(text):
        for start in range(run.start(), run.end() - size + 1):
            yield text[start : start + size], start, start + size


def terms(text: str, *, characters: bool) -> list[str]:
    """What is indexed of a text, in no order; a two-character word counts once."""
    text = fold(text)
    spots = set(words(text))
    spots.update(grams(text, 2))
    if characters:
        spots.update(grams(text, 1))
    return [term.replace(" ", "") for term, _, _ in spots]


def query_units(text: str) -> list[Unit]:
    """The distinct units that a query asks for; each has the highest kind it can claim."""
    text = fold(text)
    fillers = [match.span() for match in _fillers().finditer(text)]
    found: dict[str, Unit] = {}
    for kind, spots in (
        (Kind.WORD, words(text)),
        (Kind.BIGRAM, grams(text, 2)),
        (Kind.CHARACTER, grams(text, 1)),
    ):
        for term, start, end in spots:
            filler = any(a <= start and end <= b for a, b in fillers)
            known = found.get(term)
            if known is None or (known.filler and not filler):
                found[term] = Unit(term, kind if known is None else known.kind, start, end, filler)
    return list(found.values())
