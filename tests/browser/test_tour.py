"""The tour of docs/tour.md: what is said of each stop is on the screen, and is pictured there.

TOUR=1 writes the pictures anew, on the day the demo bank was written for, its clock stopped.
"""

import base64
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests import installation
from tests.browser.conftest import signed_in
from tests.browser.pictures import colours, distance, small
from tests.installation import zhixi

DOCS = Path(__file__).parents[2] / "docs"
DAY = "2026-11-23"
# Read by every Python of the installation as it starts, the server's workers too.
CLOCK = f"""
import datetime as dt
from django.utils import timezone
stopped = dt.datetime.fromisoformat("{DAY}T10:30+08:00").astimezone(dt.UTC)
timezone.now = lambda: stopped
"""
MORNING = {
    "tang": ("转账没到账怎么办", "信用卡丢了怎么挂失", "手机银行转账延迟"),
    "sun": ("手机银行转账延迟", "借记卡丢了怎么挂失"),
    "lin": ("手机银行转账延迟", "信用卡年费怎么免", "信用卡丢了怎么挂失"),
    "zhao": (),
    "admin": (),
}
PROCEDURE = "疑似客户正在受骗 紧急止付流程"
LOST = "信用卡丢了怎么挂失"
MARGIN = 16  # pixels about a part
LARGEST = 120_000  # bytes of a picture
LARGEST_OF_ALL = 3_500_000


@dataclass(frozen=True, slots=True)
class Stop:
    """Where somebody stands with the desk; the picture is of the screen, or of one part of it."""

    walk: Callable[[Page], None]
    by: str
    size: tuple[int, int]
    part: str


STOPS: dict[str, Stop] = {}


def stop(
    by: str = "lin", size: tuple[int, int] = (1280, 800), part: str = ""
) -> Callable[[Callable[[Page], None]], Callable[[Page], None]]:
    """The tour leads here next; the picture has the function's name."""

    def kept(walk: Callable[[Page], None]) -> Callable[[Page], None]:
        STOPS[walk.__name__.replace("_", "-")] = Stop(walk, by, size, part)
        return walk

    return kept


def look_up(page: Page, text: str, more: str = "") -> None:
    """The list for these words, its first hit beside it."""
    page.goto(f"/?q={text}{more}")
    expect(page.locator("article h1")).to_be_visible()


def outside(page: Page, *keys: str) -> None:
    """Keys pressed outside of the field."""
    page.locator("#article").focus()
    for key in keys:
        page.keyboard.press(key)


def around(page: Page, part: str) -> FloatRect:
    """The place of this part, with a little of what is about it."""
    page.locator(part).scroll_into_view_if_needed()
    box = page.locator(part).bounding_box()
    assert box
    return {
        "x": box["x"] - MARGIN,
        "y": box["y"] - MARGIN,
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
    }


# --- the stops ------------------------------------------------------------------------------


