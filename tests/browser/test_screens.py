"""Every screen of the studio: in light and dark, wide and narrow, by keyboard and screen reader.

A screen is named by its address; an address that has none here fails the first test.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.browser.conftest import signed_in

AUTHOR, CONFIRMER, REVIEWER, DEPARTMENT, BRANCH, ADMIN, SECURITY, AUDIT = [
    "zhao",
    "qian",
    "zhou",
    "wang",
    "bao",
    "admin",
    "luo",
    "shen",
]

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Text that its box hides and nothing else tells; text that a field is too small for; text on text.
CUT = r"""() => {
  const told = [];
  const say = (what, element) => told.push(what + ": " + (element.textContent.trim() || element.outerHTML).slice(0, 60));
  const shown = (each) => each.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true }) && !each.closest(".unseen, svg");
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (field, text) => { const style = getComputedStyle(field); pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`; return pen.measureText(text).width; };
  const pad = (field) => { const style = getComputedStyle(field); return parseFloat(style.paddingLeft) + parseFloat(style.paddingRight); };
  const boxes = [];
  const names = /…$|^N\d+ /; // a step by its number; its words stand in the step itself
  scrollTo(0, 0);
  const floats = (each) => { for (let one = each; one; one = one.parentElement) if (/sticky|fixed/.test(getComputedStyle(one).position)) return true; return false; };
  const within = (box, each) => {
    let { left, right, top, bottom } = box;
    for (let one = each; one; one = one.parentElement) {
      if (getComputedStyle(one).overflowX === "visible") continue;
      const edge = one.getBoundingClientRect();
      [left, right, top, bottom] = [Math.max(left, edge.left), Math.min(right, edge.right), Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return { left, right, top, bottom };
  };
  for (const each of document.querySelectorAll("body *")) {
    if (!shown(each)) continue;
    if (each.matches("select:not([multiple])") && wide(each, each.selectedOptions[0]?.label || "") + pad(each) + 16 > each.clientWidth && !names.test(each.selectedOptions[0].label)) say("select", each.selectedOptions[0]);
    if (each.matches("input[placeholder]") && wide(each, each.placeholder) + pad(each) > each.clientWidth + 1) say("placeholder", each);
    if (each.matches("select, select *, input, textarea")) continue;
    const style = getComputedStyle(each);
    const words = [...each.childNodes].filter((node) => node.nodeType === 3 && node.data.trim());
    if (!words.length && style.textOverflow !== "ellipsis") continue;
    const hides = /hidden|clip/.test(style.overflowX + style.overflowY);
    const over = each.scrollWidth > each.clientWidth + 10 || (hides && each.scrollHeight > each.clientHeight + 2);
    if (style.display !== "inline" && over && !/auto|scroll/.test(style.overflowX) && !each.closest("[title]")) say("cut", each);
    for (const node of words) {
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 2 && !floats(each)) boxes.push([within(box, each), each]);
    }
  }
  boxes.sort((one, other) => one[0].top - other[0].top);
  boxes.forEach(([one, mine], n) => {
    for (let m = n + 1; m < boxes.length && boxes[m][0].top < one.bottom - 4; m += 1) {
      const [other, its] = boxes[m];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > 3 && down > 4 && mine !== its && !mine.closest("dialog, [popover]") === !its.closest("dialog, [popover]")) say("on each other", its);
    }
  });
  return [...new Set(told)].slice(0, 8);
}"""
# After a key, a field that gets the focus shows it as after Tab.
MUTE = r"""() => {
  const told = [];
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable=true], [tabindex]";
  const shown = (each) => each.checkVisibility({ checkVisibilityCSS: true }) && !each.disabled;
  const was = document.activeElement;
  for (const each of document.querySelectorAll(CONTROLS)) {
    if (!shown(each) || each.closest("[inert], [role=listbox]") || each.getAttribute("tabindex") === "-1") continue;
    each.focus({ preventScroll: true });
    if (document.activeElement !== each) { told.push("not reached: " + each.outerHTML.slice(0, 80)); continue; }
    const near = [each, each.parentElement, each.closest("label, .ProseMirror, .table, .rich")].filter(Boolean).map((one) => getComputedStyle(one));
    if (!near.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none")) told.push("not shown: " + each.outerHTML.slice(0, 80));
  }
  for (const each of document.querySelectorAll("body *")) {
    if (getComputedStyle(each).cursor === "pointer" && shown(each) && !each.closest("a, button, label, summary, input, select, option, [tabindex], [role=option]") && !each.querySelector(CONTROLS)) told.push("mouse only: " + each.outerHTML.slice(0, 80));
  }
  was?.focus?.({ preventScroll: true });
  return told.slice(0, 8);
}"""


@dataclass(frozen=True, slots=True)
class Screen:
    """Who looks at which address; what he does there ends on a page that says what is wrong."""

    path: str
    by: str = AUTHOR
    act: Callable[[Page], None] | None = None

    def __str__(self) -> str:
        return f"{self.path} {self.by}{' with an error' if self.act else ''}"


def sent(form: str, button: str = "button.main", **given: str) -> Callable[[Page], None]:
    """A form sent with what the browser itself would have held back."""

    def act(page: Page) -> None:
        page.evaluate(
            "document.querySelectorAll('form').forEach((form) => (form.noValidate = true))"
        )
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        for name, value in given.items():
            page.locator(f"{form} [name={name}]").first.fill(value)
        with page.expect_navigation():
            page.locator(f"{form} {button}").first.click()

    return act


def listed(button: str) -> Callable[[Page], None]:
    """From the list, with the first two chosen, to what shall be done with them."""

    def act(page: Page) -> None:
        for n in range(2):
            page.locator(".articles tbody [name=numbers]").nth(n).check()
        page.get_by_label("对所选知识做什么").or_(
            page.locator(".many [name=act]")
        ).first.select_option(button)
        with page.expect_navigation():
            page.locator(".many button").first.click()

    return act


KINDS = [
    "business",
    "faq",
    "procedure",
    "product",
    "script",
    "case",
    "campaign",
    "notice",
    "practice",
]
LISTS = ["returned", "drafts", "submitted", "due", "unfound", "unsolved"]
MANY = ["replace", "tags", "reviewed", "extended", "owner", "section", "withdraw", "copy"]
REFUSED = sent(".sift")
DECIDED = sent(".decide")
SCREENS: dict[str, tuple[Screen, ...]] = {
    # --- one's work ---
    "studio:start": (
        Screen(""),
        Screen("", CONFIRMER),
        Screen("", DEPARTMENT),
        Screen("", SECURITY),
    ),
    **{f"studio:{code}": (Screen(code),) for code in LISTS},
    "studio:articles": (
        Screen("articles"),
        Screen("articles?q=年费&state=drafted"),
        Screen("articles?q=疫苗"),
        Screen("articles?section=没有这个栏目&first=2026-12-01&last=2026-01-01"),
    ),
    "studio:many": (
        *(Screen("articles?q=年费", act=listed(act)) for act in MANY),
        Screen("articles", act=sent(".many", "button")),
    ),
    "studio:return": (Screen("articles/return"), Screen("articles/return", act=sent("main form"))),
    "studio:seeing": (Screen("people/1/sees?section=信用卡/内部规则&article=2", SECURITY),),
    # --- writing ---
    "knowledge:new": (
        Screen("new"),
        *(Screen(f"new?type={kind}&section=1") for kind in ("faq", "script")),
    ),
    "knowledge:edit": (
        *(Screen(f"articles/{{{kind}}}/edit") for kind in KINDS),
        Screen("articles/{draft}/edit"),
    ),
    "knowledge:saves": (Screen("articles/{draft}/saves"), Screen("articles/{faq}/saves")),
    "knowledge:saved": (Screen("articles/{draft}/saves/{save}"),),
    "knowledge:withdraw": (
        Screen("articles/{faq}/withdraw"),
        Screen("articles/{faq}/withdraw", act=DECIDED),
    ),
    "knowledge:versions": (Screen("articles/{lost}/versions"),),
    "knowledge:between": (
        Screen("articles/{lost}/versions/between?from=1&to=4"),
        Screen("articles/{lost}/versions/between?from=1&to=4&view=beside"),
    ),
    "knowledge:restore": (Screen("articles/{lost}/versions/1/restore"),),
    "knowledge:split": (
        Screen("articles/{business}/split"),
        Screen("articles/{business}/split", act=sent(".reshape form")),
    ),
    "knowledge:merge": (
        Screen("articles/{faq}/merge"),
        Screen("articles/{faq}/merge?into={business}"),
    ),
    "knowledge:tie": (Screen("ties/{tie}"),),
    # --- the gate ---
    "approval:submissions": (Screen("submissions/", CONFIRMER), Screen("submissions/", REVIEWER)),
    "approval:submission": (
        Screen("submissions/{waiting}", CONFIRMER),
        Screen("submissions/{waiting}"),
        Screen("submissions/{waiting}", CONFIRMER, sent(".decide", "[value=return]")),
    ),
    # --- requests and the calendar ---
    "knowledge:requests": (Screen("requests?state=all"), Screen("requests?q=疫苗", DEPARTMENT)),
    "knowledge:ask": (
        Screen("requests/new", CONFIRMER),
        Screen("requests/new", CONFIRMER, sent(".wish")),
    ),
    "knowledge:timeliness": (
        Screen("requests/timeliness"),
        Screen("requests/timeliness?first=2026-12-01&last=2026-01-01"),
    ),
    "knowledge:request": (
        *(Screen(f"requests/{n}") for n in range(1, 10)),
        Screen("requests/8", CONFIRMER),
        Screen("requests/6", act=sent(".task[action$=draft]")),
    ),
    "knowledge:change_request": (
        Screen("requests/9/change", CONFIRMER),
        Screen("requests/9/change", CONFIRMER, sent(".wish", title="")),
    ),
    "knowledge:calendar": (
        Screen("calendar"),
        Screen("calendar?view=week"),
        Screen("calendar?section=没有"),
    ),
    "knowledge:marks": (Screen("calendar/marks"), Screen("calendar/marks", act=REFUSED)),
    # --- words of a region ---
    "studio:regional": (Screen("regional", BRANCH),),
    "studio:vetoed": (Screen("vetoed", BRANCH),),
    "studio:taking": (Screen("taking"),),
    "knowledge:regional": (
        Screen("articles/{faq}/regional", BRANCH),
        Screen("articles/{product}/regional", BRANCH),
    ),
    "knowledge:differences": (
        Screen("differences"),
        Screen("differences?state=vetoed", REVIEWER),
        Screen("differences?section=没有", BRANCH),
    ),
    "knowledge:veto": (
        Screen("articles/{veto}"),
        Screen("articles/{veto}", act=sent("main form", reason="")),
    ),
    # --- master data ---
    "knowledge:sections": (Screen("sections"), Screen("sections?q=xyk"), Screen("sections?q=疫苗")),
    "knowledge:section": (Screen("sections/{card}"), Screen("sections/{leaf}")),
    "knowledge:new_section": (Screen("sections/new"), Screen("sections/new", act=DECIDED)),
    "knowledge:change_section": (
        Screen("sections/{card}/change"),
        Screen("sections/{card}/change", act=sent(".decide", name="信用卡业务")),
    ),
    "knowledge:merge_section": (
        Screen("sections/{card}/merge"),
        Screen("sections/{card}/merge", act=DECIDED),
    ),
    "knowledge:labels": (Screen("labels"), Screen("labels?kind=products"), Screen("labels?q=疫苗")),
    "knowledge:relabel": (
        Screen("labels/relabel?kind=tags&name=热点"),
        Screen("labels/relabel?kind=tags&name=热点", act=sent(".decide", new="要闻")),
        Screen("labels/relabel?kind=tags&name=热点", act=DECIDED),
    ),
    "knowledge:types": (Screen("labels/types"), Screen("labels/types?changed=faq", ADMIN)),
    "knowledge:name_type": (
        Screen("labels/types/faq", ADMIN),
        Screen("labels/types/procedure", ADMIN, sent(".decide", en="Guided call path")),
        Screen("labels/types/faq", ADMIN, sent(".decide", en="话术")),
    ),
    "knowledge:words": (
        *(Screen(f"words?kind={kind}", REVIEWER) for kind in ("forbidden", "synonym", "lexicon")),
        Screen("words?kind=synonym&n=1", REVIEWER),
        Screen("words?kind=forbidden"),
        Screen("words", REVIEWER, sent("main form[method=post]")),
    ),
    "knowledge:checks": (Screen("checks"), Screen("checks?section={card}", REVIEWER)),
    # --- people and units ---
    "staff:people": (
        Screen("people", ADMIN),
        Screen("people?q=疫苗", ADMIN),
        Screen("people?standing=leaving", ADMIN),
    ),
    "staff:new": (Screen("people/new", ADMIN), Screen("people/new", ADMIN, DECIDED)),
    "staff:person": (
        Screen("people/1", ADMIN),
        Screen("people/5", ADMIN),
        Screen("people/1", SECURITY),
        Screen("people/13", ADMIN),
        Screen("people/16", ADMIN),
    ),
    "staff:bring": (Screen("people/import", ADMIN), Screen("people/import", ADMIN, DECIDED)),
    "staff:units": (Screen("units", ADMIN), Screen("units?q=疫苗", ADMIN)),
    "staff:unit": (Screen("units/9", ADMIN), Screen("units/9", SECURITY)),
    "staff:new-unit": (Screen("units/new", ADMIN), Screen("units/new", ADMIN, DECIDED)),
    "staff:trail": (Screen("trail", AUDIT), Screen("trail?by=没有", AUDIT)),
    "staff:audiences": (Screen("audiences", SECURITY),),
    "staff:new-audience": (
        Screen("audiences/new", SECURITY),
        Screen("audiences/new", SECURITY, DECIDED),
    ),
}

WALK = [(name, screen) for name, screens in SCREENS.items() for screen in screens]
NO_SCREENS = {
    "knowledge:places",  # a part of others
    "knowledge:choose",
    "knowledge:offered_labels",
    "knowledge:upload",
    "knowledge:calendar_workbook",  # a file
    "knowledge:requests_workbook",
}


def addresses(resolver: URLResolver, room: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every address under this one."""
    for each in resolver.url_patterns:
        here = re.sub(r"<(?!uuid)\w+:\w+>", "1", str(each.pattern))
        if isinstance(each, URLPattern) and room:
            yield f"{room}:{each.name}", re.sub(r"<uuid:\w+>", str(UUID(int=1)), here)
        elif isinstance(each, URLResolver) and here == "studio/":
            yield from addresses(each, each.namespace or "")


@dataclass
class Bank:
    """The demo bank as these screens need it: who sits where, and what has which number."""

    browser: Browser
    address: str
    pages: dict[tuple[str, str], Page]
    faults: list[str]
    numbers: dict[str, str]

    def page(self, by: str, locale: str = "zh-CN") -> Page:
        if (by, locale) not in self.pages:
            page = signed_in(self.browser, self.address, by, locale)
            page.on("pageerror", lambda error: self.faults.append(str(error)))
            page.on("console", self._said)
            page.on("response", self._answered)
            self.pages[by, locale] = page
        return self.pages[by, locale]

    def _said(self, line: ConsoleMessage) -> None:
        if line.type == "error" and "Failed to load resource" not in line.text:
            self.faults.append(line.text)

    def _answered(self, answer: Response) -> None:
        if answer.status >= 400 and answer.request.resource_type != "document":
            self.faults.append(answer.url)

    def opened(self, screen: Screen, locale: str = "zh-CN") -> Page:
        """The screen as this person has it before him, by the keyboard."""
        self.faults.clear()
        page = self.page(screen.by, locale)
        page.set_viewport_size({"width": 1280, "height": 860})
        answer = page.goto(self.at(screen.path))
        assert answer is not None
        assert answer.status == 200
        if screen.act:
            screen.act(page)
        return page

    def at(self, path: str) -> str:
        return f"{self.address}/studio/{path.format(**self.numbers)}"

    def number(self, path: str, link: str, of: str, by: str = AUTHOR) -> str:
        """The number in the first link of this kind on a page."""
        page = self.page(by)
        page.goto(f"{self.address}/studio/{path}")
        found = re.search(of, page.locator(link).first.get_attribute("href") or "")
        assert found
        return found[1]


@pytest.fixture(scope="module")
def bank(chromium: Browser, address: str) -> Iterator[Bank]:
    made = Bank(chromium, address, {}, [], {})
    found = made.numbers
    for kind in KINDS:
        path = f"articles?type={kind}&sort=title"
        found[kind] = made.number(path, ".articles .named a", r"(\d+)/edit")
    found["lost"] = made.number(
        "articles?q=信用卡丢了怎么挂失", ".articles .named a", r"(\d+)/edit"
    )
    found["draft"] = made.number("drafts", ".lines a", r"(\d+)/edit")
    found["save"] = made.number(f"articles/{found['draft']}/saves", ".plain a", r"saves/(\d+)")
    found["card"] = made.number("sections?q=信用卡", ".articles .named a", r"sections/(\d+)")
    found["leaf"] = made.number("sections?q=通知公告", ".articles .named a", r"sections/(\d+)")
    found["veto"] = made.number("differences", "main td a[href*=veto]", r"articles/(.+)")
    zhao = made.page(AUTHOR)
    zhao.goto(made.at("articles/{case}/withdraw"))
    zhao.fill("[name=reason]", "案例已过时")
    found["waiting"] = pressed(zhao, ".decide .main", r"submissions/(\d+)")
    zhao.goto(made.at("articles/{practice}/merge?into={product}"))
    found["tie"] = pressed(zhao, "form .main >> nth=-1", r"ties/(\d+)")
    yield made
    zhao.goto(made.at("ties/{tie}"))
    zhao.locator("[form=untying]").click()
    qian = made.page(CONFIRMER)
    qian.goto(made.at("submissions/{waiting}"))
    qian.fill("[name=reason]", "先不撤回")
    qian.locator("[value=return]").click()
    for page in made.pages.values():
        page.context.close()


def pressed(page: Page, button: str, of: str) -> str:
    """The number in the address to which this button leads."""
    page.locator(button).click()
    page.wait_for_url(re.compile(of))
    found = re.search(of, page.url)
    assert found
    return found[1]


def checked(page: Page) -> list[str]:
    """What a screen reader stumbles over."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]


FAINT = """() => axe.run(document, { runOnly: ["color-contrast"], resultTypes: ["violations"] })
  .then((told) => told.violations.flatMap((each) => each.nodes.map((node) => node.html.slice(0, 120))))"""


def test_it_works(bank: Bank) -> None:
    """Every address has its screen here, is a part of one, or is there to be sent to."""
    known = {*SCREENS, *NO_SCREENS}
    zhao = bank.page(AUTHOR).request
    others = {name: path for name, path in addresses(get_resolver()) if name not in known}
    there = [name for name, path in others.items() if zhao.get(bank.at(path)).status != 405]
    assert there == []


@pytest.mark.parametrize(("name", "screen"), WALK, ids=str)
def test_it_is_read_and_worked_by_everybody(bank: Bank, name: str, screen: Screen) -> None:
    """Light and dark, at three widths; a screen reader and the keyboard find all of it."""
    page = bank.opened(screen)
    assert checked(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate(MUTE) == []
    for width in (720, 1280):
        page.set_viewport_size({"width": width, "height": 860})
        assert (page.evaluate(CUT), page.evaluate(WIDER) > 0) == ([], False), width
    page.set_viewport_size({"width": 1920, "height": 860})
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert (page.evaluate(FAINT), page.evaluate(WIDER) > 0) == ([], False)
    assert bank.faults == []


def test_an_agent_meets_none_of_them(bank: Bank) -> None:
    lin = bank.page("lin").request
    opened = [str(screen) for _, screen in WALK if lin.get(bank.at(screen.path)).status != 404]
    assert opened == []
