"""Agents type, key by key, against a running server: how long each answer takes.

    zhixi measure speed --articles 100000 --keep /tmp/speed
    ZHIXI_VAR=/tmp/speed zhixi serve --workers 2 &
    .venv/bin/python bench/bench_http.py http://127.0.0.1:8000 --rate 60 --seconds 60
    .venv/bin/python bench/bench_http.py http://127.0.0.1:8000 --rate 40 --seconds 20 --find-limit

Open loop: requests leave at the moments of a written trace, however late the answers are. The
same arguments give the same trace. Each person has a pool of connections that are kept open.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import heapq
import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from random import Random
from statistics import quantiles
from urllib.parse import quote

from bench_signin import Browser
from wire import Pool, loopback

from zhixi.intake.speedbase.questions import line
from zhixi.intake.speedbase.sections import is_open
from zhixi.intake.speedbase.texts import LIVE, text

PEOPLE = 40
LONGEST = 10.0  # seconds until an answer counts as none
WARM = 5.0  # seconds that are not told
LIMIT = 60.0  # ms at p95
STEP, STEPS = 1.25, 16  # how --find-limit goes up
MOST_SECONDS, MOST_RATE = 900, 2_000

# How a person works, in seconds. The desk asks 40 ms after the last key.
KEY = (0.13, 0.42)
BEFORE_OPENING = (0.5, 2.5)
READING = (3.0, 12.0)


@dataclass(frozen=True, slots=True)
class Event:
    """A request that leaves so many seconds after the beginning."""

    at: float
    person: int
    path: str


def main() -> None:
    given = arguments()
    server = loopback(given.url)
    cookies = [signed_in(given.url, n) for n in range(1, given.people + 1)]
    print(f"{machine()}; {given.people} people, {given.seconds:g} s a step", flush=True)
    print("| requests/s | kind | count | p50 | p95 | p99 | max | errors | late p50 / p99 / max |")
    print("|--:|---|--:|--:|--:|--:|--:|---|---|", flush=True)
    replay(server, cookies, trace(min(given.rate, 20.0), WARM, given, seed=given.seed + 1))
    rate, held = given.rate, 0.0
    for _ in range(STEPS if given.find_limit else 1):
        outcome = replay(server, cookies, trace(rate, given.seconds, given, seed=given.seed))
        outcome.tell(rate)
        if not outcome.held:
            break
        held, rate = rate, min(rate * STEP, MOST_RATE)
    if given.find_limit:
        print(f"\nhighest rate held (p95 ≤ {LIMIT:g} ms, no error): {held:.0f} requests/s")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--rate", type=float, default=40.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--articles", type=int, default=100_000, help="of the base served")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--find-limit", action="store_true")
    given = parser.parse_args()
    given.rate = min(given.rate, MOST_RATE)
    given.seconds = min(given.seconds, MOST_SECONDS)
    return given


def signed_in(url: str, n: int) -> str:
    browser = Browser(url)
    browser.sign_in(f"load-{n:03}")
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


# The trace


def trace(rate: float, seconds: float, given: argparse.Namespace, *, seed: int) -> list[Event]:
    """As many typing hands as make the rate, over the people; their time drawn to fit it."""
    sample = list(takewhile(lambda e: e.at < 600, hand(seed, 0, given.articles)))
    hands = max(1, round(rate / (len(sample) / 600)))
    # They begin in the middle of their work, not all at once.
    begun = [later(hand(seed, n, given.articles), 60.0) for n in range(hands)]
    merged = heapq.merge(*begun, key=lambda e: e.at)
    wanted = max(1, round(rate * seconds))
    events = [event for _, event in zip(range(wanted), merged, strict=False)]
    fit = seconds / events[-1].at
    return [Event(e.at * fit, e.person % given.people, e.path) for e in events]


def later(events: Iterator[Event], start: float) -> Iterator[Event]:
    """As seen from that second on."""
    for event in events:
        if event.at >= start:
            yield Event(event.at - start, event.person, event.path)


def hand(seed: int, n: int, articles: int) -> Iterator[Event]:
    """One person's work without end: type, look, open, read, type the next."""
    rng, now = Random(seed * 100_003 + n), 0.0
    now += rng.uniform(0, READING[1])
    while True:
        number, said = wish(rng, articles)
        for typed in keys(rng, said):
            now += rng.uniform(*KEY)
            yield Event(now, n, f"/desk/search?q={quote(typed)}&type=")
        now += rng.uniform(*BEFORE_OPENING)
        yield Event(now, n, f"/k/{number}")
        now += rng.uniform(*READING)


