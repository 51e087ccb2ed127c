"""An agent's desk in Chromium; the page itself says when list and article are painted."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import Any

from agent import Failed, Listed
from bench_signin import PASSWORD
from playwright.async_api import Browser, CDPSession, Error, Page, Response

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Times are of the frame in which it can be seen. The right article may have stood beside the list
# before the last key; then it was painted with the list.
WATCH = """
window.play = (() => {
  let first = 0, last = 0, pressed = 0, answers = null;
  const now = () => performance.now();
  const field = () => document.getElementById("q");
  const shown = () => {
    const article = document.querySelector("#article article[data-number]");
    return article?.checkVisibility() ? article.dataset.number : "";
  };
  const rows = () => [...document.querySelectorAll("#hits .hit")].map((row) =>
    [row.pathname.split("/")[2], row.querySelector(".title").textContent.trim()]);
  const waiting = new Set();
  const look = () => waiting.forEach((each) => each());
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(now());
    port2.postMessage(0);
  }));
  const until = (holds) => new Promise((done) => {
    const each = () => { if (holds()) { waiting.delete(each); painted().then(done); } };
    waiting.add(each);
    each();
  });
  document.addEventListener("input", (event) => { if (event.target.id === "q") last = now(); }, true);
  document.addEventListener("keydown", () => { pressed = now(); }, true);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "hits") answers = event.detail.requestConfig.parameters.q;
    look();
  });
  document.addEventListener("DOMContentLoaded", () =>
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true }));
  const answered = () => answers === field().value;
  const beside = () => answered() && (!rows().length || shown() === rows()[0][0]);
  return {
    begin() { first = now(); answers = null; },
    answered: async () => {
      const [listed, both] = await Promise.all([until(answered), until(beside)]);
      return { rows: rows(), listed: listed - last, beside: both - last, since: (both - first) / 1000 };
    },
    stands: async (number) => {
      const at = await until(() => shown() === number);
      return [at - pressed, (at - first) / 1000];
    },
  };
})();
"""


class ScreenSeat:
    """One person at one page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.method: CDPSession | None = None
        self.errors: Counter[str] = Counter()
        page.on("response", self._heard)
        page.on("pageerror", self._failed)

    def _heard(self, answer: Response) -> None:
        if answer.status >= 400:
            self.errors[str(answer.status)] += 1

    def _failed(self, error: Error) -> None:
        """A request that is given up rejects htmx's promise with nothing, which is no fault."""
        if error.message != "undefined":
            self.errors[f"script: {error.message}"] += 1

    async def begin(self) -> None:
        """Back in the field, what stood there selected so that the next key replaces it."""
        await self.page.keyboard.press("Escape")
        await self.page.evaluate("play.begin()")

    async def spell(self, letters: str) -> None:
        if not self.method:
            self.method = await self.page.context.new_cdp_session(self.page)
        end = len(letters)
        told = {"text": letters, "selectionStart": end, "selectionEnd": end}
        await self.method.send("Input.imeSetComposition", told)

    async def write(self, piece: str) -> None:
        keyboard = self.page.keyboard
        await (keyboard.type(piece) if piece.isascii() else keyboard.insert_text(piece))

    async def answered(self) -> Listed:
        told = await self._told("play.answered()")
        return Listed([(number, title) for number, title in told.pop("rows")], **told)

    async def press(self, key: str, place: int) -> None:
        await self.page.keyboard.press(key)

    async def stands(self, number: str) -> tuple[float, float]:
        opened, seconds = await self._told("number => play.stands(number)", number)
        return opened, seconds

    async def _told(self, script: str, given: str = "") -> Any:
        try:
            return await self.page.evaluate(script, given)
        except Error as error:  # such as a page that was loaded anew
            raise Failed(error.message.splitlines()[0]) from error


async def seated(browser: Browser, url: str, name: str, width: int) -> ScreenSeat:
    """Signed in, the empty desk before them."""
    page = await browser.new_page(locale="zh-CN", viewport={"width": width, "height": 860})
    await page.add_init_script(WATCH)
    seat = ScreenSeat(page)
    await page.goto(f"{url}/")
    await page.fill("[name=username]", name)
    await page.fill("[name=password]", PASSWORD)
    await page.press("[name=password]", "Enter")
    await page.wait_for_selector("#hits")
    return seat
