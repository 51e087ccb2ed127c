"""Many articles at once on the screen: choose, preview, leave a place out; filters and columns."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import pressed, signed_in, sound


@pytest.fixture
def zhao(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "zhao")
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    page.context.close()
    assert faults == []


def begin(page: Page, address: str, deed: str, asked: str = "") -> None:
    """Choose all that the list finds and go on to a deed."""
    page.goto(f"{address}/studio/articles{asked}")
    page.locator(".many [name=all]").check()
    page.get_by_label("对所选知识做什么").select_option(label=deed)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(deed)


def test_it_works(zhao: Page, address: str) -> None:
    """Words found and replaced, by keyboard, one place left as it is."""
    begin(zhao, address, "替换文字", "?q=年费")
    zhao.get_by_label("查找").fill("年费")
    zhao.keyboard.press("Tab")
    zhao.keyboard.type("会员费")
    zhao.keyboard.press("Enter")
    expect(zhao.locator(".sum")).to_contain_text("处")
    first = zhao.locator(".told tbody tr").first
    expect(first.locator("del")).to_have_text("年费")
    expect(first.locator("ins")).to_have_text("会员费")
    first.get_by_role("checkbox").focus()
    zhao.keyboard.press("Space")
    zhao.get_by_role("button", name="下一页").click()
    zhao.get_by_role("button", name="上一页").click()
    expect(first.get_by_role("checkbox")).to_be_checked()
    expect(zhao.get_by_role("button", name="合并提交确认")).to_be_in_viewport()


def test_a_filter_is_kept_and_lists_close(zhao: Page, address: str) -> None:
    zhao.goto(f"{address}/studio/articles?type=campaign")
    filters = zhao.locator(".drop").first
    filters.locator("summary").press("Enter")
    zhao.get_by_label("筛选的名称").fill("全部活动")
    zhao.get_by_role("button", name="保存").click()
    zhao.goto(f"{address}/studio/articles")
    filters.locator("summary").click()
    zhao.get_by_role("link", name="全部活动").click()
    assert "type=campaign" in zhao.url
    filters.locator("summary").click()
    zhao.keyboard.press("Escape")
    expect(filters.locator("summary")).to_be_focused()
    expect(zhao.get_by_label("筛选的名称")).to_be_hidden()
    filters.locator("summary").click()
    zhao.get_by_role("button", name="删去筛选：全部活动").click()
    expect(zhao.get_by_role("link", name="全部活动")).to_have_count(0)


@pytest.mark.parametrize(("width", "theme"), [(420, "light"), (1280, "dark"), (1920, "light")])
def test_nothing_is_cut_off_and_all_is_accessible(
    zhao: Page, address: str, width: int, theme: str
) -> None:
    zhao.set_viewport_size({"width": width, "height": 860})
    zhao.evaluate("theme => localStorage.setItem('theme', theme)", theme)

    zhao.goto(f"{address}/studio/articles")
    for n in range(2):
        zhao.locator(".drop summary").nth(n).click()
        sound(zhao)
    begin(zhao, address, "增减标签", "?q=年费")
    sound(zhao)
    pressed(zhao, "预览")
    sound(zhao)
    zhao.get_by_label("增加").fill("年检")
    zhao.get_by_role("button", name="预览").click()
    expect(zhao.locator(".told")).to_be_visible()
    sound(zhao)
    begin(zhao, address, "复制并顺延日期", "?q=活动")
    zhao.get_by_role("button", name="预览").click()
    expect(zhao.get_by_label("由谁负责：").first).to_be_visible()
    sound(zhao)
    zhao.goto(f"{address}/studio/articles/return")
    sound(zhao)
