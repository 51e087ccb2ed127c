"""The server as a bank runs it: one parent, children that come back, an end within seconds."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.installation import zhixi

pytestmark = pytest.mark.slow


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int
    environment: dict[str, str]

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
            text: str = answer.read().decode()
            return text

    def answers(self) -> bool:
        with suppress(urllib.error.URLError, ConnectionError):
            return '"ready": true' in self.get("/readyz")
        return False

    def children(self) -> dict[str, int]:
        """Web server and index worker, by process number."""
        told = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        named = {}
        for pid in told.split():
            command = Path(f"/proc/{pid}/cmdline").read_text()
            named["web" if "granian" in command else "index"] = int(pid)
        return named


def until(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().split()[2] != "Z"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "ZHIXI_VAR": str(tmp_path / "var"),
        "DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev",
        "ZHIXI_DEMO": "1",
    }
    command = [sys.executable, "-m", "zhixi.config.cli", "serve", "--port", str(port)]
    with open(tmp_path / "out", "w") as out:
        process = subprocess.Popen(
            command, env=environment, stdout=out, stderr=out, text=True, cwd=Path.cwd()
        )
    running = Server(process, port, environment)
    try:
        until(running.answers)
        yield running
    finally:
        process.terminate()
        process.wait(12)


def test_it_works(server: Server, tmp_path: Path) -> None:
    said = (tmp_path / "out").read_text()
    assert f"http://127.0.0.1:{server.port}" in said
    assert "正在建立数据库" in said
    assert "zhixi-demo" in said
    assert "zhixi_index_pending" in server.get("/metrics")
    assert "/static/" in server.get("/accounts/login/")
    children = list(server.children().values())
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(10)
    assert time.monotonic() - began < 10
    assert not [pid for pid in children if alive(pid)]


def test_what_was_looked_up_last_is_in_the_log_at_the_end(server: Server, tmp_path: Path) -> None:
    """Web processes are forked and end without running what others have for their exit."""
    zhixi(
        server.environment, "person", "add", "80299", "林晓", "--password-stdin", stdin="zhixi-demo"
    )
    token = zhixi(server.environment, "token", "80299").stdout.strip()
    address = f"http://127.0.0.1:{server.port}/api/v1/search?q=shebao"
    asked = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=5):  # noqa: S310
        server.process.send_signal(signal.SIGTERM)
    server.process.wait(10)
    with closing(sqlite3.connect(tmp_path / "var/lookups.sqlite3")) as log:
        assert log.execute("SELECT query FROM search_lookup").fetchall() == [("shebao",)]


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_dead_child_comes_back_and_none_outlives_the_parent(server: Server) -> None:
    before = server.children()
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    until(lambda: not server.answers() or server.children().keys() == before.keys())
    until(lambda: server.children().keys() == before.keys() and server.answers())
    after = server.children()
    assert not set(before.values()) & set(after.values())
    server.process.kill()
    until(lambda: not any(alive(pid) for pid in after.values()))
