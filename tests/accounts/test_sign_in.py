"""Signing in, staying in, and being shown out."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import PASSWORD
from zhixi.accounts import actions, audit
from zhixi.accounts.actions import use_token
from zhixi.accounts.models import AuditEntry, Person
from zhixi.accounts.rules import Role

LOGIN = "/accounts/login/"


@pytest.fixture
def with_password(lin: Person, now: dt.datetime) -> Person:
    actions.set_password(person=lin, password=PASSWORD, by=None, now=now)
    return lin


def sign_in(name: str, password: str = PASSWORD, address: str = "10.0.0.1", **more: str) -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post(LOGIN, {"username": name, "password": password} | more)
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_works(with_password: Person) -> None:
    assert is_in(sign_in("lin"))
    assert AuditEntry.objects.get(chain="signin", verb="sign-in").subject == "person:80217"
    assert audit.verify("signin").ok


def test_p2_by_staff_number(with_password: Person) -> None:
    assert is_in(sign_in("80217"))


def test_a_wrong_password_is_said_without_saying_which(with_password: Person) -> None:
    client = Client()
    wrong = client.post(LOGIN, {"username": "lin", "password": "wrong"}).content.decode()
    unknown = client.post(LOGIN, {"username": "nobody", "password": "wrong"}).content.decode()
    assert "登录名、工号或密码不对" in wrong
    assert "登录名、工号或密码不对" in unknown


def test_p2_login_and_number_share_one_count(with_password: Person) -> None:
    for name in ("lin", "80217", "lin", "80217", "lin"):
        sign_in(name, "wrong")
    assert not is_in(sign_in("80217"))


def test_p3_five_failures_lock_name_and_address_together(with_password: Person) -> None:
    for _ in range(5):
        sign_in("lin", "wrong")
    locked = Client(REMOTE_ADDR="10.0.0.1").post(LOGIN, {"username": "lin", "password": PASSWORD})
    assert locked.status_code == 429
    assert "锁定 15 分钟" in locked.content.decode()
    assert is_in(sign_in("lin", address="10.0.0.2"))


def test_p4_the_last_day_ends_sessions_and_sign_in(with_password: Person, now: dt.datetime) -> None:
    client = sign_in("lin")
    yesterday = now.date() - dt.timedelta(days=1)
    actions.deactivate(person=with_password, on=yesterday, by=None, now=now)
    assert client.get("/").status_code == 302
    assert not is_in(client)
    assert not is_in(sign_in("lin"))


def test_p4_a_last_day_to_come_changes_nothing_yet(with_password: Person, now: dt.datetime) -> None:
    actions.deactivate(person=with_password, on=now.date() + dt.timedelta(days=9), by=None, now=now)
    assert is_in(sign_in("lin"))


@pytest.mark.parametrize("role", [Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.AUTHOR, Role.AGENT])
def test_p5_the_system_administrator_holds_nothing_else(
    role: Role, admin: Person, now: dt.datetime
) -> None:
    with pytest.raises(actions.UnableToGrant):
        actions.grant(person=admin, role=role, by=None, now=now)


def test_p5_nobody_else_becomes_one_beside_his_role(zhao: Person, now: dt.datetime) -> None:
    with pytest.raises(actions.UnableToGrant):
        actions.grant(person=zhao, role=Role.AUDIT_ADMIN, by=None, now=now)


def test_p6_a_token_is_its_person_within_its_scope(lin: Person, now: dt.datetime) -> None:
    text = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    assert use_token(text=text, scope="read", now=now) == lin
    assert use_token(text=text, scope="ask", now=now) is None
    assert use_token(text=text + "x", scope="read", now=now) is None
    actions.deactivate(person=lin, on=now.date() - dt.timedelta(days=1), by=None, now=now)
    lin.refresh_from_db()
    assert use_token(text=text, scope="read", now=now) is None


def test_signing_in_gives_a_new_session_key(with_password: Person) -> None:
    client = Client()
    client.get(LOGIN)
    client.session.save()
    before = client.session.session_key
    client.post(LOGIN, {"username": "lin", "password": PASSWORD})
    assert client.session.session_key != before


def test_signing_out_ends_the_session(client_for: Callable[[Person], Client], lin: Person) -> None:
    client = client_for(lin)
    assert client.get("/accounts/logout/").status_code == 405
    client.post("/accounts/logout/")
    assert client.get("/").status_code == 302


def test_a_new_password_ends_other_sessions(with_password: Person, now: dt.datetime) -> None:
    client = sign_in("lin")
    actions.set_password(person=with_password, password="another-long-one", by=None, now=now)
    assert client.get("/").status_code == 302


def test_the_way_back_never_leads_elsewhere(with_password: Person) -> None:
    given = {"username": "lin", "password": PASSWORD, "next": "https://example.com/"}
    assert Client().post(LOGIN, given)["Location"] == "/"
