"""Whether what stands on an agent's screen still stands."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from tests.knowledge import factory
from zhixi.accounts.models import Person

Publish = Callable[..., int]


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


def standing(desk: Client, number: int, n: int = 1) -> str:
    answer = desk.get(f"/k/{number}/standing", {"n": n})
    assert answer.status_code == 200
    return answer.content.decode().strip()


def test_it_works(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    number = publish()
    assert standing(desk, number) == ""

    factory.withdrawn(
        number=number, by=cast["zhao"], confirmer=cast["qian"], at=now - dt.timedelta(minutes=1)
    )
    assert "已撤回" in standing(desk, number)


def test_a_new_version_is_told_with_its_address(desk: Client, publish: Publish) -> None:
    number = publish()
    publish(article=number, lead="先锁卡，再挂失。", at=timezone.now() - dt.timedelta(minutes=5))
    told = standing(desk, number)
    assert "有新版本" in told
    assert f'href="/k/{number}"' in told
    assert standing(desk, number, 2) == ""


def test_what_the_page_kept_open_is_opened_again(desk: Client, publish: Publish) -> None:
    first = publish(title="信用卡丢了怎么挂失")
    other = publish(title="信用卡挂失后还能用吗")
    page = desk.get("/", {"q": "信用卡挂失", "open": str(other)}).content.decode()
    assert f'<article data-number="{other}"' in page
    assert f'<article data-number="{first}"' not in page
    chosen = page.split('aria-selected="true"')[1]
    assert f'href="/k/{other}"' in chosen[:40]
    page = desk.get("/", {"open": str(other)}).content.decode()
    assert f'<article data-number="{other}"' in page


def test_an_open_article_that_is_gone_leaves_the_first(desk: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    for wrong in ("999999", "x", "9" * 30):
        page = desk.get("/", {"q": "信用卡挂失", "open": wrong}).content.decode()
        assert f'<article data-number="{number}"' in page


def test_p11_nobody_learns_of_what_he_may_not_read(
    desk: Client, publish: Publish, cast: dict[str, Person], client_for: Callable[[Person], Client]
) -> None:
    from tests.test_doors import _card_only

    number = publish(title="只有信用卡中心可见", section="信用卡/内部", audience=_card_only())
    assert standing(client_for(cast["qian"]), number) == ""
    assert standing(desk, number) == standing(desk, 999_999).replace("999999", str(number))
    assert "只有信用卡中心可见" not in desk.get("/", {"open": str(number)}).content.decode()
