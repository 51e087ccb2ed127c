"""Several conversations at once: what belongs to one comes back with it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.browser.test_look_up import type_


@pytest.fixture
def tang(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "tang")
    yield page
    page.context.close()


def outside(page: Page, key: str) -> None:
    page.locator("#article").focus()
    page.keyboard.press(key)


def test_it_works(tang: Page) -> None:
    type_(tang, "信用卡挂失")
    tang.keyboard.press("Enter")
    expect(tang.locator("article h1")).to_contain_text("信用卡丢了怎么挂失")
    expect(tang.locator(".tabs")).to_be_hidden()

    outside(tang, "n")
    expect(tang.locator("#q")).to_have_value("")
    type_(tang, "年费")
    tang.keyboard.press("Enter")
    expect(tang.locator(".tabs li")).to_have_count(2)
    expect(tang.locator(".last li")).to_have_count(1)

    outside(tang, "BracketLeft")
    expect(tang.locator("#q")).to_have_value("信用卡挂失")
    expect(tang.locator("article h1")).to_contain_text("信用卡丢了怎么挂失")
    expect(tang.locator(".hit").first).to_contain_text("信用卡丢了怎么挂失")
    expect(tang.locator(".last a")).to_have_text("信用卡丢了怎么挂失")


def test_a_page_loaded_anew_knows_the_others_and_shows_them_as_they_were(tang: Page) -> None:
    type_(tang, "信用卡挂失")
    outside(tang, "n")
    type_(tang, "年费怎么免")
    tang.keyboard.press("Enter")
    open_ = tang.locator("article h1").inner_text()
    tang.reload()
    expect(tang.locator("article h1")).to_have_text(open_)
    expect(tang.locator(".tabs li")).to_have_count(2)
    outside(tang, "BracketLeft")
    expect(tang.locator("#q")).to_have_value("信用卡挂失")


def test_five_are_the_most_and_the_last_one_stays(tang: Page) -> None:
    for _more in range(4):
        outside(tang, "n")
        tang.wait_for_timeout(200)
    expect(tang.locator(".tabs li")).to_have_count(5)
    outside(tang, "n")
    expect(tang.locator("#said")).to_contain_text("最多同时五个会话")
    for left in (4, 3, 2):
        outside(tang, "Shift+N")
        expect(tang.locator(".tabs li")).to_have_count(left)
    outside(tang, "Shift+N")
    expect(tang.locator(".tabs")).to_be_hidden()
    outside(tang, "Shift+N")
    expect(tang.locator("#said")).to_contain_text("只有一个会话")


def test_the_call_software_names_a_conversation(tang: Page, address: str) -> None:
    tang.goto(f"{address}/?conv=a-1&call=c-1&region=北麓&q=挂失")
    expect(tang.locator(".ctx")).to_contain_text("北麓")
    tang.goto(f"{address}/?conv=b-2&call=c-2&region=东屿&q=年费")
    expect(tang.locator(".tabs li")).to_have_count(2)
    tang.goto(f"{address}/?conv=a-1")
    expect(tang.locator("#q")).to_have_value("挂失")
    expect(tang.locator(".ctx")).to_contain_text("北麓")


def test_the_next_person_at_the_seat_sees_nothing_of_it(tang: Page, address: str) -> None:
    type_(tang, "信用卡挂失")
    tang.keyboard.press("Enter")
    outside(tang, "n")
    type_(tang, "年费")
    tang.context.clear_cookies()  # the session ends without a word
    for ending in ("lost", "signed out"):
        tang.goto(f"{address}/")
        if ending == "signed out":
            tang.locator(".me button").last.click()
            assert tang.evaluate("sessionStorage.length") == 0
        tang.fill("[name=username]", "lin" if ending == "lost" else "sun")
        tang.fill("[name=password]", "zhixi-demo")
        tang.press("[name=password]", "Enter")
        tang.wait_for_selector("#q")
        expect(tang.locator(".tabs")).to_be_hidden()
        expect(tang.locator(".last li")).to_have_count(0)
        assert tang.input_value("#q") == ""


def test_a_player_stands_where_it_stood(tang: Page) -> None:
    type_(tang, "信用卡挂失与补卡引导流程")
    tang.keyboard.press("Enter")
    outside(tang, "p")
    tang.keyboard.press("1")
    way = tang.locator("[data-player] [data-taken] li")
    expect(way).to_have_count(2)
    outside(tang, "n")
    type_(tang, "年费")
    outside(tang, "BracketLeft")
    expect(way).to_have_count(2)
