"""The administrators' screens: people, units, and why somebody may see something."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import signed_in


def watched(chromium: Browser, address: str, who: str) -> Iterator[Page]:
    page = signed_in(chromium, address, who)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield page
    page.context.close()
    assert faults == []


@pytest.fixture
def luo(chromium: Browser, address: str) -> Iterator[Page]:
    yield from watched(chromium, address, "luo")


@pytest.fixture
def admin(chromium: Browser, address: str) -> Iterator[Page]:
    yield from watched(chromium, address, "admin")


def test_it_works(luo: Page, address: str) -> None:
    """A role is given, is told with its giver, and ends; then why a section is shut."""
    luo.goto(f"{address}/studio/")
    luo.get_by_role("navigation", name="采编台").get_by_role("link", name="人员").click()
    luo.get_by_label("姓名、工号或登录名").fill("吴湘")
    luo.keyboard.press("Enter")
    luo.get_by_role("link", name="吴湘").click()
    luo.get_by_label("授予").select_option(label="质检岗")
    luo.get_by_role("button", name="授予").click()
    held = luo.locator("[aria-labelledby=roles-title] .held li", has_text="质检岗")
    expect(held).to_contain_text("安全管理员 授予")
    held.get_by_role("button", name="收回").click()
    expect(held).to_have_count(1)  # told among what was before
    expect(held).to_be_hidden()
    luo.get_by_role("link", name="能看什么、能做什么").click()
    shut = luo.locator(".held li", has_text="信用卡 › 内部规则")
    expect(shut).to_contain_text("不可看")


def test_a_unit_moves_after_what_it_opens_was_read(admin: Page, address: str) -> None:
    admin.goto(f"{address}/")
    admin.get_by_role("link", name="人员与机构").click()
    admin.get_by_role("navigation", name="采编台").get_by_role("link", name="机构").click()
    admin.get_by_role("link", name="江澜分行").click()
    admin.get_by_label("上级机构").select_option(label="海山银行 › 远程银行中心")
    admin.get_by_role("button", name="保存").click()
    expect(admin.get_by_role("alert")).to_contain_text("北麓分行与远程银行中心")
    admin.get_by_label("确认移动").check()
    admin.get_by_role("button", name="保存").click()
    expect(admin.get_by_role("navigation", name="机构路径")).to_contain_text("远程银行中心")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [720, 1280, 1920])
def test_nothing_is_cut_off_and_all_is_accessible(
    admin: Page, address: str, width: int, theme: str
) -> None:
    admin.set_viewport_size({"width": width, "height": 860})
    admin.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    for path in (
        "people",
        "people/1",
        "people/1/sees",
        "people/new",
        "people/import",
        "units/2",
        "audiences",
    ):
        admin.goto(f"{address}/studio/{path}")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert admin.evaluate(wide) <= 0, path
        violations = Axe().run(admin).response["violations"]
        assert [violation["id"] for violation in violations] == [], path
        low = admin.locator("main a, main button, main input, main select").evaluate_all(
            "(all) => all.filter((e) => e.getClientRects().length && e.offsetHeight < 32)"
            ".map((e) => e.outerHTML)"
        )
        assert low == [], path
