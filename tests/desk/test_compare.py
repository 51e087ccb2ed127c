"""Comparing on the desk: what changed in an article, and two articles side by side."""

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge import actions
from zhixi.knowledge.models import Article
from zhixi.knowledge.sections import tree

Publish = Callable[..., int]
For = Callable[[Person], Client]
HOUR = dt.timedelta(hours=1)
FIRST, SECOND, THIRD = (f"挂失手续费{fee}元一张。" for fee in ("五十", "四十", "三十"))


@pytest.fixture
def desk(client_for: For, lin: Person) -> Client:
    return client_for(lin)


@pytest.fixture
def changed(publish: Publish, now: dt.datetime) -> int:
    """An article of three versions."""
    number = publish(lead=FIRST, must_tell=["先核身"], at=now - 5 * HOUR)
    publish(lead=SECOND, must_tell=["先核身"], article=number, at=now - 4 * HOUR)
    publish(lead=THIRD, must_tell=["先核身"], article=number, at=now - 3 * HOUR)
    return number


@pytest.fixture
def branch(units: dict[str, Unit], long_ago: dt.datetime) -> Audience:
    return people.audience(name="东屿", units=[units["dongyu"]], by=None, now=long_ago)


def get(client: Client, address: str, headers: dict[str, str] | None = None) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def body(page: str) -> str:
    return page[page.index("<article") : page.index("</article>")]


def stood(page: str) -> list[str]:
    """The versions chosen on both sides."""
    return re.findall(r'<option value="(\d+)" selected', page)


def test_it_works(desk: Client, changed: int) -> None:
    page = get(desk, f"/k/{changed}/changes")
    assert stood(page) == ["2", "3"]
    assert "挂失手续费<del>四</del><ins>三</ins>十元一张。" in page
    assert "改 1 处 · 1 字" in page
    assert "1 条没有变化 · 必告知" in page
    assert page.count("编写 <b>赵宁</b> · 业务确认 <b> 钱岚</b>") == 2


def test_any_two_versions_are_compared(desk: Client, changed: int) -> None:
    page = get(desk, f"/k/{changed}/changes?from=1&to=3")
    assert "挂失手续费<del>五</del><ins>三</ins>十元一张。" in page
    assert stood(get(desk, f"/k/{changed}/changes?to=2")) == ["1", "2"]
    same = get(desk, f"/k/{changed}/changes?from=2&to=2")
    assert "两个版本的内容没有变化" in same


def test_a_restored_version_is_compared_with_what_stood_before_it(
    desk: Client, changed: int, publish: Publish, now: dt.datetime
) -> None:
    publish(lead=SECOND, must_tell=["先核身"], article=changed, at=now - 2 * HOUR)
    page = get(desk, f"/k/{changed}/changes")
    assert stood(page) == ["3", "4"]
    assert "<del>三</del><ins>四</ins>" in page


def test_side_by_side_each_side_has_its_own_words(desk: Client, changed: int) -> None:
    page = get(desk, f"/k/{changed}/changes?view=beside")
    assert "挂失手续费<del>四</del>十元一张。" in page
    assert "挂失手续费<ins>三</ins>十元一张。" in page
    assert 'data-view="beside" aria-current="true"' in page


def test_the_fragment_is_the_article_alone(desk: Client, changed: int) -> None:
    fragment = get(desk, f"/k/{changed}/changes", headers={"HX-Request": "true"})
    assert "<ins>三</ins>" in fragment
    assert "<html" not in fragment
    assert f'data-number="{changed}"' in fragment


def test_the_customer_is_not_forgotten_on_the_way(desk: Client, changed: int) -> None:
    page = get(desk, f"/k/{changed}/changes?region=北麓")
    assert f'href="/k/{changed}?region=%E5%8C%97%E9%BA%93" data-compare data-back-to' in page
    assert '<input type="hidden" name="region" value="北麓">' in body(page)


def test_the_first_version_has_none_before_it(desk: Client, changed: int) -> None:
    page = get(desk, f"/k/{changed}/changes?to=1")
    assert "没有更早的版本可以对照" in page
    beside = get(desk, f"/k/{changed}")
    links = re.findall(rf"/k/{changed}/changes\?to=(\d)", beside)
    assert links == ["3", "2"]