@stop(part=".sign-in form")
def sign_in(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/")
    expect(page.get_by_label("登录名或工号")).to_be_visible()
    expect(page.get_by_label("密码")).to_be_visible()
    expect(page.get_by_role("button", name="登录")).to_be_visible()


@stop(size=(1280, 1010))
def home(page: Page) -> None:
    page.goto("/")
    expect(page.locator("#q")).to_be_focused()
    cards = page.locator(".home .card")
    expect(cards.nth(0)).to_contain_text("条待确认")
    expect(cards.nth(0).get_by_role("button", name="已阅")).to_have_count(6)
    expect(cards.nth(1)).to_contain_text("手机银行转账延迟")
    expect(cards.nth(2)).to_contain_text("自 11-19 17:00 起")
    expect(cards.nth(3)).to_contain_text("挂失补卡 3")
    expect(cards.nth(4)).to_contain_text(LOST)
    expect(cards.nth(5)).to_contain_text("3 次")


@stop()
def letters(page: Page) -> None:
    page.goto("/")
    page.locator("#q").press_sequentially("xykgs", delay=120)
    expect(page.locator(".hit").first).to_contain_text(LOST)
    expect(page.locator(".hit .why").first).to_have_text("首字母 xykgs")
    expect(page.locator("article h1")).to_have_text(LOST)
    expect(page.locator("#q")).to_be_focused()


@stop()
def results(page: Page) -> None:
    look_up(page, "贷记卡不见了")
    expect(page.locator(".hit .title").first).to_have_text(LOST)
    expect(page.locator(".hit .meta").first).to_contain_text("v4 · 2026-10-01 起")
    expect(page.locator(".hit .why").first).to_contain_text("相似问")
    second = page.locator(".hit").nth(1)
    page.locator("#q").press("ArrowDown")
    expect(second).to_have_attribute("aria-selected", "true")
    expect(page.locator("article h1")).to_have_text(second.locator(".title").inner_text())


@stop()
def corrected(page: Page) -> None:
    look_up(page, "征信意义多久答复")
    hint = page.locator(".hint")
    expect(hint).to_contain_text("已按“征信异议多久答复”搜索")
    expect(hint).to_contain_text("仍搜“征信意义多久答复” o")
    expect(page.locator("article .lead")).to_contain_text("二十天内")


@stop()
def narrowed(page: Page) -> None:
    look_up(page, "挂失")
    outside(page, "l")
    choices = page.locator(".choices")
    for head in ("栏目", "产品", "渠道"):
        expect(choices.get_by_role("heading", name=head)).to_be_visible()
    expect(choices).to_contain_text("信用卡 › 安全 6")


@stop()
def nothing(page: Page) -> None:
    page.goto("/?q=疫苗")
    expect(page.locator(".hit")).to_have_count(0)
    none = page.locator("#hits .none")
    expect(none).to_contain_text("未找到可直接答复的知识")
    expect(none.get_by_role("link", name="按知识目录逐级查找")).to_be_visible()
    expect(none).to_contain_text("先告知客户稍后回复，再向班组长求助")


@stop()
def sections(page: Page) -> None:
    page.goto("/desk/sections")
    page.locator(".places a", has_text="信用卡").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("信用卡")
    expect(page.locator(".places")).to_contain_text("年费积分权益")
    expect(page.get_by_placeholder("在“信用卡”内检索")).to_be_visible()


@stop()
def faq(page: Page) -> None:
    look_up(page, LOST, "&region=北麓&product=标准金卡")
    expect(page.locator(".ctx")).to_contain_text("北麓 · 标准金卡")
    say = page.locator("article .say")
    expect(say.locator(".lead")).to_contain_text("我现在就给您挂失")
    expect(say).to_contain_text("寄到牧区十个工作日")
    expect(say).to_contain_text("必告知")
    expect(say).to_contain_text("禁说")
    expect(page.locator(".facts")).to_contain_text("业务确认 信用卡中心 钱岚")


@stop()
def business(page: Page) -> None:
    look_up(page, "信用卡年费标准与减免", "&product=尊享白金")
    expect(page.locator("article .lead")).to_contain_text("尊享白金年费两千六百元")
    lit = page.locator("article tr", has_text="本客户")
    expect(lit).to_contain_text("2600")


@stop()
def script(page: Page) -> None:
    look_up(page, "停息挂账应答话术")
    outside(page, "p", "ArrowRight", "2")
    expect(page.locator(".turn.now .agent + dd")).to_contain_text("个性化分期还款")
    expect(page.locator(".objections details[open]")).to_contain_text("这项申请不收任何费用")
    expect(page.locator(".play > .never")).to_contain_text("可以免利息")
    expect(page.locator(".hint")).to_have_text("正式名称“个性化分期还款”，不用“停息挂账”")


@stop()
def procedure(page: Page) -> None:
    look_up(page, PROCEDURE)
    outside(page, "p", "1", "1", "2")
    expect(page.locator(".nodes > li.now")).to_contain_text("请您马上打 110 或 96110 报案")
    expect(page.locator("[data-taken] > li")).to_have_count(4)


@stop()
def procedure_drawn(page: Page) -> None:
    look_up(page, PROCEDURE)
    outside(page, "p", "1", "1")
    page.click("[data-view=picture]")
    expect(page.locator(".tree .box")).to_have_count(page.locator(".nodes > li").count())
    expect(page.locator(".tree .box.now")).to_have_attribute("data-drawn", "N3")
    expect(page.locator(".tree .way.taken")).to_have_count(2)


@stop()
def case(page: Page) -> None:
    look_up(page, "冻结原因不能说")
    article = page.locator("#article article")
    expect(article).to_contain_text("案例（警示），不可照着做")
    expect(article).to_contain_text("正确说法")
    expect(article).to_contain_text("先看状态码，再开口")


@stop()
def practice(page: Page) -> None:
    look_up(page, "首句就给答案 开口 8 秒法")
    for head in ("情境", "做法", "效果"):
        expect(page.locator("#article article")).to_contain_text(head)


@stop()
def notice(page: Page) -> None:
    look_up(page, "百万保障 类诈骗高发提示")
    expect(page.locator("#article article")).to_contain_text("紧急")
    expect(page.locator(".receipt")).to_contain_text("看完请确认，记录您的姓名、版本和时间。")
    expect(page.locator(".receipt button")).to_have_text("已阅")


@stop()
def campaign(page: Page) -> None:
    look_up(page, "双十一信用卡满减")
    article = page.locator("#article article")
    expect(article.locator(".banner")).to_contain_text("已结束·仅供查证")
    expect(article).to_contain_text("2026-11-01 至 2027-01-31 还剩 69 天")
    expect(article.get_by_text("今天", exact=True)).to_be_visible()
    for head in ("可承诺", "不可承诺"):
        expect(article.get_by_role("heading", name=head, exact=True)).to_be_visible()


@stop()
def product(page: Page) -> None:
    look_up(page, "在售与存续理财要素表", "&product=季季盈")
    lit = page.locator("article tr", has_text="本客户")
    expect(lit).to_contain_text("季季盈")
    lit.first.evaluate("(row) => row.scrollIntoView({ block: 'center' })")


@stop(by="tang")
def conversations(page: Page) -> None:
    look_up(page, LOST)
    page.keyboard.press("Enter")
    for words in ("转账没到账", "年费怎么免"):
        outside(page, "n")
        expect(page.locator("#q")).to_have_value("")
        page.locator("#q").press_sequentially(words, delay=80)
        expect(page.locator(".hit .why").first).to_be_visible()
        page.wait_for_timeout(500)
        page.keyboard.press("Enter")
    expect(page.locator(".tabs li")).to_have_count(3)
    outside(page, "BracketLeft")
    expect(page.locator("#q")).to_have_value("转账没到账")
    expect(page.locator("article h1")).to_contain_text("转账没到账")
    expect(page.locator("#said")).to_be_hidden()


@stop(part=".side section:first-child")
def versions(page: Page) -> None:
    look_up(page, LOST)
    lines = page.locator(".versions li")
    expect(lines).to_have_count(4)
    expect(lines.first).to_contain_text("v4 2026-10-01 10:00 起")
    expect(lines.first).to_contain_text("编写 赵宁")
    expect(lines.nth(1)).to_contain_text("至 2026-10-01 10:00")


@stop()
def changes(page: Page) -> None:
    look_up(page, LOST)
    outside(page, "v")
    pane = page.locator("#article")
    expect(pane.locator("h1")).to_contain_text("改了什么")
    expect(pane.locator("p", has=page.locator("del", has_text="五"))).to_contain_text("十元一张")
    expect(pane.locator("td ins").first).to_have_text("40")
    expect(pane).to_contain_text("8 条没有变化")


@stop()
def past(page: Page) -> None:
    look_up(page, LOST)
    number = page.locator("article").first.get_attribute("data-number")
    page.goto(f"/k/{number}?as_of=2026-09-30T14:31:00")
    expect(page.locator(".banner")).to_contain_text("时点回溯：2026-09-30 14:31:00")
    expect(page.locator(".banner")).to_contain_text("不可对客作为现行口径")
    expect(page.locator("article .say")).to_contain_text("挂失手续费五十元一张")


@stop()
def compared(page: Page) -> None:
    look_up(page, LOST)
    outside(page, "4")
    expect(page.locator("article h1")).to_have_text("借记卡丢了怎么挂失")
    outside(page, "1")
    expect(page.locator("article h1")).to_have_text(LOST)
    outside(page, "b")
    heads = page.locator("#article .heads h2")
    expect(heads).to_have_text([LOST, "借记卡丢了怎么挂失"])
    expect(page.locator("#article")).to_contain_text("项不同")


@stop()
def favourites(page: Page) -> None:
    page.goto("/desk/favourites")
    page.get_by_role("link", name="挂失补卡 3").click()
    expect(page.locator(".shelf li")).to_have_count(3)
    expect(page.locator(".shelf")).to_contain_text(LOST)
    expect(page.get_by_role("button", name="改名")).to_be_visible()


@stop()
def traditional(page: Page) -> None:
    look_up(page, LOST)
    page.click("[data-script-switch]")
    expect(page.locator("article h1")).to_have_text("信用卡丟了怎麼掛失")
    expect(page.locator("#q")).to_have_value(LOST)


@stop()
def large(page: Page) -> None:
    look_up(page, LOST)
    before = page.locator("article h1").bounding_box()
    page.click("[data-size-switch]")
    page.click("[data-size-switch]")
    after = page.locator("article h1").bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] * 1.25
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


