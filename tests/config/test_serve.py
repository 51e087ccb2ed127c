"""The server as a bank runs it: one parent, children that come back, an end within seconds."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@dataclass
class Server:
    process: subprocess.Popen[str]
    port: int

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
    running = Server(process, port)
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
