"""Browsing by section: one level of the tree, what lies in it, and how much."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge.factory import withdrawn
from tests.test_doors import _card_only
from zhixi.accounts.models import Person
from zhixi.knowledge import actions, browsing, counting
from zhixi.knowledge.browsing import Asked
from zhixi.knowledge.models import Article
from zhixi.knowledge.sections import tree

Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


def section(*path: str, at: dt.datetime) -> int:
    found = tree(at).find(list(path))
    assert found is not None
    return found


def page(client: Client, status: int = 200, **asked: object) -> str:
    answer = client.get("/desk/sections", asked)
    assert answer.status_code == status
    return answer.content.decode()


def _words(piece: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", piece)).split())


def places(shown: str) -> list[str]:
    """The sections beside the list, each with its count."""
    part = re.search(r'<nav class="places".*?</nav>', shown, re.S)
    links = re.findall(r"<li><a[^>]*>(.*?)</a>", part[0], re.S) if part else []
    return [_words(link).removesuffix(" 条") for link in links]


def titles(shown: str) -> list[str]:
    return re.findall(r'<a[^>]* href="/k/[^>]*><span class="title">(.*?)</span>', shown)


def chips(shown: str) -> list[str]:
    return re.findall(r'<a class="chip"[^>]*>(.*?)</a>', shown)


def test_it_works(desk: Client, publish: Publish, now: dt.datetime) -> None:
    publish(title="丢了怎么挂失", section="信用卡/安全", at=now - 3 * HOUR)
    publish(title="存款利率", section="存款", at=now - 2.5 * HOUR)
    publish(title="年费怎么免", section="信用卡/费用/年费", at=now - 2 * HOUR)
    publish(title="盗刷怎么办", section="信用卡/安全", type="business", at=now - HOUR)

    top = page(desk)
    assert places(top) == ["存款 1", "信用卡 3"]
    assert titles(top) == ["盗刷怎么办", "年费怎么免", "存款利率", "丢了怎么挂失"]

    card = page(desk, section=section("信用卡", at=now))
    assert "<h1>信用卡</h1>" in card
    assert places(card) == ["安全 2", "费用 1"]
    assert titles(card) == ["盗刷怎么办", "年费怎么免", "丢了怎么挂失"]
    assert chips(card) == ["全部 3", "常见问题 2", "业务知识 1"]
    assert '<span class="section">费用 › 年费</span>' in card
    assert "仅本级" not in card


def test_a_type_and_the_section_alone_narrow_the_list(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    publish(title="总则", section="信用卡")
    publish(title="丢了怎么挂失", section="信用卡/安全")
    publish(title="盗刷怎么办", section="信用卡/安全", type="business")
    card = section("信用卡", at=now)
    assert titles(page(desk, section=card, own="1")) == ["总则"]
    assert chips(page(desk, section=card, own="1")) == ["全部 1", "常见问题 1"]
    assert titles(page(desk, section=card, type="business")) == ["盗刷怎么办"]
    assert "这里没有这一类知识。" in page(desk, section=card, type="script")
    assert len(titles(page(desk, section=card, type="no-such-type"))) == 3
    only_below = section("信用卡", "安全", at=now)
    assert titles(page(desk, section=only_below, own="1")) != []


def test_where_nothing_hangs_under_a_section_its_neighbours_stand_beside_it(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    for n in (10, 2, 1):
        publish(title=f"第{n}条", section=f"信用卡/第{n}类")
    shown = page(desk, section=section("信用卡", "第2类", at=now))
    assert places(shown) == ["第1类 1", "第2类 1", "第10类 1"]
    assert re.search(r'aria-current="true"[^>]*><span class="name">第2类', shown)
    assert titles(shown) == ["第2条"]


def test_what_has_ended_is_marked_and_what_is_not_live_is_not_there(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    period = {"starts_at": now - 3 * DAY, "ends_at": now - DAY}
    gone = publish(title="停办的业务", section="活动", at=now - 2 * DAY)
    publish(title="双十一活动", section="活动", type="campaign", lead="返现。", campaign=period)
    publish(title="明天的活动", section="活动", at=now - HOUR, effective_from=now + DAY)
    withdrawn(number=gone, by=cast["zhao"], confirmer=cast["qian"], at=now - HOUR)
    shown = page(desk, section=section("活动", at=now))
    assert titles(shown) == ["双十一活动"]
    assert "已结束·仅供查证" in shown
    assert places(page(desk)) == ["活动 1"]


def test_lists_are_paged(
    desk: Client, publish: Publish, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "PAGE", 2)
    monkeypatch.setattr(browsing, "DEEPEST", 2)
    for n in reversed(range(5)):
        publish(title=f"第{n}条", section="存款", at=now - (n + 1) * HOUR)
    deposit = section("存款", at=now)
    first = page(desk, section=deposit, region="东屿")
    assert titles(first) == ["第0条", "第1条"]
    assert "1 / 2" in first
    assert f'href="?section={deposit}&amp;region=%E4%B8%9C%E5%B1%BF&amp;page=2"' in first
    assert titles(page(desk, section=deposit, page=2)) == ["第2条", "第3条"]
    assert "只列最新的 4 条" in first
    for odd in ("99", "0", "-1", "x", "9" * 30):
        assert len(titles(page(desk, section=deposit, page=odd))) == 2


@pytest.mark.parametrize("by_time", [True, False])
def test_along_time_and_gathered_the_list_is_the_same(
    by_time: bool, publish: Publish, lin: Person, now: dt.datetime
) -> None:
    publish(title="总则", section="信用卡", at=now - 4 * HOUR)
    publish(title="安全", section="信用卡/安全", at=now - 3 * HOUR)
    publish(title="存款", section="存款", at=now - 2 * HOUR)
    publish(title="内部", section="信用卡/内部", audience=_card_only(), at=now - HOUR)
    rights = browsing.rights_of(lin, now)
    asked = Asked(section=section("信用卡", at=now))
    held = browsing.live(now).filter(browsing._held(asked, rights, by_time=by_time))
    assert set(held.values_list("title", flat=True)) == {"总则", "安全"}


def test_one_and_many_rows_cost_the_same(desk: Client, publish: Publish, now: dt.datetime) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(desk, section=section("信用卡", at=now))
        return len(queries)

    publish(section="信用卡/安全")
    one = cost()
    for n in range(3):
        publish(section=f"信用卡/第{n}类")
    assert cost() == one


def test_a_section_is_searched_from_its_page(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    publish(title="信用卡怎么挂失", section="信用卡/安全")
    publish(title="存单怎么挂失", section="存款")
    card = section("信用卡", at=now)
    shown = page(desk, section=card, region="东屿")
    form = re.search(r'<form class="inside".*?</form>', shown, re.S)
    assert form is not None
    assert 'action="/"' in form[0]
    given = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert given == {"section": str(card), "region": "东屿"}
    found = desk.get("/", {"q": "挂失", **given}).content.decode()
    assert "信用卡怎么" in found.replace("<mark>", "").replace("</mark>", "")
    assert "存单" not in found


def test_the_context_goes_along(desk: Client, publish: Publish, now: dt.datetime) -> None:
    number = publish(section="信用卡/安全")
    shown = page(desk, section=section("信用卡", at=now), region="东屿", tier="白金")
    suffix = "?region=%E4%B8%9C%E5%B1%BF&amp;tier=%E7%99%BD%E9%87%91"
    assert f'href="/k/{number}{suffix}"' in shown
    assert 'aria-current="page">目录</a>' in shown
    for link in re.findall(r'href="(\?section=[^"]*)"', shown):
        assert "tier=%E7%99%BD%E9%87%91" in link


def test_an_article_leads_into_its_sections(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    number = publish(section="信用卡/安全")
    shown = desk.get(f"/k/{number}?tier=白金").content.decode()
    for path in (["信用卡"], ["信用卡", "安全"]):
        address = f"/desk/sections?section={section(*path, at=now)}&amp;tier=%E7%99%BD%E9%87%91"
        assert f'<a href="{address}">{path[-1]}</a>' in shown
    then = (now - HOUR).isoformat()
    past = desk.get(f"/k/{number}", {"as_of": then}).content.decode()
    assert '<span class="path">信用卡 › 安全</span>' in past


def test_sections_are_found_by_their_letters() -> None:
    assert browsing.letters("银行卡ETC业务") == ("yhketcyw", "yinhangkaetcyewu")


def test_what_is_empty_says_so(desk: Client, publish: Publish, now: dt.datetime) -> None:
    assert "还没有可看的知识" in page(desk)
    publish(section="信用卡/安全")
    card = section("信用卡", at=now)
    assert "本级没有直接存放的知识" in page(desk, section=card, own="1")


def test_counts_are_kept_until_something_changes(
    publish: Publish, lin: Person, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept as if all were committed: counted anew after every change, and at every boundary."""
    monkeypatch.setattr(counting, "_committed", lambda: True)
    monkeypatch.setattr(counting, "_kept", None)

    def all_(at: dt.datetime) -> int:
        return browsing.level(lin, at, Asked()).stock.sums[1]

    def counted(at: dt.datetime) -> bool:
        with CaptureQueriesContext(connection) as queries:
            all_(at)
        return any("GROUP BY" in each["sql"] for each in queries)

    publish(section="存款", at=now - 2 * HOUR)
    assert all_(now) == 1
    assert not counted(now)
    publish(section="存款", at=now - HOUR)
    assert all_(now) == 2
    publish(section="存款", at=now - HOUR, effective_from=now + DAY)
    assert all_(now) == 2
    assert not counted(now + HOUR)
    assert all_(now + DAY) == 3
    assert all_(now) == 2


