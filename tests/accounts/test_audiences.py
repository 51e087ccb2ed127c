"""Audiences: who is in them, and a new one."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhixi.accounts import actions
from zhixi.accounts.models import Audience, AuditEntry, Person, Unit

For = Callable[[Person], Client]
ADDRESS = "/studio/audiences"


def rows(client: Client) -> list[tuple[str, str]]:
    answer = client.get(ADDRESS)
    assert answer.status_code == 200
    shown = answer.content.decode()
    return re.findall(r'<tr><td>(.*?)</td>.*?<td class="num">(\d+)</td></tr>', shown)


def test_it_works(luo: Person, units: dict[str, Unit], client_for: For) -> None:
    client = client_for(luo)
    given = {"name": "东屿与信用卡", "units": "dongyu\n\n信用卡中心\ndongyu\n"}
    assert client.post(f"{ADDRESS}/new", given)["Location"] == ADDRESS
    made = Audience.objects.get(name="东屿与信用卡")
    assert {each.unit.code for each in made.of_units.all()} == {"dongyu", "card"}
    assert rows(client) == [("东屿与信用卡", "3")]  # sun below dongyu, wang and qian
    entry = AuditEntry.objects.filter(verb="audience").latest("id")
    assert (entry.by, entry.facts["units"]) == (luo.number, ["card", "dongyu"])


def test_who_is_gone_is_not_counted(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For, now: dt.datetime
) -> None:
    actions.audience(name="信用卡", units=[units["card"]], by=None, now=now)
    day = now.date() - dt.timedelta(days=2)
    actions.deactivate(person=cast["wang"], on=day, by=None, now=now)
    assert rows(client_for(cast["shen"])) == [("信用卡", "1")]


def test_the_list_costs_the_same_for_one_and_for_three(
    shen: Person, units: dict[str, Unit], client_for: For, now: dt.datetime
) -> None:
    client, costs = client_for(shen), []
    for n, code in enumerate(["card", "ops", "centre"]):
        actions.audience(name=f"范围{n}", units=[units[code]], by=None, now=now)
        with CaptureQueriesContext(connection) as asked:
            assert len(rows(client)) == n + 1
        costs.append(len(asked))
    assert costs[0] == costs[2]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": "信用卡", "units": "card"}, "已经有了"),
        ({"name": "新", "units": "card\n没有的\n也没有"}, "没有代码或名称为“也没有”的机构"),
        ({"name": "新", "units": "二组"}, "有几个机构叫“二组”"),
        ({"name": "新", "units": ""}, "请填写这一项"),
        ({"name": "新", "units": "shut"}, "已撤销"),
    ],
)
def test_what_does_not_fit_is_told_and_kept(
    given: dict[str, str],
    reason: str,
    luo: Person,
    units: dict[str, Unit],
    client_for: For,
    now: dt.datetime,
) -> None:
    actions.audience(name="信用卡", units=[units["card"]], by=None, now=now)
    for code, name in [("a2", "二组"), ("b2", "二组"), ("shut", "旧组")]:
        made = {"code": code, "name": name, "kind": "team", "parent": units["centre"]}
        actions.add_unit(**made, by=None, now=now)
    Unit.objects.filter(code="shut").update(closed_at=now)
    shown = client_for(luo).post(f"{ADDRESS}/new", given).content.decode()
    assert reason in shown
    assert given["units"] in shown
    assert Audience.objects.count() == 1


def test_p82_only_the_security_administrator_makes_audiences(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For
) -> None:
    for login, person in cast.items():
        client = client_for(person)
        seen = client.get(ADDRESS).status_code == 200
        assert seen == (login in {"admin", "luo", "shen"}), login
        if login != "luo":
            answer = client.post(f"{ADDRESS}/new", {"name": "我的", "units": "card"})
            assert answer.status_code == 404
    assert Audience.objects.count() == 0
