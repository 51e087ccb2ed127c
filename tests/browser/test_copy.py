"""Copying over plain http under the bank's own name, where browsers have no clipboard object."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import FLAGS, signed_in
from tests.browser.test_look_up import type_

NAME = "desk.bank.example"  # tests/browser/conftest.py lets the server answer to it


@pytest.fixture
def lin(driver: Playwright, address: str) -> Iterator[Page]:
    flags = [*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    yield signed_in(browser, address.replace("127.0.0.1", NAME), "lin")
    browser.close()


def test_it_works(lin: Page) -> None:
    assert not lin.evaluate("isSecureContext")
    assert lin.evaluate("typeof navigator.clipboard") == "undefined"
    type_(lin, "信用卡丢了怎么挂失")
    lin.keyboard.press("Control+Enter")
    expect(lin.locator("#said")).to_contain_text("已复制对客口径")
    lin.fill("#q", "")
    lin.keyboard.press("Control+V")
    said = "您别着急，我现在就给您挂失，办好马上生效，这张卡就不能再用了。"
    expect(lin.locator("#q")).to_have_value(said)


def test_a_chat_is_copied_there_too(lin: Page) -> None:
    type_(lin, "信用卡丢了怎么挂失")
    lin.keyboard.press("Enter")
    lin.keyboard.press("Shift+C")
    expect(lin.locator("#said")).to_contain_text("文字客服")
