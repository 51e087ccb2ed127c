"""A request on the screens: asked, accepted, written, approved, and done on the asker's page."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in, sound
from tests.knowledge.paper import PDF

PAGES = [
    "requests?state=all",
    "requests/new",
    "requests/2",
    "requests/4",
    "requests/6",
    "requests/8",
    "requests/9",
    "requests/timeliness",
    "calendar",
    "calendar?view=week",
    "calendar?day=2027-01-01",
    "calendar/marks",
]


def asked(page: Page, address: str) -> str:
    """The department's form, filled in; the address of the request."""
    page.goto(f"{address}/studio/")
    page.get_by_role("link", name="需求单").click()
    page.get_by_role("link", name="提需求").click()
    page.get_by_label("标题").fill("境外取现手续费口径")
    page.get_by_label("具体要求").fill("境外取现手续费按取现金额的百分之一收。")
    page.get_by_label("希望上线时间").fill("2099-01-01T09:00")
    page.get_by_label("培训").check()
    page.get_by_role("button", name="提出").click()
    expect(page.locator(".facts .stage")).to_have_text("待受理")
    return page.url


def test_it_works(chromium: Browser, address: str) -> None:
    wang = signed_in(chromium, address, "wang")
    here = asked(wang, address)
    zhao = signed_in(chromium, address, "zhao")
    zhao.goto(f"{address}/studio/")
    zhao.locator("[aria-labelledby=requests-title]").get_by_text("境外取现手续费口径").click()
    zhao.get_by_role("button", name="受理").click()
    zhao.get_by_label("栏目").select_option(label="信用卡 › 额度与用卡")
    zhao.get_by_role("button", name="新建草稿").click()
    zhao.locator(".texts .title a").click()
    expect(zhao.locator("[data-request]")).to_contain_text("境外取现手续费口径")
    zhao.locator("[data-name=effective_from] input").fill("")
    zhao.locator("[data-name=lead] textarea").fill("境外取现按取现金额的百分之一收手续费。")
    expect(zhao.locator("[data-said]")).to_contain_text("已保存", timeout=15_000)
    zhao.keyboard.press("Control+Enter")
    zhao.locator("[data-go]").click()
    zhao.wait_for_url(re.compile(r"/studio/submissions/\d+"))
    wang.goto(here)
    expect(wang.locator(".facts .stage")).to_have_text("确认中")
    qian = signed_in(chromium, address, "qian")
    qian.goto(zhao.url)
    qian.get_by_role("button", name="同意").click()
    qian.wait_for_url("**/studio/submissions/")
    wang.wait_for_timeout(1500)  # it is live from the next full second
    wang.goto(here)
    expect(wang.locator(".facts .stage")).to_have_text("已上线")
    expect(wang.locator(".steps .taken")).to_have_count(5)
    wang.locator(".texts .title a").click()
    expect(wang.get_by_text("境外取现按取现金额的百分之一收手续费").first).to_be_visible()
    for page in (wang, zhao, qian):
        page.context.close()


def test_a_document_comes_with_a_request_and_is_reached_from_its_draft(
    chromium: Browser, address: str
) -> None:
    wang = signed_in(chromium, address, "wang")
    wang.goto(f"{address}/studio/requests/new")
    file = {"name": "减免通知.pdf", "mimeType": "application/pdf", "buffer": PDF}
    wang.locator("[data-choose-files]").set_input_files([file])
    expect(wang.locator(".brought")).to_contain_text("减免通知.pdf")
    wang.get_by_label("标题").fill("年费减免的新规定")
    wang.get_by_label("具体要求").fill("见附件。")
    wang.get_by_label("希望上线时间").fill("2099-01-01T09:00")
    wang.get_by_role("button", name="提出").click()
    expect(wang.locator(".came")).to_contain_text("减免通知.pdf")
    zhao = signed_in(chromium, address, "zhao")
    zhao.goto(wang.url)
    zhao.get_by_role("button", name="受理").click()
    zhao.get_by_label("栏目").select_option(label="信用卡 › 额度与用卡")
    zhao.get_by_role("button", name="新建草稿").click()
    zhao.locator(".texts .title a").click()
    expect(zhao.locator("[data-request] a", has_text="减免通知.pdf")).to_be_visible()
    wang.get_by_text("取消需求", exact=True).first.click()
    wang.get_by_label("取消原因").fill("改由下一批上线")
    wang.get_by_role("button", name="取消需求").click()
    expect(wang.locator(".facts .stage")).to_have_text("已取消")
    for page in (wang, zhao):
        page.context.close()


@pytest.mark.parametrize(("width", "theme"), [(420, "light"), (1280, "dark")])
def test_nothing_is_cut_off_and_all_is_accessible(
    chromium: Browser, address: str, width: int, theme: str
) -> None:
    zhao = signed_in(chromium, address, "zhao")
    zhao.set_viewport_size({"width": width, "height": 860})
    zhao.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    for path in PAGES:
        zhao.goto(f"{address}/studio/{path}")
        sound(zhao, path)
    zhao.context.close()


def test_an_agent_finds_no_requests_and_no_calendar(chromium: Browser, address: str) -> None:
    lin = signed_in(chromium, address, "lin")
    for path in PAGES:
        assert lin.request.get(f"{address}/studio/{path}").status == 404, path
    lin.context.close()
