"""What the desk's script tells the log: which search it was, and what became of the hits."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in


class Log:
    """The file as it grows; each test begins where the one before has ended."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.asked = self._most("search_lookup")
        self.used = self._most("search_use")

    def _most(self, table: str) -> int:
        return int(self._rows(f"SELECT coalesce(max(id), 0) FROM {table}")[0][0])

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.file)) as base:
            return base.execute(query).fetchall()

    def look_ups(self) -> list[tuple[str, str]]:
        """Query and mode, in their order."""
        where = f"WHERE id > {self.asked} ORDER BY id"
        return self._rows(f"SELECT query, mode FROM search_lookup {where}")

    def uses(self) -> list[tuple[str | None, str, int]]:
        """The query that it followed, what it was, and the place in the list."""
        query = "SELECT query, what, position FROM search_use LEFT JOIN search_lookup"
        rows = self._rows(
            f"{query} USING (session, person) WHERE search_use.id > {self.used} AND what <> 'left'"
            " ORDER BY search_use.id"
        )
        return [(query, what, place) for query, what, place in rows]

    def comes(self, *wanted: tuple[str | None, str, int], seconds: float = 5) -> None:
        """Wait for exactly these uses; on a slow machine more is shown while the keys come."""
        deadline = time.monotonic() + seconds
        while self._told(wanted) != list(wanted) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self._told(wanted) == list(wanted)

    def _told(self, wanted: tuple[tuple[str | None, str, int], ...]) -> list[Any]:
        uses = [use for use in self.uses() if use[1] != "shown" or use in wanted]
        return [use for n, use in enumerate(uses) if n == 0 or use != uses[n - 1]]


@pytest.fixture
def lin(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "lin")
    yield page
    page.context.close()


@pytest.fixture
def log(home: Path, lin: Page) -> Log:
    return Log(home / "lookups.sqlite3")


def type_(page: Page, text: str) -> None:
    """Key by key, until the first hit stands beside the list."""
    with page.expect_response(lambda answer: "/k/" in answer.url):
        page.locator("#q").press_sequentially(text, delay=150)
    for _quiet in range(3):  # until no answer is on its way
        expect(page.locator(".htmx-request")).to_have_count(0)
        page.wait_for_timeout(250)


def test_it_works(lin: Page, log: Log) -> None:
    type_(lin, "信用卡丢了怎么挂失")
    log.comes(("信用卡丢了怎么挂失", "shown", 1))
    lin.keyboard.press("Enter")
    log.comes(("信用卡丢了怎么挂失", "shown", 1), ("信用卡丢了怎么挂失", "opened", 1))
    assert log.look_ups() == [("信用卡丢了怎么挂失", "desk")]


def test_after_opening_copying_or_esc_another_look_up_begins(lin: Page, log: Log) -> None:
    type_(lin, "信用卡挂失")
    lin.keyboard.press("Escape")
    type_(lin, "信用卡年费")
    lin.keyboard.press("Control+Enter")
    expect(lin.get_by_text("已复制").first).to_be_visible()
    lin.keyboard.press("Backspace")
    lin.wait_for_timeout(600)
    lin.keyboard.press("Enter")
    log.comes(
        ("信用卡挂失", "shown", 1),
        ("信用卡年费", "shown", 1),
        ("信用卡年费", "copied", 1),
        ("信用卡年", "shown", 1),
        ("信用卡年", "opened", 1),
    )
    assert [query for query, _mode in log.look_ups()] == ["信用卡挂失", "信用卡年费", "信用卡年"]


def test_three_seconds_on_a_chosen_hit_open_it_and_on_the_first_do_not(lin: Page, log: Log) -> None:
    type_(lin, "信用卡挂失")
    lin.wait_for_timeout(3500)
    shown = ("信用卡挂失", "shown", 1)
    log.comes(shown)
    lin.keyboard.press("ArrowDown")
    lin.wait_for_timeout(1000)
    lin.keyboard.press("ArrowDown")
    lin.wait_for_timeout(3500)
    log.comes(
        shown,
        ("信用卡挂失", "shown", 2),
        ("信用卡挂失", "shown", 3),
        ("信用卡挂失", "opened", 3),
    )


def test_a_click_and_a_digit_open(lin: Page, log: Log) -> None:
    type_(lin, "信用卡挂失")
    lin.locator(".hit").nth(1).click()
    expect(lin.locator(".work.open")).to_be_visible()
    lin.wait_for_timeout(300)
    lin.keyboard.press("Digit3")
    lin.wait_for_timeout(300)
    lin.locator(".plain a").first.click()
    log.comes(
        ("信用卡挂失", "shown", 1),
        ("信用卡挂失", "shown", 2),
        ("信用卡挂失", "opened", 2),
        ("信用卡挂失", "shown", 3),
        ("信用卡挂失", "opened", 3),
        ("信用卡挂失", "opened", 0),
    )


def test_a_rest_of_ten_seconds_ends_a_look_up(lin: Page, log: Log) -> None:
    type_(lin, "挂失")
    lin.wait_for_timeout(10_500)
    type_(lin, "手续费")
    log.comes(("挂失", "shown", 1), ("挂失手续费", "shown", 1))


def test_what_stands_in_the_list_of_news_followed_no_look_up(lin: Page, log: Log) -> None:
    type_(lin, "挂失")
    lin.fill("#q", "")
    lin.wait_for_timeout(500)
    lin.locator(".hit.short").first.click()
    log.comes(("挂失", "shown", 1), (None, "opened", 1))


def test_how_long_an_article_stood_there_is_told_when_it_is_left(lin: Page, log: Log) -> None:
    type_(lin, "信用卡挂失")
    lin.keyboard.press("Enter")
    lin.wait_for_timeout(2500)
    lin.keyboard.press("Digit2")
    lin.wait_for_timeout(1500)
    query = "SELECT number, seconds FROM search_use WHERE what = 'left' AND id > "
    left = log._rows(f"{query} {log.used} ORDER BY id")
    assert len({number for number, _seconds in left}) == 1
    assert 2 < sum(seconds for _number, seconds in left) < 15


def test_leaving_the_page_at_once_loses_nothing(lin: Page, log: Log, address: str) -> None:
    lin.goto(f"{address}/?q=信用卡挂失")
    lin.evaluate("document.addEventListener('copy', () => { location.href = '/healthz' })")
    lin.focus("#q")
    lin.keyboard.press("Control+Enter")
    lin.wait_for_timeout(500)
    log.comes(("信用卡挂失", "shown", 1), ("信用卡挂失", "copied", 1))
    assert log.look_ups() == [("信用卡挂失", "page")]
