"""A token says what it is for and when it was last used, and ends with its person's leaving."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.accounts.test_take_back import card, opens
from zhixi.accounts import actions
from zhixi.accounts.models import ApiToken, AuditEntry, Person
from zhixi.accounts.staff import changing

For = Callable[[Person], Client]
DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def token(lin: Person, now: dt.datetime) -> str:
    given = {"person": lin, "scopes": ["read"], "name": "App 知识机器人"}
    return actions.issue_token(**given, by=None, now=now)


def use(token: str, at: dt.datetime) -> Person | None:
    return actions.use_token(text=token, scope="read", now=at)


def test_it_works(
    lin: Person, admin: Person, token: str, client_for: For, publish: Callable[..., int]
) -> None:
    publish()
    shown = card(client_for(admin), lin)
    assert "App 知识机器人" in shown
    assert "还没有用过" in shown
    assert opens(token) == 200
    today = timezone.localdate()
    assert f"最近使用 {today.isoformat()}" in card(client_for(admin), lin)
    assert AuditEntry.objects.filter(verb="token").latest("id").facts["for"] == "App 知识机器人"


def test_a_day_costs_one_write(token: str, now: dt.datetime) -> None:
    wrote = []
    for at in (now, now + SECOND, now + 2 * SECOND, now + DAY, now + DAY + SECOND):
        with CaptureQueriesContext(connection) as asked:
            assert use(token, at) is not None
        wrote.append(sum(each["sql"].startswith("UPDATE") for each in asked))
    assert wrote == [1, 0, 0, 1, 0]
    assert ApiToken.objects.get().last_used_on == timezone.localdate(now + DAY)


def test_what_opens_nothing_is_no_use(lin: Person, token: str, now: dt.datetime) -> None:
    assert actions.use_token(text=token, scope="ask", now=now) is None
    assert use(token + "x", now) is None
    actions.revoke_token(token=ApiToken.objects.get(), by=None, now=now)
    assert use(token, now) is None
    assert ApiToken.objects.get().last_used_on is None


def test_a_token_without_a_name_is_called_by_what_it_opens(
    lin: Person, admin: Person, client_for: For, now: dt.datetime
) -> None:
    actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    assert "<b>检索与阅读</b>" in card(client_for(admin), lin)


# Who may not


def test_p134_a_token_opens_nothing_from_its_persons_leaving_day_on(
    lin: Person, admin: Person, token: str, client_for: For, now: dt.datetime
) -> None:
    on = timezone.localdate(now) + 3 * DAY
    changing.leave(person=lin, on=on, taker=None, by=admin, now=now)
    begins = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    assert use(token, begins - SECOND) == lin
    assert use(token, begins) is None
    assert ApiToken.objects.get().last_used_on == on - DAY
    assert "从停用日起不再有效" in card(client_for(admin), lin)
    lin.refresh_from_db()
    changing.reactivate(person=lin, by=admin, now=begins + SECOND)
    assert use(token, begins + 2 * SECOND) is None


def test_p134_what_a_token_is_for_and_its_last_use_are_told_to_the_administrators_only(
    lin: Person, cast: dict[str, Person], token: str, client_for: For, now: dt.datetime
) -> None:
    use(token, now)
    for login, person in cast.items():
        shown = client_for(person).get(f"/studio/people/{lin.pk}").content.decode()
        inside = login in {"admin", "luo", "shen"}
        assert ("App 知识机器人" in shown) == ("最近使用" in shown) == inside, login
