"""Procedures and scripts are played, an article is searched, printed, read at any width."""

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in

PROCEDURE = "疑似客户正在受骗 紧急止付流程"
SCRIPT = "停息挂账应答话术"


def shown(page: Page, address: str, query: str, more: str = "") -> Page:
    """The first hit beside the list, the keyboard outside of the field."""
    page.goto(f"{address}/?q={query}{more}")
    expect(page.locator("article h1")).to_be_visible()
    page.locator("#article").focus()
    return page


def now(page: Page) -> Any:
    return page.locator(".nodes > li.now .id")


def taken(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("[data-taken] > li b").all_inner_texts()]


def test_it_works(lin: Page, address: str) -> None:
    shown(lin, address, PROCEDURE)
    expect(now(lin)).to_have_text("N1")
    expect(lin.locator(".nodes > li:visible")).to_have_count(1)
    before = lin.locator("article h1").inner_text()
    for key in ("p", "1", "1", "2"):
        lin.keyboard.press(key)
    expect(now(lin)).to_have_text("N5")
    assert taken(lin) == ["N1", "N2", "N3", "N5"]
    lin.keyboard.press("Backspace")
    expect(now(lin)).to_have_text("N3")
    lin.keyboard.press("9")  # no such choice: no hit opens either
    assert lin.locator("article h1").inner_text() == before
    lin.locator("[data-taken] button").first.click()
    expect(now(lin)).to_have_text("N1")
    lin.keyboard.press("2")
    assert taken(lin) == ["N1", "N3"]
    lin.keyboard.press("Home")
    assert taken(lin) == ["N1"]


def test_a_procedure_ends_and_says_so(lin: Page, address: str) -> None:
    shown(lin, address, PROCEDURE)
    for key in ("p", "1", "2"):
        lin.keyboard.press(key)
    expect(lin.locator(".nodes > li.now .finish")).to_be_visible()
    lin.keyboard.press("Enter")
    assert taken(lin) == ["N1", "N2", "N9"]


def test_the_place_is_kept_over_a_reload_and_apart_for_each_conversation(
    lin: Page, address: str
) -> None:
    shown(lin, address, PROCEDURE, "&conv=a1")
    for key in ("p", "2", "2"):
        lin.keyboard.press(key)
    expect(now(lin)).to_have_text("N5")
    lin.reload()
    expect(now(lin)).to_have_text("N5")
    shown(lin, address, PROCEDURE, "&conv=b2")
    expect(now(lin)).to_have_text("N1")
    shown(lin, address, PROCEDURE, "&conv=a1")
    expect(now(lin)).to_have_text("N5")
    assert taken(lin) == ["N1", "N3", "N5"]


def test_an_article_that_comes_again_under_ones_hands_stays_played(lin: Page, address: str) -> None:
    lin.goto(f"{address}/?q={PROCEDURE}")
    lin.locator("#q").focus()
    with lin.expect_response(lambda answer: "/k/" in answer.url):
        for key in ("Enter", "p"):
            lin.keyboard.press(key)
    lin.wait_for_timeout(300)  # settled
    for key in ("1", "1"):
        lin.keyboard.press(key)
    expect(now(lin)).to_have_text("N3")
    expect(lin.locator(".nodes > li:visible")).to_have_count(1)


def test_outside_of_the_player_a_digit_opens_a_hit(lin: Page, address: str) -> None:
    shown(lin, address, PROCEDURE)
    second = lin.locator(".hit .title").nth(1).inner_text()
    lin.keyboard.press("2")
    expect(lin.locator("article h1")).to_have_text(second)


def test_the_whole_tree_is_drawn_and_leads_to_any_step(lin: Page, address: str) -> None:
    shown(lin, address, PROCEDURE)
    lin.click("[data-view=picture]")
    steps = lin.locator(".nodes > li").count()
    expect(lin.locator(".tree .box")).to_have_count(steps)
    lin.locator(".tree [data-drawn=N7]").click()
    expect(lin.locator(".tree .box.now")).to_have_attribute("data-drawn", "N7")
    assert lin.locator(".tree .way.taken").count() == lin.locator(".tree .box.been").count() - 1
    lin.click("[data-view=play]")
    expect(now(lin)).to_have_text("N7")
    boxes = lin.evaluate(
        "[...document.querySelectorAll('.tree .box rect')].map((r) => r.getBBox())"
        ".map(({x, y, width, height}) => [x, y, width, height])"
    )
    for n, (x, y, width, height) in enumerate(boxes):
        for left, top, _width, _height in boxes[n + 1 :]:
            assert abs(x - left) >= width or abs(y - top) >= height


def test_a_script_goes_line_by_line_with_its_answers_at_hand(lin: Page, address: str) -> None:
    shown(lin, address, SCRIPT)
    expect(lin.locator(".turn.now .agent + dd")).to_contain_text("愿意主动跟我们联系")
    for key in ("p", "ArrowRight"):
        lin.keyboard.press(key)
    expect(lin.locator(".turn.now .agent + dd")).to_contain_text("个性化分期还款")
    expect(lin.locator(".turn.now .customer + dd")).to_contain_text("差不多六万")
    lin.keyboard.press("2")
    opened = lin.locator(".objections details[open]")
    expect(opened).to_contain_text("这项申请不收任何费用")
    lin.keyboard.press("3")
    expect(opened).to_have_count(1)
    expect(lin.locator(".play > .never")).to_be_in_viewport()
    lin.keyboard.press("ArrowLeft")
    expect(lin.locator("[data-at]")).to_have_text("1/3")
    lin.keyboard.press("c")
    expect(lin.get_by_text("已复制对客口径").first).to_be_visible()
    lin.click("[data-view=all]")
    expect(opened).to_have_count(lin.locator(".objections details").count())
    lin.reload()
    expect(lin.locator("[data-view=all]")).to_have_attribute("aria-pressed", "true")


