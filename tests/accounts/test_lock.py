"""Guessing passwords: what is counted together, what is locked, what is kept of it."""

import datetime as dt
from typing import Any

import pytest
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.test import Client, RequestFactory

from tests.conftest import PASSWORD
from zhixi.accounts import actions, audit, hashers
from zhixi.accounts.backends import WaitingCounter, address_of
from zhixi.accounts.models import AuditEntry, Person

LOGIN = "/accounts/login/"
WRONG = "not-the-password"


@pytest.fixture(autouse=True)
def with_password(lin: Person, now: dt.datetime) -> Person:
    actions.set_password(person=lin, password=PASSWORD, by=None, now=now)
    return lin


def attempt(name: str, password: str = WRONG, address: str = "10.0.0.1", **headers: str) -> Any:
    client = Client(REMOTE_ADDR=address, headers=headers)
    return client.post(LOGIN, {"username": name, "password": password})


def lock(name: str = "lin") -> None:
    for _ in range(5):
        attempt(name)


def test_it_works() -> None:
    lock()
    assert attempt("lin", PASSWORD).status_code == 429
    assert attempt("lin", PASSWORD, address="10.0.0.2").status_code == 302


@pytest.mark.parametrize("name", ["lin", "80217", " lin ", "ｌｉｎ", "８０２１７"])
def test_p2_however_typed_it_is_one_count(name: str) -> None:
    lock()
    assert attempt(name, PASSWORD).status_code == 429


@pytest.mark.parametrize("name", ["lin", "80217", " lin ", "ｌｉｎ", "８０２１７"])
def test_p2_however_typed_it_is_one_person(name: str) -> None:
    assert attempt(name, PASSWORD).status_code == 302


def test_p3_four_failures_lock_nothing_and_success_wipes_them() -> None:
    for _ in range(4):
        attempt("lin")
    assert attempt("lin", PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_p3_a_colleague_behind_the_same_address_signs_in(zhao: Person, now: dt.datetime) -> None:
    actions.set_password(person=zhao, password=PASSWORD, by=None, now=now)
    lock("lin")
    assert attempt("zhao", PASSWORD).status_code == 302


def test_p3_after_fifteen_minutes_the_name_is_free_again() -> None:
    lock()
    past = AccessAttempt.objects.get().attempt_time - dt.timedelta(minutes=15, seconds=1)
    AccessAttempt.objects.update(attempt_time=past)
    assert attempt("lin", PASSWORD).status_code == 302


def test_p3_the_page_says_how_long() -> None:
    lock()
    page = attempt("lin", PASSWORD)
    assert "已锁定 15 分钟" in page.content.decode()
    assert page["Retry-After"] == "900"


def test_p8_failures_and_the_lock_are_kept_once_each() -> None:
    lock()
    attempt("80217", PASSWORD)
    verbs = list(AuditEntry.objects.filter(chain="signin").values_list("verb", flat=True))
    assert (verbs.count("sign-in-failed"), verbs.count("lock")) == (6, 1)
    entry = AuditEntry.objects.get(verb="lock")
    assert (entry.subject, entry.facts) == ("person:80217", {"address": "10.0.0.1"})
    assert audit.verify("signin").ok


def test_p8_what_nobody_is_called_is_not_kept() -> None:
    attempt("my-secret-in-the-wrong-field")
    entry = AuditEntry.objects.get(chain="signin")
    assert entry.subject == "nobody"
    assert "my-secret" not in str(entry.facts)


@pytest.mark.parametrize("name", ["lin", "nobody"])
def test_an_unknown_name_costs_as_many_hashes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = Counting()
    monkeypatch.setattr(hashers, "_at_once", taken)
    attempt(name)
    assert taken.times == 1


class Counting:
    """A door without a limit that counts who goes through."""

    times = 0

    def __enter__(self) -> None:
        self.times += 1

    def __exit__(self, *error: object) -> None:
        pass


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "not an address", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_p3_the_address_is_what_our_own_proxy_saw(
    proxies: int, forwarded: str, address: str, settings: Any
) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert address_of(request) == address


def test_p3_behind_a_proxy_the_lock_is_the_seats_own(settings: Any) -> None:
    settings.AXES_IPWARE_PROXY_COUNT = 1
    settings.AXES_CLIENT_IP_CALLABLE = "zhixi.accounts.backends.address_of"
    seat, other = {"X-Forwarded-For": "10.1.1.1"}, {"X-Forwarded-For": "10.1.1.2"}
    for _ in range(5):
        attempt("lin", **seat)
    assert attempt("lin", PASSWORD, **seat).status_code == 429
    assert attempt("lin", PASSWORD, **other).status_code == 302


def test_p3_the_waiting_counter_counts_the_same(settings: Any) -> None:
    settings.AXES_HANDLER = "zhixi.accounts.backends.WaitingCounter"
    before = AxesProxyHandler.implementation
    assert isinstance(AxesProxyHandler.get_implementation(force=True), WaitingCounter)
    try:
        lock()
        assert attempt("lin", PASSWORD).status_code == 429
    finally:
        AxesProxyHandler.implementation = before
