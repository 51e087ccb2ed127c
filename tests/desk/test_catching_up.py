"""The index is lost: the desk goes on, says so calmly, and finds again by itself."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from tests.search import breaking
from zhixi.accounts import actions
from zhixi.accounts.models import Person
from zhixi.search import IndexUnavailable, worker

Publish = Callable[..., int]
HTMX = {"HX-Request": "true"}
LINE = "检索正在恢复，请稍候；可先按编号打开"


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


@pytest.fixture
def machine(lin: Person, now: dt.datetime) -> Client:
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


@pytest.fixture
def article(publish: Publish) -> int:
    return publish(title="信用卡丢了怎么挂失")


@pytest.fixture
def broken(article: int, desk: Client, settings: Settings) -> Path:
    """The index of one article, read once, then gone."""
    assert "<mark>挂失</mark>" in get(desk, "/?q=挂失")
    rmtree(settings.INDEX_PATH)
    path: Path = settings.INDEX_PATH
    return path


def get(client: Client, address: str, headers: dict[str, str] | None = None) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("what", breaking.SOME)
def test_it_works(desk: Client, article: int, settings: Settings, what: str) -> None:
    assert "<mark>挂失</mark>" in get(desk, "/?q=挂失")

    breaking.FAULTS[what](settings.INDEX_PATH)

    assert LINE in get(desk, "/?q=挂失")
    worker.Upkeep().round()
    page = get(desk, "/?q=挂失")
    assert LINE not in page
    assert "<mark>挂失</mark>" in page


@pytest.mark.parametrize("headers", [None, HTMX])
def test_the_list_says_so_in_one_calm_line(
    desk: Client, broken: Path, headers: dict[str, str] | None
) -> None:
    fragment = get(desk, "/desk/search?q=挂失", headers=headers)
    assert f'<p class="hint" role="status" id="count">{LINE}</p>' in fragment
    assert fragment.count(LINE) == 1
    assert "未找到" not in fragment
    assert 'role="listbox"' not in fragment
    assert "<article" not in fragment  # nothing else is opened as the answer


def test_the_newest_are_listed_as_ever(desk: Client, broken: Path) -> None:
    page = get(desk, "/")
    assert "信用卡丢了怎么挂失" in page
    assert LINE not in page


def test_an_article_opens_by_its_number_and_its_address(
    desk: Client, article: int, broken: Path
) -> None:
    opened = f'<article data-number="{article}"'
    page = get(desk, f"/?q={article}")
    assert opened in page
    assert LINE in page
    assert opened in get(desk, f"/k/{article}")
    assert opened in get(desk, f"/k/{article}/v/1")


@pytest.mark.parametrize("verb", ["search", "suggest"])
def test_a_program_is_told_when_to_ask_again(machine: Client, broken: Path, verb: str) -> None:
    answer = machine.get(f"/api/v1/{verb}?q=挂失")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0
    problem: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert problem["status"] == 503
    assert "检索正在恢复" in problem["detail"]
    assert str(broken) not in str(problem)


def test_a_program_reads_on(machine: Client, article: int, broken: Path) -> None:
    assert machine.get(f"/api/v1/articles/{article}").status_code == 200


def test_what_is_approved_meanwhile_is_found_afterwards(
    desk: Client, publish: Publish, broken: Path, settings: Settings
) -> None:
    settings.INDEX_PATH.write_text("in the way")  # nobody can rebuild it
    with pytest.raises(IndexUnavailable):
        publish(title="借记卡丢了怎么挂失")
    settings.INDEX_PATH.unlink()

    worker.Upkeep().round()

    assert "借记卡丢了怎么" in get(desk, "/?q=借记卡挂失").replace("<mark>", "").replace(
        "</mark>", ""
    )


def test_permissions_that_are_lost_and_given_back(
    desk: Client, machine: Client, article: int, settings: Settings
) -> None:
    upkeep = worker.Upkeep()
    with breaking.bound_by_permissions():
        settings.INDEX_PATH.chmod(0)
        assert LINE in get(desk, "/?q=挂失")
        assert machine.get("/api/v1/search?q=挂失").status_code == 503
        assert upkeep.round() == 0
        settings.INDEX_PATH.chmod(0o700)
        assert "<mark>挂失</mark>" in get(desk, "/?q=挂失")


def test_an_empty_bank_has_an_empty_index(desk: Client) -> None:
    """Nothing was ever to be indexed: that is no fault."""
    assert "未找到" in get(desk, "/?q=挂失")
