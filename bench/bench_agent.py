"""An agent's work at the desk, measured: keys and seconds until the right answer is on the screen.

    .venv/bin/python bench/bench_agent.py                       # 60 questions on the demo bank
    .venv/bin/python bench/bench_agent.py --width 420           # the article under the list
    .venv/bin/python bench/bench_agent.py --crowd 50 --seconds 120 --compose
    .venv/bin/python bench/bench_agent.py --base http://127.0.0.1:8000 --json

A Chromium types the questions of agent_questions.jsonl key by key, Chinese as an input method
hands it over; with --compose the page is told each letter on its way too, and previews the list.
`keys` are those of the query (pinyin in full and one that chooses, for each word) and those after
it; the first hit is shown by itself, arrows, Enter and digits bring the others. What the machine
takes is told by the page, from the query's last key to the frame that shows list and article, and
from the key that opens another hit to the frame that shows it; the desk's own waits (some 40 ms
until it asks, 300 ms until it shows the first hit) are part of it, and an article that stood there
before the last key came with the list. No time is counted for reading the list.

With --crowd so many agents work at once, two of them in Chromium, the others on the wire with the
requests that the page makes, reading 3 to 12 s between two questions. One on the wire works alone
before that, as long.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from random import Random

import agent_screen
import agent_wire
from agent import Failed, Hand, Question, Seat, Turn, play, questions, titles
from agent_telling import HEAD, Shift, line, summary, tell
from bench_http import READING, machine
from playwright.async_api import Browser, async_playwright
from wire import loopback

ZHIXI = str(Path(sys.executable).with_name("zhixi"))
QUESTIONS = Path(__file__).with_name("agent_questions.jsonl")
# All of the contact centre, who may read the same.
PEOPLE = ("lin", "tang", "zhao", "wu", "zheng", "he", "feng")
WARM = Question("密码忘了", ())
PAUSE = 0.3  # seconds between two questions of one who works alone
MOST_SEATS, MOST_SECONDS = 200, 900


def main() -> None:
    given = arguments()
    with bank(given) as url:
        loopback(url)
        load = os.getloadavg()[0]
        print(f"{machine()}; load before the run {load:.1f}; {url}", flush=True)
        shifts = asyncio.run(worked(given, url))
    tell(shifts)
    if given.json:
        told = {"machine": machine(), "load_before": load, "shifts": [*map(summary, shifts)]}
        told["questions"] = [turn.told for turn in shifts[0].turns]
        print(json.dumps(told, ensure_ascii=False))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", help="a running server with the demo bank; else one is served")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--first", type=int, help="only so many questions")
    parser.add_argument("--name", default=PEOPLE[0], help="who works alone")
    parser.add_argument("--pace", type=float, default=120.0, help="milliseconds a key")
    parser.add_argument("--compose", action="store_true", help="each letter spelt is told")
    parser.add_argument("--width", type=int, default=1280, help="of the window, in pixels")
    parser.add_argument("--workers", type=int, default=2, help="of the server begun here")
    parser.add_argument("--crowd", type=int, default=0, help="agents at once")
    parser.add_argument("--screens", type=int, default=2, help="how many of them in Chromium")
    parser.add_argument("--seconds", type=float, default=120.0, help="of the crowd")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="the last line is for machines")
    given = parser.parse_args()
    given.crowd = min(given.crowd, MOST_SEATS)
    given.seconds = min(given.seconds, MOST_SECONDS)
    return given


# The bank


@contextmanager
def bank(given: argparse.Namespace) -> Iterator[str]:
    """The address of the demo bank; one of its own, in a scratch folder, where none is named."""
    if given.base:
        yield given.base.rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="zhixi-bench-") as folder:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIXI_", "DJANGO_"))}
        own = kept | {"ZHIXI_VAR": folder, "ZHIXI_LOG_LEVEL": "ERROR"}
        nothing = subprocess.DEVNULL
        load = [ZHIXI, "demo", "load"]
        subprocess.run(load, check=True, env=own, stdout=nothing)
        port = free_port()
        words = [ZHIXI, "serve", "--port", str(port), "--workers", str(given.workers)]
        server = subprocess.Popen(words, env=own, stdout=nothing)
        try:
            until_ready(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(15)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def until_ready(url: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not become ready")


# The work


async def worked(given: argparse.Namespace, url: str) -> list[Shift]:
    """One alone in Chromium; with a crowd one alone on the wire, then all at once."""
    asked = questions(given.questions)[: given.first]
    desk = Desk(Hand(given.pace / 1000, given.compose))
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=agent_screen.CHROMIUM, args=agent_screen.FLAGS
        )
        alone = Shift("alone, Chromium")
        seat = await agent_screen.seated(chromium, url, given.name, given.width)
        await desk.ask(seat, WARM, Shift(""))
        await desk.in_turn(seat, asked, alone)
        await seat.page.context.close()
        shifts = [alone]
        if given.crowd:
            shifts += [await lone(desk, asked, given, url)]
            shifts += await crowd(desk, asked, given, url, chromium)
        await chromium.close()
    return shifts


async def lone(desk: Desk, asked: list[Question], given: argparse.Namespace, url: str) -> Shift:
    shift = Shift("alone, wire")
    seat = await agent_wire.seated(url, given.name)
    pause = (PAUSE, PAUSE)
    await desk.through(seat, asked, shift, given.seconds, Random(given.seed), pause)
    seat.close()
    return shift


async def crowd(
    desk: Desk,
    asked: list[Question],
    given: argparse.Namespace,
    url: str,
    chromium: Browser,
) -> list[Shift]:
    names = list(islice(cycle(PEOPLE), given.crowd))
    in_chromium, on_wire = names[: given.screens], names[given.screens :]
    screens = [await agent_screen.seated(chromium, url, n, given.width) for n in in_chromium]
    wires = [await agent_wire.seated(url, name) for name in on_wire]
    shifts = [
        Shift(f"{len(names)} at once, Chromium × {len(screens)}"),
        Shift(f"{len(names)} at once, wire × {len(wires)}"),
    ]
    seats: list[tuple[Seat, Shift]] = [
        *((each, shifts[0]) for each in screens),
        *((each, shifts[1]) for each in wires),
    ]
    works = [
        desk.through(each, asked, shift, given.seconds, Random(given.seed + n), READING)
        for n, (each, shift) in enumerate(seats)
    ]
    began, busy = time.perf_counter(), time.process_time()
    await asyncio.gather(*works)
    busy = (time.process_time() - busy) / (time.perf_counter() - began)
    print(f"\nthe crowd's script took {busy:.0%} of a core; load after it {os.getloadavg()[0]:.1f}")
    for each in wires:
        each.close()
    return shifts


class Desk:
    """Asks questions with a hand, and knows the right answers."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.titles = titles()

    async def in_turn(self, seat: Seat, asked: list[Question], shift: Shift) -> None:
        """One after the other, each told when it is over."""
        print(HEAD)
        for question in asked:
            turn = await self.ask(seat, question, shift)
            print(line(question, turn), flush=True)
            await asyncio.sleep(PAUSE)
        shift.errors += seat.errors

    async def through(
        self,
        seat: Seat,
        asked: list[Question],
        shift: Shift,
        seconds: float,
        rng: Random,
        reading: tuple[float, float],
    ) -> None:
        """In an order of one's own, for so long; not all begin at once."""
        until = time.monotonic() + seconds
        await asyncio.sleep(rng.uniform(0, reading[1]))
        order: Iterator[Question] = cycle(rng.sample(asked, len(asked)))
        while time.monotonic() < until:
            await self.ask(seat, next(order), shift)
            await asyncio.sleep(rng.uniform(*reading))
        shift.errors += seat.errors

    async def ask(self, seat: Seat, question: Question, shift: Shift) -> Turn | None:
        right = [self.titles[code] for code in question.wanted]
        try:
            turn = await play(seat, question, right, self.hand)
        except (TimeoutError, Failed) as error:
            shift.errors[f"no answer: {str(error) or 'in time'}"] += 1
            shift.lost += 1
            return None
        shift.turns.append(turn)
        return turn


if __name__ == "__main__":
    main()
