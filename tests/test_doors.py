"""One walk past every address, as an outsider and as each of the cast."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit

OPEN = {"/accounts/login/", "/healthz", "/readyz", "/metrics"}
NUMBERS = {"number": "1", "n": "1", "call": "c-1", "code": "faq"}
NUMBERS |= {"digest": "sha256:" + "0" * 64, "name": "x.pdf", "upload": str(UUID(int=1))}


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif isinstance(pattern, URLPattern):
            for name, value in NUMBERS.items():
                here = re.sub(rf"<(?:\w+:)?{name}>", value, here)
            yield here


def test_it_works() -> None:
    walked = list(addresses())
    assert "/k/1" in walked
    assert not [address for address in walked if "<" in address]


@pytest.mark.django_db
@pytest.mark.parametrize("address", list(addresses()))
def test_p1_an_outsider_comes_no_further_than_the_door(address: str) -> None:
    response = Client(REMOTE_ADDR="10.9.9.9").get(address)
    if address.startswith("/api/v1/") and "openapi" not in address and "docs" not in address:
        assert response.status_code in {401, 404}
    elif address in OPEN:
        assert response.status_code in {200, 403, 503}
    elif address.startswith("/api/v1/"):
        assert "信用卡" not in response.content.decode()
    else:
        assert response.status_code in {302, 405}


@pytest.mark.django_db
def test_p1_an_outsider_posts_no_further_than_the_door() -> None:
    client, wrong = Client(REMOTE_ADDR="10.9.9.9"), []
    for address in addresses():
        answer = client.post(address, {"title": "偷写的"})
        to = answer.headers.get("Location", "")
        if address.startswith("/api/v1/"):  # how the interface is used may be read
            told = "openapi" in address or "docs" in address
            shut = answer.status_code in ({200, 405} if told else {401, 404, 405})
        elif address in OPEN:
            shut = answer.status_code in {200, 403, 405, 503}
        else:
            shut = answer.status_code == 405 or to.startswith("/accounts/login/")
        if not shut:
            wrong.append((address, answer.status_code, to))
    assert not wrong


@pytest.mark.parametrize("address", list(addresses()))
def test_p1_each_of_the_cast_meets_a_page_or_a_shut_door(
    address: str,
    cast: dict[str, Person],
    publish: Callable[..., int],
    client_for: Callable[[Person], Client],
) -> None:
    """No address fails for anybody; what is for some is 404 for the others, and tells nothing."""
    number = publish(title="只有信用卡中心可见的规则", section="信用卡/内部", audience=_card_only())
    for login, person in cast.items():
        page = client_for(person).get(address.replace("/k/1", f"/k/{number}"))
        inside = login in {"wang", "qian", "zhao", "zhou"}
        assert page.status_code in {200, 302, 401, 403, 404, 405}, login
        text = page.content.decode(errors="replace")  # a workbook is no text: see test_calendar
        assert ("只有信用卡中心可见" in text) <= inside, login


def _card_only() -> Audience:
    units = Unit.objects.filter(code="card")
    return people.audience(name="信用卡中心", units=units, by=None, now=timezone.now())


@pytest.mark.parametrize("address", ["/", "/desk/search?q=挂失", "/k/{number}", "/k/{number}/v/1"])
def test_p1_the_cast_reads(
    address: str,
    cast: dict[str, Person],
    publish: Callable[..., int],
    client_for: Callable[[Person], Client],
) -> None:
    number = publish()
    for person in cast.values():
        response = client_for(person).get(address.format(number=number))
        assert response.status_code == 200
        assert "信用卡丢了怎么挂失" in response.content.decode()


def test_p27_only_makers_and_deciders_see_a_submission(
    cast: dict[str, Person], client_for: Callable[[Person], Client], now: dt.datetime
) -> None:
    submission = factory.submitted(by=cast["zhao"], at=now)
    for login, person in cast.items():
        client = client_for(person)
        page = client.get(f"/studio/submissions/{submission.pk}")
        assert page.status_code == (200 if login in {"zhao", "qian"} else 404)
        listed = submission.title in client.get("/studio/").content.decode()
        assert listed == (login in {"zhao", "qian"})


def test_every_page_forbids_what_is_not_ours(
    lin: Person, client_for: Callable[..., Client]
) -> None:
    policy = client_for(lin).get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_metrics_are_for_loopback_or_the_token(db: None, settings: object) -> None:
    assert Client(REMOTE_ADDR="10.1.1.1").get("/metrics").status_code == 403
    assert (
        Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1").get("/metrics").status_code
        == 403
    )
    assert b"zhixi_index_pending" in Client(REMOTE_ADDR="127.0.0.1").get("/metrics").content
