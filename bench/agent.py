"""How an agent works: types as a hand does, looks at the list, opens with the fewest keys."""

from __future__ import annotations

import asyncio
import json
import math
import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import rjieba
from pypinyin import lazy_pinyin

LONGEST = 10.0  # seconds until an answer counts as none
AT_ONCE = 3  # characters that an input method hands over at once, at most
DIGITS = 9  # hits that a digit opens
_HAN = "[\u3400-\u9fff]"
_DATA = Path(__file__).parent.parent / "zhixi/intake/demo/data"


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and the codes of the articles that answer it, the best one first."""

    typed: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """The list and the article beside it; milliseconds since the last key of the query."""

    rows: list[tuple[str, str]]  # number and title
    listed: float
    beside: float
    since: float  # seconds from the first key to the article beside the list


@dataclass(frozen=True, slots=True)
class Turn:
    """What became of a question."""

    question: Question
    keys: int  # of the query
    rank: int  # of the right article, 0 where it is not in the list
    first: str  # the title that stands first
    more: int  # keys after the query until the right article is on the screen
    listed: float  # ms from the query's last key
    beside: float
    opened: float  # ms from the last key that opened it; 0 where none was needed
    seconds: float  # from the first key to the right article; without end where it is missed

    @property
    def machine(self) -> float:
        """Milliseconds that the agent waited for the machine."""
        return self.beside + self.opened

    @property
    def told(self) -> dict[str, Any]:
        """For machines; what did not happen is nothing."""
        figures = {name: getattr(self, name) for name in ("listed", "beside", "opened")}
        return {
            "typed": self.question.typed,
            "wanted": list(self.question.wanted),
            "rank": self.rank or None,
            "first": self.first,
            "keys": self.keys,
            "more": self.more if self.rank else None,
            "seconds": round(self.seconds, 2) if self.rank else None,
        } | {f"{name}_ms": round(ms) for name, ms in figures.items()}


class Failed(Exception):
    """The desk answered with something else than a list or an article."""


class Seat(Protocol):
    """A desk that an agent sits at."""

    errors: Counter[str]

    async def begin(self) -> None: ...
    async def spell(self, letters: str) -> None: ...
    async def write(self, piece: str) -> None: ...
    async def answered(self) -> Listed: ...
    async def press(self, key: str, place: int) -> None: ...
    async def stands(self, number: str) -> tuple[float, float]: ...


def questions(file: Path) -> list[Question]:
    with file.open(encoding="utf-8") as lines:
        given = [json.loads(line) for line in lines if line.strip()]
    return [Question(each["typed"], tuple(each["wanted"])) for each in given]


def titles() -> dict[str, re.Pattern[str]]:
    """Titles of the demo bank by their codes; the days in them move with the day of loading."""
    told = [each for file in _DATA.glob("*.json") for each in json.loads(file.read_text())]
    return {each["code"]: _pattern(each["title"]) for each in told}


def _pattern(title: str) -> re.Pattern[str]:
    return re.compile(".+?".join(map(re.escape, re.split(r"\{[^}]*\}", title))))


# The hand


def pieces(typed: str) -> Iterator[str]:
    """What reaches the field at once: words of Chinese, single signs of all else."""
    for run in re.findall(f"{_HAN}+|.", typed):
        words = rjieba.cut(run) if re.match(_HAN, run) else [run]
        for word in words:
            yield from (word[n : n + AT_ONCE] for n in range(0, len(word), AT_ONCE))


def letters(piece: str) -> str:
    """What is spelt until the input method has it: Chinese in full, then one key chooses it."""
    return "".join(lazy_pinyin(piece)) if re.match(_HAN, piece) else ""


def way(rank: int) -> list[str]:
    """The fewest keys until the hit of that rank is on the screen; the first one is shown."""
    arrows = ["ArrowDown"] * (rank - 1)
    digits = ["Enter", f"Digit{rank}"]
    return digits if len(digits) < len(arrows) and rank <= DIGITS else arrows


@dataclass(frozen=True, slots=True)
class Hand:
    """How somebody types."""

    pace: float  # seconds a key
    composing: bool  # the input method tells the page each letter

    async def type(self, seat: Seat, typed: str) -> int:
        """The keys that it took, each at its time however slow the desk is."""
        began, keys = time.perf_counter(), 0
        for piece in pieces(typed):
            spelt = letters(piece)
            for n in range(1, len(spelt) + 1):
                keys += 1
                if self.composing:
                    await until(began + keys * self.pace)
                    await seat.spell(spelt[:n])
            keys += 1
            await until(began + keys * self.pace)
            await seat.write(piece)
        return keys


async def play(seat: Seat, question: Question, right: list[re.Pattern[str]], hand: Hand) -> Turn:
    """One question, from its first key on; no time is counted for reading the list."""
    await seat.begin()
    keys = await hand.type(seat, question.typed)
    found = await asyncio.wait_for(seat.answered(), LONGEST)
    places = [n for n, row in enumerate(found.rows, 1) if any(r.fullmatch(row[1]) for r in right)]
    rank = min(places, default=0)
    more = way(rank) if rank else []
    opened, seconds = 0.0, found.since if rank else math.inf
    for n, key in enumerate(more):
        await asyncio.sleep(hand.pace)
        await seat.press(key, min(n + 2, rank))
    if more:
        number = found.rows[rank - 1][0]
        opened, seconds = await asyncio.wait_for(seat.stands(number), LONGEST)
    first = found.rows[0][1] if found.rows else ""
    return Turn(question, keys, rank, first, len(more), found.listed, found.beside, opened, seconds)


async def until(moment: float) -> None:
    while (wait := moment - time.perf_counter()) > 0:
        await asyncio.sleep(wait)
