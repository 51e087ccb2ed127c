"""An author's and a confirmer's work, measured: clicks, keys and minutes until it is handed in.

    .venv/bin/python bench/bench_author.py                  # on a demo bank of its own
    .venv/bin/python bench/bench_author.py --base http://127.0.0.1:8000 --typing 40

A Chromium does three jobs through the screens, from the desk after signing in: zhao writes an
FAQ from nothing and hands it in; he pastes a fee table from Word (tests/data/clipboard) and hands
it in; qian reads each and agrees. Nobody waits for a person here: what a person takes is reckoned
by the keystroke-level model (Card, Moran and Newell 1980; author.py has its figures). Chinese is
typed at --typing and read at --reading characters a minute: 60 is a slow office typist, 255 is
reading aloud (Trauzettel-Klosinski and Dietz 2012). A newcomer also looks for each thing that he
presses or fills in, one after the other in the order of reading (a movement of the eye each, Card,
Moran and Newell 1983). What the machine takes is measured. Nobody thinks about what to write:
the words are there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_screen import CHROMIUM, FLAGS
from author import Hand, Pace
from bench_agent import bank
from bench_http import machine
from bench_signin import PASSWORD
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from wire import loopback

WORD = Path(__file__).parents[1] / "tests/data/clipboard/word_fees.html"
SECTION = "信用卡 › 年费积分权益"
FAQ = {
    "title": "云游戏会员能不能刷信用卡",
    "phrasings": "买云游戏会员付不了款\n游戏会员刷卡失败\n信用卡充会员被拒",
    "lead": "您好，云游戏会员能刷信用卡，付不了就换一张卡再试。",
}
FEES = {"title": "信用卡年费标准表", "lead": "您好，年费看卡种，普卡每年八十元，刷满六次免次年。"}
REASON = "来电增多"
AIMS = {
    "faq": 120.0,
    "fee table": 300.0,
    "decision on the FAQ": 60.0,
    "decision on the table": 60.0,
}
HEAD = """
| job | clicks | keys | characters typed | person | machine | together | aim |
|---|--:|--:|--:|--:|--:|--:|---|"""


def main() -> None:
    given = arguments()
    with bank(given) as url:
        loopback(url)
        print(f"{machine()}; {url}", flush=True)
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            told = [
                shift(chromium, url, Pace(given.typing, given.reading, newcomer))
                for newcomer in (True, False)
            ]
            chromium.close()
    if given.json:
        print(json.dumps({"newcomer": told[0], "practised": told[1]}, ensure_ascii=False))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", help="a running server with the demo bank; else one is served")
    parser.add_argument("--typing", type=float, default=60.0, help="characters a minute")
    parser.add_argument("--reading", type=float, default=255.0, help="characters a minute")
    parser.add_argument("--workers", type=int, default=2, help="of the server begun here")
    parser.add_argument("--json", action="store_true", help="the last line is for machines")
    return parser.parse_args()


def shift(chromium: Browser, url: str, pace: Pace) -> dict[str, dict[str, Any]]:
    """Both jobs of the author, and the confirmer's decision on each."""
    print(f"\n{'who has never seen it' if pace.newcomer else 'who knows it'}{HEAD}")
    zhao, qian = seated(chromium, url, "zhao"), seated(chromium, url, "qian")
    told = {}
    for name, page, job in JOBS:
        hand = Hand(zhao if page == "zhao" else qian, pace)
        job(hand)
        told[name] = line(name, hand)
        hand.page.goto(url)
    for page in (zhao, qian):
        page.context.close()
    return told


def line(name: str, hand: Hand) -> dict[str, Any]:
    """A job in the table."""
    together, aim = hand.human + hand.machine, AIMS[name]
    held = "held" if together <= aim else "missed"
    counts = f"{hand.clicks} | {hand.keys} | {hand.characters}"
    times = f"{hand.human:.0f} s | {hand.machine:.1f} s | {together:.0f} s"
    print(f"| {name} | {counts} | {times} | {aim:g} s, {held} |", flush=True)
    return {
        "clicks": hand.clicks,
        "keys": hand.keys,
        "characters": hand.characters,
        "person_s": round(hand.human, 1),
        "machine_s": round(hand.machine, 2),
        "held": held == "held",
    }


def seated(chromium: Browser, url: str, login: str) -> Page:
    """Signed in, the desk before them."""
    page = chromium.new_page(locale="zh-CN", viewport={"width": 1280, "height": 860})
    page.goto(f"{url}/")
    page.fill("[name=username]", login)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("#hits")
    return page


# The jobs


def faq(hand: Hand) -> None:
    begin(hand, "常见问题")
    for name, text in FAQ.items():
        fill(hand, name, text)
    hand_in(hand)


def fee_table(hand: Hand) -> None:
    begin(hand, "业务知识")
    for name, text in FEES.items():
        fill(hand, name, text)
    hand.click(hand.page.get_by_role("button", name="添加表格"))
    cells = hand.page.locator("[data-grid] textarea")
    hand.copy_elsewhere()
    hand.paste(WORD.read_text())
    expect(hand.page.locator("[data-grid] tr")).to_have_count(4)
    hand.read("".join(cell.input_value() for cell in cells.all()))
    hand_in(hand)


def begin(hand: Hand, kind: str) -> None:
    """From the desk to an editor."""
    page = hand.page
    follow(hand, page.get_by_role("link", name="采编台"))
    follow(hand, page.get_by_role("link", name="新建"))
    choice = page.get_by_role("radio", name=kind, exact=True)
    if not choice.is_checked():
        hand.click(choice)
    section = page.locator("[name=section]")
    if SECTION not in section.locator("option:checked").inner_text():
        hand.choose(section, SECTION)
    follow(hand, page.get_by_role("button", name="开始写"))


def follow(hand: Hand, there: Locator) -> None:
    """Click on what leads to another page."""
    before = hand.page.url
    hand.click(there)
    with hand.waiting():
        hand.page.wait_for_url(lambda url: url != before)


def fill(hand: Hand, name: str, text: str) -> None:
    hand.go_to(hand.page.locator(f"[data-name={name}]").locator("input, textarea").first)
    hand.write(text)


def hand_in(hand: Hand) -> None:
    page = hand.page
    hand.find(page.get_by_role("button", name="提交确认"))
    hand.press("Control+Enter")
    with hand.waiting():
        expect(page.get_by_role("dialog")).to_be_visible()
    hand.go_to(page.locator("[name=reason]"))
    hand.write(REASON)
    hand.press("Control+Enter")
    with hand.waiting():
        page.wait_for_url("**/studio/submissions/*")


def decision(title: str) -> Callable[[Hand], None]:
    """On what waits under this title; the last one handed in, where there are several."""

    def decide(hand: Hand) -> None:
        page = hand.page
        follow(hand, page.get_by_role("link", name="采编台"))
        follow(hand, page.get_by_role("link", name=title).last)
        hand.read(page.locator("main").inner_text())
        hand.click(page.get_by_role("button", name="同意"))
        with hand.waiting():
            page.wait_for_url("**/studio/submissions/")

    return decide


JOBS: tuple[tuple[str, str, Callable[[Hand], None]], ...] = (
    ("faq", "zhao", faq),
    ("decision on the FAQ", "qian", decision(FAQ["title"])),
    ("fee table", "zhao", fee_table),
    ("decision on the table", "qian", decision(FEES["title"])),
)


if __name__ == "__main__":
    main()