@stop()
def dark(page: Page) -> None:
    look_up(page, LOST)
    page.click("[data-theme-switch]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 22, 30)")


@stop(size=(560, 800))
def half(page: Page) -> None:
    look_up(page, LOST, "&region=北麓&product=标准金卡")
    expect(page.locator(".hit").first).to_be_in_viewport()
    expect(page.locator("article .lead")).to_be_in_viewport(ratio=1)


@stop(size=(560, 800))
def half_open(page: Page) -> None:
    look_up(page, LOST, "&region=北麓&product=标准金卡")
    page.locator("#q").press("Enter")
    expect(page.locator("button[data-back]")).to_contain_text("Esc")
    expect(page.locator(".hit").first).to_be_hidden()
    expect(page.locator("article .say")).to_be_in_viewport(ratio=1)


# --- the authors' screens ---


def edited(page: Page, title: str) -> None:
    """The article of that title in the editor."""
    look_up(page, title)
    number = page.locator("article").first.get_attribute("data-number")
    page.goto(f"/studio/articles/{number}/edit")
    expect(page.locator("[data-beside]")).to_contain_text(title)


@stop(by="zhao")
def studio(page: Page) -> None:
    page.goto("/studio/")
    expect(page.locator("[aria-labelledby=requests-title]")).to_contain_text("待受理")
    expect(page.locator("[aria-labelledby=due-title] li")).to_have_count(8)
    expect(page.locator("[aria-labelledby=drafts-title]")).to_contain_text("境外刷卡返现怎么参加")


