"""Searching, reading and measuring at the command line, and how its verbs say no."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from django.test import Client

from zhixi.accounts import actions
from zhixi.accounts.models import Person, Unit
from zhixi.search import worker

Run = Callable[..., Result]
Told = Callable[..., dict[str, Any]]


def test_it_works(told: Told, publish: Callable[..., int], lin: Person, now: dt.datetime) -> None:
    publish()
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    headers = {"Authorization": f"Bearer {token}"}
    said = Client(headers=headers).get("/api/v1/search?q=信用卡挂失").json()
    shown = told("search", "信用卡挂失", "--as", "lin")
    assert shown["hits"][0]["title"] == "信用卡丢了怎么挂失"
    assert shown | {"took_ms": 0} == said | {"took_ms": 0}


def test_an_article_is_what_the_api_says(
    told: Told, publish: Callable[..., int], lin: Person, now: dt.datetime
) -> None:
    number = publish()
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    headers = {"Authorization": f"Bearer {token}"}
    said = Client(headers=headers).get(f"/api/v1/articles/{number}").json()
    shown = told("article", number, "--as", "80217")
    assert shown | {"as_of": ""} == said | {"as_of": ""}


def test_json_stands_alone_on_one_line(run: Run, publish: Callable[..., int]) -> None:
    publish()
    (line,) = run("search", "挂失", "--json").stdout.splitlines()
    assert json.loads(line)["total"] == 1
    assert "features" in json.loads(run("search", "挂失", "--json", "--explain").stdout)["hits"][0]


def test_reading_as_somebody_at_a_moment(
    run: Run, publish: Callable[..., int], units: dict[str, Unit], cast: Any, now: dt.datetime
) -> None:
    branch = actions.audience(
        name="东屿分行", units=[units["dongyu"]], by=None, now=now - dt.timedelta(days=1)
    )
    number = publish(audience=branch)
    before = (now - dt.timedelta(hours=3)).isoformat()
    assert run("article", number, "--as", "sun").exit_code == 0
    assert run("article", number).exit_code == 0
    assert run("article", number, "--as", "lin").exit_code == 1
    assert run("article", number, "--as", "sun", "--at", before).exit_code == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["article", 404404], "没有这条知识"),
        (["search", "挂失", "--as", "nobody"], "没有登录名或工号为“nobody”的人员"),
        (["submission", 404404], "没有编号为 404404 的提交"),
        (["approve", 404404, "--by", "qian", "--digest", "x"], "没有编号为 404404 的提交"),
        (["token", "nobody"], "没有登录名或工号为“nobody”的人员"),
        (["person", "add", "1", "甲", "--unit", "无此部门"], "没有代码或名称为“无此部门”的机构"),
        (["person", "add", "80217", "重名"], "已有人使用"),
        (["unit", "add", "card", "重复"], "已被使用"),
    ],
)
def test_what_does_not_exist_is_said_in_a_sentence(
    run: Run, cast: Any, words: list[object], said: str
) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "moment", ["yesterday", "2026-09-30", "2026-09-30T14:31", "2026-13-01T00:00Z"]
)
def test_a_moment_without_zone_is_refused(run: Run, moment: str) -> None:
    result = run("search", "挂失", "--at", moment)
    assert result.exit_code == 2
    assert "时点须写成带时区的形式" in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["measure", "items", "f.csv", "--json"],
        ["measure", "calls", "f.csv"],
        ["report", "survey", "folder", "--standard", "S", "--out", "F"],
        ["search", "挂失", "--mode", "hybrid"],
    ],
)
def test_what_a_later_version_brings_answers_three(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 3
    assert "not available in this version" in result.stderr


def test_an_index_is_built_compared_and_counted(
    run: Run, told: Told, publish: Callable[..., int]
) -> None:
    publish()
    assert told("index", "verify") == {"ok": True, "differences": []}
    status = told("index", "status")
    assert (status["documents"], status["pending"], status["oldest_pending_s"]) == (1, 0, 0.0)
    assert run("index", "rebuild").exit_code == 0
    assert told("search", "挂失")["total"] == 1


def test_a_judged_set_is_measured_beside_the_live_index(
    told: Told, publish: Callable[..., int], tmp_path: Path
) -> None:
    publish()
    rows = {
        "docs": [{"id": "a", "title": "年费怎么减免", "body": "刷满六次免年费。"}],
        "queries": [{"id": "q", "text": "年费减免"}],
        "qrels": [{"query_id": "q", "doc_id": "a", "grade": 1}],
    }
    for name, some in rows.items():
        lines = "\n".join(json.dumps(row) for row in some)
        (tmp_path / f"{name}.jsonl").write_text(lines)
    result = told("measure", "retrieval", tmp_path)
    assert (result["docs"], result["hit@1"], result["mode"]) == (1, 1.0, "lexical")
    assert worker.status().documents == 1


def test_every_verb_says_in_chinese_what_it_does(run: Run) -> None:
    lines = run("--help").stdout.split("Commands:")[1].strip().splitlines()
    assert len(lines) > 15
    assert all(any("一" <= letter <= "鿿" for letter in line) for line in lines)


def test_without_somebody_named_the_operator_sees_every_section(
    run: Run, told: Told, publish: Callable[..., int], units: dict[str, Unit], now: dt.datetime
) -> None:
    branch = actions.audience(
        name="东屿分行", units=[units["dongyu"]], by=None, now=now - dt.timedelta(days=1)
    )
    publish(audience=branch)
    assert told("search", "挂失")["total"] == 1
    assert told("search", "挂失", "--as", "lin")["total"] == 0
