"""Typing through a Chinese input method: letters on their way preview the list, dimmed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.conftest import signed_in


@pytest.fixture
def lin(chromium: Browser, address: str) -> Iterator[Page]:
    page = signed_in(chromium, address, "lin")
    yield page
    page.context.close()


def compose(method: CDPSession, text: str) -> None:
    method.send(
        "Input.imeSetComposition",
        {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
    )


def test_it_works(lin: Page) -> None:
    method = lin.context.new_cdp_session(lin)
    lin.focus("#q")
    for letters in ("x", "xi", "xin'y", "xin'yong'ka"):
        compose(method, letters)
        lin.wait_for_timeout(150)
    expect(lin.locator("#hits")).to_have_class("hits preview")
    expect(lin.locator(".hit").first).to_contain_text("信用卡")
    expect(lin.locator("article[data-number]")).to_have_count(0)  # nothing is chosen yet

    method.send("Input.insertText", {"text": "信用卡挂失"})
    expect(lin.locator("#hits")).to_have_class("hits")
    expect(lin.locator(".hit").first).to_contain_text("信用卡丢了怎么挂失")
    expect(lin.locator("article h1")).to_contain_text("信用卡丢了怎么挂失")


def test_keys_stay_with_the_input_method(lin: Page) -> None:
    method = lin.context.new_cdp_session(lin)
    lin.focus("#q")
    compose(method, "gua'shi")
    lin.wait_for_timeout(300)
    method.send(
        "Input.dispatchKeyEvent",
        {"type": "keyDown", "windowsVirtualKeyCode": 229, "code": "Enter", "key": "Process"},
    )
    lin.wait_for_timeout(300)
    expect(lin.locator(".work.open")).to_have_count(0)
    expect(lin.locator("article[data-number]")).to_have_count(0)
