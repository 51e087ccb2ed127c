"""Reading an article: now, as of a moment, in a version, for a customer."""

import datetime as dt
import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit

Publish = Callable[..., int]
OLD, NEW = "挂失手续费五十元一张。", "挂失手续费四十元一张。"


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


@pytest.fixture
def changed(publish: Publish, now: dt.datetime) -> int:
    """An article whose fee went down an hour ago."""
    number = publish(lead=OLD, at=now - dt.timedelta(hours=3))
    publish(lead=NEW, article=number, at=now - dt.timedelta(hours=1))
    return number


def get(client: Client, address: str, headers: dict[str, str] | None = None) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def body(page: str) -> str:
    """The article itself, without what stands beside it."""
    return page[page.index("<article") : page.index("</article>")]


def test_it_works(desk: Client, changed: int) -> None:
    page = get(desk, f"/k/{changed}")
    assert NEW in body(page)
    assert OLD not in page
    assert "钱岚</b>" in page
    assert "不可对客作为现行口径" not in page
    assert [f"<b>v{n}</b>" in page for n in (1, 2)] == [True, True]


def test_the_fragment_is_the_article_alone(desk: Client, changed: int) -> None:
    fragment = get(desk, f"/k/{changed}", headers={"HX-Request": "true"})
    assert NEW in fragment
    assert "<html" not in fragment


@pytest.mark.parametrize("form", ["iso", "local", "plus lost"])
def test_as_of_a_moment_with_a_banner(
    desk: Client, changed: int, now: dt.datetime, form: str
) -> None:
    then = timezone.localtime(now - dt.timedelta(hours=2))
    text = {
        "iso": quote(then.isoformat(timespec="seconds")),
        "local": f"{then:%Y-%m-%dT%H:%M:%S}",
        "plus lost": then.isoformat(timespec="seconds"),
    }[form]
    page = get(desk, f"/k/{changed}?as_of={text}")
    assert OLD in body(page)
    assert NEW not in body(page)
    assert f"时点回溯：{then:%Y-%m-%d %H:%M:%S}" in page
    assert "不可对客作为现行口径" in page


@pytest.mark.parametrize(
    "text", ["garbage", "2026-13-40", "9999-12-31T23:59", "0001-01-01T00:00%2B08:00", "'\"<"]
)
def test_a_bad_moment_is_said_and_now_is_shown(desk: Client, changed: int, text: str) -> None:
    page = get(desk, f"/k/{changed}?as_of={text}")
    assert "看不懂时点" in page
    assert NEW in body(page)


def test_a_moment_to_come_is_said(desk: Client, changed: int, now: dt.datetime) -> None:
    later = quote((now + dt.timedelta(days=1)).isoformat())
    assert "时点不能晚于现在" in get(desk, f"/k/{changed}?as_of={later}")


def test_a_version_of_the_past_has_the_banner(desk: Client, changed: int) -> None:
    first, second = get(desk, f"/k/{changed}/v/1"), get(desk, f"/k/{changed}/v/2")
    assert OLD in body(first)
    assert "不可对客作为现行口径" in first
    assert NEW in body(second)
    assert "不可对客作为现行口径" not in second


def test_a_campaign_that_ended_says_so(desk: Client, publish: Publish, now: dt.datetime) -> None:
    past = {"starts_at": now - dt.timedelta(days=9), "ends_at": now - dt.timedelta(days=1)}
    future = past | {"ends_at": now + dt.timedelta(days=9)}
    number = publish(
        type="campaign",
        title="双十一满减",
        lead="活动已经结束了。",
        campaign=past,
        complaint=future,
        at=now - dt.timedelta(days=2),
    )
    for page in (get(desk, f"/k/{number}"), get(desk, "/?q=双十一满减")):
        assert "已结束·仅供查证" in page


def test_the_wording_is_the_customers(
    desk: Client, client_for: Callable[[Person], Client], bao: Person, publish: Publish
) -> None:
    far = {"part": "lead", "region": "北麓", "value": "寄往牧区一般十个工作日。"}
    number = publish(lead="新卡一般五到七个工作日寄到。", variants=[far])
    branch = client_for(bao)
    assert "寄往牧区" in _lead(get(desk, f"/k/{number}?region=北麓"))
    assert "寄往牧区" not in _lead(get(desk, f"/k/{number}"))
    assert "寄往牧区" in _lead(get(branch, f"/k/{number}"))
    assert "寄往牧区" not in _lead(get(branch, f"/k/{number}?region="))


def _lead(page: str) -> str:
    found = re.search(r'class="lead"[^>]*>([^<]*)<', page)
    assert found
    return found[1]


def test_what_else_answers_stands_beside_it(desk: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    other = publish(title="信用卡挂失后又找到了")
    page = get(desk, f"/k/{number}")
    assert f'<a href="/k/{other}">信用卡挂失后又找到了</a>' in page
    assert f'<a href="/k/{number}">信用卡丢了怎么挂失</a>' not in page


def test_nothing_is_kept_by_the_browser(desk: Client, changed: int) -> None:
    assert "no-store" in desk.get(f"/k/{changed}")["Cache-Control"]


def test_no_such_article_and_none_for_you_read_the_same(
    desk: Client,
    client_for: Callable[[Person], Client],
    sun: Person,
    publish: Publish,
    units: dict[str, Unit],
    long_ago: dt.datetime,
    now: dt.datetime,
) -> None:
    branch = people.audience(name="东屿", units=[units["dongyu"]], by=None, now=long_ago)
    number = publish(title="东屿社保卡补换卡", audience=branch)
    assert "东屿社保卡补换卡" in get(client_for(sun), f"/k/{number}")
    before = quote((now - dt.timedelta(days=1)).isoformat())
    absent = [
        desk.get(address)
        for address in (
            f"/k/{number}",
            f"/k/{number}/v/1",
            f"/k/{number + 1000}",
            f"/k/{number}?as_of={before}",
            "/k/" + "9" * 30,
        )
    ]
    assert {response.status_code for response in absent} == {404}
    said = {re.sub(r'value="\w{64}"', "", response.content.decode()) for response in absent}
    assert len(said) == 1
    assert "没有找到这一页" in said.pop()


def test_until_when_it_is_reviewed_is_told(desk: Client, publish: Publish) -> None:
    fresh = publish(title="信用卡年费怎么免", review_by="2099-01-01T00:00:00+08:00")
    due = publish(title="信用卡丢了怎么挂失", review_by="2020-01-01T00:00:00+08:00")
    assert "复审至 2099-01-01" in desk.get(f"/k/{fresh}").content.decode()
    assert "复审已于 2020-01-01 到期" in desk.get(f"/k/{due}").content.decode()