def test_an_article_is_searched_from_within(lin: Page, address: str) -> None:
    shown(lin, address, "信用卡丢了怎么挂失")
    lin.keyboard.press("i")
    field = lin.locator(".within input")
    expect(field).to_be_focused()
    lin.keyboard.type("挂失")
    count = lin.locator(".within output")
    expect(count).to_contain_text("1/")
    most = int(count.inner_text().split("/")[1])
    assert lin.evaluate("CSS.highlights.get('within').size") == most > 3
    lin.keyboard.press("Enter")
    expect(count).to_have_text(f"2/{most}")
    lin.keyboard.press("Shift+Enter")
    lin.keyboard.press("Shift+Enter")
    expect(count).to_have_text(f"{most}/{most}")
    field.fill("挂失 绝无此词")
    expect(count).to_have_text("没有")
    lin.keyboard.press("Escape")
    expect(field).to_be_hidden()
    assert lin.evaluate("CSS.highlights.size") == 0
    assert lin.input_value("#q") == "信用卡丢了怎么挂失"


def test_what_is_out_of_sight_is_found_and_shown(lin: Page, address: str) -> None:
    shown(lin, address, PROCEDURE)
    lin.keyboard.press("i")
    lin.keyboard.type("卸载会议软件")
    step = lin.locator("#node-N7")
    expect(step).to_be_in_viewport()
    expect(lin.locator("[data-view=all]")).to_have_attribute("aria-pressed", "true")


def test_pieces_have_a_copy_button_of_their_own(lin: Page, address: str) -> None:
    shown(lin, address, "信用卡丢了怎么挂失")
    for name in ("chat_text", "sms_text", "summary"):
        lin.evaluate("window.taken = ''")
        lin.evaluate("navigator.clipboard.writeText = async (text) => { window.taken = text }")
        lin.click(f"[data-copy-of={name}]")
        expect(lin.locator("#said")).to_contain_text("已复制")
        said = lin.locator(f"[data-part={name}]").inner_text()
        assert lin.evaluate("window.taken") == said
    assert "｜" in said


@pytest.mark.parametrize("width", [420, 720, 1280])
def test_no_form_is_wider_than_the_page(lin: Page, address: str, width: int) -> None:
    lin.set_viewport_size({"width": width, "height": 860})
    for query in ("账户状态对照表", "在售与存续理财要素表", "双十一信用卡满减", PROCEDURE, SCRIPT):
        shown(lin, address, query)
        wide = "(e) => e.scrollWidth - e.clientWidth"
        assert lin.locator("#article").evaluate(wide) <= 0, query
        assert lin.locator("html").evaluate(wide) <= 0, query


def test_the_forms_are_accessible_in_each_view(lin: Page, address: str) -> None:
    for query, views in ((PROCEDURE, ("play", "picture", "all")), (SCRIPT, ("play", "all"))):
        shown(lin, address, query)
        for view in views:
            lin.click(f"[data-view={view}]")
            found = Axe().run(lin, context="#article").response["violations"]
            assert [violation["id"] for violation in found] == [], (query, view)
    for query in (
        "信用卡丢了怎么挂失",
        "双十一信用卡满减",
        "冻结原因不能说",
        "百万保障 类诈骗高发提示",
    ):
        shown(lin, address, query, "&product=海山白金")
        found = Axe().run(lin, context="#article").response["violations"]
        assert [violation["id"] for violation in found] == [], query


def test_a_print_holds_all_of_it_and_no_buttons(lin: Page, address: str) -> None:
    shown(lin, address, PROCEDURE)
    lin.emulate_media(media="print")
    for gone in (".top", "#hits", ".side", ".play .bar", ".within-open", ".play .taken"):
        expect(lin.locator(gone)).to_be_hidden()
    expect(lin.locator(".nodes > li:visible")).to_have_count(lin.locator(".nodes > li").count())
    for kept in ("h1", ".facts", ".printed", ".play > .never"):
        expect(lin.locator(f"article {kept}")).to_be_visible()
    expect(lin.locator(".facts")).to_contain_text("编号")
    expect(lin.locator(".facts")).to_contain_text("v1")


def test_without_scripts_a_procedure_is_a_list_with_links(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "lin")
    page.goto(f"{address}/?q={PROCEDURE}")
    where = page.locator(".facts a[href^='/k/']").get_attribute("href")
    cookies = page.context.cookies()
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{address}{where}")
    expect(plain.locator(".nodes > li:visible")).to_have_count(11)
    expect(plain.locator(".play .bar")).to_be_hidden()
    plain.click('#node-N1 a[href="#node-N3"]')
    assert plain.url.endswith("#node-N3")
    context.close()
    page.context.close()


def test_what_is_kept_is_the_way_alone_and_a_stranger_sees_nothing(
    lin: Page, chromium: Browser, address: str
) -> None:
    shown(lin, address, PROCEDURE, "&region=北麓&product=海山白金")
    for key in ("p", "1"):
        lin.keyboard.press(key)
    stored = lin.evaluate(
        "Object.entries(sessionStorage).filter(([k]) => k.startsWith('zhixi.play'))"
    )
    assert [set(json.loads(value)) for _key, value in stored] == [{"way", "view", "at"}]
    assert "海山白金" not in str(stored)
    stranger = chromium.new_context().new_page()
    where = lin.locator(".facts a[href^='/k/']").get_attribute("href")
    stranger.goto(f"{address}{where}")
    expect(stranger.locator("[name=password]")).to_be_visible()
    expect(stranger.locator("[data-player]")).to_have_count(0)
    stranger.context.close()
