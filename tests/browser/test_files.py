"""Attachments on the screen: sent over a bad line, gone on with after the page was left."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, Route

from tests.knowledge import paper

LARGE = {"name": "流程图.png", "mimeType": "image/png"}


def noise() -> bytes:
    """A picture of more than three pieces."""
    kept = io.BytesIO()
    Image.frombytes("RGB", (760, 760), os.urandom(760 * 760 * 3)).save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def writing(chromium: Browser, address: str) -> Callable[[], Page]:
    """The editor of a new FAQ, opened by zhao."""

    def opened() -> Page:
        page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.goto(f"{address}/accounts/login/?next=/studio/new")
        page.fill("[name=username]", "zhao")
        page.fill("[name=password]", "zhixi-demo")
        page.press("[name=password]", "Enter")
        page.select_option("select[name=section]", index=1)
        page.click("main button.main")
        page.wait_for_selector("[data-choose-files]", state="attached")
        page.fill("[data-name=title] input", "流程图怎么看")
        page.fill("[data-name=lead] textarea", "您按图上的步骤办就可以。")
        return page

    return opened


def _until_kept(page: Page, name: str) -> None:
    page.wait_for_selector(f'.is-files [data-suffix] input[value="{name}"]', timeout=30_000)


def test_it_works(writing: Callable[[], Page]) -> None:
    page = writing()
    files: Any = [LARGE | {"buffer": noise()}, LARGE | {"name": "坏.svg", "buffer": b"<svg/>"}]
    page.set_input_files("[data-choose-files]", files)
    _until_kept(page, "流程图.png")
    page.wait_for_selector(".sending .refused [role=alert]")
    assert "SVG" in page.locator(".sending .refused").inner_text()
    page.wait_for_selector(".beside .files img")  # it was saved, and stands beside
    shown = page.locator(".beside .files img")
    shown.scroll_into_view_if_needed()
    page.wait_for_function(
        "() => document.querySelector('.beside .files img').naturalWidth === 760"
    )
    page.fill("[data-file-name]", "新名字")
    page.press("[data-file-name]", "Tab")
    assert page.input_value("[data-file-name]") == "新名字.png"
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.click(".is-files [data-drop]")
    page.wait_for_selector(".beside .files", state="detached")
    page.context.close()


def test_an_upload_goes_on_after_the_line_and_the_page_were_lost(
    writing: Callable[[], Page], tmp_path: Path
) -> None:
    page, kept = writing(), tmp_path / "流程图.png"
    kept.write_bytes(noise())
    assert kept.stat().st_size > 3 * paper.PIECE
    begins: list[int] = []

    def cut(route: Route) -> None:
        at = re.search(r"at=(\d+)", route.request.url)
        if route.request.method == "POST" and at and int(at[1]) >= 2 * paper.PIECE:
            route.abort()
            return
        route.continue_()

    def note(request: Any) -> None:
        if at := re.search(r"at=(\d+)", request.url):
            begins.append(int(at[1]))

    page.route("**/studio/files/*", cut)
    page.set_input_files("[data-choose-files]", kept)
    page.wait_for_selector(".sending [role=status]:text-matches('继续|resume|continue', 'i')")
    page.wait_for_function("() => location.pathname.endsWith('/edit')")
    page.unroute("**/studio/files/*")
    page.reload()
    page.on("request", note)
    page.set_input_files("[data-choose-files]", kept)
    _until_kept(page, "流程图.png")
    assert begins[0] == 2 * paper.PIECE
    page.context.close()
