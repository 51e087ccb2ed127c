"""The desk under strain: a slow line, the page at twice its size, a person whom motion upsets."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in

SLOW = {
    "offline": False,
    "latency": 400,  # ms
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}
# A screen of 1280 by 860 at 200 % has so many pixels for the page.
TWICE = {"width": 640, "height": 430}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MOVING = """[...document.querySelectorAll("*")].flatMap((each) => {
  const style = getComputedStyle(each);
  const moves = [style.animationName !== "none", style.scrollBehavior === "smooth",
    style.transitionDuration.split(",").some((time) => parseFloat(time) > 0)];
  return moves.some(Boolean) ? [each.outerHTML.slice(0, 80)] : [];
})"""


@pytest.fixture
def slow(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "lin")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    yield page
    page.context.close()


def test_it_works(slow: Page, address: str) -> None:
    """What is typed faster than the line carries ends with the list of the last letter."""
    slow.goto(f"{address}/")
    slow.locator("#q").press_sequentially("信用卡挂失", delay=120)
    assert slow.input_value("#q") == "信用卡挂失"
    expect(slow.locator(".hit").first).to_contain_text("信用卡丢了怎么挂失", timeout=10_000)
    expect(slow.locator("article h1")).to_have_text("信用卡丢了怎么挂失", timeout=10_000)
    expect(slow.locator("#said")).not_to_contain_text("连不上")
    slow.locator("#q").press_sequentially("费", delay=120)
    expect(slow.locator("#hits")).to_contain_text("挂失费", timeout=10_000)
    assert slow.input_value("#q") == "信用卡挂失费"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?q=信用卡挂失",
        "/?q=信用卡年费",
        "/desk/sections",
        "/desk/favourites",
        "/desk/changes",
    ],
)
def test_at_twice_the_size_nothing_lies_outside(lin: Page, address: str, path: str) -> None:
    lin.set_viewport_size(TWICE)
    lin.goto(f"{address}{path}")
    assert lin.evaluate(WIDER) <= 0
    field = lin.locator("#q").bounding_box()
    assert field is not None
    assert field["width"] >= 200


def test_at_twice_the_size_an_answer_is_found_and_read(lin: Page, address: str) -> None:
    lin.set_viewport_size(TWICE)
    lin.goto(f"{address}/")
    lin.locator("#q").press_sequentially("信用卡挂失", delay=60)
    expect(lin.locator(".hit").first).to_be_in_viewport()
    lin.keyboard.press("Enter")
    expect(lin.locator("article h1")).to_be_in_viewport()
    lin.keyboard.press("Escape")
    expect(lin.locator("#q")).to_be_in_viewport()


@pytest.fixture
def calm(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "lin")
    page.emulate_media(reduced_motion="reduce")
    yield page
    page.context.close()


@pytest.mark.parametrize("path", ["/", "/?q=信用卡挂失", "/?q=疑似客户正在受骗", "/desk/sections"])
def test_nothing_moves_for_whom_motion_upsets(calm: Page, address: str, path: str) -> None:
    calm.goto(f"{address}{path}")
    expect(calm.locator("main").first).to_be_visible()
    assert calm.evaluate(MOVING) == []
