"""A confirmer compares what was with what shall be, decides, and two authors meet in one body."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.test_write import begin, desk_of, field, saved

__all__ = ["desk_of"]  # the fixture

DeskOf = Callable[[str], Page]


def hand_in(page: Page, reason: str) -> str:
    """The submission's address."""
    saved(page)
    page.keyboard.press("Control+Enter")
    page.locator("[name=reason]").fill(reason)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/studio/submissions/*")
    return page.url


def agree(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="同意").click()
    page.wait_for_url(lambda url: url != address)


def test_it_works(desk_of: DeskOf, address: str) -> None:
    zhao, qian = desk_of("zhao"), desk_of("qian")
    begin(zhao, address, "常见问题", "境外刷卡要不要先开通")
    field(zhao, "lead").fill("您好，境外刷卡不用先开通，出境前报备就行。")
    field(zhao, "phrasings").fill("出国刷卡\n境外用卡\n国外能刷吗")
    saved(zhao)
    editor = zhao.url
    number = editor.split("/")[-2]
    agree(qian, hand_in(zhao, "新写"))
    for _try in range(10):  # it is live from the next full second; decided before, it never stood
        if qian.request.get(f"{address}/k/{number}").status == 200:
            break
        qian.wait_for_timeout(500)
    zhao.goto(editor)
    field(zhao, "lead").fill("您好，境外刷卡要先开通，在 App 里当天生效。")
    submission = hand_in(zhao, "口径变了")
    qian.goto(submission)
    change = qian.locator(".change").first
    expect(change.locator("del").first).to_be_visible()
    expect(change.locator("ins").first).to_be_visible()
    expect(change).to_contain_text("当天生效")
    agree(qian, submission)
    for _try in range(10):
        qian.goto(f"{address}/k/{number}/changes")
        if qian.get_by_text("当天生效").count():
            break
        qian.wait_for_timeout(500)
    expect(qian.locator("main ins").first).to_be_visible()
    expect(qian.locator("main del").first).to_be_visible()


def test_two_authors_of_one_body_choose(desk_of: DeskOf, address: str) -> None:
    one = desk_of("zhao")
    begin(one, address, "业务知识", "两个人写的正文")
    one.locator(".rich-text").click()
    one.keyboard.type("甲写的第一段。")
    saved(one)
    two = desk_of("zhou")
    two.goto(one.url)
    two.locator(".rich-text").click()
    two.keyboard.press("Control+End")
    two.keyboard.type("周慎补的一句。")
    saved(two)
    one.locator(".rich-text").click()
    one.keyboard.press("Control+End")
    one.keyboard.type("赵宁补的一句。")
    one.keyboard.press("Control+s")
    choice = one.get_by_role("dialog")
    expect(choice).to_contain_text("周慎补的一句")
    expect(choice).to_contain_text("赵宁补的一句")
    choice.locator("[name=choose-body][value=theirs]").check()
    choice.get_by_role("button", name="按所选保存").click()
    expect(one.locator(".rich-text")).to_have_text("甲写的第一段。周慎补的一句。")
    expect(one.locator("[data-other]")).to_contain_text("周慎")


def test_an_author_is_not_asked_to_decide_on_his_own(desk_of: DeskOf, address: str) -> None:
    zhao = desk_of("zhao")
    begin(zhao, address, "常见问题", "谁来确认")
    field(zhao, "lead").fill("您好，由业务部门确认。")
    hand_in(zhao, "新写")
    expect(zhao.get_by_role("button", name="同意")).to_have_count(0)
