"""A shift begins: 500 sign-ins in a minute, beside searches, against a running server.

    .venv/bin/python bench/bench_signin.py http://127.0.0.1:8000 [--pid PID]

The server holds the demo bank. With `--pid` (of `zhixi serve`) the resident memory of the
server and its children is read each second.
"""

from __future__ import annotations

import argparse
import os
import platform
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlencode, urlsplit

PASSWORD = "zhixi-demo"  # noqa: S105 - of the demo bank
NAMES = ["lin", "sun", "wang", "zhao", "qian", "zhou", "wu", "zheng", "feng"]
WORDS = ["挂失", "年费", "xyk gs", "信用卡 手续费", "转账 限额", "提前还款", "密码 忘记"]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Browser:
    """One person's connection and cookies."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.connection = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> HTTPResponse:
        headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        self.connection.request(method, path, body.encode(), headers)
        answer = self.connection.getresponse()
        answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, value = line.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def sign_in(self, name: str) -> float:
        """Seconds that the check took, the page before it not counted."""
        self.ask("GET", "/accounts/login/")
        token = self.cookies["csrftoken"]
        given = {"username": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
        began = time.perf_counter()
        answer = self.ask("POST", "/accounts/login/", urlencode(given), **FORM)
        took = time.perf_counter() - began
        assert answer.status == 302, f"{name}: {answer.status}"
        return took

    def search(self, words: str) -> float:
        began = time.perf_counter()
        path = f"/desk/search?q={quote(words)}"
        answer = self.ask("GET", path, **{"HX-Request": "true"})
        assert answer.status == 200, f"{words}: {answer.status}"
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--pid", type=int)
    parser.add_argument("--sign-ins", type=int, default=500)
    parser.add_argument("--searches", type=int, default=600)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    memory = Memory(given.pid)
    desk = Browser(given.url)
    desk.sign_in("lin")

    def sign_in(n: int) -> float:
        memory.look()
        return Browser(given.url).sign_in(NAMES[n % len(NAMES)])

    def search(n: int) -> float:
        return desk.search(WORDS[n % len(WORDS)])

    began = time.perf_counter()
    with ThreadPoolExecutor(2) as both:
        shift = both.submit(spread, sign_in, given.sign_ins, given.seconds, 16)
        seats = both.submit(spread, search, given.searches, given.seconds, 1)
        rows = {"sign-in": shift.result(), "search": seats.result()}
    tell(rows, time.perf_counter() - began, memory)


def spread(work: Callable[[int], float], times: int, seconds: float, at_once: int) -> list[float]:
    """Begin the work so many times, evenly over the seconds; no more than so many at once."""
    began = time.monotonic()

    def one(n: int) -> float:
        time.sleep(max(0.0, began + n * seconds / times - time.monotonic()))
        return work(n)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, range(times)))


class Memory:
    """The most that the server and its children held, in MiB."""

    def __init__(self, pid: int | None) -> None:
        self.pid = pid
        self.peak = 0.0
        self.last = 0.0
        self.lock = threading.Lock()

    def look(self) -> None:
        with self.lock:
            if self.pid and time.monotonic() - self.last > 1:
                self.last = time.monotonic()
                self.peak = max(self.peak, resident(self.pid))


def resident(pid: int) -> float:
    own = Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]
    below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(own) / 1024 + sum(resident(int(child)) for child in below)


def tell(rows: dict[str, list[float]], took: float, memory: Memory) -> None:
    print("| | count | p50 | p95 | worst |")
    print("|---|--:|--:|--:|--:|")
    for name, seconds in rows.items():
        cuts = quantiles(seconds, n=20)
        p50, p95, worst = (x * 1000 for x in (cuts[9], cuts[18], max(seconds)))
        print(f"| {name} | {len(seconds)} | {p50:.0f} ms | {p95:.0f} ms | {worst:.0f} ms |")
    print(f"\nin {took:.1f} s", end="")
    print(f"; server and children {memory.peak:.0f} MiB at most" if memory.pid else "")
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, load of both ends"
    )


if __name__ == "__main__":
    main()
