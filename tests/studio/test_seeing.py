"""What a person may see and do, and why, told to the three administrators only."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.accounts.staff import rearranging
from zhixi.knowledge import actions
from zhixi.knowledge.queries import NotVisible, read

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def circle(units: dict[str, Unit], zhao: Person, long_ago: dt.datetime) -> Audience:
    """A section for the card centre only."""
    made = {"by": None, "now": long_ago}
    circle = people.audience(name="信用卡中心内部", units=[units["card"]], **made)
    actions.section_at(path=["信用卡", "内部"], by=zhao, now=long_ago, audience=circle)
    return circle


def lines(client: Client, person: Person, **asked: object) -> dict[str, tuple[str, str]]:
    """What is told of each act and section: verdict and reason."""
    given = {name: str(each) for name, each in asked.items()}
    answer = client.get(f"/studio/people/{person.pk}/sees", given)
    assert answer.status_code == 200
    found = re.findall(
        r'<li><span><b>(.*?)</b> <small>(.*?)</small></span><span class="may[^"]*">(.*?)</span>',
        answer.content.decode(),
    )
    return {what: (may, why) for what, why, may in found}


def test_it_works(cast: dict[str, Person], circle: Audience, client_for: For) -> None:
    luo = client_for(cast["luo"])
    told = lines(luo, cast["lin"])
    assert told["信用卡 › 内部"] == ("不可看", "只给“信用卡中心内部”看，所在机构不在其中")
    assert told["写知识、提交、申请撤回"] == ("不可", "需要：知识采编岗、审核岗")
    told = lines(luo, cast["qian"])
    assert told["信用卡 › 内部"] == ("可看", "“信用卡中心内部”含信用卡中心")
    assert lines(luo, cast["lin"], q="信用卡")["信用卡"] == ("可看", "不限范围")
    may, why = lines(luo, cast["zhao"])["信用卡 › 内部"]
    assert may == "可看"
    assert "知识采编岗" in why


def test_p86_what_is_told_is_what_the_door_does(
    cast: dict[str, Person],
    circle: Audience,
    publish: Publish,
    client_for: For,
    now: dt.datetime,
) -> None:
    inner = publish(section="信用卡/内部", title="内部审批口径")
    own = publish(title="自有范围的口径", audience=circle)
    plain = publish(title="人人可读")
    luo = client_for(cast["luo"])
    for person in cast.values():
        for number in (inner, own, plain):
            shown = luo.get(f"/studio/people/{person.pk}/sees", {"article": number})
            text = shown.content.decode()
            assert "口径" not in text
            answer = re.search(r'class="answer( no)?"', text)
            assert answer is not None
            try:
                read(number, person, now, now)
                assert answer[1] is None, person
            except NotVisible:
                assert answer[1] == " no", person


def test_a_past_moment_is_told_as_it_was(
    cast: dict[str, Person], circle: Audience, units: dict[str, Unit], client_for: For
) -> None:
    before = timezone.localtime(timezone.now() - HOUR)
    facts = {"name": "信用卡组", "region": "", "by": None, "now": timezone.now()}
    rearranging.change(unit=units["team-card"], parent=units["card"], **facts)
    luo = client_for(cast["luo"])
    assert lines(luo, cast["lin"])["信用卡 › 内部"][0] == "可看"
    then = lines(luo, cast["lin"], at=f"{before:%Y-%m-%dT%H:%M}")
    assert then["信用卡 › 内部"][0] == "不可看"


def test_who_is_gone_may_do_nothing(
    cast: dict[str, Person], publish: Publish, client_for: For, now: dt.datetime
) -> None:
    number = publish()
    people.deactivate(person=cast["zhao"], on=now.date() - dt.timedelta(2), by=None, now=now)
    told = lines(client_for(cast["shen"]), cast["zhao"], article=number)
    assert told["写知识、提交、申请撤回"] == ("不可", "已停用，不能登录")


def test_p81_nobody_else_asks_what_others_may_see(
    cast: dict[str, Person], circle: Audience, client_for: For
) -> None:
    for login, person in cast.items():
        answer = client_for(person).get(f"/studio/people/{cast['lin'].pk}/sees")
        assert (answer.status_code == 200) == (login in {"admin", "luo", "shen"}), login