def test_removed_words_show_the_tombstone(
    desk: Client, changed: int, cast: dict[str, Person], now: dt.datetime
) -> None:
    asked = factory.asked_removal(number=changed, by=cast["zhou"], at=now)
    factory.approve(asked, by=cast["luo"], at=now)
    for address in (f"/k/{changed}/changes?from=1", f"/k/{changed}/changes?from=3&to=1"):
        page = get(desk, address)
        assert "v1 的内容已依法删除" in page
        assert "五十" not in page
        assert "<del>三" not in page


@pytest.mark.parametrize("given", ["from=0", "to=9", "from=x", "to=-1", f"from={'9' * 30}"])
def test_no_such_version_is_no_page(desk: Client, changed: int, given: str) -> None:
    assert desk.get(f"/k/{changed}/changes?{given}").status_code == 404


def test_text_is_shown_and_never_run(desk: Client, publish: Publish, now: dt.datetime) -> None:
    evil = "<script>alert(1)</script>"
    number = publish(title=f"挂失{evil}", lead="您好。", at=now - 2 * HOUR)
    publish(title="挂失", lead=f"您好{evil}。", article=number, at=now - HOUR)
    other = publish(title=f"补卡{evil}", supplements=[{"condition": evil, "text": evil}])
    for address in ("changes", "changes?view=beside", f"with/{other}"):
        assert evil not in get(desk, f"/k/{number}/{address}")


