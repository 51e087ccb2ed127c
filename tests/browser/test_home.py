"""The desk's home: must-reads confirmed, favourites kept and found again, all by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound


def card(page: Page, name: str) -> str:
    return page.locator(f"[aria-labelledby={name}-title]").inner_text()


def tab_to(page: Page, locator: str) -> None:
    """With the Tab key alone, as far as it takes."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", locator):
            return
    raise AssertionError(f"{locator} is not reached by Tab")


def test_it_works(lin: Page, address: str) -> None:
    must = lin.locator("[aria-labelledby=duties-title]")
    row = must.locator("li").first
    title = row.locator(".title").inner_text()
    waiting = int(must.locator(".tag").inner_text().split()[0])
    tab_to(lin, "[aria-labelledby=duties-title] button")
    lin.keyboard.press("Enter")
    expect(lin.locator("#said")).to_have_text("已记录您的阅读确认")
    expect(must.locator(".tag")).to_contain_text(f"{waiting - 1} 条待确认")
    expect(must).not_to_contain_text(title)
    focused = "document.activeElement.closest('[aria-labelledby=duties-title]') !== null"
    assert lin.evaluate(focused)

    lin.focus("#q")
    lin.keyboard.type("信用卡还款宽限期")
    expect(lin.locator("article h1")).to_contain_text("宽限期")
    lin.keyboard.press("Enter")
    expect(lin.locator("[data-star]")).to_have_attribute("aria-pressed", "true")
    lin.keyboard.press("f")
    expect(lin.locator("[data-star]")).to_have_attribute("aria-pressed", "false")
    expect(lin.locator("#said")).to_have_text("已取消收藏")
    lin.keyboard.press("f")
    expect(lin.locator("[data-star]")).to_have_attribute("aria-pressed", "true")
    kept = lin.locator("article h1").inner_text()

    lin.keyboard.press("Escape")
    lin.keyboard.press("Backspace")
    expect(lin.locator(".home")).to_be_visible()
    assert kept in card(lin, "kept")
    assert title not in card(lin, "duties")
    tab_to(lin, "[aria-labelledby=kept-title] a")
    lin.keyboard.press("Enter")
    expect(lin.locator("article h1")).to_have_text(kept)
    lin.keyboard.press("Escape")
    expect(lin.locator(".home")).to_be_visible()


def test_typing_at_once_keeps_the_article(lin: Page) -> None:
    lin.fill("#q", "信用卡挂失")
    expect(lin.locator("article h1")).to_contain_text("挂失")
    lin.fill("#q", "")
    lin.wait_for_timeout(300)
    lin.fill("#q", "年费")
    lin.wait_for_timeout(1200)
    expect(lin.locator(".home")).to_have_count(0)
    expect(lin.locator("article h1")).to_contain_text("年费")


def test_a_notice_is_confirmed_where_it_is_read(lin: Page, address: str) -> None:
    link = lin.locator("[aria-labelledby=duties-title] .plain a").last
    where = link.get_attribute("href")
    link.click()
    lin.locator(".receipt button").click()
    expect(lin.locator(".receipt")).to_contain_text("确认阅读这一版")
    lin.goto(f"{address}{where}")
    expect(lin.locator(".receipt")).to_contain_text("确认阅读这一版")
    lin.goto(address)
    hrefs = lin.locator("[aria-labelledby=duties-title] .plain a").evaluate_all(
        "(links) => links.map((link) => link.getAttribute('href'))"
    )
    assert where not in hrefs


def test_a_favourite_is_put_into_a_folder_beside_the_article(lin: Page, address: str) -> None:
    lin.fill("#q", "信用卡年费怎么免")
    expect(lin.locator("article h1")).to_have_text("信用卡年费怎么免")
    lin.locator("[data-star]").click()
    lin.locator(".keep select").select_option(label="挂失补卡")
    lin.wait_for_timeout(300)
    lin.goto(f"{address}/desk/favourites")
    lin.get_by_role("link", name="挂失补卡").click()
    row = lin.locator(".shelf li", has_text="信用卡年费怎么免")
    row.locator("summary").click()
    row.locator("[name=named]").fill("年费")
    row.get_by_role("button", name="放入", exact=True).click()
    lin.get_by_role("link", name="年费 1").click()
    lin.locator("[name=name]").fill("费用")
    lin.get_by_role("button", name="改名").click()
    expect(lin.get_by_role("link", name="费用 1")).to_have_attribute("aria-current", "page")
    lin.get_by_role("button", name="删除收藏夹").click()
    expect(lin.get_by_role("link", name="费用 1")).to_have_count(0)
    lin.locator(".shelf li", has_text="信用卡年费怎么免").get_by_role(
        "button", name="取消收藏"
    ).click()
    expect(lin.locator(".shelf li", has_text="信用卡年费怎么免")).to_have_count(0)


@pytest.mark.parametrize("width", [420, 720, 1280, 1920])
def test_nothing_is_cut_off_and_all_is_accessible(lin: Page, address: str, width: int) -> None:
    lin.set_viewport_size({"width": width, "height": 860})
    for path in ("/", "/desk/duties", "/desk/changes", "/desk/favourites"):
        lin.goto(f"{address}{path}")
        sound(lin, path, ".home a, .home button, .shelf a, .shelf button")
