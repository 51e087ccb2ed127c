"""What a text means beyond its letters: signs for classes of words and for numbers.

A sign is a term like any other: one private character for a class of words that mean the
same, `#50000;` for a number. Index and query give the same signs, so a text can be found by
what it means without a word in common.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, MatchKind

from zhixi.search import added, tables
from zhixi.search.added import Added
from zhixi.search.numbers import Place, numbers

_STOPS = re.compile(r"[\W_]+")
_FIRST = 0xE000  # the private use area of Unicode begins here
BEHIND = "\n"  # what stands behind it in a kept text are signs


class Matcher:
    """Where which of many words stand in a text: the leftmost, and of those the longest."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self.words = list(words)
        self.meant = list(words.values())
        self._matcher = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def found(self, text: str) -> Iterator[tuple[str, tuple[str, ...], int, int]]:
        for n, start, end in self._matcher.find_matches_as_indexes(text):
            yield self.words[n], self.meant[n], start, end


@cache
def _classes() -> Matcher:
    signs: dict[str, tuple[str, ...]] = {}
    every = (*tables.synonyms().classes, *tables.concepts())
    for n, words in enumerate(every):
        for word in words:
            signs[word] = (*signs.get(word, ()), chr(_FIRST + n))
    return Matcher(signs)


@cache
def _after_synonyms() -> str:
    """The first sign that stands for words which are only near each other."""
    return chr(_FIRST + len(tables.synonyms().classes))


def is_same(sign: str) -> bool:
    """Whether the words of this sign are synonyms, and not only near each other."""
    return chr(_FIRST) <= sign < _after_synonyms()


@lru_cache(maxsize=4)
def _rules(bank: Added) -> Matcher:
    rules = dict(tables.synonyms().rules)
    for word, targets in bank.rules.items():
        rules[word] = tuple(dict.fromkeys((*rules.get(word, ()), *targets)))
    return Matcher(rules)


def signs(text: str) -> Iterator[Place]:
    """The signs of folded text, each with where it comes from."""
    for _word, meant, start, end in _classes().found(text):
        for sign in meant:
            yield sign, start, end
    yield from numbers(text)


def kept(text: str) -> str:
    """Folded text without stops, its signs behind it: `term in kept(text)` asks for both alike."""
    found = dict.fromkeys(sign for sign, _, _ in signs(text))
    return f"{plain(text)}{BEHIND}{''.join(found)}"


def plain(folded: str) -> str:
    return _STOPS.sub("", folded)


def also_asked(text: str) -> Iterator[tuple[str, str, int, int]]:
    """What the table's rules ask beside: word, the word it stands for, and where that stands."""
    for word, targets, start, end in _rules(added.now()).found(text):
        for target in targets:
            yield target, word, start, end


def notes(text: str) -> list[str]:
    """What to tell of words that are no longer used."""
    told = {**tables.synonyms().notes, **added.now().notes}
    return list(dict.fromkeys(note for word, note in told.items() if word in text))


class _Groups:
    """Names in groups; a name of one group may lie within a longer name of another."""

    def __init__(self, groups: list[Mapping[str, tuple[str, ...]]]) -> None:
        self._groups = [Matcher(group) for group in groups]
        named = [(word, n) for n, group in enumerate(groups) for word in group]
        self._owners = [n for _, n in named]
        self._any = AhoCorasick([word for word, _ in named])

    def named(self, text: str) -> frozenset[str]:
        """What text names; only the groups of which it holds a word are looked through."""
        found = self._any.find_matches_as_indexes(text, overlapping=True)
        return frozenset(
            name
            for n in {self._owners[word] for word, _, _ in found}
            for _, named, _, _ in self._groups[n].found(text)
            for name in named
        )


@cache
def _objects() -> _Groups:
    return _Groups(
        [
            {word: (f"{n}:{family}",) for family, words in group.families.items() for word in words}
            for n, group in enumerate(tables.groups())
        ]
    )


@cache
def _sides() -> _Groups:
    return _Groups(
        [
            {word: (f"{n}:{side}",) for side, words in enumerate(both) for word in words}
            for n, both in enumerate(tables.sides())
        ]
    )


def objects(text: str) -> frozenset[str]:
    """The business objects that folded text names, as `group:family`."""
    return _objects().named(text)


def sides(text: str) -> frozenset[str]:
    """The sides of opposites that folded text takes, as `pair:0` or `pair:1`."""
    return _sides().named(text)


def group_of(name: str) -> str:
    """The group of `group:family`, or the pair of `pair:0`."""
    return name[: name.index(":")]


def left_open(text: str) -> tuple[str, frozenset[str]] | None:
    """What to ask first, and the families meant, where a bare word such as 卡 leaves them open."""
    named = set(map(group_of, objects(text)))
    for n, group in enumerate(tables.groups()):
        bare = any(word in text for word in group.bare)
        if group.question and bare and str(n) not in named:
            return group.question, frozenset(f"{n}:{family}" for family in group.families)
    return None