def test_more_versions_and_clauses_cost_no_more_queries(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    number = publish(lead=FIRST, at=now - 5 * HOUR)
    counts = []
    for n in (1, 3):
        for hour in range(n):
            told = [f"第{n}{hour}{line}条" for line in range(n)]
            at = now - (4 - n / 2) * HOUR + hour * dt.timedelta(minutes=1)
            publish(lead=SECOND, must_tell=told, article=number, at=at)
        with CaptureQueriesContext(connection) as queries:
            get(desk, f"/k/{number}/changes")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_long_article_is_compared_at_once(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    """3,000 characters in one paragraph, a change in every sentence; generous for slow machines."""
    text = "".join(
        f"客户第{n}次致电询问年费减免，坐席先核身再说明条件，并记入工单。" for n in range(95)
    )
    number = publish(body=f"<p>{text}</p>", at=now - 2 * HOUR)
    publish(body=f"<p>{text.replace('条件', '规则')}</p>", article=number, at=now - HOUR)
    assert len(text) > 3000
    started = time.perf_counter()
    page = get(desk, f"/k/{number}/changes")
    assert time.perf_counter() - started < 1
    assert "改 95 处" in page


# Two articles.


def test_two_articles_stand_side_by_side(desk: Client, publish: Publish) -> None:
    one = publish(title="信用卡丢了怎么挂失", lead="手续费四十元。", must_tell=["先核身"])
    other = publish(title="借记卡丢了怎么挂失", lead="手续费不收。", must_tell=["先核身"])
    page = body(get(desk, f"/k/{one}/with/{other}"))
    assert "手续费<mark>四十元</mark>。" in page
    assert "手续费<mark>不收</mark>。" in page
    assert '<div class="two" data-state="same">' in page
    assert f'href="/k/{other}/with/{one}"' in page
    fragment = get(desk, f"/k/{one}/with/{other}", headers={"HX-Request": "true"})
    assert "<html" not in fragment


def test_related_articles_can_be_put_beside(desk: Client, publish: Publish) -> None:
    one = publish(title="信用卡丢了怎么挂失")
    other = publish(title="信用卡挂失后又找到了")
    assert f'href="/k/{one}/with/{other}" data-compare' in get(desk, f"/k/{one}")


def test_both_read_as_this_customer_hears_them(desk: Client, publish: Publish) -> None:
    far = {"part": "lead", "region": "北麓", "value": "寄往牧区十个工作日。"}
    one = publish(lead="新卡五个工作日寄到。", variants=[far])
    other = publish(title="借记卡多久寄到", lead="新卡三个工作日寄到。")
    assert "寄往牧区" in body(get(desk, f"/k/{one}/with/{other}?region=北麓")).split("<details")[0]
    assert "寄往牧区" not in body(get(desk, f"/k/{one}/with/{other}")).split("<details")[0]


def test_articles_of_two_types_share_what_both_have(desk: Client, publish: Publish) -> None:
    one = publish(lead="您好，先挂失。", time_promised="即时")
    said: dict[str, Any] = {"lines": [{"text": "您别着急。"}], "lead": "您好，先安抚。"}
    other = publish(type="script", title="安抚话术", **said)
    page = body(get(desk, f"/k/{one}/with/{other}"))
    assert "您好，先<mark>挂失</mark>。" in page
    assert page.index("以下内容只有其中一类知识才有") < page.index("时效")
    assert "您别着急。" in page


# Who may not.


def test_p57_what_changed_is_for_whoever_may_read_the_article(
    client_for: For, cast: dict[str, Person], publish: Publish, branch: Audience, now: dt.datetime
) -> None:
    number = publish(title="东屿社保卡补换卡", lead=FIRST, audience=branch, at=now - 2 * HOUR)
    publish(title="东屿社保卡补换卡", lead=SECOND, audience=branch, article=number, at=now - HOUR)
    assert "<ins>四</ins>" in get(client_for(cast["sun"]), f"/k/{number}/changes")
    for given in ("", "?from=1&to=2", "?to=1", "?view=beside"):
        response = client_for(cast["lin"]).get(f"/k/{number}/changes{given}")
        assert response.status_code == 404
        assert "社保卡" not in response.content.decode()


def test_p57_a_version_that_was_never_live_is_no_page(
    client_for: For, cast: dict[str, Person], changed: int, now: dt.datetime
) -> None:
    factory.submitted(by=cast["zhao"], at=now, article=changed, lead="还没有确认的说法。")
    for login in ("lin", "zhao", "qian"):
        for given in ("to=4", "from=4", "from=4&to=3"):
            response = client_for(cast[login]).get(f"/k/{changed}/changes?{given}")
            assert response.status_code == 404
            assert "还没有确认" not in response.content.decode()
    page = get(client_for(cast["lin"]), f"/k/{changed}/changes")
    assert stood(page) == ["2", "3"]
    assert 'value="4"' not in page


def test_p57_an_article_moved_where_the_reader_may_not_go_takes_its_versions_along(
    client_for: For, cast: dict[str, Person], changed: int, branch: Audience, now: dt.datetime
) -> None:
    article = Article.objects.get(pk=changed)
    actions.narrow(article=article, audience=branch, by=cast["zhao"], now=now, reason="仅东屿")
    assert "<ins>三</ins>" in get(client_for(cast["sun"]), f"/k/{changed}/changes")
    for given in ("", "?from=1&to=2"):
        assert client_for(cast["lin"]).get(f"/k/{changed}/changes{given}").status_code == 404


def test_p57_a_version_that_stood_in_a_place_shut_now_is_not_told(
    client_for: For, cast: dict[str, Person], publish: Publish, branch: Audience, now: dt.datetime
) -> None:
    number = publish(lead=FIRST, section="内部规则", at=now - 5 * HOUR)
    publish(lead=SECOND, section="信用卡", article=number, at=now - 4 * HOUR)
    publish(lead=THIRD, section="信用卡", article=number, at=now - 3 * HOUR)
    section = tree(now).find(["内部规则"])
    assert section is not None
    actions.narrow_section(
        section=section, audience=branch, by=cast["zhao"], now=now - HOUR, reason="限"
    )
    lin = client_for(cast["lin"])
    for given in ("from=1", "from=1&to=2", "from=3&to=1", "to=1"):
        assert lin.get(f"/k/{number}/changes?{given}").status_code == 404
    for given in ("", "to=2", "from=2&to=3"):
        page = get(lin, f"/k/{number}/changes?{given}")
        assert "五" not in body(page).replace("五、", "")
        assert "内部规则" not in page
        assert 'value="1"' not in page
    assert "<del>五</del>" in get(client_for(cast["sun"]), f"/k/{number}/changes?from=1&to=2")


def test_p58_two_articles_stand_side_by_side_only_for_a_reader_of_both(
    client_for: For, cast: dict[str, Person], publish: Publish, branch: Audience
) -> None:
    hidden = publish(title="东屿社保卡补换卡", lead="东屿专用口径。", audience=branch)
    shown = publish(title="借记卡补换卡", lead="全行通用口径。")
    sun, lin = client_for(cast["sun"]), client_for(cast["lin"])
    for address in (f"/k/{hidden}/with/{shown}", f"/k/{shown}/with/{hidden}"):
        assert "东屿专用" in get(sun, address).replace("<mark>", "").replace("</mark>", "")
        for headers in ({}, {"HX-Request": "true"}):
            response = lin.get(address, headers=headers)
            assert response.status_code == 404
            said = response.content.decode()
            assert "东屿" not in said
            assert "通用口径" not in said
    absent = lin.get(f"/k/{shown}/with/{hidden + 1000}")
    assert absent.status_code == 404
    assert f"with/{hidden}" not in get(lin, f"/k/{shown}")
