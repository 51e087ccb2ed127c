"""Authors look through lists, open an editor, save as they type, compare: how long each answer takes.

    zhixi measure speed --articles 100000 --keep /tmp/speed && cp -r /tmp/speed /tmp/studio
    .venv/bin/python bench/studio_base.py /tmp/studio   # a million versions, loaded raw
    ZHIXI_VAR=/tmp/studio zhixi serve --workers 2 &
    .venv/bin/python bench/bench_studio.py http://127.0.0.1:8000
    .venv/bin/python bench/bench_studio.py --inside /tmp/studio

One author, one request after another, on articles drawn at random. `--inside` asks in this
process, without server and network; there the CPU's time is told too, which other work on the
machine leaves alone. Aims at p95: list 150 ms, editor 300 ms, autosave and comparison 100 ms.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from random import Random
from typing import Any
from urllib.parse import urlencode

from bench_http import machine, percentile, signed_in
from bench_pages import reader
from wire import loopback

from zhixi.intake.speedbase.texts import LIVE, text

WARM = 10  # that are not told
SAVES = 3  # of each article that is written
MOST = 2_000
AIMS = {"list": 150.0, "editor": 300.0, "autosave": 100.0, "comparison": 100.0}
LISTS = ("", "?page=100", "?q=年费", "?state=draft", "?sort=ends", "?type=faq&sort=title")
_STATE = re.compile(r'data-state="([^"]+)"')
_BODY = re.compile(r"data-rich [^>]*>(.*?)</div><p class=\"problem\"", re.S)
_TITLE = re.compile(r'data-name="title".*?<input value="([^"]*)"', re.S)
_SECTION = re.compile(r'data-name="section".*?<option value="(\d+)" selected', re.S)

# What asks: a path, and what is posted where something is; the status and the page.
Ask = Callable[[str, dict[str, str] | None], tuple[int, str]]


@dataclass
class Told:
    """Milliseconds of one kind of request, and what went wrong."""

    taken: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)  # of this process alone
    wrong: Counter[int] = field(default_factory=Counter)

    def line(self, kind: str) -> str:
        p50, p95 = (percentile(self.taken, p) for p in (50, 95))
        held = "held" if p95 <= AIMS[kind] and not self.wrong else "missed"
        wrong = ", ".join(f"{n} × {status}" for status, n in self.wrong.items())
        told = f"{len(self.taken)} | {p50:.1f} ms | {p95:.1f} ms | {max(self.taken):.1f} ms"
        told += f" | {percentile(self.worked, 50):.1f} / {percentile(self.worked, 95):.1f} ms"
        return f"| {kind} | {told} | {AIMS[kind]:g} ms, {held} | {wrong or 0} |"


def main() -> None:
    given = arguments()
    ask = inside(given.inside) if given.inside else outside(given.url)
    print(f"{machine()}; {given.articles} articles", flush=True)
    print("| what | count | p50 | p95 | max | CPU here p50 / p95 | aim at p95 | errors |")
    print("|---|--:|--:|--:|--:|--:|---|--:|", flush=True)
    told = {kind: Told() for kind in AIMS}
    for n, number in enumerate(numbers(given)):
        if n == WARM:
            told = {kind: Told() for kind in AIMS}
        one_article(ask, number, told)
    for kind, each in told.items():
        print(each.line(kind), flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("url", nargs="?")
    where.add_argument("--inside", metavar="FOLDER", help="of the base")
    parser.add_argument("--articles", type=int, default=100_000, help="of the base")
    parser.add_argument("--count", type=int, default=200, help="articles that are opened")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.count = min(given.count, MOST)
    return given


def numbers(given: argparse.Namespace) -> Iterator[int]:
    rng, left = Random(given.seed), given.count + WARM
    while left:
        number = rng.randint(1, given.articles)
        if text(number).standing == LIVE:
            left -= 1
            yield number


def one_article(ask: Ask, number: int, told: dict[str, Told]) -> None:
    """Look at a list, compare the article with the version before, open it, and write in it."""
    timed(ask, told["list"], f"/studio/articles{LISTS[number % len(LISTS)]}")
    timed(ask, told["comparison"], f"/k/{number}/changes")
    page = timed(ask, told["editor"], f"/studio/articles/{number}/edit")
    state, title, section = (found(pattern, page) for pattern in (_STATE, _TITLE, _SECTION))
    body = found(_BODY, page)
    for n in range(SAVES):
        words = {"title": title, "section": section, "body": f"{body}<p>补充第 {n} 句。</p>"}
        sent = {"words": json.dumps(words), "base": state}
        answer = timed(ask, told["autosave"], f"/studio/articles/{number}/save", sent)
        state = json.loads(answer)["state"]


def found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    return unescape(match[1]) if match else ""


def timed(ask: Ask, told: Told, path: str, sent: dict[str, str] | None = None) -> str:
    began, idle = time.perf_counter(), time.process_time()
    status, page = ask(path, sent)
    told.taken.append((time.perf_counter() - began) * 1000)
    told.worked.append((time.process_time() - idle) * 1000)
    if status != 200:
        told.wrong[status] += 1
        raise SystemExit(f"{path}: {status} {page[:400]}")
    return page


def inside(folder: str) -> Ask:
    client = reader(folder)

    def ask(path: str, sent: dict[str, str] | None) -> tuple[int, str]:
        answer: Any = client.get(path) if sent is None else client.post(path, sent)
        return answer.status_code, answer.content.decode()

    return ask


def outside(url: str) -> Ask:
    cookie = signed_in(url, 1)
    token = dict(each.split("=", 1) for each in cookie.split("; "))["csrftoken"]
    connection = HTTPConnection(*loopback(url), timeout=30)
    form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}

    def ask(path: str, sent: dict[str, str] | None) -> tuple[int, str]:
        if sent is None:
            connection.request("GET", path, headers={"Cookie": cookie})
        else:
            posted = urlencode(sent | {"csrfmiddlewaretoken": token})
            connection.request("POST", path, posted, form)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    return ask


if __name__ == "__main__":
    main()
