"""Desk and studio in traditional script: what is read is turned, what is sent stays to the letter."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_english import DESK
from tests.browser.test_screens import BRANCH, CUT, WALK, WIDER, Bank, Screen, bank

__all__ = ["bank"]  # a fixture

# All that goes anywhere: what each form would send, what fields and choices hold, where links lead;
# but for what follows the clock.
SENT = """() => ({
  forms: [...document.forms].map((form) => [...new FormData(form)].filter(([name]) => !/^(csrfmiddlewaretoken|as_of)$/.test(name)).map(([name, value]) => [name, value instanceof File ? value.name : value])),
  fields: [...document.querySelectorAll("input:not([name=csrfmiddlewaretoken], [name=as_of]), textarea, option, button")].map((each) => [each.name, each.value]),
  written: window.zhixiFields?.read(),
  ways: [...document.querySelectorAll("[href], [action], [formaction], [src]")].map((each) => ["href", "action", "formaction", "src"].map((name) => each.getAttribute(name))),
})"""
# All that is read: text, and what attributes say. An editor, and what is drawn from it, holds what
# is kept.
READ = """() => {
  const kept = "script, style, textarea, [data-rich], [data-outline], [data-part-choice], [data-target-choice]";
  const texts = [];
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(kept)) texts.push(walk.currentNode.data);
  for (const each of document.querySelectorAll("[title], [aria-label], [placeholder]")) if (!each.closest(kept)) texts.push(each.title, each.ariaLabel || "", each.placeholder || "");
  for (const each of document.querySelectorAll("*")) for (const { name, value } of each.attributes) if (name.startsWith("data-words-")) texts.push(value);
  return texts.join("\\n");
}"""
SIMPLIFIED = set("编辑录检选认审复发说词语单击页设务问题类态标签门号变历预览导钮将没还样这关闭")


def opened(bank: Bank, screen: Screen, script: str) -> Page:
    """The screen in simplified (hans) or traditional (hant) script."""
    cookie = {"name": "script", "value": script, "url": bank.address}
    bank.page(screen.by).context.add_cookies([cookie])  # type: ignore[list-item]
    return bank.opened(screen)


def seen(page: Page) -> str:
    return str(page.evaluate(READ))


def test_it_works(bank: Bank) -> None:
    """One button turns the studio; it stays turned on every page until it is pressed again."""
    page = opened(bank, Screen("articles"), "hans")
    before = page.evaluate(SENT)
    assert SIMPLIFIED & set(seen(page))
    page.click("[data-script-switch]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert page.evaluate(SENT) == before
    assert page.get_by_placeholder("標題、正文或編號").is_visible()
    page.click("[data-script-switch]")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.parametrize(("name", "screen"), WALK, ids=str)
def test_what_is_read_is_turned_and_what_is_sent_is_not(
    bank: Bank, name: str, screen: Screen
) -> None:
    plain = opened(bank, screen, "hans")
    sent = plain.evaluate(SENT)
    page = opened(bank, screen, "hant")
    assert SIMPLIFIED & set(seen(page)) == set()
    assert page.evaluate(SENT) == sent
    assert (page.evaluate(CUT), page.evaluate(WIDER) > 0) == ([], False)
    assert bank.faults == []


@pytest.mark.parametrize("path", DESK)
def test_the_desk_is_read_like_it(bank: Bank, path: str) -> None:
    sent = opened(bank, Screen(f"../{path}", "lin"), "hans").evaluate(SENT)
    page = opened(bank, Screen(f"../{path}", "lin"), "hant")
    assert SIMPLIFIED & set(seen(page)) == set()
    assert page.evaluate(SENT) == sent
    assert page.evaluate(WIDER) <= 0


@pytest.mark.parametrize("kind", ["faq", "business", "procedure", "script"])
def test_what_is_written_is_kept_as_it_was_typed(bank: Bank, kind: str) -> None:
    """Typed and saved in traditional reading, read again in simplified: one more word."""
    screen = Screen(f"articles/{{{kind}}}/edit")
    before = opened(bank, screen, "hans").evaluate(SENT)["written"]
    page = opened(bank, screen, "hant")
    title = page.locator("[data-name=title]").locator("input, textarea").first
    title.fill(f"{before['title']}办理")
    page.keyboard.press("Control+s")
    expect(page.locator("[data-said]")).to_have_text(re.compile(r"已保存 \d\d:\d\d:\d\d"))
    assert SIMPLIFIED & set(seen(page)) == set()
    after = opened(bank, screen, "hans").evaluate(SENT)["written"]
    assert after == before | {"title": f"{before['title']}办理"}


def test_a_region_saves_the_same(bank: Bank) -> None:
    screen = Screen("articles/{product}/regional", BRANCH)
    before = opened(bank, screen, "hans").evaluate(SENT)["forms"]
    page = opened(bank, screen, "hant")
    page.locator(".own-words textarea").first.fill("分行只办理新卡")
    expect(page.locator("[data-said]")).to_contain_text("已保存")
    assert SIMPLIFIED & set(seen(page)) == set()
    after = opened(bank, screen, "hans").evaluate(SENT)["forms"]
    assert {"分行只办理新卡"} == {
        json.loads(one) for one in values(after) - values(before) if "分行" in one
    }


def values(forms: list[list[list[str]]]) -> set[str]:
    return {json.dumps(value, ensure_ascii=False) for form in forms for _, value in form}
