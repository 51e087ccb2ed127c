"""The language tables of the search: words of the bank, what means the same, what excludes.

They are plain text, one rule a line, `#` for comments. A line that says nothing sensible is
told in the log with its number and left out; the rest of the table holds.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TypeVar

from zhixi.search.folding import fold

log = logging.getLogger("zhixi.search")

T = TypeVar("T")


class BrokenLine(Exception):
    """A line that cannot be understood; the message says why."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Classes mean the same in both directions; a rule's words are asked too, not the other way."""

    classes: tuple[frozenset[str], ...] = ()
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """Families of business objects that exclude each other, and how to ask which one is meant."""

    question: str
    bare: tuple[str, ...]
    families: dict[str, tuple[str, ...]]


def lines(name: str) -> list[str]:
    """The lines of a table that are no comments, folded like everything that is searched."""
    text = (files("zhixi.search") / "data" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and line[0] != "#"]


def parsed(name: str, told: list[str], parse: Callable[[str], T]) -> Iterator[T]:
    for n, line in enumerate(told, start=1):
        try:
            yield parse(line)
        except BrokenLine as error:
            log.warning("%s, rule %s (%s): %s", name, n, line, error)


def _words(text: str, separator: str = "、") -> tuple[str, ...]:
    words = tuple(fold(word).strip() for word in text.split(separator) if word.strip())
    if not words:
        raise BrokenLine("no words")
    return words


def read_synonyms(told: list[str]) -> Synonyms:
    """`a = b = c` both ways; `a、b > x、y` one way; ` ! note` tells the word of today."""
    classes: list[frozenset[str]] = []
    rules: dict[str, tuple[str, ...]] = {}
    notes: dict[str, str] = {}

    def rule(line: str) -> None:
        body, _, note = (part.strip() for part in line.partition("!"))
        if ">" in body:
            asked, _, also = body.partition(">")
            for word in _words(asked):
                rules[word] = tuple(dict.fromkeys((*rules.get(word, ()), *_words(also))))
        elif "=" in body:
            classes.append(frozenset(_words(body, "=")))
        else:
            raise BrokenLine("neither = nor >")
        if note:
            notes.update(dict.fromkeys(_words(body.partition(">")[0]), note))

    for _ in parsed("synonyms.txt", told, rule):
        pass
    return Synonyms(tuple(_joined(classes)), rules, notes)


def _joined(classes: list[frozenset[str]]) -> list[frozenset[str]]:
    """Classes that share a word are one, so that a circle of rules is only a larger class."""
    joined: list[frozenset[str]] = []
    for words in classes:
        apart = [known for known in joined if not known & words]
        joined = [*apart, words.union(*(known for known in joined if known & words))]
    return joined


def read_groups(told: list[str]) -> list[Group]:
    """`question | bare words | family: name、name | family: …`"""

    def group(line: str) -> Group:
        question, bare, *families = (part.strip() for part in line.split("|"))
        if len(families) < 2:
            raise BrokenLine("fewer than two families")
        named = dict(part.replace("：", ":").split(":", 1) for part in families if ":" in part)
        if len(named) != len(families):
            raise BrokenLine("a family without names")
        return Group(
            question,
            _words(bare) if bare else (),
            {name.strip(): _words(names) for name, names in named.items()},
        )

    return list(parsed("objects.txt", told, _guarded(group)))


def _guarded(parse: Callable[[str], T]) -> Callable[[str], T]:
    def guarded(line: str) -> T:
        try:
            return parse(line)
        except ValueError as error:
            raise BrokenLine(str(error)) from error

    return guarded


def read_sides(told: list[str]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """`开通、开启 | 关闭、停用`: whoever asks for one side does not mean the other."""

    def sides(line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        one, bar, other = line.partition("|")
        if not bar:
            raise BrokenLine("no | between two sides")
        return _words(one), _words(other)

    return list(parsed("opposites.txt", told, sides))


def read_readings(name: str, told: list[str]) -> dict[str, list[str]]:
    """`支行 zhi hang`: a word and a syllable for each of its characters."""

    def reading(line: str) -> tuple[str, list[str]]:
        word, *syllables = line.split()
        if len(word) != len(syllables):
            raise BrokenLine("not a syllable for each character")
        return word, syllables

    return dict(parsed(name, told, reading))


@cache
def synonyms() -> Synonyms:
    return read_synonyms(lines("synonyms.txt"))


@cache
def concepts() -> tuple[frozenset[str], ...]:
    """Words that mean the same in a question, whatever the business."""
    return tuple(frozenset(_words(line)) for line in lines("concepts.txt"))


@cache
def groups() -> list[Group]:
    return read_groups(lines("objects.txt"))


@cache
def sides() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return read_sides(lines("opposites.txt"))


@cache
def readings() -> dict[str, list[str]]:
    """How words are read; where general Chinese and the bank differ, the bank is right."""
    files = ("phrases.txt", "readings.txt")
    return {word: told for name in files for word, told in read_readings(name, lines(name)).items()}


@cache
def lookalikes() -> dict[str, str]:
    """A character, and those that are taken for it."""
    groups = [line for line in lines("lookalikes.txt") if ">" not in line]
    alike: dict[str, str] = {}
    for group in groups:
        for sign in group:
            alike[sign] = alike.get(sign, "") + group.replace(sign, "")
    return alike


@cache
def misheard() -> dict[str, str]:
    """`heard > meant`, beyond what sounds alike anyway."""
    pairs = (line.partition(">") for line in lines("lookalikes.txt") if ">" in line)
    return {fold(heard).strip(): fold(meant).strip() for heard, _, meant in pairs}