@stop(by="zhao")
def articles(page: Page) -> None:
    page.goto("/studio/articles?q=年费")
    expect(page.locator(".articles tbody tr").first).to_contain_text("年费")
    expect(page.get_by_text("导出 XLSX")).to_be_visible()
    expect(page.get_by_text("我的筛选")).to_be_visible()


@stop(by="zhao", size=(1280, 1000))
def writing(page: Page) -> None:
    edited(page, LOST)
    expect(page.locator("[data-name=lead] textarea, [data-name=lead] input").first).to_be_visible()
    expect(page.locator("[data-beside] .say")).to_contain_text("四十元")
    expect(page.get_by_role("button", name="提交确认")).to_be_visible()


@stop(by="zhao", size=(1280, 1000))
def outline(page: Page) -> None:
    edited(page, "疑似客户正在受骗：劝阻与紧急止付流程")
    expect(page.locator("[data-picture] [data-drawn]").first).to_be_visible()
    expect(page.locator("[data-fine]")).to_have_text("每条路都走到结束。")


@stop(by="zhao")
def replacing(page: Page) -> None:
    page.goto("/studio/articles?q=年费")
    page.locator(".many [name=all]").check()
    page.get_by_label("对所选知识做什么").select_option(label="替换文字")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("查找").fill("刷卡")
    page.get_by_label("替换为").fill("消费")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".told del").first).to_have_text("刷卡")
    expect(page.locator(".told ins").first).to_have_text("消费")


@stop(by="zhao")
def history(page: Page) -> None:
    look_up(page, LOST)
    number = page.locator("article").first.get_attribute("data-number")
    page.goto(f"/studio/articles/{number}/versions")
    expect(page.get_by_role("heading", level=1)).to_contain_text("版本")
    expect(page.get_by_role("button", name="恢复 v1 为草稿")).to_be_visible()


@stop(by="zhao")
def requests(page: Page) -> None:
    page.goto("/studio/requests?state=all")
    expect(page.locator("main")).to_contain_text("逾期")
    expect(page.locator("main")).to_contain_text("待受理")


@stop(by="zhao", size=(1280, 1000))
def calendar(page: Page) -> None:
    page.goto("/studio/calendar")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2026-11")
    expect(page.locator("main")).to_contain_text("复审")


