"""Two people and a slow line, in the browser: who else is here is told, and no picture is lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, Request, Route, expect

from tests.browser.conftest import signed_in, unrefused
from tests.browser.test_files import noise
from tests.browser.test_pictures import PNG, body, give, until
from tests.browser.test_write import begin, field, saved
from tests.knowledge import paper

WITHIN = 20_000  # ms


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    with unrefused(signed_in(chromium, address, "zhao")) as page:
        begin(page, address, "业务知识", "两个人写的一条")
        page.locator(".rich-text").click()
        yield page


def top(page: Page) -> float:
    box = page.locator(".editor").bounding_box()
    assert box
    return box["y"]


def test_it_works(page: Page, seat: Callable[[str], Page]) -> None:
    """One only reads, and is told of whoever comes and goes; the text stays where it is."""
    page.keyboard.type("甲")
    saved(page)
    before, line = top(page), page.locator("[data-others]")
    expect(line).to_have_text("")
    other = seat("zhou")
    other.goto(page.url)
    expect(other.locator("[data-others]")).to_contain_text("赵宁 也开着这一条", timeout=WITHIN)
    expect(line).to_contain_text("周慎 也开着这一条", timeout=WITHIN)
    assert line.get_attribute("role") == "status"
    assert top(page) == before
    assert Axe().run(page).response["violations"] == []
    other.goto("about:blank")
    expect(line).to_have_text("其他人已离开", timeout=WITHIN)
    expect(line).to_have_text("", timeout=WITHIN)
    assert top(page) == before


def test_nobody_asks_while_the_page_is_hidden(page: Page) -> None:
    page.keyboard.type("甲")
    saved(page)
    page.clock.install()
    page.reload()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.clock.run_for(9_000)
    assert asked.count("here") == 1
    hide = "Object.defineProperty(document, 'visibilityState', { value: 'hidden' })"
    page.evaluate(f"{hide}; document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(60_000)
    assert asked.count("here") == 1


def test_leaving_while_a_picture_is_on_its_way_is_asked_about(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/studio/files/*/finish", lambda route: held.append(route))
    page.keyboard.type("甲")
    give(page, "paste", PNG)
    expect(page.locator("[data-pictures] [role=status]")).to_contain_text("正在检查")
    saved(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.assign('/'))")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    held[0].continue_()
    until(page, 1)
    saved(page)
    page.goto(f"{address}/")  # now nothing is lost, and nobody is asked
    assert asked == ["beforeunload"]


def test_a_picture_that_failed_keeps_its_place_and_is_tried_again(page: Page) -> None:
    full = '{"refused": "服务器空间不足，请稍后再试。"}'
    page.route(
        "**/studio/files/*/finish",
        lambda route: route.fulfill(status=507, body=full, content_type="application/json"),
    )
    page.keyboard.type("甲")
    give(page, "paste", PNG)
    told = page.locator(".pictured [role=alert]")
    expect(told).to_contain_text("服务器空间不足")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-said]")).to_have_text("有图片没有传上去，请再试一次或删除")
    page.unroute("**/studio/files/*/finish")
    told.get_by_role("button", name="再试一次").click()
    until(page, 1)
    expect(told).to_have_count(0)
    assert body(page) == '<p>甲</p><img src="/image.png" alt="">'


def test_an_attachment_that_failed_is_tried_again_and_lets_others_pass(page: Page) -> None:
    refuse = [True]

    def begins(route: Route) -> None:
        if refuse and "二.png" in (route.request.post_data or ""):
            refuse.clear()
            route.fulfill(status=507, body="{}", content_type="application/json")
        else:
            route.continue_()

    page.route("**/studio/files", begins)
    bytes_ = PNG[2]
    files = [
        {"name": name, "mimeType": "image/png", "buffer": bytes_} for name in ("二.png", "三.png")
    ]
    page.set_input_files("[data-choose-files]", files)  # type: ignore[arg-type]
    row = page.locator(".is-files .sending li")
    expect(row.get_by_role("alert")).to_have_text("没有上传成功，请再试一次。")
    expect(page.locator(".is-files ol li")).to_have_count(1)
    row.get_by_role("button", name="再试一次").click()
    expect(page.locator(".is-files ol li")).to_have_count(2)
    expect(row).to_have_count(0)


def test_what_was_typed_after_putting_the_choice_off_is_kept(
    page: Page, seat: Callable[[str], Page]
) -> None:
    field(page, "lead").fill("先写的一句。")
    saved(page)
    other = seat("zhou")
    other.goto(page.url)
    field(other, "lead").fill("别人的一句。")
    saved(other)
    field(page, "lead").fill("自己的一句。")
    page.keyboard.press("Control+s")
    choice = page.get_by_role("dialog")
    choice.get_by_role("button", name="稍后再选").click()
    page.locator(".rich-text").click()
    page.keyboard.type("后来又写的。")
    page.get_by_role("button", name="选择保留哪一处").click()
    choice.locator("[name=choose-lead][value=theirs]").check()
    choice.get_by_role("button", name="按所选保存").click()
    expect(field(page, "lead")).to_have_value("别人的一句。")
    expect(page.locator(".rich-text")).to_contain_text("后来又写的。")


def test_a_picture_chosen_again_goes_on_where_the_page_was_left(page: Page, tmp_path: Path) -> None:
    kept = tmp_path / "截图.png"
    kept.write_bytes(noise())
    begins: list[int] = []

    def cut(route: Route) -> None:
        at = re.search(r"at=(\d+)", route.request.url)
        if at and int(at[1]) >= 2 * paper.PIECE:
            route.abort()
        else:
            route.continue_()

    def note(request: Request) -> None:
        if at := re.search(r"at=(\d+)", request.url):
            begins.append(int(at[1]))

    page.keyboard.type("甲")
    saved(page)
    page.route("**/studio/files/*", cut)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="插入图片").click()
    chooser.value.set_files(kept)
    expect(page.locator("[data-pictures] [role=status]")).to_contain_text("继续")
    page.unroute("**/studio/files/*")
    page.reload()
    page.on("request", note)
    page.locator(".rich-text").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="插入图片").click()
    chooser.value.set_files(kept)
    until(page, 1)
    assert begins[0] == 2 * paper.PIECE
