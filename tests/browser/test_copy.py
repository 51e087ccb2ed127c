"""Copying over plain http under the bank's own name, where browsers have no clipboard object."""

import shutil

from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import FLAGS
from tests.browser.test_first_answer import signed_in
from tests.browser.test_look_up import type_

NAME = "desk.bank.example"  # tests/browser/conftest.py lets the server answer to it


def test_it_works(address: str) -> None:
    flags = [*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        page = signed_in(browser, address.replace("127.0.0.1", NAME), "lin")
        assert page.evaluate("[isSecureContext, typeof navigator.clipboard]") == [
            False,
            "undefined",
        ]
        type_(page, "信用卡丢了怎么挂失")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#said")).to_contain_text("已复制对客口径")
        page.fill("#q", "")
        page.keyboard.press("Control+V")
        expect(page.locator("#q")).to_have_value(
            "您别着急，我现在就给您挂失，办好马上生效，这张卡就不能再用了。"
        )

        page.locator(".hit").first.click()
        page.keyboard.press("Escape")
        type_(page, "信用卡丢了怎么挂失")
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+C")
        expect(page.locator("#said")).to_contain_text("文字客服")
        browser.close()