# Who may not


@pytest.fixture
def hidden(publish: Publish, now: dt.datetime) -> dict[str, int]:
    """One article that all may read, and two that may be closed; by their names and places."""
    return {
        "open": publish(title="公开的", section="信用卡/安全"),
        "own": publish(title="密的一", section="信用卡/安全", type="business", lead="内部。"),
        "below": publish(title="密的二", section="信用卡/内部规则/反欺诈"),
    }


@pytest.fixture
def closed(hidden: dict[str, int], zhao: Person, now: dt.datetime) -> dict[str, int]:
    """The one closed to him by its own audience, the other by that of a section above it."""
    card, at = _card_only(), {"by": zhao, "now": now, "reason": "密"}
    actions.narrow(article=Article.objects.get(pk=hidden["own"]), audience=card, **at)
    place = section("信用卡", "内部规则", at=now)
    actions.narrow_section(section=place, audience=card, **at)
    return hidden


def test_p60_neither_list_nor_count_nor_name_tells_of_what_may_not_be_read(
    closed: dict[str, int], client_for: Callable[[Person], Client], cast: dict[str, Person],
    now: dt.datetime,
) -> None:  # fmt: skip
    card = section("信用卡", at=now)
    for login, person in cast.items():
        inside = login in {"wang", "qian", "zhao", "zhou"}
        top, shown = page(client_for(person)), page(client_for(person), section=card)
        assert places(top) == [f"信用卡 {3 if inside else 1}"], login
        assert places(shown) == (["安全 2", "内部规则 1"] if inside else ["安全 1"]), login
        assert len(titles(shown)) == len(titles(top)) == (3 if inside else 1), login
        assert ("业务知识" in shown) == ("业务知识" in top) == inside, login
        assert ("密的" in top + shown) == ("内部规则" in top + shown) == inside, login


