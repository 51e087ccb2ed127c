"""A session: how long it lasts, what ends it, what it leaves in the browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.conftest import PASSWORD
from zhixi.accounts import actions
from zhixi.accounts.models import AuditEntry, Person

LOGIN = "/accounts/login/"
DESK = "/desk/search?q=%E6%8C%82%E5%A4%B1"


@pytest.fixture
def seat(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


def is_in(client: Client) -> bool:
    return client.get("/accounts/logout/").status_code == 405


def aged(client: Client, hours: float) -> None:
    """As if sign-in had been so long ago; saving gives the row a new life, as any change does."""
    session = client.session
    session["signed_in_at"] -= hours * 3600
    session.save()


def test_it_works(seat: Client) -> None:
    assert is_in(seat)


def test_p7_a_session_has_one_length_however_busy(seat: Client) -> None:
    aged(seat, 11.9)
    assert is_in(seat)
    aged(seat, 0.2)
    assert not is_in(seat)
    assert not Session.objects.exists()


def test_p7_no_session_ends_in_a_call_for_an_hour(seat: Client) -> None:
    aged(seat, 12.5)
    assert seat.get(f"{DESK}&call=c-7", headers={"HX-Request": "true"}).status_code == 200
    page = {"HX-Request": "true", "HX-Current-URL": "http://testserver/?q=x&call=c-7"}
    assert seat.get(DESK, headers=page).status_code == 200
    aged(seat, 0.6)
    assert seat.get(f"{DESK}&call=c-7").status_code == 302
    assert not Session.objects.exists()


def test_p7_a_session_that_does_not_say_when_it_began_ends(seat: Client) -> None:
    session = seat.session
    del session["signed_in_at"]
    session.save()
    assert not is_in(seat)


def test_p7_the_cookie_goes_with_the_browser(lin: Person, now: dt.datetime) -> None:
    actions.set_password(person=lin, password=PASSWORD, by=None, now=now)
    client = Client()
    client.post(LOGIN, {"username": "lin", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["max-age"], cookie["httponly"]) == ("", True)


def test_p7_signing_out_ends_the_session_in_the_database(seat: Client) -> None:
    stolen = Client()
    stolen.cookies["sessionid"] = seat.cookies["sessionid"].value
    assert is_in(stolen)
    seat.post("/accounts/logout/")
    assert not Session.objects.exists()
    assert not is_in(stolen)


def test_p8_sign_in_and_out_are_kept_with_who_did_it(seat: Client) -> None:
    seat.post("/accounts/logout/")
    kept = AuditEntry.objects.filter(chain="signin").order_by("seq")
    assert list(kept.values_list("verb", "by", "subject")) == [
        ("sign-in", "80217", "person:80217"),
        ("sign-out", "80217", "person:80217"),
    ]


def test_p7_a_new_password_ends_every_session(seat: Client, lin: Person, now: dt.datetime) -> None:
    actions.set_password(person=lin, password="another-long-one", by=None, now=now)
    assert not is_in(seat)


@pytest.mark.parametrize("weak", ["short", "123456789", "password1234"])
def test_p7_a_weak_password_is_refused(weak: str, lin: Person, now: dt.datetime) -> None:
    before = Person.objects.get(pk=lin.pk).password
    with pytest.raises(actions.UnableToSetPassword):
        actions.set_password(person=lin, password=weak, by=None, now=now)
    assert Person.objects.get(pk=lin.pk).password == before


def test_p4_the_day_itself_is_already_outside(seat: Client, lin: Person, now: dt.datetime) -> None:
    actions.deactivate(person=lin, on=timezone.localdate(now), by=None, now=now)
    assert not is_in(seat)
    assert AuditEntry.objects.filter(chain="signin", verb="sign-out").count() == 1


def test_p1_a_page_asked_for_in_vain_is_where_sign_in_leads(db: None) -> None:
    assert Client().get(DESK)["Location"] == (
        "/accounts/login/?next=%2Fdesk%2Fsearch%3Fq%3D%25E6%258C%2582%25E5%25A4%25B1"
    )
    assert Client().post("/accounts/logout/")["Location"] == "/accounts/login/?next=%2F"


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ("http://testserver/?q=x&region=y", "%2F%3Fq%3Dx%26region%3Dy"),
        ("https://example.com/k/1", "%2Fk%2F1"),
        ("", "%2F"),
    ],
)
def test_p1_a_fragment_is_refused_and_the_browser_sent_to_the_door(
    page: str, back: str, db: None
) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    answer = Client().get(DESK, headers=headers)
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer["HX-Redirect"] == f"/accounts/login/?next={back}"


def test_p1_back_after_sign_out_shows_nothing(seat: Client) -> None:
    assert "no-store" in seat.get("/")["Cache-Control"]


@pytest.mark.parametrize(
    "way", ["https://example.com/", "//example.com", "/\\example.com", "javascript:alert(1)"]
)
def test_p1_the_way_back_never_leads_elsewhere(way: str, lin: Person, now: dt.datetime) -> None:
    actions.set_password(person=lin, password=PASSWORD, by=None, now=now)
    given = {"username": "lin", "password": PASSWORD, "next": way}
    assert Client().post(LOGIN, given)["Location"] == "/"
