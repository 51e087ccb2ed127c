"""What becomes of an article: restored, split and merged on the screens, read by a screen reader."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import signed_in

TITLE = "借记卡到期或损坏换卡"


@pytest.fixture
def desk_of(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    opened: list[BrowserContext] = []

    def sign_in(login: str) -> Page:
        page = signed_in(chromium, address, login)
        opened.append(page.context)
        return page

    yield sign_in
    for context in opened:
        context.close()


def sound(page: Page) -> None:
    """No violation, and nothing beyond the window's edge."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [each["id"] for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def number_of(page: Page, address: str, title: str) -> str:
    page.goto(f"{address}/studio/articles?q={title}")
    link = page.locator("td.named a", has_text=title).first
    return (link.get_attribute("href") or "").split("/")[-2]


def test_it_works(desk_of: Callable[[str], Page], address: str) -> None:
    """zhao lets one article go into another, qian decides, lin follows an old link."""
    zhao = desk_of("zhao")
    ends = number_of(zhao, address, TITLE)
    zhao.goto(f"{address}/studio/articles/{ends}/versions")
    sound(zhao)
    zhao.get_by_role("link", name="并入另一条").click()
    zhao.locator("[name=into]").first.check()
    sound(zhao)
    stays = zhao.locator("[name=into]").first.get_attribute("value")
    zhao.get_by_role("button", name="下一步").click()
    sound(zhao)
    zhao.get_by_role("button", name="并入草稿").click()
    zhao.wait_for_url("**/studio/ties/*")
    sound(zhao)
    zhao.locator("[name=reason]").fill("两条问的是同一件事")
    zhao.get_by_role("button", name="一起提交确认").click()
    zhao.wait_for_url("**/studio/submissions/*")
    qian = desk_of("qian")
    qian.goto(zhao.url)
    expect(qian.locator("main")).to_contain_text(f"链接和收藏转到 {stays}")
    qian.get_by_role("button", name="同意").click()
    qian.wait_for_url("**/studio/submissions/")
    lin = desk_of("lin")
    lin.wait_for_timeout(2500)  # it takes effect with the next full second
    lin.goto(f"{address}/k/{ends}")
    expect(lin).to_have_url(f"{address}/k/{stays}?merged={ends}")
    expect(lin.locator("article")).to_contain_text(f"知识 {ends} 已并入本条")
