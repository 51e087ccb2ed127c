"""What agents looked up in vain stands by section on the start page, one's own first."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.knowledge import actions, unfound
from zhixi.knowledge.queries import rights_of
from zhixi.search import leads, worker
from zhixi.search.models import LookUp, Mode, QueryPlace, Use, What
from zhixi.studio import unfound as shown_to

For = Callable[[Person], Client]
Publish = Callable[..., int]
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
THREE = ("lin", "sun", "bao")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.delete("unfound")


def look_up(person: Person, at: dt.datetime, query: str, **told: Any) -> LookUp:
    facts = {"mode": Mode.DESK, "total": 0, "took_ms": 1, "session": f"{query}-{person.number}"}
    return LookUp.objects.create(person=person.number, at=at, query=query, **facts | told)


def opened(person: Person, at: dt.datetime, number: int, session: str = "", **told: Any) -> None:
    Use.objects.create(
        session=session or f"o-{person.number}-{at.timestamp()}", person=person.number, at=at,
        number=number, version=1, what=What.OPENED, **told,
    )  # fmt: skip


def parts(client: Client) -> dict[str, list[str]]:
    """The headings of the list, and the lines under each as they are read."""
    shown = client.get("/studio/unfound").content.decode()
    found = re.findall(r'<ul class="lines" aria-label="([^"]*)">(.*?)</ul>', shown, re.S)
    return {
        unescape(name): [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split())
            for line in re.findall(r"<li>(.*?)</li>", lines, re.S)
        ]
        for name, lines in found
    }


def test_it_works(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    """By the section that was chosen; by what was opened soon after; by the nearest; or not."""
    card = publish(title="信用卡怎么注销", section="信用卡/销户")
    factory.through_the_gate(
        by=cast["zhou"], confirmer=cast["qian"], at=now - DAY, title="大额存单怎么转让",
        section="存款/大额存单",
    )  # fmt: skip
    section = actions.section_at(path=["存款", "利率"], by=cast["zhao"], now=now - DAY)
    worker.keep_up()
    ago = now - DAY
    for n, login in enumerate(THREE):
        one = cast[login]
        look_up(one, ago, "靠档计息还有吗", filters={"section": section})
        look_up(one, ago, "销卡之后年费退吗")
        if n < 2:
            opened(one, ago + MINUTE, card)
        look_up(one, ago + 20 * MINUTE, "大额存单能不能质押")
        look_up(one, ago + 20 * MINUTE, "数字藏品")
    unfound.place_all(now)
    assert parts(client_for(cast["zhao"])) == {
        "我和本部门的栏目": ["销卡之后年费退吗 信用卡 › 销户 · 没有结果 · 3 人 3 次"],
        "其他栏目": [
            "大额存单能不能质押 存款 › 大额存单 · 没有结果 · 3 人 3 次",
            "靠档计息还有吗 存款 › 利率 · 没有结果 · 3 人 3 次",
        ],
        "未能归到栏目": ["数字藏品 没有结果 · 3 人 3 次"],
    }
    start = client_for(cast["zhao"]).get("/studio/").content.decode()
    assert start.index("我和本部门的栏目") < start.index("其他栏目") < start.index("未能归到栏目")


def test_until_the_worker_has_looked_all_is_shown_without_a_section(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    for login in THREE:
        look_up(cast[login], now - DAY, "数字藏品")
    assert list(parts(client_for(cast["zhao"]))) == ["未能归到栏目"]


def test_what_is_above_ones_own_sections_is_ones_own(
    cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    publish(title="甲", section="信用卡/费用/年费")
    zhao = cast["zhao"]
    fees = actions.section_at(path=["信用卡", "费用"], by=zhao, now=now)
    other = actions.section_at(path=["信用卡", "分期"], by=zhao, now=now)
    for login in THREE:
        look_up(cast[login], now - DAY, "上面的", filters={"section": fees})
        look_up(cast[login], now - DAY, "旁边的", filters={"section": other})
    unfound.place_all(now)
    found = shown_to.missed(zhao, rights_of(zhao, now), now)
    assert [(each.asked.query, each.near) for each in found] == [("上面的", 0), ("旁边的", 1)]


@pytest.mark.parametrize(
    ("late", "told", "own"),
    [
        (MINUTE, {}, True),
        (11 * MINUTE, {}, False),  # by then it is about something else
        (MINUTE, {"call": "c2"}, False),  # another customer
        (MINUTE, {"session": "talk-2"}, False),  # another conversation
        (MINUTE, {"session": "talk-1"}, True),
    ],
)
def test_only_what_was_opened_about_the_same_tells(
    cast: dict[str, Person], publish: Publish, now: dt.datetime,
    late: dt.timedelta, told: dict[str, str], own: bool,
) -> None:  # fmt: skip
    number, ago = publish(title="甲", section="信用卡/费用"), now - DAY
    talk = {"call": "c1", "conversation": "1"}
    for login in THREE:
        look_up(cast[login], ago, "查不到的", **talk)
        for name, conversation in (("talk-1", "1"), ("talk-2", "2")):
            look_up(cast[login], ago, f"{name}里的", **talk | {
                "session": name, "conversation": conversation,
            })  # fmt: skip
        opened(cast[login], ago + late, number, **{"call": "c1"} | told)
    found = leads.leads(["查不到的"], now - 2 * DAY)["查不到的"]
    assert found.opened == ({number: 3} if own else {})


def test_a_product_that_was_chosen_leads_to_its_articles(
    cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    publish(title="金卡有什么", section="信用卡/产品", products=["标准金卡"])
    other = publish(title="查不到就看这里", section="存款")
    worker.keep_up()
    for login in THREE:
        look_up(cast[login], now - DAY, "机场停车", filters={"products": "标准金卡"})
        opened(cast[login], now - DAY + MINUTE, other)
    unfound.place_all(now)
    section = actions.section_at(path=["信用卡", "产品"], by=cast["zhao"], now=now)
    assert leads.places(["机场停车"]) == {"机场停车": section}


def test_a_closed_section_is_none(
    cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao = cast["zhao"]
    section = actions.section_at(path=["旧栏目"], by=zhao, now=now - DAY)
    for login in THREE:
        look_up(cast[login], now - DAY, "数字藏品", filters={"section": section})
        look_up(cast[login], now - DAY, "没有的栏目", filters={"section": 99999})
    actions.close_section(section=section, by=zhao, now=now)
    unfound.place_all(now + MINUTE)
    assert leads.places(["数字藏品", "没有的栏目"]) == {}


def test_what_is_found_now_is_forgotten(cast: dict[str, Person], now: dt.datetime) -> None:
    rows = [look_up(cast[login], now - DAY, "数字藏品") for login in THREE]
    unfound.place_all(now)
    assert [each.query for each in QueryPlace.objects.all()] == ["数字藏品"]
    rows[0].delete()
    unfound.place_all(now)
    assert not QueryPlace.objects.exists()


def test_the_index_is_asked_once_a_day_for_a_query_and_a_few_in_a_round(
    cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    publish(title="大额存单怎么转让", section="存款")
    worker.keep_up()
    for n in range(7):
        for login in THREE:
            look_up(cast[login], now - DAY, f"大额存单问题{n}")
    rounds = unfound.Rounds()
    rounds.round(now)
    assert QueryPlace.objects.count() == unfound.AT_ONCE
    rounds.round(now)
    assert QueryPlace.objects.count() == 7
    assert unfound.by_the_log(now) == []
    assert len(unfound.by_the_log(now + unfound.STANDS + MINUTE)) == 7


def test_the_same_queries_however_many_are_missed(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    browser, counts = client_for(cast["zhao"]), []
    for some in (1, 3):
        for n in range(some):
            if not LookUp.objects.filter(query=f"藏品{n}").exists():
                for login in THREE:
                    look_up(cast[login], now - DAY, f"藏品{n}")
        cache.delete("unfound")
        unfound.place_all(now)
        counts.append(0)
        for alias in ("default", "lookups"):
            with CaptureQueriesContext(connections[alias]) as asked:
                browser.get("/studio/unfound")
            counts[-1] += len(asked)
    assert abs(counts[0] - counts[1]) <= 2  # the first of each pair counts anew what was asked


def test_p139_a_query_of_a_place_that_one_may_not_read_is_left_out(
    cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    """Who reads every section is told all; for anybody else it would not be there."""
    units = Unit.objects.filter(code="card")
    circle = people.audience(name="信用卡中心", units=units, by=None, now=now - DAY)
    shut = actions.section_at(path=["内部"], by=cast["zhao"], now=now - DAY, audience=circle)
    open_ = actions.section_at(path=["公开"], by=cast["zhao"], now=now - DAY)
    for login in THREE:
        look_up(cast[login], now - DAY, "内部的事", filters={"section": shut})
        look_up(cast[login], now - DAY, "公开的事", filters={"section": open_})
    unfound.place_all(now)

    def told(login: str) -> set[str]:
        person = cast[login]
        return {each.asked.query for each in shown_to.missed(person, rights_of(person, now), now)}

    assert told("zhao") == {"内部的事", "公开的事"}
    assert told("bao") == {"公开的事"}


def test_p139_sections_of_queries_are_told_to_who_may_edit_only(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    section = actions.section_at(path=["内部规则"], by=cast["zhao"], now=now - DAY)
    for login in THREE:
        look_up(cast[login], now - DAY, "秘密的事", filters={"section": section})
    unfound.place_all(now)
    for login, person in cast.items():
        browser = client_for(person)
        shown = browser.get("/studio/").content.decode()
        listed = browser.get("/studio/unfound")
        assert ("秘密的事" in shown) == (login in {"zhao", "zhou"}), login
        assert listed.status_code == (200 if login in {"zhao", "zhou"} else 404), login
        names = re.findall(r"20\d{3}|林|孙", listed.content.decode()) if login == "zhao" else []
        assert not {cast[one].number for one in THREE} & set(names)
