"""Who leaves hands over what he has in work, and who takes over never decides on it."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import AuditEntry, Person
from zhixi.approval import actions as gate
from zhixi.approval.actions import UnableToDecide
from zhixi.approval.models import Decision

For = Callable[[Person], Client]
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def heir(cast: dict[str, Person], long_ago: dt.datetime) -> Person:
    facts = {"number": "70012", "name": "高远", "login": "gao", "roles": ["author"]}
    return people.add_person(**facts, by=None, now=long_ago)


def leave(client_for: For, cast: dict[str, Person], who: str, taker: str) -> str:
    address = f"/studio/people/{cast[who].pk}/leave"
    given = {"on": (dt.date.today() + 2 * DAY).isoformat(), "taker": taker}
    return client_for(cast["admin"]).post(address, given).content.decode()


def told(client_for: For, cast: dict[str, Person], who: str) -> str:
    shown = client_for(cast["admin"]).get(f"/studio/people/{cast[who].pk}").content.decode()
    return shown.split("名下的工作")[1].split("</section>")[0]


def test_it_works(cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime) -> None:
    zhao = cast["zhao"]
    factory.draft(by=zhao, at=now, title="年费减免草稿")
    returned = factory.submitted(by=zhao, at=now, title="退回的利率")
    answer = {"by": cast["qian"], "seen_digest": returned.digest, "reason": "数字不对"}
    gate.decide(
        submission=returned.pk, step=1, verdict=Decision.Verdict.RETURN, clock=lambda: now, **answer
    )
    waiting = factory.submitted(by=zhao, at=now, title="等待的挂失")
    shown = told(client_for, cast, "zhao")
    assert shown.count('<b class="count">1</b>') == 3
    assert "年费减免" not in shown
    leave(client_for, cast, "zhao", "gao")
    entry = AuditEntry.objects.get(verb="handed-over")
    assert entry.facts == {"to": "70012", "knowledge": 3}
    start = client_for(heir).get("/studio/").content.decode()
    assert "年费减免草稿" in start
    assert "退回的利率" in start
    people.grant(person=heir, role="confirmer", by=None, now=now)
    with pytest.raises(UnableToDecide, match="不能处理"):
        factory.approve(waiting, by=heir, at=now + HOUR)


def test_handing_over_twice_adds_no_hand(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    factory.draft(by=cast["zhao"], at=now)
    leave(client_for, cast, "zhao", "70012")
    leave(client_for, cast, "zhao", "70012")
    moved = AuditEntry.objects.filter(verb="handed-over").order_by("id")
    assert [entry.facts["knowledge"] for entry in moved] == [1, 0]


def test_what_is_left_of_somebody_gone_is_handed_over_later(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    factory.draft(by=cast["zhao"], at=now, title="年费减免草稿")
    leave(client_for, cast, "zhao", "")
    address = f"/studio/people/{cast['zhao'].pk}/hand-over"
    assert f'action="{address}"' in told(client_for, cast, "zhao")
    for login, person in cast.items():
        if login != "admin":
            assert client_for(person).post(address, {"taker": "gao"}).status_code == 404
    assert client_for(cast["admin"]).post(address, {"taker": "gao"}).status_code == 302
    assert "年费减免草稿" in client_for(heir).get("/studio/").content.decode()


def test_what_waits_for_a_confirmer_goes_by_role(
    cast: dict[str, Person], client_for: For, now: dt.datetime
) -> None:
    factory.submitted(by=cast["zhao"], at=now)
    assert "没有其他在职的业务确认人" in told(client_for, cast, "qian")
    facts = {"number": "20141", "name": "另一位", "roles": ["confirmer"]}
    people.add_person(**facts, by=None, now=now)
    assert "另有 1 位业务确认人可以确认" in told(client_for, cast, "qian")


@pytest.mark.parametrize(
    ("taker", "reason"),
    [
        ("lin", "没有采编权限"),
        ("zhao", "请选择另一位在职人员"),
        ("nobody", "没有登录名或工号为"),
        ("admin", "不能办理本人的事项"),
    ],
)
def test_p85_only_who_may_write_takes_over(
    taker: str, reason: str, cast: dict[str, Person], client_for: For, now: dt.datetime
) -> None:
    factory.draft(by=cast["zhao"], at=now)
    shown = leave(client_for, cast, "zhao", taker)
    assert reason in shown
    assert f'value="{taker}"' in shown
    cast["zhao"].refresh_from_db()
    assert cast["zhao"].deactivated_on is None
