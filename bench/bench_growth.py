"""How search grows with the base: `measure speed` at several sizes, as a table and a curve.

    .venv/bin/python bench/bench_growth.py 1000 10000 100000 --picture docs/search-growth.svg
    .venv/bin/python bench/bench_growth.py 1000 10000 --told before.jsonl --picture growth.svg

`--told` adds lines that `zhixi measure speed --json` printed before: a million takes an hour.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ZHIXI = str(Path(sys.executable).with_name("zhixi"))
Told = dict[str, Any]
CURVES: tuple[tuple[str, str, Callable[[Told], float]], ...] = (
    ("search, p50", "#2f6fb5", lambda told: told["search"]["p50_ms"]),
    ("search, p95", "#7fb0dd", lambda told: told["search"]["p95_ms"]),
    ("suggestions, p95", "#6aa84f", lambda told: told["suggest"]["p95_ms"]),
    ("LIKE, p50", "#c0504d", lambda told: told["like"]["p50_ms"]),
)
LEFT, RIGHT, TOP, BOTTOM = 70.0, 600.0, 40.0, 330.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int)
    parser.add_argument("--told", type=Path, help="lines of `measure speed --json`")
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    lines = given.told.read_text(encoding="utf-8").splitlines() if given.told else []
    every = sorted(
        [measured(n) for n in given.sizes] + [json.loads(line) for line in lines], key=size
    )
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    print(machine)
    print(
        "| articles | search p50 / p95 | suggestions p95 | LIKE p50 | hit@1, LIKE's | built | index | process |"
    )
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    for told in every:
        print(row(told))
    if given.picture:
        given.picture.write_text(picture(every, machine), encoding="utf-8")


def measured(articles: int) -> Told:
    command = [ZHIXI, "measure", "speed", "--articles", str(articles), "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: Told = json.loads(done.stdout.splitlines()[-1])
    return told


def size(told: Told) -> int:
    return int(told["articles"])


def row(told: Told) -> str:
    search, like = told["search"], told["like"]
    return (
        f"| {size(told):,} | {search['p50_ms']:.1f} / {search['p95_ms']:.1f} ms "
        f"| {told['suggest']['p95_ms']:.1f} ms | {like['p50_ms']:,.0f} ms "
        f"| {told['hit@1']:.2f}, {like['hit@1']:.2f} | {told['build_s']:,.0f} s "
        f"| {told['index_mb']:,.0f} MB | {told['rss_mb']:,.0f} MB |"
    )


def picture(every: list[Told], machine: str) -> str:
    """Both scales by powers of ten."""
    values = [value(told) for told in every for _, _, value in CURVES]
    across = scale([size(told) for told in every], LEFT, RIGHT)
    up = scale(values, BOTTOM, TOP)
    parts = [text(LEFT, 20, f"milliseconds by number of articles; {machine}", "start", 13)]
    for n in powers(values):
        y = up(n)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#ddd"/>')
        parts.append(text(LEFT - 8, y + 4, f"{n:,g}", "end"))
    for told in every:
        parts.append(text(across(size(told)), BOTTOM + 20, f"{size(told):,}", "middle"))
    for name, colour, value in CURVES:
        spots = [(across(size(told)), up(value(told))) for told in every]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots]
        parts.append(text(RIGHT + 10, spots[-1][1] + 4, name, "start"))
    inside = "\n".join(parts)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 740 360" font-family="sans-serif" '
        f'fill="#222"><rect width="740" height="360" fill="#fff"/>\n{inside}\n</svg>\n'
    )


def scale(values: list[float], low: float, high: float) -> Callable[[float], float]:
    powered = powers(values)
    first, last = math.log10(powered[0]), math.log10(powered[-1])
    return lambda value: low + (math.log10(value) - first) / (last - first) * (high - low)


def powers(values: list[float]) -> list[float]:
    """The powers of ten that hold them all."""
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**n for n in range(first, max(last, first + 1) + 1)]


def text(x: float, y: float, said: str, anchor: str, height: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{height}" text-anchor="{anchor}">{said}</text>'
    )


if __name__ == "__main__":
    main()
