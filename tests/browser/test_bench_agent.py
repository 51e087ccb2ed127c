"""The script that measures an agent's work at the desk, on a few questions."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "bench/bench_agent.py"
ASKED = ROOT / "bench/agent_questions.jsonl"
pytestmark = pytest.mark.slow


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *map(str, words)], capture_output=True, text=True, check=False
    )


def told(*words: object) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.returncode == 0, done.stderr
    last: dict[str, Any] = json.loads(done.stdout.strip().split("\n")[-1])
    return last


def asking(folder: Path, *questions: tuple[str, str]) -> Path:
    file = folder / "asked.jsonl"
    rows = [json.dumps({"typed": typed, "wanted": [code]}) for typed, code in questions]
    file.write_text("\n".join(rows))
    return file


def test_it_works(address: str) -> None:
    made = told("--base", address, "--first", 3)
    (alone,) = made["shifts"]
    assert (alone["questions"], alone["errors"], alone["missed"]) == (3, {}, 0)
    for question in made["questions"]:
        assert question["rank"] == 1
        assert question["more"] == 0
        assert 0 < question["listed_ms"] <= question["beside_ms"]
        assert question["seconds"] >= question["keys"] * 0.12


def test_what_does_not_stand_first_takes_keys(address: str, tmp_path: Path) -> None:
    file = asking(tmp_path, ("信用卡丢了怎么挂失", "X02"), ("信用卡丢了怎么挂失", "W11"))
    wide = told("--base", address, "--questions", file, "--pace", 20)
    narrow = told("--base", address, "--questions", file, "--pace", 20, "--width", 420)
    for made in (wide, narrow):
        found, missed = made["questions"]
        assert found["more"] == min(found["rank"] - 1, 2)
        assert found["opened_ms"] > 0
        assert (missed["rank"], missed["more"], missed["seconds"]) == (None, None, None)
        assert made["shifts"][0]["missed"] == 1


def test_letters_on_their_way_are_told_too(address: str) -> None:
    made = told("--base", address, "--first", 1, "--compose")
    assert made["questions"][0]["rank"] == 1
    assert made["shifts"][0]["errors"] == {}


def test_a_crowd_is_played_in_the_browser_and_on_the_wire(address: str) -> None:
    crowd = ("--crowd", 3, "--screens", 1, "--seconds", 14)
    shifts = told("--base", address, "--first", 2, "--pace", 20, *crowd)["shifts"]
    assert [shift["name"].split(", ")[1] for shift in shifts] == [
        "Chromium",
        "wire",
        "Chromium × 1",
        "wire × 2",
    ]
    for shift in shifts:
        assert shift["errors"] == {}
        assert shift["questions"] > 0
        assert shift["first"] == 1


def test_each_question_wants_what_the_demo_bank_has() -> None:
    data = (ROOT / "zhixi/intake/demo/data").glob("*.json")
    codes = {each["code"] for file in data for each in json.loads(file.read_text())}
    asked = [json.loads(line) for line in ASKED.read_text().splitlines()]
    assert len({each["typed"] for each in asked}) == 60
    assert {code for each in asked for code in each["wanted"]} <= codes


def test_who_may_not_read_the_answer_does_not_find_it(address: str, tmp_path: Path) -> None:
    file = asking(tmp_path, ("客户流露自伤念头", "U07"))
    found = {
        name: told("--base", address, "--questions", file, "--pace", 20, "--name", name)
        for name in ("lin", "sun")
    }
    assert [made["questions"][0]["rank"] for made in found.values()] == [1, None]


def test_no_other_machine_is_loaded() -> None:
    done = run("--base", "http://bank.example")
    assert done.returncode == 1
    assert "not this machine" in done.stderr
