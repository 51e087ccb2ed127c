"""A served demo bank and a real Chromium, for tests that go through the screen."""

import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

from tests import installation
from tests.installation import ZHIXI, until_ready, zhixi

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    skip = pytest.mark.skip(reason="NO CHROMIUM ON PATH")
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if shutil.which("chromium") is None:
                item.add_marker(skip)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="session")
def environment(home: Path) -> dict[str, str]:
    # By a name of its own too, as a bank serves it: see test_copy.
    hosts = {"ZHIXI_ALLOWED_HOSTS": "127.0.0.1,localhost,desk.bank.example"}
    return installation.environment(home) | hosts


@pytest.fixture(scope="session")
def address(environment: dict[str, str]) -> Iterator[str]:
    """The demo bank, served; the address it answers at."""
    assert zhixi(environment, "demo", "load").returncode == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [ZHIXI, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    where = f"http://127.0.0.1:{port}"
    try:
        until_ready(where)
        yield where
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """There can be one in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    yield browser
    browser.close()


def signed_in(chromium: Browser, address: str, name: str, locale: str = "zh-CN") -> Page:
    size: ViewportSize = {"width": 1280, "height": 860}
    page = chromium.new_context(locale=locale, viewport=size).new_page()
    page.goto(f"{address}/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "zhixi-demo")
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/")
    return page


# What htmx says of a request that a later one took the place of; one that failed says more.
REPLACED = ("htmx:afterRequest,", "htmx:sendAbort,")


@pytest.fixture
def seat(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Whoever is named sits down at the desk; a fault that a page reports fails the test."""
    faults: list[str] = []
    pages: list[Page] = []

    def heard(line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(REPLACED):
            faults.append(line.text)

    def sit(name: str) -> Page:
        page = signed_in(chromium, address, name)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", heard)
        pages.append(page)
        return page

    yield sit
    for page in pages:
        page.context.close()
    assert faults == []


@pytest.fixture
def lin(seat: Callable[[str], Page]) -> Page:
    return seat("lin")


def pressed(page: Page, name: str) -> None:
    """A button that leads to another page, which is waited for."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LOW = """(all) => all.filter((each) => each.getClientRects().length && each.offsetHeight < 32)
  .map((each) => each.outerHTML)"""
AIMED_AT = (
    "main a, main button, main select, main summary, main label:has(input),"
    " main input:not([type=hidden], [type=checkbox], [type=radio])"
)


def sound(page: Page, what: str = "", aimed_at: str = AIMED_AT) -> None:
    """Nothing lies outside the window, a screen reader finds its way, a finger hits its aim."""
    assert page.evaluate(WIDER) <= 0, what
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == [], what
    assert page.locator(aimed_at).evaluate_all(LOW) == [], what


@contextmanager
def unrefused(page: Page) -> Iterator[Page]:
    """A page that is closed behind it; whatever its policy forbade fails the test."""
    refused: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    page.on("console", heard)
    yield page
    page.context.close()
    assert not refused
