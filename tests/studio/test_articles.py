"""The list of articles: every state, every filter, in an order, by pages, and for whom."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from tests.test_doors import _card_only
from zhixi.accounts.models import Person, Unit
from zhixi.knowledge import actions
from zhixi.knowledge.working import articles as listing
from zhixi.search import Corpus, worker

For = Callable[[Person], Client]
Publish = Callable[..., int]
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


def page(desk: Client, **asked: object) -> str:
    answer = desk.get("/studio/articles", {name: str(each) for name, each in asked.items()})
    assert answer.status_code == 200
    return answer.content.decode()


def titles(shown: str) -> list[str]:
    told = re.findall(r'<td class="named"><a[^>]*>(.*?)</a>', shown)
    return [re.sub(r"</?(mark|span)>", "", title) for title in told]


def found(shown: str) -> str:
    told = re.search(r'class="found" role="status">(.*?) 条', shown)
    assert told is not None
    return told[1]


def states(shown: str) -> list[str]:
    cells = re.findall(r'<td class="states">(.*?)</td>', shown, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]


def test_it_works(desk: Client, publish: Publish, now: dt.datetime) -> None:
    number = publish(title="信用卡年费减免规则", type="business", at=now - 3 * HOUR)
    publish(title="存款利率", section="存款", expires_at=now + 9 * DAY, at=now - 2 * HOUR)
    shown = page(desk)
    assert (found(shown), titles(shown)) == ("2", ["存款利率", "信用卡年费减免规则"])
    assert states(shown) == ["现行 v1", "现行 v1"]
    for address in (f"/studio/articles/{number}/edit", f"/k/{number}", f"/k/{number}/changes"):
        assert f'href="{address}"' in shown
    assert desk.get(f"/k/{number}/changes").status_code == 200
    assert (now + 9 * DAY).astimezone(dt.timezone(8 * HOUR)).strftime("%Y-%m-%d") in shown
    assert 'aria-current="page">知识</a>' in shown


def test_our_own_index_finds_words_inside_and_numbers(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    number = publish(title="信用卡年费减免规则")
    publish(title="存款利率", section="存款")
    assert titles(page(desk, q="年费")) == ["信用卡年费减免规则"]
    assert titles(page(desk, q=str(number)))[0] == "信用卡年费减免规则"
    assert titles(page(desk, q="年费", sort="title")) == ["信用卡年费减免规则"]
    shown = page(desk, q="没有这样的词儿")
    assert (titles(shown), "没有符合条件的知识" in shown) == ([], True)


def test_every_state_has_its_list(
    desk: Client, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    period = {"starts_at": now - 3 * DAY, "ends_at": now - DAY}
    live = publish(title="现行的")
    publish(title="办完的活动", type="campaign", lead="返现。", campaign=period)
    publish(title="明天的", effective_from=now + DAY)
    publish(title="过期的", at=now - 3 * DAY, expires_at=now - DAY)
    gone = publish(title="撤回的")
    factory.withdrawn(number=gone, by=zhao, confirmer=qian, at=now - HOUR)
    factory.draft(by=zhao, at=now, title="改到一半", article=live)
    factory.draft(by=zhao, at=now - HOUR, title="全新的稿")
    factory.submitted(by=zhao, at=now, title="等着的年费")
    told = {
        state: page(desk, state=state)
        for state in ("live", "ahead", "ended", "gone", "draft", "pending")
    }
    assert {state: titles(shown) for state, shown in told.items()} == {
        "live": ["现行的"],
        "ahead": ["明天的"],
        "ended": ["办完的活动"],
        "gone": ["撤回的", "过期的"],
        "draft": ["改到一半", "全新的稿"],
        "pending": ["等着的年费"],
    }
    assert states(told["live"]) == ["现行 v1 草稿"]
    assert states(told["gone"]) == ["已撤回 v1", "已到期 v1"]
    assert states(told["draft"]) == ["现行 草稿", "未发布 草稿"]
    assert states(told["pending"]) == ["未发布 v1 待确认"]
    assert states(told["ahead"])[0].endswith("生效 v1")
    assert titles(page(desk, state="pending", q="年费")) == ["等着的年费"]
    assert titles(page(desk, state="draft", q="全新")) == ["全新的稿"]
    assert titles(page(desk, state="no-such")) == ["现行的"]
    for sort in ("title", "ends", "review", "changed"):
        for state in told:
            assert len(titles(page(desk, state=state, sort=sort))) == len(titles(told[state]))


def test_filters_narrow_and_live_in_the_address(
    desk: Client, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    publish(title="挂失", section="信用卡/安全", tags=["白金"], regions=["东屿"])
    publish(title="利率", section="存款", type="business", expires_at=now + 5 * DAY)
    draft = factory.draft(by=cast["zhou"], at=now - HOUR, title="年费", section="信用卡/费用")
    draft.owner = units["card"]
    draft.save()
    request = actions.submit(articles=[draft.article_id], by=cast["zhou"], clock=lambda: now - HOUR)
    factory.approve(request, by=cast["qian"], at=now - HOUR)

    def only(**asked: object) -> set[str]:
        return set(titles(page(desk, **asked)))

    assert only(section="信用卡") == {"挂失", "年费"}
    assert (
        only(section="信用卡/安全")
        == only(section="信用卡 › 安全")
        == only(section="安全")
        == {"挂失"}
    )
    assert only(section="没有的栏目") == set()
    assert only(type="business") == {"利率"}
    assert only(owner=units["card"].pk) == {"年费"}
    assert only(by="周慎") == only(by="60023") == {"年费"}
    assert only(by="无名") == set()
    assert only(label="白金") == only(label="东屿") == {"挂失"}
    day = (now + 5 * DAY).date()
    assert only(day="ends", first=day - DAY, last=day + DAY) == {"利率"}
    assert only(day="ends", first=day + 2 * DAY) == set()
    assert only(day="begins", first=now.date() - DAY, last=now.date() + DAY) == {
        "挂失",
        "利率",
        "年费",
    }
    assert only(section="信用卡", by="周慎", type="faq") == {"年费"}
    shown = page(desk, section="信用卡", sort="title")
    assert 'value="信用卡"' in shown
    assert 'href="?section=%E4%BF%A1%E7%94%A8%E5%8D%A1&amp;sort=title&amp;state=draft"' in shown


@pytest.mark.parametrize(
    "odd",
    [
        {"page": "9" * 30}, {"page": "-1"}, {"page": "x"}, {"owner": "x"}, {"owner": "9" * 30},
        {"type": "<b>"}, {"first": "0001-01-01"}, {"last": "9999-12-31"}, {"first": "x"},
        {"q": "'\"\\%_" * 9}, {"q": "9" * 40}, {"label": "\\"}, {"sort": "pk"}, {"day": "x"},
        {"section": "/"}, {"section": "›"}, {"by": "\x00"}, {"q": "a" * 300},
        {"label": "x", "state": "draft"}, {"first": "2026-01-01", "state": "draft"},
        {"label": "x", "state": "pending"}, {"by": "zhao", "state": "draft"},
        {"last": "2026-01-01", "state": "draft", "day": "review", "sort": "review"},
        {"day": "review", "first": "2026-01-01", "state": "pending"},
    ],
)  # fmt: skip
def test_odd_addresses_are_answered(desk: Client, publish: Publish, odd: dict[str, str]) -> None:
    publish()
    assert page(desk, **odd)


def test_lists_are_paged_and_ordered(
    desk: Client, publish: Publish, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "MOST", 4)
    for n in range(5):
        publish(title=f"第{n}条", at=now - (n + 1) * HOUR, expires_at=now + (9 - n) * DAY)
    first = page(desk)
    assert titles(first) == ["第4条", "第3条"]
    assert found(first) == "4+"
    assert 'href="?page=2"' in first
    assert titles(page(desk, page=2)) == ["第2条", "第1条"]
    assert titles(page(desk, page=99)) == ["第2条", "第1条"]
    assert titles(page(desk, sort="title")) == ["第0条", "第1条"]
    assert titles(page(desk, sort="ends")) == ["第4条", "第3条"]


def test_one_and_three_rows_cost_the_same(
    desk: Client, zhao: Person, publish: Publish, now: dt.datetime
) -> None:
    def cost(**asked: object) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(desk, **asked)
        return len(queries)

    asked = [{}, {"q": "挂失"}, {"state": "draft"}, {"state": "pending"}, {"section": "信用卡"}]
    for rows in (1, 2):
        for n in range(rows):
            publish(title=f"挂失{rows}{n}", section=f"信用卡/第{rows}{n}类")
            factory.draft(by=zhao, at=now, title=f"稿{n}")
            factory.submitted(by=zhao, at=now, title=f"等{n}")
        worker.keep_up(Corpus.IN_WORK)
        costs = [cost(**each) for each in asked]
        if rows == 1:
            before = costs
    assert costs == before


def test_unfinished_drafts_are_listed(desk: Client, zhao: Person, now: dt.datetime) -> None:
    """A draft keeps whatever was typed."""
    draft = factory.draft(by=zhao, at=now, title="写了一半")
    odds: list[Any] = ["2026-12-0", 7, None, [], {"a": 1}, "2026-12-01", "2026-12-01T00:00"]
    for odd in odds:
        draft.content = {"expires_at": odd, "effective_from": odd, "review_by": odd}
        draft.save()
        shown = page(
            desk, state="draft", sort="ends", day="ends", last="2027-01-01", first="2020-01-01"
        )
        assert "知识" in shown
        assert titles(page(desk, state="draft", sort="title", q="")) == ["未命名"]
        assert desk.get("/studio/").status_code == 200


# Who may not


def test_p69_articles_and_drafts_are_listed_for_those_who_may_edit(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    publish(title="只有信用卡中心可见", audience=_card_only())
    factory.draft(by=cast["zhao"], at=now, title="没写完的密稿")
    for login, person in cast.items():
        for state in ("live", "draft", "pending", "gone"):
            answer = client_for(person).get("/studio/articles", {"state": state})
            assert answer.status_code == (200 if login in {"zhao", "zhou"} else 404), login
            if login not in {"zhao", "zhou"}:
                assert "密稿" not in answer.content.decode()
                assert "只有信用卡" not in answer.content.decode()
    assert Client().get("/studio/articles").status_code == 302
