"""What the API answers when it cannot: always problem details, never a page."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from zhixi.accounts import actions, rate
from zhixi.accounts.models import ApiToken, Person, Unit


@pytest.fixture
def machine(lin: Person, now: dt.datetime) -> Client:
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    return Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem told, after checking its envelope."""
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()  # type: ignore[attr-defined]
    assert (response.status_code, told["status"]) == (status, status)
    assert told["title"]
    assert told["detail"]
    return told


def test_it_works(machine: Client) -> None:
    problem(machine.get("/api/v1/articles/404404"), 404)


@pytest.mark.parametrize(
    "address", ["", "nothing", "articles/x", "articles/-1", "search/", "v/1/search"]
)
def test_an_address_that_leads_nowhere(machine: Client, address: str) -> None:
    problem(machine.get(f"/api/v1/{address}"), 404)


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("search", "q"),
        ("search?q=a&limit=0", "limit"),
        ("search?q=a&limit=101", "limit"),
        ("search?q=a&limit=ten", "limit"),
        ("search?q=a&section=99999999999999999999", "section"),
        (f"search?q={'挂' * 201}", "q"),
        ("suggest", "q"),
        ("articles/99999999999999999999", "number"),
        ("articles/0", "number"),
        ("articles/1?as_of=yesterday", "as_of"),
    ],
)
def test_a_wrong_parameter_is_named(machine: Client, address: str, parameter: str) -> None:
    told = problem(machine.get(f"/api/v1/{address}"), 422)
    assert [wrong["parameter"] for wrong in told["errors"]] == [parameter]


@pytest.mark.parametrize("moment", ["2026-09-30T14:31:00", "2999-01-01T00:00:00Z"])
def test_a_moment_has_a_zone_and_lies_behind_us(
    machine: Client, publish: Callable[..., int], moment: str
) -> None:
    problem(machine.get(f"/api/v1/articles/{publish()}?as_of={moment}"), 422)


def test_an_unknown_section_holds_nothing(machine: Client, publish: Callable[..., int]) -> None:
    publish()
    assert machine.get("/api/v1/search?q=挂失&section=404404").json()["hits"] == []


def test_a_fault_of_ours_is_told_without_its_inside(
    machine: Client, publish: Callable[..., int]
) -> None:
    def broken(execute: Any, sql: str, *query: Any) -> Any:
        if "livespan" in sql:
            raise RuntimeError("inside")
        return execute(sql, *query)

    publish()
    with connection.execute_wrapper(broken):
        told = problem(machine.get("/api/v1/search?q=挂失"), 500)
    assert "inside" not in str(told)


def test_a_token_that_asks_too_often_waits(
    machine: Client, sun: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(rate, "PER_WINDOW", 2)
    monkeypatch.setattr(rate, "WINDOW", 10**9)
    answers = [machine.get("/api/v1/search?q=a") for _ in range(3)]
    assert [answer.status_code for answer in answers[:2]] == [200, 200]
    problem(answers[2], 429)
    assert int(answers[2]["Retry-After"]) > 0
    other = actions.issue_token(person=sun, scopes=["read"], by=None, now=now)
    headers = {"Authorization": f"Bearer {other}"}
    assert Client(headers=headers).get("/api/v1/search?q=a").status_code == 200


def test_p1_the_api_opens_what_its_person_may_read_and_no_more(
    machine: Client,
    publish: Callable[..., int],
    units: dict[str, Unit],
    sun: Person,
    now: dt.datetime,
) -> None:
    branch = actions.audience(
        name="东屿分行", units=[units["dongyu"]], by=None, now=now - dt.timedelta(days=1)
    )
    number = publish(audience=branch)
    problem(machine.get(f"/api/v1/articles/{number}"), 404)
    assert machine.get("/api/v1/search?q=挂失").json()["hits"] == []
    assert machine.get("/api/v1/suggest?q=信用卡").json()["suggestions"] == []
    token = actions.issue_token(person=sun, scopes=["read"], by=None, now=now)
    inside = Client(headers={"Authorization": f"Bearer {token}"})
    assert inside.get(f"/api/v1/articles/{number}").json()["number"] == number


def test_a_browser_s_sign_in_is_no_token(
    client_for: Callable[[Person], Client], lin: Person
) -> None:
    problem(client_for(lin).get("/api/v1/search?q=a"), 401)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic bGlu", "Bearer 钥匙", "zx_1"])
def test_what_is_no_token_is_refused(header: str, db: None) -> None:
    answer = Client(headers={"Authorization": header}).get("/api/v1/search?q=a")
    problem(answer, 401)
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_ends_with_its_revocation_its_purpose_and_its_person(
    machine: Client, lin: Person, now: dt.datetime
) -> None:
    other = actions.issue_token(person=lin, scopes=["ask"], by=None, now=now)
    asking = Client(headers={"Authorization": f"Bearer {other}"})
    problem(asking.get("/api/v1/search?q=a"), 401)
    ApiToken.objects.update(revoked_at=now)
    problem(machine.get("/api/v1/search?q=a"), 401)
    ApiToken.objects.update(revoked_at=None)
    actions.deactivate(person=lin, on=now.date() - dt.timedelta(days=2), by=None, now=now)
    problem(machine.get("/api/v1/search?q=a"), 401)
