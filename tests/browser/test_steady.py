"""The line breaks, the session ends, an article is withdrawn: it is said, and nothing is lost."""

import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in
from tests.browser.test_look_up import type_
from tests.installation import ZHIXI


@pytest.fixture
def lin(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "lin")
    yield page
    page.context.close()


def test_it_works(lin: Page) -> None:
    type_(lin, "信用卡")
    lin.context.set_offline(True)
    lin.locator("#q").press_sequentially("挂失", delay=60)
    expect(lin.locator("#said")).to_contain_text("暂时连不上服务器")
    assert lin.input_value("#q") == "信用卡挂失"
    lin.context.set_offline(False)
    expect(lin.locator(".hit").first).to_contain_text("信用卡丢了怎么挂失", timeout=15_000)
    expect(lin.locator("#said")).not_to_contain_text("暂时连不上")


def test_who_must_sign_in_again_comes_back_to_what_was_typed(lin: Page, address: str) -> None:
    type_(lin, "信用卡挂失")
    lin.keyboard.press("Enter")
    title = lin.locator("article h1").inner_text()
    cookies = [each for each in lin.context.cookies() if each["name"] != "sessionid"]
    lin.context.clear_cookies()
    lin.context.add_cookies(cookies)  # type: ignore[arg-type]
    lin.fill("#q", "信用卡挂失费")
    lin.wait_for_url("**/accounts/login/**")
    lin.fill("[name=username]", "lin")
    lin.fill("[name=password]", "zhixi-demo")
    lin.press("[name=password]", "Enter")
    lin.wait_for_selector("#q")
    assert lin.input_value("#q") == "信用卡挂失费"
    expect(lin.locator("article h1")).to_have_text(title)


def test_an_article_withdrawn_while_it_is_read_is_marked(
    lin: Page, address: str, environment: dict[str, str]
) -> None:
    script = (
        "from django.utils import timezone;"
        "from zhixi.accounts.queries import person_named as p;"
        "from zhixi.approval import actions as gate; from zhixi.knowledge import actions, models;"
        "n = models.LiveSpan.objects.get(title='网点停车、无障碍设施').article;"
        "s = actions.withdraw(article=n, by=p('zhao'), clock=timezone.now, reason='停办');"
        "gate.decide(submission=s.pk, step=1, by=p('qian'), seen_digest=s.digest,"
        " verdict='approve', clock=timezone.now)"
    )
    type_(lin, "网点停车、无障碍设施")
    lin.keyboard.press("Enter")
    expect(lin.locator("article h1")).to_have_text("网点停车、无障碍设施")
    done = subprocess.run(
        [ZHIXI, "manage", "shell", "-c", script], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lin.wait_for_timeout(1200)  # live until the next full second
    lin.keyboard.press("Control+Enter")  # any action looks
    expect(lin.locator("article .standing")).to_contain_text("已撤回")


def test_a_chat_is_copied_with_its_layers_and_a_summary_as_one_line(
    chromium: Browser, address: str
) -> None:
    page = signed_in(chromium, address, "lin")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    type_(page, "信用卡丢了怎么挂失")
    page.keyboard.press("Enter")
    page.locator("#article").focus()
    page.keyboard.press("s")
    expect(page.locator("#said")).to_contain_text("业务小结")
    assert page.evaluate("navigator.clipboard.readText()").count("｜") == 1
    page.keyboard.press("Shift+C")
    expect(page.locator("#said")).to_contain_text("文字客服")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "手续费" in copied
    assert "肯定能追回来" not in copied
    page.context.close()
