"""Finding: the field, the list, the first hit beside it."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhixi.accounts import actions as people
from zhixi.accounts import rate
from zhixi.accounts.models import Person, Unit

Publish = Callable[..., int]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client_for: Callable[[Person], Client], lin: Person) -> Client:
    return client_for(lin)


def get(client: Client, address: str, headers: dict[str, str] | None = None) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_it_works(desk: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    page = get(desk, "/?q=信用卡挂失")
    assert f'href="/k/{number}"' in page
    assert "<mark>挂失</mark>" in page
    assert f'<article data-number="{number}"' in page
    assert 'value="信用卡挂失"' in page


def test_the_fragment_is_the_list_alone(desk: Client, publish: Publish) -> None:
    publish(title="信用卡丢了怎么挂失")
    fragment = get(desk, "/desk/search?q=挂失", headers=HTMX)
    assert 'role="option"' in fragment
    assert "<html" not in fragment
    assert "<article" not in fragment
    assert "<html" in get(desk, "/desk/search?q=挂失")


def test_with_nothing_typed_the_newest_are_shown(desk: Client, publish: Publish) -> None:
    publish(title="信用卡年费怎么免")
    page = get(desk, "/")
    assert "最近更新" in page
    assert "信用卡年费怎么免" in page
    assert "<article" not in page


def test_nothing_found_says_what_to_do(desk: Client, publish: Publish) -> None:
    publish()
    page = get(desk, "/?q=qqzzxx")
    assert "未找到可直接答复的知识" in page
    assert 'role="listbox"' not in page


def test_a_number_leads_to_its_article(desk: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    page = get(desk, f"/?q={number}")
    assert f"编号 {number}" in page
    assert f'<article data-number="{number}"' in page
    assert "未找到" in get(desk, "/?q=" + "9" * 60)


def test_one_type_alone(desk: Client, publish: Publish) -> None:
    publish(title="信用卡丢了怎么挂失")
    line = {"speaker": "坐席", "text": "您别着急。"}
    publish(title="信用卡挂失安抚话术", type="script", kind="安抚", lines=[line])
    both, scripts = get(desk, "/?q=挂失"), get(desk, "/?q=挂失&type=script")
    assert both.count('role="option"') == 2
    assert scripts.count('role="option"') == 1
    assert "未找到" in get(desk, "/?q=挂失&type=nonsense")


def test_the_customers_context_is_carried_on(desk: Client, publish: Publish) -> None:
    number = publish(title="信用卡丢了怎么挂失")
    page = get(desk, "/?q=挂失&region=北麓&product=金卡")
    assert "北麓 · 金卡" in page
    assert f'href="/k/{number}?region=%E5%8C%97%E9%BA%93&amp;product=%E9%87%91%E5%8D%A1"' in page
    assert '<input type="hidden" name="product" value="金卡"' in page


def test_what_was_typed_stays_text(desk: Client, publish: Publish) -> None:
    publish()
    page = get(desk, '/?q="><script>alert(1)</script>&region=<b>')
    assert "<script>" not in page
    assert "<b></span>" not in page


@pytest.mark.parametrize("address", ["/desk/search?q=挂失", "/desk/search", "/?q=挂失"])
def test_more_rows_cost_no_more_queries(desk: Client, publish: Publish, address: str) -> None:
    def cost(rows: int) -> int:
        get(desk, address, headers=headers)  # reads what is kept between requests
        with CaptureQueriesContext(connection) as queries:
            assert get(desk, address, headers=headers).count('role="option"') == rows
        return len(queries)

    headers = HTMX if "desk" in address else None
    publish(title="信用卡挂失一")
    publish(title="信用卡挂失二")
    two = cost(2)
    publish(title="信用卡挂失三")
    publish(title="信用卡挂失四")
    assert cost(4) == two


@pytest.mark.parametrize("address", ["/", "/?q=挂失&region=北麓", "/?q=qqzzxx"])
def test_nothing_is_written_into_the_page(desk: Client, publish: Publish, address: str) -> None:
    publish()
    response = desk.get(address)
    page = response.content.decode()
    script = r'<script(?![^>]*(?:\ssrc=|\stype="application/json"))'
    assert not re.search(rf"<style|\sstyle=|\son\w+=|{script}|javascript:", page)
    assert "'unsafe" not in response["Content-Security-Policy"]


def test_the_studio_is_offered_to_those_who_have_work_there(
    client_for: Callable[[Person], Client], lin: Person, qian: Person
) -> None:
    assert "采编台" not in get(client_for(lin), "/")
    page = get(client_for(qian), "/")
    assert "采编台" in page
    assert "钱岚 · 信用卡中心" in page


def test_what_is_for_others_is_not_found(
    desk: Client,
    client_for: Callable[[Person], Client],
    sun: Person,
    publish: Publish,
    units: dict[str, Unit],
    long_ago: dt.datetime,
) -> None:
    branch = people.audience(name="东屿", units=[units["dongyu"]], by=None, now=long_ago)
    number = publish(title="东屿社保卡补换卡", audience=branch)
    assert "东屿社保卡补换卡" in get(client_for(sun), "/?q=社保卡")
    for address in ("/", "/?q=社保卡", f"/?q={number}"):
        assert "东屿社保卡补换卡" not in get(desk, address)


def test_a_stranger_is_sent_to_the_door(client: Client, db: None) -> None:
    assert client.get("/?q=挂失")["Location"].startswith("/accounts/login/?next=")
    assert client.get("/desk/search?q=挂失", headers=HTMX).status_code == 401


def test_who_asks_too_often_is_told_to_wait(
    desk: Client, sun: Person, client_for: Callable[[Person], Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(rate, "PER_WINDOW", 2)
    monkeypatch.setattr(rate, "WINDOW", 10**9)
    answers = [desk.get("/desk/search?q=挂失", headers=HTMX) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2]["Retry-After"]
    assert client_for(sun).get("/desk/search?q=挂失", headers=HTMX).status_code == 200


def test_a_layer_answers_by_what_it_is_about(desk: Client, publish: Publish) -> None:
    """费用 stands beside the sentence, not in it; a heading of the same word is no answer."""
    publish(
        title="信用卡丢了怎么挂失",
        supplements=[{"condition": "费用", "text": "挂失手续费四十元一张。"}],
        must_tell=["费用与减免"],
    )
    fragment = get(desk, "/desk/search?q=信用卡挂失费用", headers=HTMX)
    assert "手续费四十元一张" in re.sub("</?mark>", "", fragment)


def test_a_script_answers_with_our_words_never_with_the_customers(
    desk: Client, publish: Publish
) -> None:
    publish(
        type="script",
        title="客户要求停息挂账话术",
        lines=[
            {"speaker": "客户", "text": "我想停息挂账，能停利息吗？"},
            {"speaker": "坐席", "text": "我先了解一下您的情况。"},
        ],
        objections=[{"customer": "别人说可以免利息", "answer": "要看审核结果，不能提前答应。"}],
    )
    plain = [
        re.sub("</?mark>", "", get(desk, f"/desk/search?q={typed}", headers=HTMX))
        for typed in ("停息挂账话术", "停息挂账 别人说可以免利息")
    ]
    assert "我先了解一下您的情况" in plain[0]
    assert "要看审核结果" in plain[1]
    assert not any("别人说可以免利息</span>" in each or "能停利息吗" in each for each in plain)
