"""The body's editor in the browser: what it keeps, what is pasted, links, and its policy."""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in, unrefused
from tests.browser.test_write import begin, paste, saved
from zhixi.lib import html

DATA = Path(__file__).parents[1] / "data/clipboard"
AROUND = """(bodies) => {
  const rich = document.querySelector(".rich-text");
  const read = () => zhixiFields.read().body;
  return bodies.map((body) => {
    rich.editor.commands.setContent("<p>甲</p>");
    rich.editor.commands.setContent(body);
    return read();
  });
}"""
HARD = [
    "<p>甲<br>乙</p><h2>丙</h2><h3>丁</h3><h4>戊</h4>",
    "<ul><li>甲<br>乙<ol><li>丙</li><li>丁</li></ol>戊</li><li>己</li></ul>",
    '<table><thead><tr><th colspan="2">甲</th><th rowspan="2">乙</th></tr><tr><th>丙</th>'
    "<th>丁</th></tr></thead><tbody><tr><th>戊</th><td>己<br>庚</td><td></td></tr></tbody></table>",
    "<table><thead><tr><th>甲</th></tr></thead></table>",
    "<table><thead><tr><td>甲</td></tr></thead><tbody><tr><td>乙</td></tr></tbody></table>",
    "<table><tbody><tr><td>甲</td></tr><tr><th>乙</th></tr></tbody></table><p>丙</p>",
    "<table><tbody><tr><td><ul><li>甲</li></ul></td><td>乙<table><tbody><tr><td>丙</td></tr>"
    "</tbody></table>丁</td></tr></tbody></table>",
    '<p><a href="/k/12">甲<strong>乙<em>丙</em></strong></a><em>丁</em> 戊 &lt;己&gt; "庚"</p>',
    '<p><a href="http://a.example/?q=1&amp;c=2">甲</a><strong>乙</strong><br><strong>丙</strong></p>',
    "<aside>甲<br>乙<strong>丙</strong></aside><aside>丁</aside><p>戊</p>",
]


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """An author at an empty body; whatever the page's policy forbids fails the test."""
    with unrefused(signed_in(chromium, address, "zhao")) as page:
        begin(page, address, "业务知识", "正文怎么写")
        page.locator(".rich-text").wait_for()
        yield page


def body(page: Page) -> str:
    return html.normalise(page.evaluate("zhixiFields.read().body"))


def pasted(page: Page, name: str) -> str:
    paste(page, ".rich-text", (DATA / name).read_text())
    return body(page)


def test_it_works(page: Page) -> None:
    page.locator(".rich-text").click()
    page.get_by_role("button", name="小标题").click()
    page.keyboard.type("年费")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("六次")
    page.keyboard.press("Control+b")
    page.keyboard.type("免年费")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="提醒框").click()
    page.keyboard.type("取现不算")
    saved(page)
    wanted = "<h2>年费</h2><p><strong>六次</strong>免年费</p><aside>取现不算</aside>"
    assert body(page) == wanted
    expect(page.locator(".seen .callout")).to_have_text("取现不算")
    page.reload()
    page.locator(".rich-text").wait_for()
    assert page.evaluate("zhixiFields.read().body") == wanted
    page.locator(".rich-text").press("Alt+F10")
    expect(page.get_by_role("button", name="小标题")).to_be_focused()
    assert Axe().run(page).response["violations"] == []


def bodies(home: Path) -> list[str]:
    """Of every version of every article of the demo bank, as it is stored."""
    with closing(sqlite3.connect(home / "zhixi.sqlite3")) as base:
        rows = base.execute("SELECT payload FROM knowledge_content").fetchall()
    found = [json.loads(payload).get("body", "") for (payload,) in rows]
    return list(dict.fromkeys(filter(None, found)))


def test_a_body_that_is_opened_is_saved_as_it_was(page: Page, home: Path) -> None:
    stored = bodies(home)
    assert len(stored) > 30
    given = [*stored, *HARD]
    assert [html.normalise(each) for each in given] == given
    told = page.evaluate(AROUND, given)
    assert [html.normalise(each) for each in told] == given


