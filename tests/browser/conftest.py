"""A served demo bank and a real Chromium, for tests that go through the screen."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

ZHIXI = Path(sys.executable).with_name("zhixi")
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
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIXI_", "DJANGO_"))}
    return kept | {"ZHIXI_VAR": str(home), "ZHIXI_LOG_LEVEL": "ERROR"}


@pytest.fixture(scope="session")
def address(environment: dict[str, str]) -> Iterator[str]:
    """The demo bank, served; the address it answers at."""
    subprocess.run([ZHIXI, "demo", "load"], env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [ZHIXI, "serve", "--port", str(port)], env=environment, stdout=subprocess.DEVNULL
    )
    where = f"http://127.0.0.1:{port}"
    try:
        _until_ready(where)
        yield where
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)


def _until_ready(where: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(f"{where}/readyz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not become ready")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()