@stop(by="zhao")
def checks(page: Page) -> None:
    page.goto("/studio/checks")
    expect(page.locator(".checks")).to_contain_text("绝对承诺")
    expect(page.locator(".checks")).to_contain_text("必须改")


@stop(by="admin")
def people(page: Page) -> None:
    page.goto("/studio/people")
    expect(page.locator("main")).to_contain_text("林晓")
    page.get_by_role("link", name="林晓").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("林晓")


# --- the tour -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo bank of its own, on a morning that does not pass; the address it answers at."""
    folder = tmp_path_factory.mktemp("tour")
    (folder / "sitecustomize.py").write_text(CLOCK)
    paths = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    own = installation.environment(folder / "var") | {"PYTHONPATH": paths, "DATE": DAY}
    assert zhixi(own, "demo", "load").returncode == 0
    with installation.served(own) as (address, _server):
        yield address


@pytest.fixture(scope="module")
def seats(chromium: Browser, bank: str) -> dict[str, Any]:
    """Who has signed in, each with what a browser keeps of it; they have read a little already."""
    kept = {}
    for name, read in MORNING.items():
        page = signed_in(chromium, bank, name)
        for title in read:
            page.goto(f"{bank}/?q={title}")
            with page.expect_response(lambda answer: answer.url.endswith("/desk/used")):
                page.locator("#q").press("Enter")
        kept[name] = page.context.storage_state()
        page.context.close()
    return kept


@pytest.fixture
def picture(tmp_path: Path) -> Callable[[str, bytes], None]:
    """Keeps a picture: where the page shows it if that is wanted, else where it is thrown away."""

    def keep(name: str, png: bytes) -> None:
        wanted = "TOUR" in os.environ
        folder = DOCS / "tour" if wanted else tmp_path
        (folder / f"{name}.png").write_bytes(small(png) if wanted else png)

    return keep


@pytest.mark.parametrize("name", STOPS)
def test_it_works(
    name: str,
    chromium: Browser,
    bank: str,
    seats: dict[str, Any],
    picture: Callable[[str, bytes], None],
) -> None:
    here = STOPS[name]
    width, height = here.size
    page = chromium.new_context(
        base_url=bank,
        locale="zh-CN",
        reduced_motion="reduce",
        storage_state=seats[here.by],
        viewport={"width": width, "height": height},
    ).new_page()
    here.walk(page)
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    clip = around(page, here.part) if here.part else None
    picture(name, page.screenshot(animations="disabled", caret="hide", clip=clip))
    page.context.close()


def test_page_and_pictures_are_of_these_stops() -> None:
    shown = re.findall(r"^!\[[^]]+\]\(tour/([\w-]+)\.png\)$", (DOCS / "tour.md").read_text(), re.M)
    assert shown == list(STOPS)
    there = list((DOCS / "tour").iterdir())
    assert sorted(file.stem for file in there) == sorted(STOPS)
    sizes = [file.stat().st_size for file in there]
    assert max(sizes) <= LARGEST
    assert sum(sizes) <= LARGEST_OF_ALL


def test_a_picture_in_few_colours_is_the_same_to_the_eye(chromium: Browser) -> None:
    page = chromium.new_context(viewport={"width": 160, "height": 60}).new_page()
    page.set_content("<body style='background: #fff0b8; color: #0b62c9'>口径 40 元")
    before = page.screenshot()
    after = small(before)
    held = base64.b64encode(after).decode()
    page.set_content(f"<body style='margin: 0'><img src='data:image/png;base64,{held}'>")
    pairs = zip(colours(before), colours(page.screenshot()), strict=True)
    assert max(distance(one, other) for one, other in pairs) < 12**2
    assert len(after) < len(before)
    page.context.close()


def test_without_signing_in_each_stop_is_the_door(chromium: Browser, bank: str) -> None:
    page = chromium.new_context(base_url=bank).new_page()
    desk = ("/", "/?q=挂失", "/k/2", "/k/2/changes", "/desk/sections", "/desk/favourites")
    for path in (*desk, "/studio/", "/studio/articles", "/studio/calendar", "/studio/people"):
        page.goto(path)
        expect(page.locator("[name=password]")).to_be_visible()
        expect(page.locator("article, .hit, .held-list, .shelf, .studio")).to_have_count(0)
    page.context.close()
