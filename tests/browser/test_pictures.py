"""Pictures in a body, in the browser: pasted, dropped, chosen, described, and seen by an agent."""

import base64
import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import signed_in, unrefused
from tests.browser.test_write import begin, field, paste, saved
from tests.knowledge import paper
from zhixi.lib import html

File = tuple[str, str, bytes]
SRC = r"/files/sha256:[0-9a-f]{64}/"
GIVE = """([selector, kind, files, text]) => {
  const data = new DataTransfer();
  if (text) data.setData("text/html", text);
  for (const [name, type, bytes] of files) {
    const signs = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
    data.items.add(new File([signs], name, { type }));
  }
  const target = document.querySelector(selector);
  const box = target.getBoundingClientRect();
  const told = { bubbles: true, cancelable: true };
  target.dispatchEvent(kind === "paste"
    ? new ClipboardEvent("paste", { ...told, clipboardData: data })
    : new DragEvent("drop", { ...told, dataTransfer: data, clientX: box.x + 20, clientY: box.y + 14 }));
}"""
PNG: File = ("image.png", "image/png", paper.picture(size=(400, 300)))


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """An author at an empty body; whatever the page's policy forbids fails the test."""
    with unrefused(signed_in(chromium, address, "zhao")) as page:
        begin(page, address, "业务知识", "卡背面有什么")
        page.locator(".rich-text").click()
        yield page


def give(page: Page, kind: str, *files: File, text: str = "") -> None:
    told = [[name, type, base64.b64encode(data).decode()] for name, type, data in files]
    page.evaluate(GIVE, [".rich-text", kind, told, text])


def body(page: Page) -> str:
    """With nothing of an address but that it is ours."""
    told = html.normalise(page.evaluate("zhixiFields.read().body"))
    return re.sub(SRC, "/", told)


def until(page: Page, n: int) -> None:
    """Until so many pictures have been sent."""
    page.wait_for_function(
        "n => (zhixiFields.read().body.match(/<img/g) || []).length === n", arg=n
    )


def test_it_works(page: Page, seat: Callable[[str], Page]) -> None:
    field(page, "lead").fill("您看卡背面左下角，就是客服电话。")
    page.locator(".rich-text").click()
    page.keyboard.type("先看卡的背面。")
    give(page, "paste", PNG)
    until(page, 1)
    saved(page)
    expect(page.locator("[data-level=hint]", has_text="图片没有说明")).to_have_count(1)
    page.get_by_role("button", name="正文第 1 张图片没有说明").click()
    expect(page.get_by_label("图片说明")).to_be_focused()
    page.keyboard.type("卡背面左下角是客服电话")
    page.keyboard.press("Enter")
    page.keyboard.type("再拨打。")
    saved(page)
    wanted = (
        '<p>先看卡的背面。</p><img src="/image.png" alt="卡背面左下角是客服电话"><p>再拨打。</p>'
    )
    assert body(page) == wanted
    expect(page.locator("[data-level=hint]", has_text="图片没有说明")).to_have_count(0)
    expect(page.locator(".seen .figure img")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    page.reload()
    expect(page.locator(".pictured input")).to_have_value("卡背面左下角是客服电话")
    assert body(page) == wanted
    page.keyboard.press("Control+Enter")
    page.locator("[name=reason]").fill("来电多")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_url("**/studio/submissions/*")
    qian = seat("qian")
    qian.goto(page.url)
    qian.get_by_role("link", name="看大图").click()
    expect(qian.get_by_role("dialog").get_by_role("img")).to_be_visible()
    qian.keyboard.press("Escape")
    assert Axe().run(qian).response["violations"] == []
    qian.get_by_role("button", name="同意").click()
    qian.wait_for_url("**/studio/submissions/")
    lin = seat("lin")
    figure = lin.locator("#article .figure")
    for _try in range(10):  # it is live from the next full second, and then it is indexed
        lin.wait_for_timeout(500)
        lin.fill("#q", "")
        lin.fill("#q", "卡背面有什么")
        lin.wait_for_timeout(500)
        if figure.count():
            break
    expect(figure.locator("img")).to_have_attribute("alt", "卡背面左下角是客服电话")
    figure.focus()
    lin.keyboard.press("Enter")
    expect(lin.get_by_role("dialog").get_by_role("img")).to_be_visible()
    assert Axe().run(lin).response["violations"] == []
    lin.keyboard.press("Escape")
    expect(lin.get_by_role("dialog")).to_have_count(0)
    expect(figure).to_be_focused()
    expect(lin.locator("#article h1")).to_have_text("卡背面有什么")  # Escape went no further
    assert lin.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_pictures_come_by_drop_and_by_button_too(page: Page) -> None:
    page.keyboard.type("甲")
    give(page, "drop", PNG)
    until(page, 1)
    page.locator(".rich-text > p").first.click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="插入图片").press("Enter")
    data = paper.picture("JPEG")
    chosen.value.set_files([{"name": "样 卡.jpeg", "mimeType": "image/jpeg", "buffer": data}])
    until(page, 2)
    wanted = '<p>甲</p><img src="/%E6%A0%B7%20%E5%8D%A1.jpg" alt=""><img src="/image.png" alt="">'
    assert body(page) == wanted
    page.wait_for_timeout(600)  # what comes within half a second is one step back
    page.get_by_role("button", name="删除图片").first.click()
    assert body(page) == '<p>甲</p><img src="/image.png" alt="">'
    page.keyboard.press("Control+z")
    assert body(page) == wanted


