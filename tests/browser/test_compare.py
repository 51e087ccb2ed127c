"""Comparing by keys: what changed in the article shown, and that article beside another."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in


@pytest.fixture
def lin(chromium: Browser, address: str) -> Iterator[Page]:
    """On the desk, an article of several versions open."""
    page = signed_in(chromium, address, "lin")
    page.goto(f"{address}/?q=信用卡丢了怎么挂失")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".work.open")).to_be_visible()
    yield page
    page.context.close()


def number(page: Page, address: str, title: str) -> str:
    page.goto(f"{address}/?q={title}")
    return page.locator("article").first.get_attribute("data-number") or ""


def faults(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def test_it_works(lin: Page) -> None:
    lin.keyboard.press("v")
    pane = lin.locator("#article")
    expect(pane.locator("h1")).to_contain_text("改了什么")
    expect(pane.locator("ins").last).to_be_visible()
    lin.keyboard.press("w")
    expect(pane.locator("[data-view=beside]")).to_have_attribute("aria-current", "true")
    assert "view=beside" in lin.url
    lin.keyboard.press("v")
    expect(pane.locator("h1")).to_have_text("信用卡丢了怎么挂失")
    lin.keyboard.press("v")
    expect(pane.locator("[data-view=beside]")).to_have_attribute("aria-current", "true")
    pane.locator("select[name=from]").select_option("1")
    pane.get_by_role("button", name="对照").click()
    expect(pane.locator(".heads")).to_contain_text("v1")


def test_b_compares_with_the_next_hit_and_then_with_the_one_chosen_before(lin: Page) -> None:
    second, third = (lin.locator(".hit .title").nth(n).inner_text() for n in (1, 2))
    lin.keyboard.press("b")
    heads = lin.locator("#article .heads h2")
    expect(heads).to_have_text(["信用卡丢了怎么挂失", second])
    lin.keyboard.press("b")
    expect(lin.locator("#article > article h1").first).to_have_text("信用卡丢了怎么挂失")
    lin.keyboard.press("Digit3")
    expect(lin.locator("#article > article h1").first).to_have_text(third)
    lin.keyboard.press("b")
    expect(heads).to_have_text([third, "信用卡丢了怎么挂失"])


def test_j_and_k_go_from_one_change_to_the_next(lin: Page) -> None:
    lin.keyboard.press("v")
    some = lin.locator(".compared [data-state]:not([data-state=''])")
    expect(some.first).to_be_visible()
    for n in range(some.count()):
        lin.keyboard.press("j")
        expect(some.nth(n)).to_be_focused()
    said = lin.locator(".stepping [role=status]")
    expect(said).to_be_empty()
    lin.keyboard.press("j")
    expect(said).to_have_text("已是最后一处差异")
    expect(some.last).to_be_focused()
    lin.keyboard.press("k")
    expect(said).to_be_empty()
    lin.keyboard.press("w")
    expect(lin.locator("[data-view=beside]")).to_have_attribute("aria-current", "true")
    for n in range(2):
        lin.locator("[data-step='1']").click()
        expect(lin.locator(".two[data-state]:not([data-state=''])").nth(n)).to_be_focused()


def test_the_confirmer_goes_through_what_changed_by_the_same_keys(
    chromium: Browser, address: str
) -> None:
    page = signed_in(chromium, address, "qian")
    page.goto(f"{address}/studio/submissions/")
    waiting = page.locator(".named a")
    paths = [waiting.nth(n).get_attribute("href") for n in range(waiting.count())]
    for path in paths:
        page.goto(f"{address}{path}")
        if page.locator(".stepping").count():
            break
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".diff > dd").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".diff > dd").first).to_be_focused()
    assert faults(page) == []
    page.locator("#id_reason").press_sequentially("jk")
    expect(page.locator("#id_reason")).to_have_value("jk")
    page.context.close()


def test_both_pages_are_accessible_at_any_width(lin: Page, address: str) -> None:
    lost, debit = (number(lin, address, f"{card}丢了怎么挂失") for card in ("信用卡", "借记卡"))
    guide = number(lin, address, "信用卡挂失与补卡引导流程")
    changes = f"/k/{lost}/changes"
    paths = (
        changes,
        f"{changes}?view=beside",
        f"/k/{lost}/with/{debit}",
        f"/k/{lost}/with/{guide}",
    )
    for path in paths:
        for width in (1280, 420):
            lin.set_viewport_size({"width": width, "height": 860})
            lin.goto(f"{address}{path}")
            assert faults(lin) == [], path
            wide = lin.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, (path, width)


def test_narrow_columns_are_stacked_field_by_field(lin: Page, address: str) -> None:
    lin.set_viewport_size({"width": 899, "height": 860})
    lost, debit = (number(lin, address, f"{card}丢了怎么挂失") for card in ("信用卡", "借记卡"))
    lin.goto(f"{address}/k/{lost}/with/{debit}")
    tops = lin.locator(".matter").first.locator(".left p, .right p")
    following = lin.locator(".matter").nth(1).bounding_box()
    boxes = [tops.nth(n).bounding_box() for n in range(2)]
    assert all(boxes)
    assert following
    left, right = (box["y"] for box in boxes if box)
    assert left < right < following["y"]
