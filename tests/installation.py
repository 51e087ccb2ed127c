"""An installation of its own, run as programs are, on the kind of database the suite runs on."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings

ZHIXI = str(Path(sys.executable).with_name("zhixi"))
ON_POSTGRESQL = settings.DATABASE_URL.startswith("postgres")
ON_SQLITE = pytest.mark.skipif(ON_POSTGRESQL, reason="its installation is on SQLite anyway")


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """What a program needs to work in this folder, with SQLite there or the database named."""
    folder.mkdir(exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIXI_", "DJANGO_"))}
    own = {"ZHIXI_VAR": str(folder), "ZHIXI_LOG_LEVEL": "ERROR"}
    return kept | own | ({"ZHIXI_DATABASE_URL": database} if database else {})


@contextmanager
def installation(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty installation; on PostgreSQL its database is dropped after."""
    if not ON_POSTGRESQL:
        yield environment(folder)
        return
    name = f"own_{uuid4().hex[:12]}"
    url = settings.DATABASE_URL.replace("/zhixi?", f"/{name}?")
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield environment(folder, url)
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def zhixi(
    environment: dict[str, str], *arguments: object, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ZHIXI, *map(str, arguments)],
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def until_ready(address: str, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not become ready")


@contextmanager
def served(own: dict[str, str]) -> Iterator[tuple[str, int]]:
    """A running server: its address and the parent's process number."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [ZHIXI, "serve", "--port", str(port)], env=own,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until_ready(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", server.pid
    finally:
        server.terminate()
        server.wait(15)
