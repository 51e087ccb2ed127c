"""People open pages of a large base, kind by kind: how long each answer takes.

    zhixi measure speed --articles 100000 --keep /tmp/speed
    ZHIXI_VAR=/tmp/speed zhixi serve --workers 2 &
    .venv/bin/python bench/bench_pages.py http://127.0.0.1:8000 --rate 10 --seconds 20
    .venv/bin/python bench/bench_pages.py --inside /tmp/speed

Open loop: whole pages, as a browser that follows a link asks for them, leave at even moments,
however late the answers are. `--inside` asks the same pages in this process, one after another,
without server and network: what is left is the work itself.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import Any

from bench_http import LONGEST, machine, percentile, signed_in, wish
from wire import Pool, loopback

from zhixi.intake.speedbase.sections import Place, is_open, places

PEOPLE = 40
WARM = 40  # pages that are not told
MOST_SECONDS, MOST_RATE, MOST_PAGES = 300.0, 200.0, 2_000

Paths = Iterator[str]


def main() -> None:
    given = arguments()
    print(f"{machine()}; {given.articles} articles", flush=True)
    if given.inside:
        inside(given)
    else:
        outside(given)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("url", nargs="?")
    where.add_argument("--inside", metavar="FOLDER", help="of the base that was kept")
    parser.add_argument("--rate", type=float, default=10.0, help="pages a second")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each kind of page")
    parser.add_argument("--pages", type=int, default=100, help="of each kind, inside")
    parser.add_argument("--articles", type=int, default=100_000, help="of the base")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.rate = min(given.rate, MOST_RATE)
    given.seconds = min(given.seconds, MOST_SECONDS)
    given.pages = min(given.pages, MOST_PAGES)
    return given


# The pages


def kinds(articles: int, seed: int) -> dict[str, Paths]:
    """What is asked of each kind, without end and the same for the same seed."""
    tree = places()
    top = [place.id for place in tree if place.parent is None]
    parents = {place.parent for place in tree}
    fields = _open(place for place in tree if place.parent in top and place.id in parents)
    leaves = _open(place for place in tree if place.id not in parents)

    def some(make: Callable[[Random], str]) -> Paths:
        rng = Random(seed)
        while True:
            yield make(rng)

    return {
        "home": some(lambda _: "/"),
        "article": some(lambda rng: f"/k/{wish(rng, articles)[0]}"),
        "sections, top": some(lambda _: "/desk/sections"),
        "sections, area": some(lambda rng: _section(rng.choice(top))),
        "sections, field": some(lambda rng: _section(rng.choice(fields))),
        "sections, leaf": some(lambda rng: _section(rng.choice(leaves))),
        "sections, page 2": some(lambda rng: _section(rng.choice(top), page="2")),
        "sections, a type": some(lambda rng: _section(rng.choice(top), type="faq")),
        "sections, page 100": some(lambda _: "/desk/sections?page=100"),
    }


def _open(some: Iterator[Place]) -> list[int]:
    return [place.id for place in some if is_open(place.id)]


def _section(section: int, **more: str) -> str:
    asked = {"section": str(section)} | more
    return "/desk/sections?" + "&".join(f"{name}={value}" for name, value in asked.items())


# What it took


@dataclass
class Outcome:
    """Milliseconds, bytes of the last answer, and what went wrong."""

    taken: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    wrong: Counter[str] = field(default_factory=Counter)
    size: int = 0

    def tell(self, kind: str) -> None:
        cuts = " | ".join(f"{percentile(self.taken, p):.1f} ms" for p in (50, 95, 99))
        most, wrong = max(self.taken), ", ".join(f"{n} × {w}" for w, n in self.wrong.items())
        late = f"{percentile(self.late, 99):.1f} ms" if self.late else "-"
        told = f"{len(self.taken)} | {cuts} | {most:.1f} ms | {self.size / 1000:.0f} kB"
        print(f"| {kind} | {told} | {wrong or 0} | {late} |", flush=True)

    def add(self, began: float, status: str, size: int) -> None:
        self.taken.append((time.perf_counter() - began) * 1000)
        self.size = size or self.size
        if status != "200":
            self.wrong[status] += 1


def heads() -> None:
    print("| page | count | p50 | p95 | p99 | max | size | errors | late p99 |")
    print("|---|--:|--:|--:|--:|--:|--:|---|--:|", flush=True)


# Over HTTP


def outside(given: argparse.Namespace) -> None:
    server = loopback(given.url)
    cookies = [signed_in(given.url, n) for n in range(1, given.people + 1)]
    print(f"{given.people} people, {given.rate:g} pages/s, {given.seconds:g} s a kind")
    heads()
    asyncio.run(visits(server, cookies, given))


async def visits(server: tuple[str, int], cookies: list[str], given: argparse.Namespace) -> None:
    pools = [Pool(*server, each) for each in cookies]
    for kind, paths in kinds(given.articles, given.seed).items():
        await visited(pools, list(islice(paths, WARM)), min(given.rate, 20.0))
        wanted = list(islice(paths, max(1, round(given.rate * given.seconds))))
        (await visited(pools, wanted, given.rate)).tell(kind)
    for pool in pools:
        pool.close()


async def visited(pools: list[Pool], paths: list[str], rate: float) -> Outcome:
    """The pages at even moments, person after person; each waited for to its last byte."""
    outcome, running = Outcome(), set()
    began = time.perf_counter()
    for n, path in enumerate(paths):
        due = began + n / rate
        while (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        outcome.late.append((time.perf_counter() - due) * 1000)
        task = asyncio.create_task(one(pools[n % len(pools)], path, outcome))
        running.add(task)
        task.add_done_callback(running.discard)
    if running:
        await asyncio.wait(running, timeout=LONGEST)
    return outcome


async def one(pool: Pool, path: str, outcome: Outcome) -> None:
    began, size = time.perf_counter(), 0
    try:
        reply = await asyncio.wait_for(pool.get(path), LONGEST)
        status, size = reply.status, len(reply.body)
    except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError) as error:
        status = type(error).__name__
    outcome.add(began, status, size)


# In this process


def inside(given: argparse.Namespace) -> None:
    client = reader(given.inside)
    print(f"in this process, {given.pages} pages a kind, one after another")
    heads()
    for kind, paths in kinds(given.articles, given.seed).items():
        for path in islice(paths, WARM):
            client.get(path)
        outcome = Outcome()
        for path in islice(paths, given.pages):
            began = time.perf_counter()
            answer = client.get(path)
            outcome.add(began, str(answer.status_code), len(answer.content))
        outcome.tell(kind)


def reader(folder: str) -> Any:
    """A signed-in reader of the base in that folder."""
    os.environ |= {"ZHIXI_VAR": folder, "DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev"}
    import django

    django.setup()
    import logging

    from django.test import Client

    from zhixi.accounts.models import Person

    logging.disable(logging.INFO)
    client = Client(SERVER_NAME="localhost")
    person = Person.objects.get(login="load-001")
    client.force_login(person, backend="zhixi.accounts.backends.StaffBackend")
    return client


if __name__ == "__main__":
    main()
