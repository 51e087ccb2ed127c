"""A procedure is built by keyboard, its picture beside it, and played at the desk."""

import re
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_write import begin, desk_of, field, saved

__all__ = ["desk_of"]  # the fixture

DeskOf = Callable[[str], Page]
QUESTIONS = 7  # each with a way to an end and one to the next question; the last to two ends


def control(page: Page, step: int, name: str) -> Locator:
    """A field of the step at that place, counted from 1."""
    row = page.locator("[data-name=nodes] > ol > li").nth(step - 1)
    return row.locator(f":scope > .inner-fields > [data-name={name}]")


def tab_to(page: Page, there: Locator) -> None:
    """By the Tab key alone."""
    for _press in range(40):
        if there.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("NOT REACHED BY TAB")


def ask(page: Page, step: int) -> None:
    """A question with two answers, each of which leads to a new step."""
    tab_to(page, control(page, step, "text").locator("textarea"))
    page.keyboard.type(f"第 {step} 问")
    tab_to(page, control(page, step, "choices").get_by_role("button", name="添加选项"))
    page.keyboard.press("Enter")
    page.keyboard.type("是")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("否")
    page.keyboard.press("Tab")
    page.keyboard.press("End")


def end(page: Page, step: int) -> None:
    tab_to(page, control(page, step, "kind").locator("select"))
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.type(f"第 {step} 步办完")


def test_it_works(desk_of: DeskOf, address: str) -> None:
    zhao = desk_of("zhao")
    begin(zhao, address, "引导流程", "跨行转账没到账怎么查")
    zhao.get_by_role("button", name="添加节点").press("Enter")
    expect(zhao.locator("[data-outline] li")).to_have_text(re.compile("N1 没有去向"))
    steps = 2 * QUESTIONS + 1
    for step in range(1, steps + 1):
        (ask if step % 2 and step < steps else end)(zhao, step)
    expect(zhao.locator("[data-fine]")).to_be_visible()
    expect(zhao.locator("[data-picture] [data-drawn]")).to_have_count(steps)
    assert Axe().run(zhao).response["violations"] == []
    saved(zhao)
    expect(zhao.locator("[data-beside] [data-level=must]")).to_have_count(0)
    zhao.keyboard.press("Control+Enter")
    zhao.locator("[name=reason]").fill("来电多")
    zhao.get_by_role("button", name="提交", exact=True).press("Enter")
    zhao.wait_for_url("**/studio/submissions/*")
    qian = desk_of("qian")
    qian.goto(zhao.url)
    qian.get_by_role("button", name="同意").click()
    qian.wait_for_url(lambda url: url != zhao.url)
    lin = desk_of("lin")
    found = lin.locator("article h1", has_text="跨行转账没到账怎么查")
    for _try in range(10):
        lin.goto(f"{address}/?q=跨行转账没到账怎么查")
        if found.count():
            break
        lin.wait_for_timeout(500)
    lin.locator("#article").focus()
    lin.keyboard.press("p")
    for _answer in range(QUESTIONS):
        lin.keyboard.press("2")
    expect(lin.locator(".nodes > li.now .id")).to_have_text(f"N{steps}")


def test_what_leads_nowhere_or_round_is_marked_at_once(desk_of: DeskOf, address: str) -> None:
    page = desk_of("zhao")
    begin(page, address, "引导流程", "走不出来的流程")
    for _step in range(3):
        page.get_by_role("button", name="添加节点").click()
    told = page.locator("[data-outline] li")
    expect(told).to_have_text(
        [re.compile(f"N{n} 没有去向") for n in (1, 2, 3)]
        + [re.compile(f"N{n} 走不到") for n in (2, 3)]
    )
    control(page, 1, "next").locator("select").select_option("N2")
    control(page, 2, "next").locator("select").select_option("N1")
    expect(told.first).to_have_text(re.compile("N3 没有去向"))
    expect(told.nth(1)).to_have_text(re.compile("循环不止：N1 → N2 → N1"))
    expect(page.locator("[data-picture] .wrong")).to_have_count(3)
    expect(page.locator("[data-picture] .back")).to_have_count(1)
    control(page, 2, "next").locator("select").select_option("N3")
    control(page, 3, "kind").locator("select").select_option("end")
    expect(page.locator("[data-fine]")).to_be_visible()
    control(page, 3, "id").locator("input").fill("N9")
    page.keyboard.press("Tab")  # what led there follows
    expect(control(page, 2, "next").locator("select")).to_have_value("N9")
    expect(page.locator("[data-fine]")).to_be_visible()
    page.locator("[data-picture] [data-drawn=N9]").click()
    expect(control(page, 3, "text").locator("textarea")).to_be_focused()
    page.locator("[data-name=nodes] [data-drop]").nth(2).click()
    expect(told).to_have_text(re.compile("N2 有选项没有去向"))
    expect(control(page, 2, "next").locator("select")).to_contain_text("N9（没有这一步）")
    field(page, "lead").fill("您好，我帮您查。")
    saved(page)


def test_other_editors_have_no_picture(desk_of: DeskOf, address: str) -> None:
    page = desk_of("zhao")
    begin(page, address, "常见问题", "没有流程图")
    expect(page.locator("[data-outline]")).to_have_count(0)
