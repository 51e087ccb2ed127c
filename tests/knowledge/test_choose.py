"""Choosing an article to link to while writing."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.knowledge import factory
from zhixi.accounts.models import Person

For = Callable[[Person], Client]
Publish = Callable[..., int]


def found(client: Client, text: str) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = client.get("/studio/choose", {"q": text}).json()["found"]
    return answer


def test_it_works(client_for: For, zhao: Person, publish: Publish) -> None:
    number = publish(title="信用卡年费减免规则", section="信用卡/费用")
    publish(title="借记卡怎么挂失", section="借记卡")
    client = client_for(zhao)
    wanted = [{"number": number, "title": "信用卡年费减免规则", "section": "信用卡 › 费用"}]
    assert found(client, "年费减免") == wanted
    assert found(client, str(number))[:1] == wanted
    assert found(client, "") == []
    assert found(client, "没有这样的知识可以找到") == []


def test_p110_only_what_stands_is_proposed(
    client_for: For, zhao: Person, publish: Publish, now: dt.datetime
) -> None:
    publish(title="信用卡年费减免规则")
    factory.draft(by=zhao, at=now, title="信用卡年费还没定的规则")
    client = client_for(zhao)
    assert [each["title"] for each in found(client, "年费")] == ["信用卡年费减免规则"]
    assert found(client, "\x00" + "长" * 500) == []


@pytest.mark.parametrize("login", ["lin", "sun", "bao", "wang", "qian", "feng", "admin", "luo"])
def test_p109_only_who_may_edit_chooses(
    login: str, cast: dict[str, Person], client_for: For, publish: Publish
) -> None:
    publish(title="信用卡年费减免规则")
    answer = client_for(cast[login]).get("/studio/choose", {"q": "年费"})
    assert answer.status_code == 404
    assert "年费减免" not in answer.content.decode()
