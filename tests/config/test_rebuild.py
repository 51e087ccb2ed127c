"""The index is lost: what the operator sees, and what helps."""

from collections.abc import Callable
from shutil import rmtree
from typing import Any

import pytest
from click.testing import Result
from django.test import Client
from pytest_django import Settings

from zhixi.search import worker

Run = Callable[..., Result]
Told = Callable[..., dict[str, Any]]


@pytest.fixture
def broken(publish: Callable[..., int], settings: Settings) -> int:
    """An article whose index is gone."""
    number = publish(title="信用卡丢了怎么挂失")
    rmtree(settings.INDEX_PATH)
    return number


def test_it_works(told: Told, client: Client, broken: int) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["problems"]) == (503, ["index"])
    assert "zhixi_index_up 0.0" in client.get("/metrics").content.decode()
    assert "zhixi index rebuild" in told("check")["findings"][0]
    status = told("index", "status")
    assert (status["documents"], status["outdated"]) == (0, True)
    assert status["fault"]

    worker.Upkeep().round()

    assert client.get("/readyz").status_code == 200
    assert "zhixi_index_up 1.0" in client.get("/metrics").content.decode()
    assert told("check")["ok"]
    assert told("index", "verify")["ok"]
    status = told("index", "status")
    assert (status["documents"], status["outdated"], status["fault"]) == (1, False, "")


def test_the_command_line_says_what_to_do(run: Run, broken: int) -> None:
    for words in (["search", "挂失"], ["index", "verify"]):
        result = run(*words)
        assert result.exit_code == 1
        assert "zhixi index rebuild" in result.stderr
    assert run("article", broken).exit_code == 0
    assert "1 个文档" in run("index", "rebuild").stdout
    assert "挂失" in run("search", "挂失").stdout


def test_a_rebuild_under_way_shows_how_far_it_is(told: Told, run: Run, broken: int) -> None:
    seen = []

    def look(count: int) -> None:
        seen.append((count, told("index", "status")["rebuilding"]))
        assert "正在重建" in run("index", "status").stdout

    worker.rebuild(look)

    assert seen == [(1, 1)]
    assert told("index", "status")["rebuilding"] is None
    assert "正在重建" not in run("index", "status").stdout


def test_an_empty_bank_has_an_empty_index(told: Told, client: Client) -> None:
    """Nothing was ever to be indexed: that is no fault."""
    assert told("check")["ok"]
    assert client.get("/readyz").status_code == 200
    assert told("search", "挂失")["hits"] == []
