"""A person's tokens on his page: told without their text, and taken back."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from zhixi.accounts import actions, audit
from zhixi.accounts.models import ApiToken, AuditEntry, Person
from zhixi.accounts.rules import Role

For = Callable[[Person], Client]


@pytest.fixture
def token(lin: Person, now: dt.datetime) -> str:
    return actions.issue_token(person=lin, scopes=["read"], by=None, now=now)


def card(client: Client, person: Person) -> str:
    shown = client.get(f"/studio/people/{person.pk}").content.decode()
    return shown.split("接口令牌")[1].split("</section>")[0] if "接口令牌" in shown else ""


def take_back(client: Client, person: Person, number: object) -> Any:
    return client.post(f"/studio/people/{person.pk}/token", {"token": number})


def opens(token: str) -> int:
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    return machine.get("/api/v1/search?q=挂失").status_code


def test_it_works(
    lin: Person, cast: dict[str, Person], token: str, client_for: For, publish: Callable[..., int]
) -> None:
    publish()
    client = client_for(cast["admin"])
    assert "检索与阅读" in card(client, lin)
    assert token not in card(client, lin)
    assert opens(token) == 200
    number = ApiToken.objects.get().pk
    assert take_back(client, lin, number).status_code == 302
    assert opens(token) == 401
    assert card(client, lin) == ""
    entry = AuditEntry.objects.filter(verb="token-revoked").latest("id")
    told = {"token": number, "before": ["read"], "after": []}
    assert (entry.by, entry.facts) == (cast["admin"].number, told)
    assert audit.verify().ok
    assert "检索与阅读" in client_for(cast["shen"]).get(f"/studio/people/{lin.pk}").content.decode()


@pytest.mark.parametrize("odd", ["", "x", "0", "-1", "9" * 30, "4711"])
def test_what_there_is_not_is_said(
    lin: Person, cast: dict[str, Person], token: str, client_for: For, odd: str
) -> None:
    answer = take_back(client_for(cast["admin"]), lin, odd)
    assert answer.status_code == 200
    assert 'role="alert"' in answer.content.decode()
    assert ApiToken.objects.get().revoked_at is None


def test_who_comes_back_has_no_token(
    lin: Person, cast: dict[str, Person], token: str, client_for: For, now: dt.datetime
) -> None:
    client = client_for(cast["admin"])
    client.post(f"/studio/people/{lin.pk}/leave", {"on": timezone.localdate(now).isoformat()})
    client.post(f"/studio/people/{lin.pk}/back")
    lin.refresh_from_db()
    assert lin.active_at(now)
    assert opens(token) == 401


# Who may not


def test_p116_tokens_are_told_to_the_three_administrators_only(
    lin: Person, cast: dict[str, Person], token: str, client_for: For
) -> None:
    for login, person in cast.items():
        answer = client_for(person).get(f"/studio/people/{lin.pk}")
        inside = login in {"admin", "luo", "shen"}
        assert answer.status_code == (200 if inside else 404), login
        assert ("接口令牌" in answer.content.decode()) == inside, login
        assert token not in answer.content.decode()


def test_p117_a_token_is_taken_back_by_who_opens_that_sign_in(
    lin: Person, cast: dict[str, Person], token: str, client_for: For, now: dt.datetime
) -> None:
    number = ApiToken.objects.get().pk
    for login, person in cast.items():
        if login != "admin":
            assert take_back(client_for(person), lin, number).status_code == 404, login
    assert "<form" not in card(client_for(cast["luo"]), lin)
    for login in ("luo", "admin"):
        actions.issue_token(person=cast[login], scopes=["read"], by=None, now=now)
        own = ApiToken.objects.latest("id").pk
        take_back(client_for(cast[login]), cast[login], own)
        assert take_back(client_for(cast["admin"]), cast["luo"], own).status_code == 404
    answer = take_back(client_for(cast["admin"]), cast["zhao"], number)  # another's
    assert 'role="alert"' in answer.content.decode()
    assert not ApiToken.objects.exclude(revoked_at=None).exists()
    actions.grant(person=lin, role=Role.EXPERT, by=None, now=now)
    assert take_back(client_for(cast["admin"]), lin, number).status_code == 302
