"""The desk's function is timed on a base of its own; the live installation never learns of it."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.installation import ON_SQLITE, ZHIXI, environment, zhixi

pytestmark = [pytest.mark.slow, ON_SQLITE]
TIMES = ["p50_ms", "p95_ms", "p99_ms"]


def speed(live: Path, scratch: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """Run beside a live installation, with a folder of its own for what is temporary."""
    scratch.mkdir()
    return zhixi(environment(live) | {"TMPDIR": str(scratch)}, "measure", "speed", *words)


def seen(folder: Path) -> dict[str, str]:
    """Every file of an installation by its digest, but those that SQLite makes to read."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def test_it_works(tmp_path: Path) -> None:
    live, scratch = tmp_path / "live", tmp_path / "scratch"
    assert zhixi(environment(live), "index", "rebuild").returncode == 0
    before = seen(live)

    done = speed(live, scratch, "--articles", 400, "--json")

    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    told: dict[str, Any] = json.loads(line)
    assert list(told) == [
        *("articles", "build_s", "index_mb", "rss_mb"),
        *("search", "suggest", "like", "hit@1"),
    ]
    assert told["articles"] == 400
    assert 0 < told["build_s"] < 120
    assert 0 < told["index_mb"] < 50
    assert 30 < told["rss_mb"] < 1500
    for verb in ("search", "suggest"):
        assert list(told[verb]) == TIMES
        assert 0 < told[verb]["p50_ms"] <= told[verb]["p95_ms"] <= told[verb]["p99_ms"] < 5000
    assert list(told["like"]) == ["p50_ms", "hit@1"]
    assert told["like"]["p50_ms"] > 0
    assert 0 <= told["like"]["hit@1"] <= 1
    assert 0.8 <= told["hit@1"] <= 1
    assert seen(live) == before
    assert list(scratch.iterdir()) == []


def test_a_kept_installation_is_whole_and_is_not_written_over(tmp_path: Path) -> None:
    live, kept = tmp_path / "live", tmp_path / "kept"
    done = speed(live, tmp_path / "first", "--articles", 100, "--keep", kept)
    assert done.returncode == 0, done.stderr
    own = environment(kept)
    assert zhixi(own, "check").returncode == 0
    assert zhixi(own, "index", "verify").returncode == 0
    found = json.loads(zhixi(own, "search", "信用卡", "--as", "load-040", "--json").stdout)
    assert found["hits"]

    again = speed(live, tmp_path / "second", "--articles", 100, "--keep", kept)
    assert again.returncode == 2
    assert "不是空的" in again.stderr


def test_it_ends_when_told_and_leaves_nothing(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    own = environment(tmp_path / "live") | {"TMPDIR": str(scratch)}
    quiet = subprocess.DEVNULL
    running = subprocess.Popen([ZHIXI, "measure", "speed"], env=own, stdout=quiet, stderr=quiet)
    try:
        while not list(scratch.glob("*/zhixi.sqlite3")):
            assert running.poll() is None
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(0.1)
    finally:
        running.terminate()
        running.wait(20)
    assert list(scratch.iterdir()) == []
