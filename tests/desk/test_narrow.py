"""Narrowing the list by section, product, channel and tag."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.test_doors import _card_only
from zhixi.accounts.models import Person

Publish = Callable[..., int]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def two(publish: Publish) -> None:
    publish(title="信用卡丢了怎么挂失", section="信用卡/安全", products=["信用卡"], tags=["热点"])
    publish(title="借记卡丢了怎么挂失", section="借记卡/安全", products=["借记卡"])


def found(client: Client, **asked: str) -> str:
    return client.get("/desk/search", {"q": "挂失", **asked}, headers=HTMX).content.decode()


def test_it_works(two: None, client_for: Callable[[Person], Client], lin: Person) -> None:
    page = found(client_for(lin))
    assert 'data-name="product_of" data-value="借记卡"' in page
    assert 'data-name="tag" data-value="热点"' in page
    assert "借记卡 › 安全 1" in page

    narrowed = found(client_for(lin), product_of="借记卡")
    assert "信用卡丢了" not in narrowed
    assert 'data-name="product_of" data-value="" ' in narrowed  # how to be rid of it


def test_a_section_is_named_while_it_narrows(
    two: None, client_for: Callable[[Person], Client], lin: Person
) -> None:
    page = found(client_for(lin))
    section = page.split("借记卡 › 安全 1")[0].rpartition('data-value="')[2].split('"')[0]
    narrowed = found(client_for(lin), section=section)
    assert "信用卡丢了" not in narrowed
    assert "借记卡 › 安全 ×" in narrowed


def test_what_nobody_has_finds_nothing_and_can_be_taken_back(
    two: None, client_for: Callable[[Person], Client], lin: Person
) -> None:
    page = found(client_for(lin), tag="没有这个标签")
    assert "未找到可直接答复的知识" in page
    assert "没有这个标签 ×" in page


def test_p16_neither_choices_nor_names_tell_of_what_may_not_be_read(
    publish: Publish, client_for: Callable[[Person], Client], lin: Person, cast: dict[str, Person]
) -> None:
    publish(
        title="挂失内部规则",
        section="信用卡/内部规则",
        products=["未公布的卡"],
        audience=_card_only(),
    )
    publish(title="信用卡丢了怎么挂失")
    inside = found(client_for(cast["qian"]))
    assert "未公布的卡" in inside
    outside = found(client_for(lin))
    assert "未公布的卡" not in outside
    assert "内部规则" not in outside
