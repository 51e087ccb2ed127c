"""Letters and sounds cut into words that the index knows: xykgs, xinyongka gs, 新用卡.

Pure: what is known is asked through a function that counts the documents of a term.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhixi.search.pinyin import FULL, INITIALS, SOUND, sound, syllables

Known = Callable[[str], int]  # in how many documents a term of the field `letters` stands

RUN = re.compile(r"[a-z']{2,}")
LONGEST = 32  # letters of one run that are looked at
_WORD = 24  # letters of the longest word
_SYLLABLES = 6  # of the longest word of Han
# What a piece costs: the cheapest cut wins, and few long words cost less than many short ones.
_FULL, _SOUND, _INITIALS, _ALONE, _LETTER = 1.0, 1.5, 1.7, 1.2, 4.0
_WORD_KNOWN, _CHARACTER_KNOWN, _CHARACTER, _HEARD, _HEARD_ALIKE = 1.0, 0.9, 1.6, 1.3, 1.5


@dataclass(frozen=True, slots=True)
class Segment:
    """A place of the text, and the terms of the field `letters` that may stand there."""

    terms: tuple[str, ...]
    start: int
    end: int

    @property
    def kind(self) -> str:
        return self.terms[0][0]


@dataclass(frozen=True, slots=True)
class Cut:
    """The cheapest way to cut a run, and how many of its letters are no word's."""

    segments: list[Segment]
    unknown: int
    cost: float

    @property
    def doubtful(self) -> bool:
        """Letters are left over, or scraps stand where a word was meant."""
        kinds = {segment.kind for segment in self.segments}
        scraps = any(_single(s.terms[0]) for s in self.segments)
        return bool(self.unknown) or scraps or (INITIALS in kinds and len(kinds) > 1)


def cut(run: str, start: int, known: Known) -> Cut:
    """Cut a run of letters that stands at `start`. Apostrophes and blanks part syllables."""
    letters = run[:LONGEST]
    best: list[Cut] = [Cut([], 0, 0.0)]
    for end in range(1, len(letters) + 1):
        before = best[end - 1]
        here = Cut(before.segments, before.unknown + 1, before.cost + _LETTER)
        for begin in range(max(0, end - _WORD), end - 1):
            for term, cost in _readings(letters[begin:end].replace("'", "")):
                if best[begin].cost + cost < here.cost and known(term):
                    segment = Segment((term,), start + begin, start + end)
                    earlier = best[begin]
                    here = Cut([*earlier.segments, segment], earlier.unknown, earlier.cost + cost)
        best.append(here)
    return best[-1]


_SYLLABLE = re.compile(r"[b-df-hj-np-tw-z]{0,2}[aeiouv]+(?:ng?|r)?")


def _single(term: str) -> bool:
    return term[0] != INITIALS and bool(_SYLLABLE.fullmatch(term[1:]))


def _readings(letters: str) -> Iterator[tuple[str, float]]:
    alone = _ALONE if _SYLLABLE.fullmatch(letters) else 0.0
    yield FULL + letters, _FULL + alone
    yield SOUND + sound(letters), _SOUND + alone
    if len(letters) <= _SYLLABLES:
        yield INITIALS + letters, _INITIALS


def heard(text: str, known: Known, is_word: Callable[[str], bool]) -> list[Segment]:
    """The places of folded text where another word of the same sound is meant, if any.

    Words that are known as they are written stay; a place is given only where the sound of
    two or more characters is that of a known word and the characters themselves are none.
    """
    found: list[Segment] = []
    for run in _runs(list(syllables(text))):
        found += _heard_run(text, run, known, is_word)
    return found


def _runs(spots: list[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    run: list[tuple[str, int]] = []
    for syllable, place in spots:
        if run and place != run[-1][1] + 1:
            yield run
            run = []
        run.append((syllable, place))
    if run:
        yield run


def _heard_run(
    text: str, run: list[tuple[str, int]], known: Known, is_word: Callable[[str], bool]
) -> list[Segment]:
    best: list[tuple[float, list[Segment]]] = [(0.0, [])]
    first = run[0][1]
    # Characters that stand side by side in some question are meant so.
    pairs = [is_word(text[n : n + 2]) for n in range(first, first + len(run) - 1)]
    for end in range(1, len(run) + 1):
        sign = text[first + end - 1]
        cost = _CHARACTER_KNOWN if is_word(sign) else _CHARACTER
        here = (best[end - 1][0] + cost, best[end - 1][1])
        for begin in range(max(0, end - _SYLLABLES), end - 1):
            if is_word(text[first + begin : first + end]):
                here = min(here, (best[begin][0] + _WORD_KNOWN, best[begin][1]), key=_cost)
            if all(pairs[begin : end - 1]):
                continue
            full = "".join(syllable for syllable, _ in run[begin:end])
            for term, price in ((FULL + full, _HEARD), (SOUND + sound(full), _HEARD_ALIKE)):
                if best[begin][0] + price < here[0] and known(term):
                    segment = Segment((term,), first + begin, first + end)
                    here = (best[begin][0] + price, [*best[begin][1], segment])
        best.append(here)
    return best[-1][1]


def _cost(way: tuple[float, list[Segment]]) -> float:
    return way[0]


_NEIGHBOURS = {
    sign: row[max(0, n - 1) : n] + row[n + 1 : n + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for n, sign in enumerate(row)
}


def slipped(run: str, known: Known) -> str | None:
    """The run as it was meant where a finger slipped once: a letter too much, a neighbour's, two
    exchanged, one left out."""
    best = min(_mendings(run, known), default=None)
    return best[1] if best else None


def _mendings(run: str, known: Known) -> Iterator[tuple[float, str]]:
    """Mended runs and their price; cheaper is what explains more letters by one word."""
    for head, tail in _gaps(run, known):
        for word in _mended(run[head:tail]):
            for term, cost in _readings(word):
                if term[0] != INITIALS and known(term):
                    yield cost - (tail - head), run[:head] + word + run[tail:]


def _gaps(run: str, known: Known) -> Iterator[tuple[int, int]]:
    """Where the slip may lie: what stands before and behind is made of known words."""
    length = len(run)
    heads = [n for n in range(length) if not n or not cut(run[:n], 0, known).unknown]
    tails = [n for n in range(1, length + 1) if n == length or not cut(run[n:], 0, known).unknown]
    for head in heads:
        for tail in tails:
            if head + 3 <= tail <= head + _WORD:
                yield head, tail


def _mended(word: str) -> Iterator[str]:
    for n, sign in enumerate(word):
        yield word[:n] + word[n + 1 :]
        for other in _NEIGHBOURS.get(sign, ""):
            yield word[:n] + other + word[n + 1 :]
        if n + 1 < len(word) and word[n + 1] != sign:
            yield word[:n] + word[n + 1] + sign + word[n + 2 :]
    for n in range(1, len(word) + 1):
        for sign in "aeiounghv":
            yield word[:n] + sign + word[n:]