def wish(rng: Random, articles: int) -> tuple[int, str]:
    """An article that the reader may open, and what it is asked for by."""
    while True:
        article = text(rng.randint(1, articles))
        if article.standing == LIVE and is_open(article.section):
            return article.number, "".join(line(rng, article))


def keys(rng: Random, said: str) -> Iterator[str]:
    """What stands in the field after each word that the input method hands over.

    Words come whole or in pieces of one to three signs; agents mostly stop before the end.
    """
    here = 0
    stop = len(said) if rng.random() < 0.3 else rng.randint(min(4, len(said)), len(said))
    while here < stop:
        here = min(stop, here + rng.choice((1, 1, 2, 2, 3)))
        yield said[:here]


# The replay


@dataclass
class Outcome:
    """Milliseconds by kind of request, and how late they left."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    late: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    busy: float = 0.0  # the generator's own share of a core

    @property
    def held(self) -> bool:
        return not self.errors and percentile(self.all, 95) <= LIMIT

    @property
    def all(self) -> list[float]:
        return [each for some in self.taken.values() for each in some]

    def tell(self, rate: float) -> None:
        late = " / ".join(f"{each:.1f}" for each in (*map(self._late, (50, 99)), max(self.late)))
        wrong = ", ".join(f"{n} × {what}" for what, n in self.errors.items()) or "0"
        for kind, taken in {"all": self.all, **self.taken}.items():
            cuts = " | ".join(f"{percentile(taken, p):.1f} ms" for p in (50, 95, 99))
            rest = f"{wrong} | {late} ms, busy {self.busy:.0%}" if kind == "all" else " | "
            print(f"| {rate:.0f} | {kind} | {len(taken)} | {cuts} | {max(taken):.1f} ms | {rest} |")
        sys.stdout.flush()

    def _late(self, percent: int) -> float:
        return percentile(self.late, percent)


def percentile(taken: list[float], percent: int) -> float:
    if len(taken) < 2:
        return taken[0] if taken else 0.0
    return quantiles(taken, n=100, method="inclusive")[percent - 1]


def replay(server: tuple[str, int], cookies: list[str], events: list[Event]) -> Outcome:
    gc.collect()
    gc.freeze()  # the trace is large, and a collection would make requests late
    return asyncio.run(replayed(server, cookies, events))


async def replayed(server: tuple[str, int], cookies: list[str], events: list[Event]) -> Outcome:
    outcome, running = Outcome(), set()
    pools = [Pool(*server, each) for each in cookies]
    began, busy = time.perf_counter() + 0.5, time.process_time()
    for event in events:
        due = began + event.at
        while (wait := due - time.perf_counter()) > 0:
            await asyncio.sleep(wait)
        task = asyncio.create_task(one(pools[event.person], event, due, outcome))
        running.add(task)
        task.add_done_callback(running.discard)
    if running:
        await asyncio.wait(running, timeout=LONGEST)
    outcome.busy = (time.process_time() - busy) / (time.perf_counter() - began)
    for pool in pools:
        pool.close()
    return outcome


async def one(pool: Pool, event: Event, due: float, outcome: Outcome) -> None:
    """The wait for one of the person's connections counts as the server's."""
    left = time.perf_counter()
    outcome.late.append((left - due) * 1000)
    try:
        reply = await asyncio.wait_for(pool.get(event.path, HX_Request="true"), LONGEST)
        status = reply.status
    except (TimeoutError, OSError, asyncio.IncompleteReadError, ValueError) as error:
        status = type(error).__name__
    taken = (time.perf_counter() - left) * 1000
    kind = "search" if event.path.startswith("/desk") else "article"
    outcome.taken.setdefault(kind, []).append(taken)
    if status != "200":
        outcome.errors[status] += 1


def machine() -> str:
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = names[0] if names else platform.machine()
    return f"{model}, {os.cpu_count()} cores for both ends, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
