"""What the bank minds in a section: the level of each rule, and the words it watches."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from django.db.models import Q

from zhixi.knowledge.checks.catalogue import RULES
from zhixi.knowledge.models import CheckLevel, Level, Wording
from zhixi.knowledge.sections import tree


@dataclass(frozen=True, slots=True)
class Word:
    kind: str
    word: str
    unless: str = ""
    why: str = ""
    instead: str = ""

    def longer(self) -> list[str]:
        """Words of which it is a part and in which it does no harm, the longest first."""
        told = [each for each in re.split(r"[、，,;；\s]+", self.unless) if each]
        return sorted(told, key=len, reverse=True)

    def stands_in(self, text: str) -> bool:
        """Whether the word is there for itself, not only within one of the longer words."""
        if self.word not in text:
            return False
        for each in self.longer():
            text = text.replace(each, "\n")
        return self.word in text


@dataclass(frozen=True, slots=True)
class Standard:
    """Levels by rule; a rule that is not named weighs what the catalogue says."""

    words: tuple[Word, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)

    def level(self, rule: str) -> str:
        return self.levels.get(rule, RULES[rule].level)


@cache
def shipped() -> tuple[Word, ...]:
    """The words that a new bank begins with."""
    text = (files("zhixi.knowledge") / "data" / "wording.txt").read_text(encoding="utf-8")
    told = [line for line in text.splitlines() if line.strip() and line[0] != "#"]
    return tuple(Word(*(part.strip() for part in line.split("|"))) for line in told)


def words() -> Iterator[Word]:
    names = ("kind", "word", "unless", "why", "instead")
    return (Word(*row) for row in Wording.objects.order_by("id").values_list(*names))


Told = dict[tuple[int | None, str], str]
Levels = dict[str, tuple[Level, int | None]]


def levels(section: int | None, at: dt.datetime) -> Levels:
    """The level of each rule in a section, and the section that says so; None is the bank,
    and a rule of which neither says anything is not named."""
    path = [node.id for node in tree(at).path(section)] if section else []
    return _nearest(path, _told(Q(section=None) | Q(section__in=path)))


def _told(where: Q) -> Told:
    rows = CheckLevel.objects.filter(where)
    return {(row.section_id, row.rule): row.level for row in rows}


def _nearest(path: list[int], told: Told) -> Levels:
    found: Levels = {}
    for place in [None, *path]:  # what is nearer is said last
        for rule in RULES:
            if (place, rule) in told:
                found[rule] = (Level(told[place, rule]), place)
    return found


def standard(section: int | None, at: dt.datetime) -> Standard:
    """By which a text in this section is measured now."""
    told = {rule: level for rule, (level, _place) in levels(section, at).items()}
    return Standard(tuple(words()), told)


def standards(sections: Collection[int], at: dt.datetime) -> dict[int, Standard]:
    """The same for many sections at once."""
    here, told, watched = tree(at), _told(Q()), tuple(words())
    made = {}
    for section in sections:
        found = _nearest([node.id for node in here.path(section)], told)
        made[section] = Standard(watched, {rule: level for rule, (level, _) in found.items()})
    return made
