"""What was looked up during a call, for the records of that call."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.test_doors import _card_only
from zhixi.accounts import actions
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.rules import Role
from zhixi.search import lookups

pytestmark = pytest.mark.django_db(databases=["default", "lookups"])
Desk = Callable[[Person], Client]


@pytest.fixture
def token_of(now: dt.datetime) -> Callable[[Person], Client]:
    def machine(person: Person) -> Client:
        token = actions.issue_token(person=person, scopes=["read"], by=None, now=now)
        return Client(headers={"Authorization": f"Bearer {token}"})

    return machine


@pytest.fixture
def zheng(units: dict[str, Unit], long_ago: dt.datetime) -> Person:
    return actions.add_person(
        number="70045",
        name="郑越",
        login="zheng",
        unit=units["centre"],
        roles=[Role.QUALITY],
        password=None,
        by=None,
        now=long_ago,
    )


def in_a_call(desk: Client, number: int) -> None:
    """Look up, open, copy, read for half a minute, and come back for ten seconds."""
    desk.get(
        "/desk/search",
        {"q": "挂失", "call": "c-7", "s": "session-1"},
        headers={"HX-Request": "true"},
    )
    shown = {"s": "session-1", "position": 1, "call": "c-7"}
    desk.get(f"/k/{number}", shown, headers={"HX-Request": "true"})
    for what, seconds in (("opened", 2), ("copied", 5), ("left", 30.5), ("left", 10)):
        told = shown | {"number": number, "version": 1, "what": what, "seconds": seconds}
        assert desk.post("/desk/used", told).status_code == 204
    lookups.journal.flush()


def trail(machine: Client, call: str = "c-7") -> dict[str, Any]:
    told: dict[str, Any] = machine.get(f"/api/v1/calls/{call}/trail").json()
    return told


def test_it_works(
    client_for: Desk, token_of: Desk, publish: Callable[..., int], lin: Person
) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    in_a_call(client_for(lin), number)

    told = trail(token_of(lin))

    assert told["call"] == "c-7"
    assert [(each["query"], each["total"]) for each in told["searches"]] == [("挂失", 1)]
    (article,) = told["articles"]
    assert article["what"] == ["shown", "opened", "copied"]
    assert (article["number"], article["version"], article["seconds"]) == (number, 1, 40.5)
    assert article["title"] == "信用卡丢了怎么挂失"


def test_another_call_has_a_trail_of_its_own(token_of: Desk, lin: Person) -> None:
    assert trail(token_of(lin), "c-8") == {"call": "c-8", "searches": [], "articles": []}


def test_p59_quality_follows_any_call_and_others_their_own(
    client_for: Desk,
    token_of: Desk,
    publish: Callable[..., int],
    lin: Person,
    cast: dict[str, Person],
    zheng: Person,
) -> None:
    in_a_call(client_for(lin), publish())

    assert trail(token_of(zheng))["searches"]
    assert trail(token_of(cast["feng"]))["searches"]
    for login in ("sun", "zhao", "admin", "wang"):
        told = trail(token_of(cast[login]))
        assert (told["searches"], told["articles"]) == ([], []), login


def test_p59_what_the_follower_may_not_read_is_left_out(
    client_for: Desk,
    token_of: Desk,
    publish: Callable[..., int],
    cast: dict[str, Person],
    zheng: Person,
) -> None:
    number = publish(title="只有信用卡中心可见", section="信用卡/内部", audience=_card_only())
    in_a_call(client_for(cast["wang"]), number)

    assert [each["number"] for each in trail(token_of(cast["wang"]))["articles"]] == [number]
    assert trail(token_of(zheng))["articles"] == []
    assert Client().get("/api/v1/calls/c-7/trail").status_code == 401
