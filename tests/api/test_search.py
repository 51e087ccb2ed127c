"""The same verbs for machines."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from zhixi.accounts import actions
from zhixi.accounts.models import Person
from zhixi.search import lookups
from zhixi.search.models import LookUp


@pytest.fixture
def machine(lin: Person, now: dt.datetime) -> Client:
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    return Client(headers={"Authorization": f"Bearer {token}"})


def test_it_works(machine: Client, publish: Callable[..., int]) -> None:
    number = publish()
    found = machine.get("/api/v1/search?q=信用卡挂失").json()
    told = {"query", "corrected", "took_ms", "total", "more", "direct", "question", "notes", "hits"}
    assert set(found) == told
    wanted = [
        "number",
        "type",
        "title",
        "answer",
        "section",
        "score",
        "why",
        "version",
        "effective_from",
        "url",
    ]
    assert set(wanted) <= set(found["hits"][0])
    assert found["hits"][0]["number"] == number


def test_suggestions_go_on_from_what_was_typed(
    machine: Client, publish: Callable[..., int]
) -> None:
    publish()
    suggestions = machine.get("/api/v1/suggest?q=信用卡丢").json()["suggestions"]
    assert suggestions[0]["text"] == "信用卡丢了怎么挂失"


def test_an_article_now_and_then(
    machine: Client, publish: Callable[..., int], now: dt.datetime
) -> None:
    number = publish()
    assert machine.get(f"/api/v1/articles/{number}").json()["version"] == 1
    before = (now - dt.timedelta(hours=3)).isoformat().replace("+", "%2B")
    assert machine.get(f"/api/v1/articles/{number}?as_of={before}").status_code == 404


@pytest.mark.django_db(databases=["default", "lookups"])
def test_a_programs_question_is_a_look_up_of_its_person(
    machine: Client, publish: Callable[..., int]
) -> None:
    number = publish()
    for query in ("信用卡挂失", "信用卡挂失&type=faq", ""):
        assert machine.get(f"/api/v1/search?q={query}").status_code == 200
    lookups.journal.flush()
    plain, narrowed = LookUp.objects.order_by("id")
    assert (plain.query, plain.person, plain.mode) == ("信用卡挂失", "80217", "api")
    assert (plain.listed, plain.total) == ([[number, 1]], 1)
    assert (plain.filters, narrowed.filters) == ({}, {"type": "faq"})


@pytest.mark.parametrize("address", ["/search?q=a", "/suggest?q=a", "/articles/1"])
def test_without_a_token_nothing_is_said(address: str, db: None) -> None:
    response = Client().get(f"/api/v1{address}")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 401


def test_a_wrong_question_is_a_problem_told_plainly(machine: Client) -> None:
    response = machine.get("/api/v1/search")
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert machine.get("/api/v1/search?q=a&type=poem").status_code == 422


def test_the_documentation_loads_nothing_from_elsewhere(machine: Client) -> None:
    page = machine.get("/api/v1/docs").content.decode()
    assert "//cdn" not in page
    assert machine.get("/api/v1/openapi.json").json()["paths"]
