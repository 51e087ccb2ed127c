"""Browsing by section on the screen: the key, the arrows, sections sifted, and back to search."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import signed_in, sound


def focused(page: Page) -> str:
    words: str = page.evaluate("document.activeElement.innerText").strip()
    return words.split("\n")[0]


def place(page: Page, name: str) -> Locator:
    return page.locator(".places a", has_text=name)


def test_it_works(lin: Page, address: str) -> None:
    """From the desk to an article by keys alone."""
    lin.goto(f"{address}/?region=东屿")
    lin.locator("#article").focus()
    lin.keyboard.press("g")
    expect(lin.get_by_role("heading", level=1)).to_have_text("知识目录")
    lin.keyboard.press("ArrowDown")
    first = lin.locator(".places a .name").first.inner_text()
    assert focused(lin) == first

    lin.locator("[data-sift]").focus()
    lin.keyboard.type("xyk")
    expect(lin.locator(".places li:visible")).to_have_count(1)
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("heading", level=1)).to_have_text("信用卡")

    lin.keyboard.press("ArrowDown")
    assert focused(lin) == "安全"
    lin.keyboard.press("ArrowDown")
    assert focused(lin) != "安全"
    lin.keyboard.press("ArrowUp")
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("heading", level=1)).to_have_text("安全")
    lin.locator(".places a").first.focus()
    lin.keyboard.press("ArrowRight")
    title = lin.locator(".held-list .title").first.inner_text()
    assert focused(lin) == title
    lin.keyboard.press("ArrowLeft")
    assert lin.evaluate("document.activeElement.closest('.places') !== null")
    lin.keyboard.press("ArrowRight")
    lin.keyboard.press("Enter")
    expect(lin.locator("article h1")).to_have_text(title)
    assert "region=" in lin.url

    lin.locator(".facts .path a").first.click()
    expect(lin.get_by_role("heading", level=1)).to_have_text("信用卡")
    lin.keyboard.press("/")
    expect(lin.locator("#q")).to_be_focused()


def test_what_is_sifted_away_comes_back(lin: Page, address: str) -> None:
    lin.goto(f"{address}/desk/sections")
    all_ = lin.locator(".places li:visible").count()
    lin.fill("[data-sift]", "没有这个栏目")
    expect(lin.locator(".places li:visible")).to_have_count(0)
    expect(lin.locator("[data-sifted]")).to_have_text("0 个栏目")
    lin.keyboard.press("Enter")
    lin.keyboard.press("Escape")
    expect(lin.locator("[data-sift]")).to_be_focused()
    expect(lin.locator(".places li:visible")).to_have_count(all_)
    lin.fill("[data-sift]", "贷")
    lin.keyboard.press("ArrowDown")
    assert focused(lin) == "贷款"
    lin.keyboard.press("Escape")
    expect(lin.locator("#q")).to_be_focused()


def test_a_section_is_searched(lin: Page, address: str) -> None:
    lin.goto(f"{address}/desk/sections")
    place(lin, "信用卡").click()
    lin.get_by_label("在“信用卡”内检索").fill("挂失")
    lin.keyboard.press("Enter")
    expect(lin.locator(".chip", has_text="信用卡 ×")).to_be_visible()
    paths = lin.locator(".hit .section").all_inner_texts()
    assert paths
    assert all(path.startswith("信用卡") for path in paths)


def test_a_context_taken_away_stays_away(lin: Page, address: str) -> None:
    lin.goto(f"{address}/?region=东屿&q=挂失")
    lin.locator(".ctx").click()
    lin.get_by_role("link", name="目录").click()
    expect(lin.get_by_role("heading", level=1)).to_have_text("知识目录")
    assert "东屿" not in lin.locator(".find").inner_text()
    lin.goto(f"{address}/desk/sections?region=东屿")
    place(lin, "信用卡").click()
    lin.locator(".ctx").click()
    expect(lin.locator(".ctx")).to_have_count(0)
    expect(lin.get_by_role("heading", level=1)).to_have_text("信用卡")


@pytest.mark.parametrize(
    ("width", "theme"), [(420, "light"), (720, "dark"), (1280, "light"), (1920, "dark")]
)
def test_nothing_is_cut_off_and_all_is_accessible(
    lin: Page, address: str, width: int, theme: str
) -> None:
    lin.set_viewport_size({"width": width, "height": 860})
    lin.goto(f"{address}/desk/sections")
    lin.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    card = place(lin, "信用卡").get_attribute("href")
    for path in ("", card, f"{card}&own=1", f"{card}&type=faq&region=东屿"):
        lin.goto(f"{address}/desk/sections{path}")
        sound(lin, path, ".top a, .top button, main a, main button, main input")


def test_what_is_closed_is_not_there(lin: Page, chromium: Browser, address: str) -> None:
    zhao = signed_in(chromium, address, "zhao")
    zhao.goto(f"{address}/desk/sections")
    place(zhao, "信用卡").click()
    inner = place(zhao, "内部规则")
    where = inner.get_attribute("href")
    zhao.context.close()
    answer = lin.request.get(f"{address}/desk/sections{where}")
    assert answer.status == 404
    lin.goto(f"{address}/desk/sections")
    place(lin, "信用卡").click()
    expect(lin.locator(".places")).not_to_contain_text("内部规则")
