"""From a key in the field to the painted list, in Chromium, on a large base.

    zhixi measure speed --articles 100000 --keep /tmp/speed
    ZHIXI_VAR=/tmp/speed zhixi serve &
    .venv/bin/python bench/bench_paint.py http://127.0.0.1:8000

Counted is from the `input` event to the frame in which the list for that text can be seen; the
desk's own wait of 40 ms is part of it.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
from random import Random
from statistics import quantiles

from bench_signin import PASSWORD
from playwright.sync_api import Page, sync_playwright

from zhixi.intake.speedbase.questions import typed

READER = "load-001"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
KEY = (0.13, 0.42)  # seconds between two pieces that the input method hands over
WATCH = """
window.painted = [];
let pressed = 0;
document.addEventListener("input", (event) => { pressed = performance.now(); }, true);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "hits") return;
  if (event.detail.requestConfig.parameters.q !== document.getElementById("q").value) return;
  const from = pressed;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.painted.push(performance.now() - from);
    port2.postMessage(0);
  });
});
"""


def main() -> None:
    given = arguments()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.add_init_script(WATCH)
        sign_in(page, given.url)
        texts = [each.text for each in typed(given.articles) if not each.prefix]
        taken = [ms for text in texts[: given.texts] for ms in keys(page, text)]
        browser.close()
    cuts = quantiles(taken, n=100, method="inclusive")
    told = ", ".join(f"p{percent} {cuts[percent - 1]:.0f} ms" for percent in (50, 95, 99))
    print(f"{os.cpu_count()} cores for both ends, Python {platform.python_version()}")
    print(f"{len(taken)} keys that were answered: {told}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--articles", type=int, default=100_000, help="of the base served")
    parser.add_argument("--texts", type=int, default=40)
    return parser.parse_args()


def sign_in(page: Page, url: str) -> None:
    page.goto(url)
    page.fill("[name=username]", READER)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#q")


def keys(page: Page, text: str) -> list[float]:
    """Milliseconds of each piece of the text that was answered before the next one came."""
    rng = Random(text)
    page.evaluate("window.painted = []")
    page.fill("#q", "")
    page.wait_for_timeout(400)
    here = 0
    while here < len(text):
        step = rng.choice((1, 1, 2, 2, 3))
        page.keyboard.insert_text(text[here : here + step])
        here += step
        page.wait_for_timeout(1000 * rng.uniform(*KEY))
    page.wait_for_timeout(600)
    painted: list[float] = page.evaluate("window.painted")
    return painted[1:]  # the first is of the emptied field


if __name__ == "__main__":
    main()