def test_word_keeps_its_structure(page: Page) -> None:
    assert pasted(page, "word_rules.html") == (
        "<h2>一、年费减免</h2><p>客户来电问年费，先看<strong>卡种</strong>，再看刷卡次数。</p>"
        "<ul><li>普卡、金卡：年刷 6 次免次年。<ol><li>取现不算；</li><li>分期算一次。</li></ol></li>"
        '<li>尊享白金：年费 2600 元，<a href="https://www.haishan.example/fee">不减免</a>。见上</li>'
        "</ul><h2>办理时限</h2><table><thead><tr>"
        '<th colspan="2">渠道</th><th>时限</th></tr></thead><tbody><tr><td rowspan="2">线上</td>'
        "<td>App</td><td>实时</td></tr><tr><td>网银</td><td>次日</td></tr></tbody></table>"
    )


def test_wps_keeps_its_lists(page: Page) -> None:
    assert pasted(page, "wps_steps.html") == (
        "<h2>补卡步骤</h2><ol><li>核身<strong>两项</strong></li>"
        "<li>报工本费 15 元<br>邮寄另计</li></ol><ul><li>老年客户可代填</li></ul><p>新规则</p>"
    )


def test_excel_keeps_its_merged_cells(page: Page) -> None:
    assert pasted(page, "excel_fees.html") == (
        '<table><thead><tr><th rowspan="2">卡种</th><th colspan="2">年费（元）</th></tr>'
        "<tr><th>主卡</th><th>附属卡</th></tr></thead><tbody>"
        "<tr><td>标准普卡</td><td>80</td><td>40</td></tr>"
        "<tr><td>尊享白金</td><td>2,600</td><td></td></tr></tbody></table>"
    )


def test_a_web_page_leaves_its_dress(page: Page) -> None:
    assert pasted(page, "web_page.html") == (
        "<h2>限额调整公告</h2><p><strong>自 9 月起</strong>，单笔限额 5 万元。</p><p>不是加粗。</p>"
        "<ul><li>个人<ul><li>一类户</li></ul></li><li>企业</li></ul><p>点这里写信</p>"
        "<p>详情请问网点。</p>"
    )


def test_a_table_is_made_by_keyboard(page: Page) -> None:
    page.locator(".rich-text").focus()
    page.get_by_role("button", name="表格", exact=True).press("Enter")
    for words in ("卡种", "主卡", "附属卡", "普卡", "80", "40"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="删这一行").press("Enter")
    assert body(page) == (
        "<table><thead><tr><th>卡种</th><th>主卡</th><th>附属卡</th></tr></thead>"
        "<tbody><tr><td>普卡</td><td>80</td><td>40</td></tr></tbody></table>"
    )
    page.locator(".rich-text td").first.click()
    page.get_by_role("button", name="表头行").click()
    assert body(page).startswith("<table><thead><tr><th>卡种</th>")
    assert body(page).endswith("<th>40</th></tr></thead></table>")
    page.locator(".rich-text th").first.click()
    page.get_by_role("button", name="表头行").click()
    assert "<th>" not in body(page)


def test_a_link_to_an_article_is_chosen(page: Page) -> None:
    page.locator(".rich-text").click()
    page.keyboard.type("参见")
    page.keyboard.press("Control+k")
    page.keyboard.type("年费")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options.nth(1)).to_contain_text("年费")
    assert Axe().run(page).response["violations"] == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert re.fullmatch(r'<p>参见<a href="/k/\d+">.*年费.*</a></p>', body(page))
    page.keyboard.press("Control+k")
    page.keyboard.type("https://www.haishan.example/")
    options.filter(has_text="www.haishan.example").click()
    assert 'href="https://www.haishan.example/"' in body(page)


def test_a_page_without_the_editor_saves_the_rest(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "zhao")
    page.route("**/django_prose_editor/*", lambda route: route.abort())
    begin(page, address, "业务知识", "没有编辑器")
    expect(page.locator("[data-rich-missing]")).to_be_visible()
    saved(page)
    page.context.close()


def test_no_other_page_loads_the_editor(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "zhao")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/studio/", "/studio/articles", "/k/1"):
        page.goto(f"{address}{path}")
    page.context.close()
    assert asked
    assert not [url for url in asked if "prose" in url]
