"""The authors' start page and list of articles on the screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in, sound


@pytest.fixture
def zhao(seat: Callable[[str], Page]) -> Page:
    return seat("zhao")


def test_it_works(zhao: Page, address: str) -> None:
    """From the desk to an article that wants review, and to another by its words."""
    zhao.goto(f"{address}/")
    zhao.get_by_role("link", name="采编台").click()
    expect(zhao.locator(".studio-line [aria-current=page]")).to_have_text("首页")
    due = zhao.locator("[aria-labelledby=due-title]")
    expect(due.locator("li")).to_have_count(8)
    due.locator("a.all").click()
    expect(zhao.get_by_role("heading", level=1)).to_contain_text("将到期与待复审")
    zhao.get_by_role("navigation", name="采编台").get_by_role("link", name="知识").click()
    expect(zhao.locator(".articles tbody tr")).to_have_count(50)
    zhao.wait_for_load_state()  # a key is heard from here on
    zhao.keyboard.press("/")
    zhao.keyboard.type("年费")
    zhao.keyboard.press("Enter")
    expect(zhao.locator(".articles .named a").first).to_contain_text("年费")
    zhao.locator(".articles .named a").first.focus()
    zhao.keyboard.press("ArrowDown")
    expect(zhao.locator(".articles .named a").nth(1)).to_be_focused()
    zhao.get_by_label("选中本页").check()
    expect(zhao.locator("[data-chosen]")).to_contain_text("已选")
    zhao.get_by_role("link", name="标题", exact=True).click()
    assert "q=" in zhao.url
    assert "sort=title" in zhao.url
    expect(zhao.locator(".articles [aria-sort]")).to_have_text("标题")


@pytest.mark.parametrize(
    ("width", "theme"), [(420, "light"), (720, "dark"), (1280, "light"), (1920, "dark")]
)
def test_nothing_is_cut_off_and_all_is_accessible(
    zhao: Page, address: str, width: int, theme: str
) -> None:
    zhao.set_viewport_size({"width": width, "height": 860})
    zhao.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    for path in ("", "articles", "articles?state=draft", "due", "returned"):
        zhao.goto(f"{address}/studio/{path}")
        sound(zhao, path)


def test_an_agent_finds_no_studio(chromium: Browser, address: str) -> None:
    lin = signed_in(chromium, address, "lin")
    expect(lin.get_by_role("link", name="采编台")).to_have_count(0)
    for path in ("", "articles", "submissions/", "drafts"):
        assert lin.request.get(f"{address}/studio/{path}").status == 404
    lin.context.close()
