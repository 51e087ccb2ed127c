"""What somebody types who means no good, or only leans on a key."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from zhixi.accounts import actions
from zhixi.accounts.models import Person
from zhixi.knowledge import finding

ODD = {
    "nothing": "",
    "blanks": "   ",
    "huge": "挂失" * 5000,
    "emoji": "😀卡丢了😀",
    "markup": "<script>alert(1)</script><b>挂失</b>",
    "a nul": "挂\x00失",
    "query language": 'title:* OR body:"挂失" AND NOT -(',
    "regex": ".*[a-z]+(?<x>挂)\\",
    "percent": "%_%'; DROP TABLE knowledge_article; --",
    "half a surrogate pair's neighbours": "\ufeff\u200b\u202e挂失",
}


@pytest.mark.parametrize("what", ODD)
def test_any_query_is_answered(
    what: str,
    publish: Callable[..., int],
    lin: Person,
    client_for: Callable[[Person], Client],
    now: dt.datetime,
) -> None:
    publish()
    client = client_for(lin)
    query = quote(ODD[what])
    for address in (f"/?q={query}", f"/desk/search?q={query}"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    for verb in ("search", "suggest"):
        assert machine.get(f"/api/v1/{verb}?q={query}").status_code in {200, 422}


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 19, "9" * 60])
def test_any_number_is_answered(
    number: str,
    lin: Person,
    qian: Person,
    client_for: Callable[[Person], Client],
    now: dt.datetime,
) -> None:
    token = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    machine = Client(headers={"Authorization": f"Bearer {token}"})
    assert machine.get(f"/api/v1/articles/{number}").status_code in {404, 422}
    assert machine.get(f"/api/v1/search?q=a&section={number}").status_code in {200, 404, 422}
    assert client_for(lin).get(f"/k/{number}").status_code == 404
    assert client_for(lin).get(f"/?q={number}").status_code == 200
    assert client_for(qian).get(f"/studio/submissions/{number}").status_code == 404
    assert client_for(qian).get(f"/studio/?page={number}").status_code == 200


@pytest.mark.parametrize("year", [1, 1960, 9999])
def test_any_moment_is_looked_up(year: int, publish: Callable[..., int], lin: Person) -> None:
    publish()
    found = finding.find("信用卡丢了怎么挂失", lin, dt.datetime(year, 7, 1, tzinfo=dt.UTC))
    assert len(found.hits) == (year == 9999)


def test_a_name_of_any_length_is_refused_politely(db: None) -> None:
    given = {"username": "名" * 100_000, "password": "x" * 5000}
    assert Client().post("/accounts/login/", given).status_code == 200
