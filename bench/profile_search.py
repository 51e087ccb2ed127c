"""Where the time of a search goes: a table, and a picture of it.

    zhixi measure speed --articles 100000 --keep /tmp/speed
    ZHIXI_VAR=/tmp/speed .venv/bin/python bench/profile_search.py --picture docs/search-time.svg

The queries of `measure speed`, each through the function that the desk calls. Every stage is
timed around its function, without what other stages inside it take; a query counts with the
faster of two runs.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")

import django

django.setup()

from django.conf import settings  # noqa: E402

from zhixi.accounts.queries import person_named  # noqa: E402
from zhixi.intake.speedbase import questions, timing  # noqa: E402
from zhixi.intake.speedbase.loading import reader_login  # noqa: E402
from zhixi.knowledge import finding as knowledge  # noqa: E402
from zhixi.search import finding as search  # noqa: E402
from zhixi.search.view import View  # noqa: E402

STAGES: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("rights of the reader", knowledge, ("rights_of",)),
    ("other wordings", search, ("_lettered", "repairs")),
    ("words of the query", search, ("query_units", "Asked")),
    ("index: search", View, ("search",)),
    ("index: read", View, ("kept", "shown", "numbers")),
    ("ranking", search, ("rank",)),
    ("the door", knowledge, ("_through_the_door",)),
    ("answers lifted", knowledge, ("answer",)),
    ("marks", knowledge, ("marked",)),
)
COLOURS = ("#3d6b9e", "#5b8fb9", "#7fb3d5", "#c0392b", "#d98880", "#d68910", "#27856a", "#58a68b")
COLOURS += ("#93c9b5", "#b0b7bf")


class Clock:
    """Milliseconds by stage; a stage within another stops the outer one."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self._open: list[str] = []
        self._since = time.perf_counter()

    def _turn(self) -> None:
        now = time.perf_counter()
        self.taken[self._open[-1] if self._open else "the rest"] += (now - self._since) * 1000
        self._since = now

    def start(self) -> None:
        self.taken.clear()
        self._since = time.perf_counter()

    def stop(self) -> Counter[str]:
        self._turn()
        return Counter(self.taken)

    def timed(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def around(*args: Any, **more: Any) -> Any:
            self._turn()
            self._open.append(name)
            try:
                found = work(*args, **more)
                return list(found) if work.__name__ == "repairs" else found
            finally:
                self._turn()
                self._open.pop()

        return around


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    settings.DEBUG = False
    reader = person_named(reader_login(1))
    clock = Clock()
    for name, owner, functions in STAGES:
        for function in functions:
            setattr(owner, function, clock.timed(name, getattr(owner, function)))
    asked = questions.typed(given.articles)
    for question in asked[:60]:
        timing.ask(reader, question)
    rows = [min((once(clock, reader, each) for _ in range(2)), key=Counter.total) for each in asked]
    told = shares(rows)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    total = quantiles([row.total() for row in rows], n=100, method="inclusive")
    head = f"{given.articles:,} articles, p50 {total[49]:.1f} ms, p95 {total[94]:.1f} ms, {machine}"
    print(head)
    print("| stage | ms of all | ms of the slowest tenth |\n|---|--:|--:|")
    for name, (every, slow) in told.items():
        print(f"| {name} | {every:.2f} | {slow:.2f} |")
    if given.picture:
        given.picture.write_text(picture(told, head), encoding="utf-8")


def once(clock: Clock, reader: Any, question: Any) -> Counter[str]:
    clock.start()
    timing.ask(reader, question)
    return clock.stop()


def shares(rows: list[Counter[str]]) -> dict[str, tuple[float, float]]:
    slow = sorted(rows, key=Counter.total)[-len(rows) // 10 :]
    names = [*(name for name, _, _ in STAGES), "the rest"]
    return {
        name: (sum(r[name] for r in rows) / len(rows), sum(r[name] for r in slow) / len(slow))
        for name in names
    }


def picture(told: dict[str, tuple[float, float]], head: str) -> str:
    """Two bars, all queries and the slowest tenth, to one scale."""
    widest = max(sum(each[column] for each in told.values()) for column in (0, 1))
    scale = 640 / widest
    parts = [f'<text x="0" y="14" font-size="13">{head}</text>']
    for column, (label, top) in enumerate((("all", 28), ("slowest tenth", 70))):
        parts.append(f'<text x="0" y="{top + 20}" font-size="12">{label}</text>')
        left = 100.0
        for (name, each), colour in zip(told.items(), COLOURS, strict=True):
            width = each[column] * scale
            parts.append(
                f'<rect x="{left:.1f}" y="{top}" width="{width:.1f}" height="30" fill="{colour}">'
                f"<title>{name}: {each[column]:.2f} ms</title></rect>"
            )
            left += width
    for n, ((name, each), colour) in enumerate(zip(told.items(), COLOURS, strict=True)):
        x, y = 100 + n % 2 * 330, 116 + n // 2 * 20
        parts.append(f'<rect x="{x}" y="{y}" width="12" height="12" fill="{colour}"/>')
        text = f"{name}: {each[0]:.2f} · {each[1]:.2f} ms"
        parts.append(f'<text x="{x + 18}" y="{y + 11}" font-size="12">{text}</text>')
    inside = "\n".join(parts)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -4 770 230" '
        'font-family="sans-serif" fill="#222"><rect x="-10" y="-4" width="770" height="230" '
        f'fill="#fff"/>\n{inside}\n</svg>\n'
    )


if __name__ == "__main__":
    main()
