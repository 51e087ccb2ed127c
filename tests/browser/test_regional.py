"""A branch's own words on the screens: written, confirmed, seen at the desk, vetoed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in

TITLE = "网点怎么预约取号"
OURS = "选网点的时候，牧区网点只收电话预约，我帮您约。"
OF = "当前等候人数"  # head office's sentence about it
BODIED = 163  # an article with paragraphs in its body


def opened(page: Page, address: str) -> str:
    """From the region's list to the article, and from there to the page; its address."""
    page.goto(f"{address}/studio/differences")
    page.get_by_role("link", name=TITLE, exact=True).first.click()
    page.get_by_role("link", name="本地区的说法").click()
    page.wait_for_url("**/regional")
    return page.url


def field(page: Page) -> str:
    """Where that sentence may be said otherwise."""
    row = page.locator(".pairs li", has_text=OF)
    name = row.locator("textarea").get_attribute("name")
    assert name
    return f'textarea[name="{name}"]'


def test_it_works(chromium: Browser, address: str) -> None:
    bao = signed_in(chromium, address, "bao")
    here = opened(bao, address)
    here_field = field(bao)
    bao.fill(here_field, OURS)
    expect(bao.locator("[data-said]")).to_contain_text("已保存", timeout=15_000)
    expect(bao.locator("[data-beside]")).to_contain_text(OURS)
    bao.get_by_label("为什么不同").fill("牧区没有网上预约")
    bao.get_by_role("button", name="提交确认").click()
    bao.wait_for_url(re.compile(r"/studio/submissions/\d+"))
    qian = signed_in(chromium, address, "qian")
    qian.goto(bao.url)
    expect(qian.locator(".change")).to_contain_text("只改北麓的说法")
    qian.get_by_role("button", name="同意").click()
    qian.wait_for_url("**/studio/submissions/")
    number = re.search(r"articles/(\d+)", here)
    assert number
    lin = signed_in(chromium, address, "lin")
    lin.wait_for_timeout(1500)  # it is live from the next full second
    lin.goto(f"{address}/k/{number[1]}?region=北麓")
    expect(lin.locator(".say")).to_contain_text(OURS)
    lin.goto(f"{address}/k/{number[1]}?region=东屿")
    expect(lin.locator(".say")).not_to_contain_text(OURS)
    zhao = signed_in(chromium, address, "zhao")
    zhao.goto(f"{address}/studio/differences?region=北麓")
    zhao.locator("tr", has_text=OURS).get_by_role("link", name="否决").click()
    zhao.get_by_label("否决原因").fill("预约办法全行一致")
    zhao.get_by_role("button", name="提交否决").click()
    zhao.wait_for_url(re.compile(r"/studio/submissions/\d+"))
    bao.goto(f"{address}/studio/")
    expect(bao.locator("[aria-labelledby=vetoed-title]")).to_contain_text("预约办法全行一致")
    for page in (bao, qian, lin, zhao):
        page.context.close()


def test_a_block_of_the_body_and_an_added_sentence(chromium: Browser, address: str) -> None:
    bao = signed_in(chromium, address, "bao")
    faults: list[str] = []
    bao.on("pageerror", lambda error: faults.append(str(error)))
    bao.goto(f"{address}/k/{BODIED}")
    bao.get_by_role("link", name="本地区的说法").click()
    block = bao.locator('.pairs textarea[name*="|body/"]').last
    block.fill("北麓的客户还可以到网点问。")
    bao.locator(".adding summary").press("Enter")
    added = bao.locator('.adding textarea[name*="must_tell/+"]')
    height = added.bounding_box()
    added.fill("带上身份证\n当面签收")
    grown = added.bounding_box()
    assert height
    assert grown
    assert grown["height"] > height["height"] > 30
    expect(bao.locator("[data-said]")).to_contain_text("已保存", timeout=15_000)
    beside = bao.locator("[data-beside]")
    for words in ("北麓的客户还可以到网点问。", "带上身份证", "当面签收"):
        expect(beside).to_contain_text(words)
    expect(beside.locator(".body .tag.mine")).to_have_text("北麓")
    bao.context.set_offline(True)
    block.fill("北麓的客户请到网点问。")
    expect(bao.locator("[data-said]")).to_contain_text("暂时连不上", timeout=15_000)
    bao.context.set_offline(False)
    bao.reload()  # the added sentence stands among the others by now
    expect(block).to_have_value("北麓的客户请到网点问。")
    expect(bao.locator('.pairs textarea[name*="must_tell/+"]')).to_have_value(
        "带上身份证\n当面签收"
    )
    expect(bao.locator("[data-said]")).to_contain_text("已保存", timeout=15_000)
    assert faults == []
    bao.context.close()


def test_what_could_not_be_sent_is_still_there(chromium: Browser, address: str) -> None:
    bao = signed_in(chromium, address, "bao")
    opened(bao, address)
    name = bao.locator(".pairs textarea").first.get_attribute("name")
    said = bao.locator(f'textarea[name="{name}"]').first
    bao.context.set_offline(True)
    said.fill("北麓先打电话约。")
    expect(bao.locator("[data-said]")).to_contain_text("暂时连不上", timeout=15_000)
    bao.context.set_offline(False)
    bao.reload()
    expect(said).to_have_value("北麓先打电话约。")
    expect(bao.locator("[data-said]")).to_contain_text("已保存", timeout=15_000)
    said.fill("")
    expect(bao.locator("[data-said]")).to_contain_text("有改动")
    expect(bao.locator("[data-said]")).to_contain_text("已保存", timeout=15_000)
    bao.context.close()


@pytest.mark.parametrize(("width", "theme"), [(420, "light"), (1280, "dark")])
def test_nothing_is_cut_off_and_all_is_accessible(
    chromium: Browser, address: str, width: int, theme: str
) -> None:
    for name, pages in {
        "bao": [
            "",
            "differences",
            "articles/2/regional",
            "articles/73/regional",
            "articles/329/regional",
        ],
        "zhao": [
            "differences",
            "differences?state=vetoed",
            "differences?section=没有这个栏目",
            "articles/73/regional/veto?of=北麓|lead||",
        ],
    }.items():
        page = signed_in(chromium, address, name)
        page.set_viewport_size({"width": width, "height": 860})
        page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
        for path in pages:
            answer = page.goto(f"{address}/studio/{path}")
            assert answer is not None
            assert answer.status == 200, path
            found = Axe().run(page)
            assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, path
            low = page.locator("main a, main button, main select, main textarea").evaluate_all(
                "(all) => all.filter((e) => e.getClientRects().length && e.offsetHeight < 32"
                " && !e.closest('.beside, .facts, .notice')).map((e) => e.outerHTML)"
            )
            assert low == [], path
        page.context.close()
