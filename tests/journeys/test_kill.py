"""Killed at a random moment: afterwards nothing approved is lost, nothing unapproved is live."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

ZHIXI = Path(sys.executable).with_name("zhixi")
LINES = 1500
ROUNDS = 4  # of each kind

Run = Callable[..., dict[str, Any]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not settings.DATABASE_URL.startswith("sqlite"), reason="makes a SQLite base of its own"
    ),
]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A base of its own with an author, a confirmer and one approved article."""
    var = tmp_path_factory.mktemp("kill")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIXI_", "DJANGO_"))}
    return kept | {"ZHIXI_VAR": str(var), "ZHIXI_LOG_LEVEL": "ERROR"}


@pytest.fixture(scope="module")
def run(environment: dict[str, str]) -> Run:
    def verb(*arguments: object, fails: bool = False) -> dict[str, Any]:
        command = [str(ZHIXI), *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert fails or done.returncode == 0, done.stdout + done.stderr
        last = done.stdout.strip().split("\n")[-1]
        return json.loads(last) if last.startswith("{") else {}

    for number, role in (("70011", "author"), ("20140", "confirmer")):
        subprocess.run(
            [ZHIXI, "person", "add", number, number, "--role", role, "--password-stdin"],
            env=environment, input="zhixi-demo", text=True, check=True, capture_output=True,
        )  # fmt: skip
    return verb


def knowledge(path: Path, mark: str) -> Path:
    lines = (
        {"id": f"{mark}-{n}", "title": f"{mark}号业务第{n}问怎么办理", "body": f"第{n}条口径。"}
        for n in range(LINES)
    )
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    return path


def killed(environment: dict[str, str], within: float, *arguments: object) -> None:
    """Start the verb and kill it, with all its children, at a moment of its life."""
    process = subprocess.Popen(
        [str(ZHIXI), *map(str, arguments)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    time.sleep(random.uniform(0.2, within))  # noqa: S311
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def restarted(environment: dict[str, str]) -> None:
    """Serve for a while: what was kept but not yet indexed is the worker's to finish."""
    server = subprocess.Popen(
        [ZHIXI, "serve", "--port", str(18000 + os.getpid() % 1000)],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(6)
    server.terminate()
    server.wait(15)


def all_is_well(run: Run) -> None:
    assert run("check", "--json")["ok"]
    assert run("audit", "verify", "--json")["ok"]
    assert run("index", "verify", "--json")["ok"]


def found(run: Run, mark: str) -> int:
    """How many of the base's texts of that mark are live."""
    hits = run("search", f"{mark}号业务第7问怎么办理", "--limit", 5, "--json")["hits"]
    return sum(hit["title"].startswith(f"{mark}号业务第") for hit in hits)


@pytest.mark.parametrize("n", range(ROUNDS))
def test_a_killed_import_is_taken_up_again(
    n: int, run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    mark = f"甲{n}"
    path = knowledge(tmp_path / f"{mark}.jsonl", mark)
    killed(environment, 4.0, "import", path, "--by", "70011", "--submit")
    all_is_well(run)
    assert found(run, mark) == 0
    again = run("import", path, "--by", "70011", "--json")
    assert again["new"] + again["unchanged"] == LINES
    assert again["new"] % 500 == 0


@pytest.mark.parametrize("n", range(ROUNDS))
def test_a_killed_approval_is_whole_or_absent(
    n: int, run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    mark = f"乙{n}"
    path = knowledge(tmp_path / f"{mark}.jsonl", mark)
    made = run("import", path, "--by", "70011", "--submit", "--json")["submission"]
    decide = ("approve", made["id"], "--by", "20140", "--digest", made["digest"])
    killed(environment, 3.5, *decide)
    all_is_well(run)
    run(*decide, fails=True)  # refused where the killed one had been kept
    restarted(environment)
    assert found(run, mark) > 0
    all_is_well(run)


@pytest.mark.parametrize("n", range(ROUNDS))
def test_a_killed_server_and_worker_lose_nothing(
    n: int, run: Run, environment: dict[str, str], tmp_path: Path
) -> None:
    mark = f"丙{n}"
    path = knowledge(tmp_path / f"{mark}.jsonl", mark)
    made = run("import", path, "--by", "70011", "--submit", "--json")["submission"]
    run("approve", made["id"], "--by", "20140", "--digest", made["digest"])
    killed(environment, 4.0, "serve", "--port", 18000 + os.getpid() % 1000)
    all_is_well(run)
    time.sleep(2.0)
    assert found(run, mark) > 0
