"""The words that the bank keeps and the checks, on the screen."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in, sound

PAGES = ("words", "words?kind=synonym", "words?kind=lexicon&n=4", "checks", "checks?section=1")


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Pages of several people, on which no script may fail."""
    pages: list[Page] = []
    faults: list[str] = []

    def page_of(login: str) -> Page:
        page = signed_in(chromium, address, login)
        page.on("pageerror", lambda error: faults.append(str(error)))
        pages.append(page)
        return page

    yield page_of
    for page in pages:
        page.context.close()
    assert faults == []


def test_it_works(opened: Callable[[str], Page], address: str) -> None:
    """zhou forbids a word by the keyboard; zhao meets it while he writes, until it is a hint."""
    zhou, zhao = opened("zhou"), opened("zhao")
    zhou.goto(f"{address}/studio/")
    zhou.get_by_role("link", name="词表").click()
    zhou.get_by_label("词", exact=True).fill("秒批秒贷")
    zhou.keyboard.press("Tab")
    zhou.keyboard.type("当天出结果")
    zhou.keyboard.press("Enter")
    row = zhou.get_by_role("row", name="秒批秒贷")
    expect(row).to_contain_text("当天出结果")
    zhao.goto(f"{address}/studio/new?type=faq&section=1")
    zhao.get_by_label("标准问").fill("贷款多久批下来")
    zhao.locator("[data-name=lead] textarea").fill("您这笔秒批秒贷。")
    told = zhao.locator(".told-list li", has_text="秒批秒贷")
    expect(told).to_contain_text("必须改")
    zhao.keyboard.press("Control+Enter")
    expect(zhao.locator("[data-go]")).to_be_disabled()
    zhao.keyboard.press("Escape")
    zhou.get_by_role("link", name="写作检查").click()
    zhou.get_by_label("禁用语").select_option("提示")
    zhou.get_by_role("button", name="保存").click()
    expect(zhou.get_by_role("status")).to_contain_text("改了 1 条规则")
    zhao.locator("[data-name=lead] textarea").fill("您这笔秒批秒贷啊。")
    expect(told).not_to_contain_text("必须改")
    zhou.get_by_label("禁用语").select_option("必须改")
    zhou.get_by_role("button", name="保存").click()
    zhou.get_by_role("link", name="词表").click()
    row.get_by_role("link", name="编辑").click()
    zhou.get_by_role("button", name="删除这个词").click()
    expect(row).to_have_count(0)


def test_a_synonym_is_gone_by_at_once_in_every_process(
    opened: Callable[[str], Page], address: str
) -> None:
    zhou, lin = opened("zhou"), opened("lin")

    def found() -> str:
        told = lin.request.get(f"{address}/desk/search?q=绿本本丢了").text()
        return str(told)

    assert "绿本本→存折" not in found()
    zhou.goto(f"{address}/studio/words?kind=synonym")
    zhou.get_by_label("内容").fill("绿本本 = 存折")
    zhou.keyboard.press("Enter")
    zhou.get_by_role("button", name="保存").click()
    row = zhou.get_by_role("row", name="绿本本 = 存折")
    expect(row).to_be_visible()
    assert all("绿本本→存折" in found() for _ in range(4))
    row.get_by_role("link", name="编辑").click()
    zhou.get_by_role("button", name="删除这个词").click()
    expect(row).to_have_count(0)
    assert not any("绿本本→存折" in found() for _ in range(4))


@pytest.mark.parametrize(("width", "theme"), [(720, "light"), (1280, "dark"), (1920, "light")])
def test_nothing_is_cut_off_and_all_is_accessible(
    opened: Callable[[str], Page], address: str, width: int, theme: str
) -> None:
    zhou = opened("zhou")
    zhou.set_viewport_size({"width": width, "height": 860})
    zhou.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    for path in PAGES:
        zhou.goto(f"{address}/studio/{path}")
        sound(zhou, path)


def test_an_agent_finds_neither(opened: Callable[[str], Page], address: str) -> None:
    lin = opened("lin")
    for path in PAGES:
        assert lin.request.get(f"{address}/studio/{path}").status == 404
