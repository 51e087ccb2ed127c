"""Killed at a random moment: afterwards nothing approved is lost, nothing unapproved is live.

`KILLS=50 pytest tests/journeys/test_kill.py` kills each of the four kinds 50 times.
"""

import json
import os
import random
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ZHIXI, installation, served, zhixi

LINES = 1000
KINDS = {
    "test_import_is_taken_up_again": "甲",
    "test_approval_is_whole_or_absent": "乙",
    "test_server_loses_nothing": "丙",
    "test_worker_goes_on_where_it_was": "丁",
}
KILLS = range(int(os.environ.get("KILLS", "2")))  # of each kind

Run = Callable[..., dict[str, Any]]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An installation of its own with an author and a confirmer."""
    with installation(tmp_path_factory.mktemp("kill")) as environment:
        for number, role in (("70011", "author"), ("20140", "confirmer")):
            words = ("person", "add", number, number, "--role", role, "--password-stdin")
            assert zhixi(environment, *words, stdin="zhixi-demo").returncode == 0
        yield environment


@pytest.fixture(scope="module")
def run(own: dict[str, str]) -> Run:
    def verb(*arguments: object, fails: bool = False) -> dict[str, Any]:
        done = zhixi(own, *arguments)
        assert fails or done.returncode == 0, done.stdout + done.stderr
        last = done.stdout.strip().split("\n")[-1]
        return json.loads(last) if last.startswith("{") else {}

    return verb


@pytest.fixture
def mark(request: pytest.FixtureRequest) -> str:
    """A word that only this round's texts have."""
    return f"{KINDS[request.node.originalname]}{request.node.callspec.id}"


def knowledge(path: Path, mark: str) -> Path:
    lines = (
        {"id": f"{mark}-{n}", "title": f"{mark}号业务第{n}问怎么办理", "body": f"第{n}条口径。"}
        for n in range(LINES)
    )
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return path


def killed(own: dict[str, str], within: float, *arguments: object) -> None:
    """Start the verb and kill it, with all its children, at a moment of its life."""
    process = subprocess.Popen(
        [ZHIXI, *map(str, arguments)], env=own, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(random.uniform(0.2, within))  # noqa: S311
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def caught_up(address: str) -> None:
    """Wait until the index has learned everything that was kept."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with urllib.request.urlopen(f"{address}/metrics", timeout=5) as answer:  # noqa: S310
            if "zhixi_index_pending 0.0" in answer.read().decode():
                return
        time.sleep(0.2)
    raise AssertionError("the index did not catch up")


def all_is_well(run: Run) -> None:
    assert run("check", "--json")["ok"]
    assert run("audit", "verify", "--json")["ok"]
    assert run("index", "verify", "--json")["ok"]


def found(run: Run, mark: str) -> int:
    """How many of three texts of that mark are found first: the first, a middle and the last."""
    wanted = [f"{mark}号业务第{n}问怎么办理" for n in (0, LINES // 2, LINES - 1)]
    hits = [run("search", title, "--limit", 1, "--json")["hits"] for title in wanted]
    return sum([h["title"] for h in some] == [t] for some, t in zip(hits, wanted, strict=True))


def brought(run: Run, path: Path, mark: str) -> tuple[object, ...]:
    """Hand a file in; the verb that approves it."""
    file = knowledge(path / "in.jsonl", mark)
    made = run("import", file, "--by", "70011", "--submit", "--json")["submission"]
    return ("approve", made["id"], "--by", "20140", "--digest", made["digest"])


@pytest.mark.parametrize("n", KILLS)
def test_import_is_taken_up_again(
    n: int, run: Run, own: dict[str, str], mark: str, tmp_path: Path
) -> None:
    path = knowledge(tmp_path / f"{mark}.jsonl", mark)
    killed(own, 4.0, "import", path, "--by", "70011", "--submit")
    all_is_well(run)
    assert found(run, mark) == 0
    again = run("import", path, "--by", "70011", "--json")
    assert again["new"] + again["unchanged"] == LINES
    assert again["new"] % 500 == 0


@pytest.mark.parametrize("n", KILLS)
def test_approval_is_whole_or_absent(
    n: int, run: Run, own: dict[str, str], mark: str, tmp_path: Path
) -> None:
    decide = brought(run, tmp_path, mark)
    killed(own, 3.5, *decide)
    all_is_well(run)
    run(*decide, fails=True)  # refused where the killed one had been kept
    with served(own) as (address, _pid):
        caught_up(address)
    time.sleep(1.5)  # live from the next full second after so many rows
    assert found(run, mark) == 3
    all_is_well(run)


@pytest.mark.parametrize("n", KILLS)
def test_server_loses_nothing(
    n: int, run: Run, own: dict[str, str], mark: str, tmp_path: Path
) -> None:
    run(*brought(run, tmp_path, mark))
    killed(own, 4.0, "serve", "--port", 18000 + os.getpid() % 1000)
    all_is_well(run)
    time.sleep(1.5)
    assert found(run, mark) == 3


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
@pytest.mark.parametrize("n", KILLS)
def test_worker_goes_on_where_it_was(
    n: int, run: Run, own: dict[str, str], mark: str, tmp_path: Path
) -> None:
    """The worker alone dies while it learns; its parent starts it again."""
    decide = brought(run, tmp_path, mark)
    with served(own) as (address, parent):
        approving = subprocess.Popen([ZHIXI, *map(str, decide)], env=own, stdout=subprocess.DEVNULL)
        while approving.poll() is None:
            time.sleep(random.uniform(0.1, 1.2))  # noqa: S311
            for pid in workers_of(parent):
                os.kill(pid, signal.SIGKILL)
        assert approving.returncode == 0
        caught_up(address)
        time.sleep(1.5)
        assert found(run, mark) == 3
        all_is_well(run)


def workers_of(parent: int) -> list[int]:
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [pid for pid in map(int, told.split()) if _is_worker(pid)]


def _is_worker(pid: int) -> bool:
    try:
        return b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:  # gone meanwhile
        return False