def test_a_picture_stands_within_a_step_and_a_cell(page: Page) -> None:
    page.get_by_role("button", name="编号列表").click()
    page.keyboard.type("核身")
    give(page, "paste", PNG)
    until(page, 1)
    assert body(page) == '<ol><li>核身<img src="/image.png" alt=""></li></ol>'
    page.evaluate("document.querySelector('.rich-text').editor.commands.setContent('')")
    page.locator(".rich-text").click()
    page.get_by_role("button", name="表格", exact=True).click()
    give(page, "paste", PNG)
    until(page, 1)
    assert body(page).startswith('<table><thead><tr><th><img src="/image.png" alt=""></th><th>')


def test_pasted_words_bring_the_pictures_that_came_whole(page: Page) -> None:
    inside = f"data:image/png;base64,{base64.b64encode(PNG[2]).decode()}"
    words = (
        f'<p>甲<img src="{inside}" alt="卡面"></p><p><img src="file:///C:/a.png">乙</p>'
        '<p><img src="https://www.haishan.example/a.png">丙</p>'
        '<img src="https://www.haishan.example/spot.gif" width="1" height="1">'
    )
    paste(page, ".rich-text", words)
    until(page, 1)
    assert body(page) == '<p>甲</p><img src="/image.png" alt="卡面"><p>乙</p><p>丙</p>'
    expect(page.locator("[data-rich-told]")).to_contain_text("有 2 张图片没有带过来")
    paste(page, ".rich-text", "<p>丁</p>")
    expect(page.locator("[data-rich-told]")).to_be_empty()


def test_a_table_from_excel_stays_a_table_and_its_likeness_is_left(page: Page) -> None:
    table = "<table><tr><td>卡种</td><td>年费</td></tr><tr><td>普卡</td><td>80</td></tr></table>"
    give(page, "paste", PNG, text=table)
    assert body(page).startswith("<table>")
    assert "<img" not in body(page)
    word = '<html><body><!--[if gte vml 1]><v:shape/><![endif]--><img src="file:///a.png"></body>'
    give(page, "paste", PNG, text=word)
    until(page, 1)  # but a picture alone comes as it is


def test_a_text_is_not_handed_in_while_a_picture_is_on_its_way(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/studio/files/*/finish", hold)
    page.keyboard.type("甲")
    give(page, "paste", PNG)
    expect(page.locator("[data-pictures] [role=status]")).to_contain_text("正在检查")
    saved(page)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-said]")).to_have_text("图片还在上传，传完再提交")
    assert body(page) == "<p>甲</p>"
    held[0].continue_()
    until(page, 1)
    page.keyboard.press("Control+Enter")
    expect(page.locator("[name=reason]")).to_be_focused()


def test_what_is_no_picture_is_told_and_nothing_is_lost(page: Page) -> None:
    page.keyboard.type("甲")
    give(page, "paste", ("图.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    expect(page.locator("[data-pictures] [role=alert]")).to_contain_text("SVG")
    give(page, "paste", ("表.pdf", "application/pdf", paper.PDF))
    expect(page.locator("[data-rich-told]")).to_contain_text("正文里只能放图片")
    give(page, "paste", ("假.png", "image/png", paper.PDF))
    expect(page.locator(".pictured")).to_have_count(0)
    assert body(page) == "<p>甲</p>"


def test_words_pasted_from_elsewhere_bring_no_foreign_address(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    forged = '<p data-pm-slice="1 1 []">甲<img src="https://evil.example/a.png"></p>'
    paste(page, ".rich-text", forged)
    saved(page)
    assert body(page) == "<p>甲</p>"
    assert not [url for url in asked if "evil" in url]


@pytest.mark.parametrize(("width", "theme"), [(720, "light"), (1280, "dark"), (1920, "light")])
def test_nothing_is_cut_off(page: Page, width: int, theme: str) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    page.keyboard.type("甲")
    give(page, "paste", ("宽.png", "image/png", paper.picture(size=(3000, 400))))
    until(page, 1)
    saved(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box, image = (page.locator(each).bounding_box() for each in (".pictured", ".pictured img"))
    assert box
    assert image
    assert image["x"] + image["width"] <= box["x"] + box["width"]
    assert Axe().run(page).response["violations"] == []


def test_tags_in_use_are_offered(page: Page) -> None:
    tags = page.locator(".field[data-name=tags]")
    tags.locator(".offer input").fill("热")
    expect(tags.locator("option").first).to_have_attribute("value", re.compile("热"))
