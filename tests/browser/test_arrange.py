"""The administrators' screens of sections and labels, by keyboard and for all eyes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import pressed, sound


@pytest.fixture
def zhao(seat: Callable[[str], Page]) -> Page:
    return seat("zhao")


def test_it_works(zhao: Page, address: str) -> None:
    """A section is made, looked at from all sides and closed again, without the mouse."""
    zhao.goto(f"{address}/studio/sections")
    zhao.get_by_label("新建一级栏目").focus()
    zhao.keyboard.type("数字人民币")
    zhao.keyboard.press("Enter")
    expect(zhao.get_by_role("heading", level=1)).to_contain_text("数字人民币")
    made = zhao.url
    zhao.get_by_role("link", name="改名、移动或可见范围").press("Enter")
    under = zhao.locator("#id_under")
    under.focus()
    zhao.keyboard.type("存")
    expect(zhao.locator("#places option").first).to_have_attribute("value", "存款")
    zhao.keyboard.type("款")
    zhao.get_by_label("原因").focus()
    zhao.get_by_role("button", name="预览影响").press("Enter")
    expect(zhao.locator(".effects")).to_contain_text("数字人民币 → 存款 › 数字人民币")
    expect(zhao.locator(".effects")).to_be_focused()
    expect(zhao.get_by_role("button", name="提交确认")).to_be_visible()
    zhao.goto(made)
    zhao.get_by_role("button", name="停用").press("Enter")
    expect(zhao.get_by_role("heading", level=1)).to_contain_text("已停用")


def test_the_editor_offers_kept_names(zhao: Page, address: str) -> None:
    zhao.goto(f"{address}/studio/articles/1/edit")
    field = zhao.locator(".field[data-name=products]")
    expect(field.locator("option[value=悦购联名卡]")).to_have_count(0)
    field.locator(".offer input").fill("安居贷")
    zhao.keyboard.press("Enter")
    expect(field.locator("textarea")).to_have_value("安居贷")
    expect(field.locator(".offer input")).to_be_focused()
    expect(zhao.locator("[data-said]")).to_contain_text("已保存")


@pytest.mark.parametrize(("width", "theme"), [(720, "light"), (1280, "dark"), (1920, "light")])
def test_nothing_is_cut_off_and_all_is_accessible(
    zhao: Page, address: str, width: int, theme: str
) -> None:
    zhao.set_viewport_size({"width": width, "height": 860})
    zhao.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    for path in ("sections", "sections?q=gs", "sections/3", "sections/new", "sections/3/change",
                 "sections/3/merge", "labels", "labels?kind=products",
                 "labels/relabel?kind=channels&name=热线"):  # fmt: skip
        zhao.goto(f"{address}/studio/{path}")
        sound(zhao, path)
        if path == "sections":
            expect(zhao.locator("td.readers").first).to_have_css("display", "table-cell")
    zhao.get_by_label("新名称").fill("客服热线")
    pressed(zhao, "预览影响")
    sound(zhao, "labels/relabel, previewed")
    zhao.goto(f"{address}/studio/sections/3/change")
    zhao.locator("#id_under").fill("没有的")
    pressed(zhao, "预览影响")
    sound(zhao, "sections/3/change, refused")
    zhao.locator("#id_under").fill("存款")
    pressed(zhao, "预览影响")
    expect(zhao.locator(".effects")).to_be_visible()
    sound(zhao, "sections/3/change, previewed")
