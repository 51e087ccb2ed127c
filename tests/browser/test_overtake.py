"""Answers that come late: what stands beside the list is what the list says."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import signed_in


@pytest.fixture
def lin(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "lin")
    yield page
    page.context.close()


def test_it_works(lin: Page) -> None:
    """The older list's article arrives after the newer list did, while its own is still due."""
    faults: list[str] = []
    lin.on("pageerror", lambda error: faults.append(error.message))
    held: list[Route] = []
    lin.route(
        re.compile(r"/k/\d+"), lambda route: route.continue_() if held else held.append(route)
    )

    lin.locator("#q").press_sequentially("信用卡挂失", delay=20)
    lin.wait_for_timeout(500)
    assert held
    lin.fill("#q", "年费怎么免")
    expect(lin.locator(".hit").first).to_contain_text("年费")
    held[0].continue_()
    lin.wait_for_timeout(1500)

    first = lin.locator(".hit").first.get_attribute("href")
    assert lin.locator("article[data-number]").get_attribute("data-address") == first
    assert faults == []
