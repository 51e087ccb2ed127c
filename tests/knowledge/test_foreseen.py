"""Beside the editor: the line of the list that a text would be, and who looked for it in vain."""

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from zhixi.accounts.models import Person
from zhixi.knowledge import actions
from zhixi.search.lookups import new_session
from zhixi.search.models import LookUp, Mode, Use, What

For = Callable[[Person], Client]
ASKED = "数字人民币硬钱包丢了怎么办"


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What other tests have asked."""
    cache.clear()


@pytest.fixture
def section(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["支付", "数字人民币"], by=zhao, now=long_ago)


def look_up(people: list[Person], now: dt.datetime, query: str = ASKED) -> list[LookUp]:
    return [
        LookUp.objects.create(
            session=new_session(), person=person.number, at=now - dt.timedelta(hours=1),
            mode=Mode.DESK, query=query, total=0, took_ms=5,
        )
        for person in people
    ]  # fmt: skip


def foreseen(client: Client, section: int, **told: Any) -> str:
    """What a save says of it, as it is read."""
    words = json.dumps({"section": section, "title": "硬钱包丢了怎么挂失"} | told)
    sent = {"type": "faq", "line": str(uuid.uuid4()), "words": words}
    beside = client.post("/studio/new", sent).json()["beside"]
    part = re.search(r'<section class="foreseen".*?</section>', beside, re.S)
    assert part is not None
    return " ".join(unescape(re.sub(r"<[^>]+>", "", part[0].replace("</p>", " "))).split())


def test_it_works(client_for: For, cast: dict[str, Person], section: int, now: dt.datetime) -> None:
    look_up([cast[name] for name in ("lin", "bao", "sun")], now)
    client = client_for(cast["zhao"])
    lead = "您别着急，硬钱包在手机银行里就能挂失。"
    fee = {"condition": "费用", "text": "补一张硬钱包收二十元工本费。"}
    asked = ["数字人民币的硬钱包不见了"]
    said = foreseen(client, section, lead=lead, supplements=[fee], phrasings=asked)
    assert said.startswith(f"检索里的样子 硬钱包丢了怎么挂失 {lead} 常见问题支付 › 数字人民币")
    assert f"{ASKED} 3 人 3 次" in said
    assert "二十元" not in said


def test_the_sentence_is_the_one_that_answers_the_query(
    client_for: For, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    look_up([cast[name] for name in ("lin", "bao", "sun")], now, "硬钱包补卡工本费")
    fee = {"condition": "费用", "text": "补一张硬钱包收二十元工本费。"}
    told = {
        "lead": "您别着急，我马上给您挂失。",
        "supplements": [fee],
        "phrasings": ["硬钱包补卡要多少工本费"],
    }
    said = foreseen(client_for(cast["zhao"]), section, **told)
    assert said.count("二十元工本费") == 2  # in the line of the list, and behind the query


def test_what_asks_for_something_else_is_not_among_them(
    client_for: For, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    people = [cast[name] for name in ("lin", "bao", "sun")]
    look_up(people, now, "境外汇款要几天到账")
    assert "没有找到" not in foreseen(client_for(cast["zhao"]), section, lead="可以挂失。")


def test_p125_what_was_found_or_asked_by_few_is_not_told(
    client_for: For, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    """Whose own words a query is shall not be guessed."""
    look_up([cast["lin"], cast["bao"]], now)
    found = look_up([cast[name] for name in ("lin", "bao", "sun")], now, "硬钱包挂失")
    Use.objects.create(
        session=found[0].session, person=found[0].person, at=now, number=1, version=1,
        what=What.OPENED,
    )  # fmt: skip
    assert "没有找到" not in foreseen(client_for(cast["zhao"]), section, lead="可以挂失。")


def test_p125_who_may_not_write_is_told_nothing(
    client_for: For, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    look_up([cast[name] for name in ("lin", "bao", "sun")], now)
    for login in ("lin", "sun", "wang", "admin"):
        sent = {"type": "faq", "line": str(uuid.uuid4()), "words": '{"title": "硬钱包"}'}
        assert client_for(cast[login]).post("/studio/new", sent).status_code == 404, login