def test_p60_a_section_that_is_not_open_is_as_one_that_is_not_there(
    closed: dict[str, int], client_for: Callable[[Person], Client], cast: dict[str, Person],
    now: dt.datetime,
) -> None:  # fmt: skip
    ids = [section(*path, at=now) for path in
           (["信用卡", "内部规则"], ["信用卡", "内部规则", "反欺诈"])]  # fmt: skip
    for place in ids:
        assert "密的二" in page(client_for(cast["wang"]), section=place)
    outside = client_for(cast["lin"])
    shut = [page(outside, 404, section=each) for each in (*ids, 10**9, 0, "9" * 18)]
    shut += [page(outside, 404, section=each) for each in ("x", "9" * 40, "-1", "1.5")]
    assert {re.sub(r'value="[^"]*"', "", each) for each in shut} == {
        re.sub(r'value="[^"]*"', "", shut[0])
    }


def test_p60_closing_acts_at_once_on_counts_that_are_kept(
    hidden: dict[str, int], client_for: Callable[[Person], Client], cast: dict[str, Person],
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(counting, "_committed", lambda: True)
    monkeypatch.setattr(counting, "_kept", None)
    desks = {login: client_for(cast[login]) for login in ("lin", "wang")}
    assert [places(page(desk)) for desk in desks.values()] == [["信用卡 3"]] * 2
    card, by = _card_only(), cast["zhao"]
    article = Article.objects.get(pk=hidden["own"])
    actions.narrow(article=article, audience=card, by=by, now=timezone.now(), reason="密")
    assert [places(page(desk)) for desk in desks.values()] == [["信用卡 2"], ["信用卡 3"]]
    place = section("信用卡", "内部规则", at=now)
    actions.narrow_section(section=place, audience=card, by=by, now=timezone.now(), reason="密")
    assert [places(page(desk)) for desk in desks.values()] == [["信用卡 1"], ["信用卡 3"]]


def test_p60_nobody_browses_without_signing_in(hidden: dict[str, int], now: dt.datetime) -> None:
    for address in ("/desk/sections", f"/desk/sections?section={section('信用卡', at=now)}"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "信用卡" not in answer.content.decode()
