"""The script that measures an author's and a confirmer's work, on the demo bank."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "bench/bench_author.py"
JOBS = {"faq", "fee table", "decision on the FAQ", "decision on the table"}
pytestmark = pytest.mark.slow


def run(*words: object) -> subprocess.CompletedProcess[str]:
    asked = [sys.executable, SCRIPT, *map(str, words)]
    return subprocess.run(asked, capture_output=True, text=True, check=False)


def test_it_works() -> None:
    """On a bank of its own: what it publishes would be found by the other tests."""
    done = run("--json")
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout.strip().split("\n")[-1])
    assert set(made["newcomer"]) == set(made["practised"]) == JOBS
    for name in JOBS:
        newcomer, practised = made["newcomer"][name], made["practised"][name]
        assert newcomer["held"]
        assert 0 < practised["person_s"] <= newcomer["person_s"]
        assert practised["clicks"] <= newcomer["clicks"] <= 7


def test_it_writes_nothing_elsewhere() -> None:
    assert run("--base", "https://desk.bank.example").returncode != 0
