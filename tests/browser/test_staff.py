"""The administrators' screens: people, units, and why somebody may see something."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import sound


@pytest.fixture
def luo(seat: Callable[[str], Page]) -> Page:
    return seat("luo")


@pytest.fixture
def admin(seat: Callable[[str], Page]) -> Page:
    return seat("admin")


@pytest.fixture
def shen(seat: Callable[[str], Page]) -> Page:
    return seat("shen")


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


@pytest.mark.parametrize(("width", "theme"), [(720, "light"), (1280, "dark"), (1920, "light")])
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
        sound(admin, path)


def test_what_was_changed_is_read_and_paged(shen: Page, address: str) -> None:
    shen.goto(f"{address}/studio/people")
    shen.get_by_role("navigation", name="采编台").get_by_role("link", name="变更记录").click()
    shen.get_by_label("事项").select_option(label="写作检查")
    shen.get_by_role("button", name="筛选").click()
    row = shen.get_by_role("row", name="投诉与应急")
    expect(row).to_contain_text("绝对承诺：必须改；内部用语：不检查")
    shen.get_by_role("link", name="清除").click()
    shen.get_by_role("link", name="更早").click()
    expect(shen.get_by_role("link", name="最新")).to_be_visible()
    for theme in ("light", "dark"):
        shen.evaluate("theme => localStorage.setItem('theme', theme)", theme)
        for width in (720, 1280, 1920):
            shen.set_viewport_size({"width": width, "height": 860})
            shen.reload()
            sound(shen, f"{theme} {width}")
