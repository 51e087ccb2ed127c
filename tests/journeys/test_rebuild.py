"""A running bank loses its index, its worker, or has one worker too many."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.installation import installation, served, zhixi

ARTICLES = 300
KILLS = int(os.environ.get("KILLS", "10"))

pytestmark = pytest.mark.slow

Own = dict[str, str]


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    with installation(tmp_path / "var") as environment:
        yield environment


def run(own: Own, *words: object, stdin: str = "") -> dict[str, Any]:
    done = zhixi(own, *words, stdin=stdin)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.strip().split("\n")[-1]
    return json.loads(last) if last.startswith("{") else {"said": last}


def filled(own: Own, folder: Path, *how: str) -> None:
    lines = (
        {"id": str(n), "title": f"第{n}号业务怎么办理", "body": f"第{n}条口径。"}
        for n in range(ARTICLES)
    )
    file = folder / "in.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))
    run(own, "import", file, *(how or ("--initial",)), "--json")


def index_of(own: Own) -> Path:
    return Path(own["ZHIXI_VAR"]) / "index"


def web_servers(parent: int) -> set[int]:
    """The process numbers of the web server and its workers, without the index worker's."""
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    children = {int(pid) for pid in told.split()}
    grown = set().union(*(web_servers(pid) for pid in children))
    return {pid for pid in children if b"granian" in _command(pid)} | grown


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def until(what: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def asked(address: str, token: str, path: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(  # noqa: S310
        f"{address}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def search_and_read(address: str, token: str) -> tuple[int, int]:
    """How a search is answered, after checking that a hit is whole, and how an article is."""
    status, told = asked(address, token, f"search?q={quote('第7号业务')}")
    if status == 200:
        assert told["hits"][0]["title"] == "第7号业务怎么办理"
    return status, asked(address, token, "articles/1")[0]


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks into /proc")
def lose(index: Path) -> None:
    """At once, as a disk is lost: a worker may be writing into it."""
    lost = index.with_name("lost")
    index.rename(lost)
    shutil.rmtree(lost)


def test_it_works(own: Own, tmp_path: Path) -> None:
    """The folder is deleted while agents search: the same web servers find again."""
    filled(own, tmp_path)
    run(own, "person", "add", "80217", "林晓", "--role", "author")
    token = run(own, "token", "80217")["said"].split()[-1]
    with served(own) as (address, parent):
        assert search_and_read(address, token) == (200, 200)
        serving = web_servers(parent)
        for _ in range(2):
            lose(index_of(own))
            seen = set()
            until(lambda: seen.add(search_and_read(address, token)) or ready(address))  # noqa: B023
            assert seen <= {(503, 200), (200, 200)}
            assert search_and_read(address, token) == (200, 200)
        assert web_servers(parent) == serving
        assert len(serving) > 1
    assert run(own, "index", "verify", "--json")["ok"]


def ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=10):  # noqa: S310
            return True
    except urllib.error.HTTPError as error:
        told = json.load(error)
    assert told["problems"] == ["index"]
    return False


def test_two_workers_take_turns(own: Own, tmp_path: Path) -> None:
    """Nothing is lost or doubled, whether they learn or one of them rebuilds."""
    with ExitStack() as both:
        (address, _), _second = [both.enter_context(served(own)) for _ in range(2)]
        filled(own, tmp_path)
        until(lambda: run(own, "index", "status", "--json")["documents"] == ARTICLES)
        assert run(own, "index", "verify", "--json")["ok"]
        lose(index_of(own))
        until(lambda: ready(address))
        status = run(own, "index", "status", "--json")
        assert (status["documents"], status["pending"]) == (ARTICLES, 0)
        assert run(own, "index", "verify", "--json")["ok"]
        assert len(list(index_of(own).glob("generation-*"))) == 1


def test_drafts_are_learnt_and_learnt_again(own: Own, tmp_path: Path) -> None:
    """Their own index is lost while agents search: it comes back, and theirs was never away."""
    run(own, "person", "add", "70011", "赵宁", "--role", "author")
    with served(own) as (address, _):
        filled(own, tmp_path, "--by", "70011")

        def learnt() -> bool:
            told = run(own, "index", "status", "--json")
            return told["drafts"] == {"documents": ARTICLES, "pending": 0, "fault": ""}

        until(learnt)
        lose(index_of(own) / "drafts")
        until(learnt)
        assert ready(address)
    assert run(own, "index", "verify", "--json")["ok"]


@pytest.mark.parametrize("corpus", ["STANDING", "IN_WORK"])
def test_a_worker_killed_while_it_commits(own: Own, corpus: str) -> None:
    """Whatever the moment: what is indexed agrees with the database, once it has caught up."""
    own["CORPUS"] = corpus
    run(own, "index", "status")  # builds the database
    program = [sys.executable, "-m", "tests.search.committing"]
    with subprocess.Popen(
        program, env=own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    ) as workers:
        assert workers.stdin
        assert workers.stdout
        for _ in range(KILLS + 1):
            workers.stdin.write("another\n")
            pid = int(workers.stdout.readline())
            try:
                assert json.loads(workers.stdout.readline()) == []
                assert workers.stdout.readline() == "committed\n"
                time.sleep(random.uniform(0, 0.3))  # noqa: S311
            finally:
                os.kill(pid, signal.SIGKILL)
            assert "dead\n" in iter(workers.stdout.readline, "")
        workers.stdin.close()
