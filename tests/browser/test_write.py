"""An author's day in the browser: from nothing to the agent's desk, and nothing is lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.browser.conftest import signed_in

WORD = (Path(__file__).parents[1] / "data/clipboard/word_fees.html").read_text()
SAVED = re.compile(r"已保存 \d\d:\d\d:\d\d")
PASTE = """([selector, html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.querySelector(selector).dispatchEvent(event);
}"""


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


def begin(page: Page, address: str, kind: str, title: str) -> None:
    """From the button 新建 to a title that was typed."""
    page.goto(f"{address}/studio/new")
    page.get_by_role("radio", name=kind, exact=True).check()
    page.locator("[name=section]").select_option(index=3)
    page.get_by_role("button", name="开始写").click()
    field(page, "title").fill(title)


def field(page: Page, name: str) -> Locator:
    return page.locator(f"[data-name={name}]").locator("input, textarea").first


def saved(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_have_text(SAVED)


def paste(page: Page, selector: str, html: str, text: str = "") -> None:
    page.locator(selector).first.focus()
    page.evaluate(PASTE, [selector, html, text])


def test_it_works(desk_of: Callable[[str], Page], address: str) -> None:
    zhao = desk_of("zhao")
    begin(zhao, address, "常见问题", "数字藏品能不能用信用卡买")
    field(zhao, "lead").fill("您好，信用卡不能用来买数字藏品，可以换借记卡付款。")
    expect(zhao.locator("[data-said]")).to_have_text(SAVED)  # by itself
    expect(zhao).to_have_url(re.compile(r"/studio/articles/\d+/edit$"))
    field(zhao, "phrasings").fill("买数字藏品付不了款\n数藏刷卡失败\n信用卡买藏品被拒")
    zhao.get_by_role("button", name="添加补充口径").click()
    zhao.keyboard.type("付款被拒")
    zhao.keyboard.press("Tab")
    zhao.keyboard.type("这类商户不支持信用卡，您换一张借记卡再试。")
    saved(zhao)
    expect(zhao.locator(".seen")).to_contain_text("这类商户不支持信用卡")
    expect(zhao.locator("[data-level]")).to_have_count(0)
    zhao.keyboard.press("Control+Enter")
    zhao.locator("[name=reason]").fill("来电增多")
    zhao.get_by_role("button", name="提交", exact=True).click()
    zhao.wait_for_url("**/studio/submissions/*")
    qian = desk_of("qian")
    qian.goto(zhao.url)
    expect(qian.locator("main")).to_contain_text("来电增多")
    qian.get_by_role("button", name="同意").click()
    qian.wait_for_url(lambda url: not url.endswith(zhao.url[-3:]))
    lin = desk_of("lin")
    for _try in range(10):
        lin.goto(f"{address}/?q=数字藏品能不能用信用卡买")
        if lin.get_by_text("信用卡不能用来买数字藏品").count():
            break
        lin.wait_for_timeout(500)
    expect(lin.get_by_text("信用卡不能用来买数字藏品").first).to_be_visible()


def test_a_table_from_word_keeps_its_rows(desk_of: Callable[[str], Page], address: str) -> None:
    page = desk_of("zhao")
    begin(page, address, "业务知识", "信用卡年费一览")
    page.get_by_role("button", name="添加表格").click()
    paste(page, "[data-grid] textarea", WORD)
    saved(page)
    page.reload()
    rows = page.locator("[data-grid] tr")
    expect(rows).to_have_count(4)
    told = [[cell.input_value() for cell in row.locator("textarea").all()] for row in rows.all()]
    assert told == [
        ["卡产品", "年费（元）", "免年费条件"],
        ["标准普卡", "80", "年刷 6 次 免次年"],
        ["标准金卡", "160", "年刷 6 次 免次年"],
        ["尊享白金", "2600", "不减免"],
    ]
    page.locator("[data-grid] tbody tr").nth(2).locator("textarea").first.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[data-grid] tbody textarea").nth(3)).to_have_value("尊享白金")
    paste(
        page,
        "[data-grid] tbody tr:last-child textarea",
        "",
        "车主卡\t200\t首年免\n文旅卡\t100\t不免\n",
    )
    expect(rows).to_have_count(5)
    paste(page, ".rich-text", WORD)
    saved(page)
    page.reload()
    expect(page.locator("[data-rich] tr")).to_have_count(4)
    assert "Mso" not in page.locator("[data-rich]").inner_html()


def test_two_tabs_meet_and_nothing_is_lost(desk_of: Callable[[str], Page], address: str) -> None:
    one = desk_of("zhao")
    begin(one, address, "常见问题", "联名卡怎么换卡面")
    field(one, "lead").fill("您好，在 App 里就能换卡面。")
    saved(one)
    two = desk_of("zhou")
    two.goto(one.url)
    field(two, "lead").fill("您好，在 App 卡片页就能换卡面。")
    saved(two)
    field(one, "lead").fill("您好，卡面在 App 里换，当天生效。")
    field(one, "phrasings").fill("换卡面\n改卡面\n卡面在哪换")
    one.keyboard.press("Control+s")
    choice = one.get_by_role("dialog")
    expect(choice).to_contain_text("卡片页就能换卡面")
    expect(choice).to_contain_text("当天生效")
    expect(choice).to_contain_text("周慎")
    choice.locator("[name=choose-lead][value=theirs]").check()
    assert Axe().run(one).response["violations"] == []
    choice.get_by_role("button", name="按所选保存").click()
    expect(field(one, "lead")).to_have_value("您好，在 App 卡片页就能换卡面。")
    expect(field(one, "phrasings")).to_have_value("换卡面\n改卡面\n卡面在哪换")
    expect(one.locator("[data-other]")).to_contain_text("周慎")
    one.get_by_role("link", name="历次保存").click()
    expect(one.locator(".saves ol li")).to_have_count(3)


def test_a_session_ends_in_the_middle_of_a_sentence(
    desk_of: Callable[[str], Page], address: str
) -> None:
    page = desk_of("zhao")
    begin(page, address, "常见问题", "积分能不能转给家人")
    saved(page)
    page.context.clear_cookies()
    field(page, "lead").fill("您的积分只能自己用，不能转")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_contain_text("文字已留在本机")
    page.get_by_role("link", name="重新登录").click()
    page.fill("[name=username]", "zhao")
    page.fill("[name=password]", "zhixi-demo")
    page.press("[name=password]", "Enter")
    expect(page.locator("[data-said]")).to_contain_text("已恢复")
    expect(field(page, "lead")).to_have_value("您的积分只能自己用，不能转")


def test_a_case_covers_a_customers_numbers_while_it_is_typed(
    desk_of: Callable[[str], Page], address: str
) -> None:
    page = desk_of("zhao")
    begin(page, address, "案例", "把卡号念了出来")
    field(page, "situation").fill("客户报了 6225880123456780 和住址")
    page.locator(".rich-text").click()
    page.keyboard.type("电话是13912345678。")
    expect(page.locator("[data-said]")).to_contain_text("已遮盖客户信息：卡号、手机号")
    expect(field(page, "situation")).to_have_value("客户报了 ［卡号·尾号6780］ 和住址")
    expect(page.locator(".rich-text")).to_have_text("电话是［手机号］。")
    page.keyboard.type("已提醒。")  # at the end, where it was
    expect(page.locator(".rich-text")).to_have_text("电话是［手机号］。已提醒。")
    saved(page)
    page.reload()
    expect(page.locator(".rich-text")).to_have_text("电话是［手机号］。已提醒。")


def test_a_line_that_is_down_keeps_the_text(desk_of: Callable[[str], Page], address: str) -> None:
    page = desk_of("zhao")
    begin(page, address, "话术", "客户问为什么又要核身")
    saved(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="添加话术").click()
    page.locator("[data-name=text] textarea").fill("核身是为了保护您的资金。")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_contain_text("恢复后自动保存")
    page.context.set_offline(False)
    expect(page.locator("[data-said]")).to_have_text(SAVED)
    expect(page.locator(".seen")).to_contain_text("核身是为了保护您的资金。")


def test_a_script_is_written_and_put_in_order_by_keyboard(
    desk_of: Callable[[str], Page], address: str
) -> None:
    page = desk_of("zhao")
    begin(page, address, "话术", "客户问年费怎么收")
    page.get_by_role("button", name="添加话术").press("Enter")
    page.keyboard.type("您先别急。")
    page.keyboard.press("Alt+Enter")
    page.keyboard.type("年费看卡种。")
    page.keyboard.press("Alt+ArrowUp")
    saved(page)
    page.reload()
    lines = page.locator("[data-name=lines] [data-name=text] textarea")
    assert [line.input_value() for line in lines.all()] == ["年费看卡种。", "您先别急。"]


KINDS = (
    "常见问题",
    "业务知识",
    "话术",
    "引导流程",
    "产品",
    "营销活动",
    "案例",
    "最佳实践",
    "通知公告",
)


@pytest.mark.parametrize("kind", KINDS)
def test_every_editor_is_read_by_a_screen_reader(
    desk_of: Callable[[str], Page], address: str, kind: str
) -> None:
    page = desk_of("zhao")
    begin(page, address, kind, "无障碍检查")
    for button in page.locator(".editor > section > .fields > fieldset > [data-add]").all():
        button.click()
    assert Axe().run(page).response["violations"] == []


def test_what_is_wrong_is_said_beside_the_field_and_blocks_only_the_gate(
    desk_of: Callable[[str], Page], address: str
) -> None:
    page = desk_of("zhao")
    begin(page, address, "常见问题", "限额怎么调")
    field(page, "lead").fill("您好" * 40)
    saved(page)
    expect(page.locator("[data-name=lead] .problem")).to_have_text("最多 60 个字。")
    page.keyboard.press("Control+Enter")
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("button", name="提交", exact=True)).to_be_disabled()
    panel.get_by_role("button", name="最多 60 个字").click()
    expect(page.locator("[data-name=lead] textarea")).to_be_focused()


def test_a_moved_row_takes_along_what_differs_by_customer(
    desk_of: Callable[[str], Page], address: str
) -> None:
    page = desk_of("zhao")
    begin(page, address, "常见问题", "挂失补卡怎么收费")
    for condition, text in (("费用", "四十元一张。"), ("寄送", "五到七个工作日寄到。")):
        page.get_by_role("button", name="添加补充口径").click()
        page.keyboard.type(condition)
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.locator("[data-name=variants] [data-add]").click()
    part = page.locator("[data-part-choice]").first
    part.select_option(label="补充口径：五到七个工作日寄到。")
    page.locator("[data-name=region] input").first.fill("北麓")
    page.locator("[data-name=value] textarea").first.fill("牧区十个工作日寄到。")
    page.locator("[data-name=supplements] [data-name=condition] input").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(part).to_have_value("supplements/0/text")
    saved(page)
    expect(page.locator(".problem:visible")).to_have_count(0)
    page.locator("[data-name=supplements] [data-drop]").first.click()
    expect(part).to_have_value("")
    saved(page)
    expect(page.locator("[data-whole]")).to_contain_text("不存在")


def test_words_typed_before_the_page_is_ready_are_saved(
    desk_of: Callable[[str], Page], address: str
) -> None:
    page = desk_of("zhao")
    held: list[Route] = []
    page.route("**/zhixi/write*.js", lambda route: held.append(route))
    page.goto(f"{address}/studio/new?type=faq&section=3", wait_until="commit")
    field(page, "title").fill("慢线路上先写下的标题")
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("[data-said]")).to_have_text(SAVED)


def test_an_agent_finds_no_editor(desk_of: Callable[[str], Page], address: str) -> None:
    lin = desk_of("lin")
    answer = lin.goto(f"{address}/studio/new")
    assert answer is not None
    assert answer.status == 404
    lin.goto(f"{address}/k/1")
    expect(lin.get_by_role("link", name="编辑", exact=True)).to_have_count(0)
