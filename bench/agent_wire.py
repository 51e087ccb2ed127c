"""An agent's desk without a browser: the requests that the page makes, when it makes them."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote, urlencode

from agent import Failed, Listed
from bench_signin import Browser
from selectolax.lexbor import LexborHTMLParser
from wire import Pool, loopback

# Seconds, as desk.js, using.js and steady.js have them.
REST = 0.3  # after the last key until the first hit is shown
CHOSEN = 0.12  # after an arrow until the hit is shown
STAYED = 3.0  # on a chosen hit that count as opening it
LEAST = 1.0  # on the screen that count as reading
WATCH = 20.0  # between two looks at whether it still stands
FORM = "application/x-www-form-urlencoded;charset=UTF-8"
CHOICES = "type=&section=&product_of=&channel_of=&tag=&literal="


class WireSeat:
    """One person: the field, the list and the article, as the page's scripts keep them."""

    def __init__(self, pool: Pool, url: str, token: str) -> None:
        self.pool, self.url, self.token = pool, url, token
        self.errors: Counter[str] = Counter()
        self.failed, self.delay = "", 0.0
        self.field, self.session = "", ""
        self.answers: str | None = None  # what the list answers
        self.rows: list[tuple[str, str]] = []
        self.shown, self.version, self.place = "", "", 0
        self.first = self.last = self.pressed = self.listed = self.shown_at = 0.0
        self.changed = asyncio.Event()
        self.running: dict[str, asyncio.Task[None]] = {}

    # What the agent does

    async def begin(self) -> None:
        self._stop("stay")
        if "watch" not in self.running:
            self._start("watch", self._watch())
        self.session = f"play-{secrets.token_hex(8)}"
        self.field, self.answers, self.failed = "", None, ""
        self.first = time.perf_counter()

    async def spell(self, letters: str) -> None:
        if len(letters) > 1:
            self._ask(self.field + letters)

    async def write(self, piece: str) -> None:
        self.field += piece
        self.last = time.perf_counter()
        self._ask(self.field)

    async def answered(self) -> Listed:
        await self._until(lambda: self.answers == self.field)
        await self._until(lambda: not self.rows or self.shown == self.rows[0][0])
        shown = max(self.listed, self.shown_at) if self.rows else self.listed
        listed, beside = (1000 * (at - self.last) for at in (self.listed, shown))
        return Listed(self.rows, listed, beside, shown - self.first)

    async def press(self, key: str, place: int) -> None:
        self.pressed = time.perf_counter()
        if key == "ArrowDown":
            self._show(place, CHOSEN, opened=False)
            self._start("stay", self._after(STAYED, lambda: self._use("opened", since=self.first)))
        elif key == "Enter":
            self._use("opened", since=self.first)
            self.shown_at = max(self.shown_at, self.pressed)
        else:
            self._show(int(key.removeprefix("Digit")), 0.0, opened=True)

    async def stands(self, number: str) -> tuple[float, float]:
        await self._until(lambda: self.shown == number)
        return 1000 * (self.shown_at - self.pressed), self.shown_at - self.first

    # What the page does

    def _ask(self, text: str) -> None:
        self._start(
            "typed", self._after(self.delay, lambda: self._start("search", self._search(text)))
        )

    async def _search(self, text: str) -> None:
        """What is being spelt is looked at, but nothing of it is shown beside the list."""
        s = self.session
        told = await self._get(f"/desk/search?q={quote(text)}&{CHOICES}&s={s}", "hits")
        page = LexborHTMLParser(told)
        self.rows = [
            _row(hit.attributes["href"], hit.css_first(".title")) for hit in page.css(".hit")
        ]
        self.answers, self.listed = text, time.perf_counter()
        if self.rows and self.field.startswith(text):
            self._show(1, max(0.0, self.last + REST - self.listed), opened=False)
        self.changed.set()

    def _show(self, place: int, delay: float, *, opened: bool) -> None:
        number = self.rows[place - 1][0]

        def load() -> None:
            self._start("article", self._article(number, place, opened))

        self._start("settle", self._after(delay, load))

    async def _article(self, number: str, place: int, opened: bool) -> None:
        told = await self._get(f"/k/{number}?s={self.session}&position={place}", "article")
        if self.shown and time.perf_counter() - self.shown_at >= LEAST:
            self._use("left", since=self.shown_at)
        version = re.search(r'data-version="(\d+)"', told)
        self.version = version[1] if version else ""
        self.shown, self.place, self.shown_at = number, place, time.perf_counter()
        if opened:
            self._use("opened", since=self.first)
        self.changed.set()

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH)
            if self.shown:
                await self._get(f"/k/{self.shown}/standing?n={self.version}", "article")

    def _use(self, what: str, *, since: float) -> None:
        seconds = time.perf_counter() - since
        said = {"what": what, "s": self.session, "position": self.place, "number": self.shown}
        said |= {"version": self.version, "seconds": seconds, "csrfmiddlewaretoken": self.token}
        self._start(secrets.token_hex(4), self._tell(urlencode(said).encode()))

    async def _tell(self, said: bytes) -> None:
        reply = await self.pool.post("/desk/used", said, Origin=self.url, Content_Type=FORM)
        self._count(reply.status, "204")

    async def _get(self, path: str, target: str) -> str:
        fields = {"HX_Request": "true", "HX_Target": target, "HX_Current_URL": f"{self.url}/"}
        reply = await self.pool.get(path, **fields)
        self._count(reply.status, "200")
        return reply.text

    # Its clockwork

    def _count(self, status: str, good: str) -> None:
        if status != good:
            self.errors[status] += 1
            raise Failed(status)

    async def _after(self, delay: float, act: Callable[[], None]) -> None:
        await asyncio.sleep(delay)
        act()

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self.changed.clear()
            await self.changed.wait()
            if self.failed:
                raise Failed(self.failed)

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """What is under way under the same name is given up, as the page gives it up."""
        self._stop(name)
        task = self.running[name] = asyncio.create_task(work)
        task.add_done_callback(lambda done: self._over(name, done))

    def _stop(self, name: str) -> None:
        if task := self.running.pop(name, None):
            task.cancel()

    def _over(self, name: str, task: asyncio.Task[None]) -> None:
        if self.running.get(name) is task:
            del self.running[name]
        if not task.cancelled() and (error := task.exception()):
            self.failed = str(error) if isinstance(error, Failed) else type(error).__name__
            if not isinstance(error, Failed):
                self.errors[self.failed] += 1
            self.changed.set()

    def close(self) -> None:
        for name in list(self.running):
            self._stop(name)
        self.pool.close()


def _row(address: str | None, title: Any) -> tuple[str, str]:
    return str(address).split("?")[0].split("/")[2], title.text().strip()


async def seated(url: str, name: str) -> WireSeat:
    """Signed in, the empty desk before them; it says how soon after a key it asks."""
    browser = Browser(url)
    browser.sign_in(name)
    cookie = "; ".join(f"{key}={value}" for key, value in browser.cookies.items())
    seat = WireSeat(Pool(*loopback(url), cookie), url, browser.cookies["csrftoken"])
    delay = re.search(r"input changed delay:(\d+)ms", (await seat.pool.get("/")).text)
    assert delay, "the desk's form has no delay"
    seat.delay = int(delay[1]) / 1000
    return seat
