"""What some agents came to, told as tables and for machines."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent import Question, Turn

AMONG = 3
HEAD = """
| typed | right | rank | stands first | keys | list | article | opened | all |
|---|---|--:|---|--:|--:|--:|--:|--:|"""


@dataclass
class Shift:
    """The work of some agents of one kind."""

    name: str
    turns: list[Turn] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    lost: int = 0  # questions that were not answered at all

    @property
    def asked(self) -> int:
        return len(self.turns) + self.lost

    def share(self, rank: int) -> float:
        return sum(0 < turn.rank <= rank for turn in self.turns) / max(1, self.asked)

    def cut(self, percent: int, of: Callable[[Turn], float]) -> float:
        """The question at that percent; one that is missed or lost never comes to an end."""
        taken = sorted(of(turn) for turn in self.turns) + [math.inf] * self.lost
        return taken[max(0, math.ceil(len(taken) * percent / 100) - 1)] if taken else math.nan

    def both(self, of: Callable[[Turn], float]) -> list[float]:
        return [self.cut(percent, of) for percent in (50, 95)]


# name for machines, name, unit
MEASURES: tuple[tuple[str, str, str, Callable[[Turn], float]], ...] = (
    ("keys", "keys of the query", "", lambda turn: turn.keys),
    ("more", "keys after it (aim ≤ 2)", "", lambda turn: turn.more if turn.rank else math.inf),
    ("listed", "last key → list", " ms", lambda turn: turn.listed),
    ("beside", "last key → list and article", " ms", lambda turn: turn.beside),
    ("machine", "the machine's part (aim ≤ 1 s)", " ms", lambda turn: turn.machine),
    ("seconds", "first key → right answer", " s", lambda turn: turn.seconds),
)


def line(question: Question, turn: Turn | None) -> str:
    """A question in the table of those asked."""
    wanted = " ".join(question.wanted)
    if not turn:
        return f"| {question.typed} | {wanted} | no answer | | | | | | |"
    facts = [
        question.typed,
        wanted,
        f"{turn.rank or 'missed'}",
        turn.first,
        f"{turn.keys} + {turn.more if turn.rank else '–'}",
        f"{turn.listed:.0f} ms",
        f"{turn.beside:.0f} ms",
        f"{turn.opened:.0f} ms" if turn.more else "",
        f"{turn.seconds:.1f} s" if turn.rank else "–",
    ]
    return f"| {' | '.join(facts)} |"


def tell(shifts: list[Shift]) -> None:
    print(f"\n| | {' | '.join(shift.name for shift in shifts)} |")
    print("|---|" + "--:|" * len(shifts))
    _row("questions", [str(shift.asked) for shift in shifts])
    _row("without an answer", [str(shift.lost) for shift in shifts])
    _row("errors", [_wrong(shift) for shift in shifts])
    for rank, name in ((1, "right one first"), (AMONG, f"among the first {AMONG} (aim 95 %)")):
        _row(name, [f"{shift.share(rank):.0%}" for shift in shifts])
    _row("not in the list", [str(sum(not turn.rank for turn in s.turns)) for s in shifts])
    for _, name, unit, of in MEASURES:
        digits = 1 if unit == " s" else 0
        cuts = [[_figure(n, digits, unit) for n in shift.both(of)] for shift in shifts]
        _row(f"{name}, median / p95", [" / ".join(two) for two in cuts])
    sys.stdout.flush()


def _row(name: str, facts: list[str]) -> None:
    print(f"| {name} | {' | '.join(facts)} |")


def _figure(n: float, digits: int, unit: str) -> str:
    return f"{n:.{digits}f}{unit}" if math.isfinite(n) else "never"


def _wrong(shift: Shift) -> str:
    return ", ".join(f"{n} × {what}" for what, n in shift.errors.items()) or "0"


def summary(shift: Shift) -> dict[str, Any]:
    """For machines: medians and p95; what never came to an end is nothing."""
    return {
        "name": shift.name,
        "questions": shift.asked,
        "lost": shift.lost,
        "errors": dict(shift.errors),
        "first": shift.share(1),
        "among_three": shift.share(AMONG),
        "missed": sum(not turn.rank for turn in shift.turns),
    } | {
        name: [round(n, 2) if math.isfinite(n) else None for n in shift.both(of)]
        for name, _, _, of in MEASURES
    }
