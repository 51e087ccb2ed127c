"""People as the administrators keep them, and everybody else who may not."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhixi.accounts import actions, audit
from zhixi.accounts.models import AuditEntry, Person, RoleMembership, Unit, UnitMembership
from zhixi.accounts.queries import roles_of, unit_ids_of
from zhixi.accounts.rules import Role

For = Callable[[Person], Client]
ADMINISTRATORS = {"admin", "luo", "shen"}
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def page(client: Client, address: str, **asked: object) -> str:
    answer = client.get(address, {name: str(each) for name, each in asked.items()})
    assert answer.status_code == 200, address
    return answer.content.decode()


def names(shown: str) -> list[str]:
    return re.findall(r'<td class="named"><a[^>]*>(.*?)</a>', shown)


def post(client: Client, person: Person, act: str, **given: object) -> Any:
    return client.post(f"/studio/people/{person.pk}/{act}", given)


def link(verb: str) -> AuditEntry:
    return AuditEntry.objects.filter(verb=verb).latest("id")


def test_it_works(luo: Person, lin: Person, client_for: For) -> None:
    """From the list to a person, and a role given."""
    client = client_for(luo)
    assert f'href="/studio/people/{lin.pk}">林晓' in page(client, "/studio/people", q="林")
    assert "坐席" in page(client, f"/studio/people/{lin.pk}")
    answer = post(client, lin, "give", role=Role.EXPERT)
    assert answer["Location"] == f"/studio/people/{lin.pk}"
    assert RoleMembership.objects.latest("id").recorded_by == luo
    shown = page(client, f"/studio/people/{lin.pk}")
    assert "业务专家" in shown
    assert "罗安 授予" in shown
    facts = link("role").facts
    assert (facts["before"], facts["after"]) == (["agent"], ["agent", "expert"])
    assert audit.verify().ok


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "林"}, ["林晓"]),
        ({"q": "8021"}, ["林晓"]),
        ({"q": "LIN"}, ["林晓"]),
        ({"role": "author"}, ["赵宁"]),
        ({"unit": "dongyu"}, ["孙敏"]),
        ({"unit": "centre"}, ["冯立", "林晓"]),
        ({"unit": "centre", "role": "agent"}, ["林晓"]),
        ({"standing": "out"}, ["包格日"]),
        ({"q": "没有这个人"}, []),
    ],
)
def test_the_list_is_narrowed(
    asked: dict[str, str],
    found: list[str],
    cast: dict[str, Person],
    units: dict[str, Unit],
    client_for: For,
    now: dt.datetime,
) -> None:
    actions.deactivate(person=cast["bao"], on=now.date() - DAY, by=None, now=now)
    if "unit" in asked:
        asked = asked | {"unit": str(units[asked["unit"]].pk)}
    assert names(page(client_for(cast["shen"]), "/studio/people", **asked)) == found


def test_a_role_that_ended_and_a_unit_left_narrow_no_more(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For, now: dt.datetime
) -> None:
    actions.revoke(person=cast["lin"], role=Role.AGENT, by=None, now=now - HOUR)
    actions.leave(person=cast["sun"], unit=units["dongyu-1"], by=None, now=now - HOUR)
    client = client_for(cast["shen"])
    assert names(page(client, "/studio/people", role="agent")) == []
    assert names(page(client, "/studio/people", unit=units["dongyu"].pk)) == []


def test_the_list_is_paged_and_costs_the_same_for_one_and_for_many(
    shen: Person, units: dict[str, Unit], client_for: For, long_ago: dt.datetime
) -> None:
    client, costs = client_for(shen), []
    for n in range(60):
        made = {"number": f"9{n:04}", "name": f"新人{n}", "unit": units["card"]}
        actions.add_person(**made, roles=["agent"], by=None, now=long_ago)
        if n in {0, 2}:
            with CaptureQueriesContext(connection) as asked:
                page(client, "/studio/people", q="新人")
            costs.append(len(asked))
    assert costs[0] == costs[1]
    assert len(names(page(client, "/studio/people", q="新人"))) == 50
    assert len(names(page(client, "/studio/people", q="新人", page=2))) == 10


def test_a_new_person_comes_without_rights(
    admin: Person, units: dict[str, Unit], client_for: For, now: dt.datetime
) -> None:
    given = {"number": "80999", "name": "方晴", "login": "", "unit": units["team-card"].pk}
    client_for(admin).post("/studio/people/new", given)
    made = Person.objects.get(number="80999")
    assert made.login is None
    assert not made.has_usable_password()
    later = now + HOUR
    assert (roles_of(made, later), unit_ids_of(made, later)) == (set(), {units["team-card"].pk})
    again = client_for(admin).post("/studio/people/new", given)
    assert "已有人使用" in again.content.decode()
    assert 'value="方晴"' in again.content.decode()


def test_names_are_changed_with_before_and_after(
    admin: Person, lin: Person, client_for: For
) -> None:
    post(client_for(admin), lin, "names", name="林小晓", login="linxx")
    assert Person.objects.get(pk=lin.pk).name == "林小晓"
    facts = link("person-changed").facts
    assert facts["before"] == {"name": "林晓", "login": "lin"}
    assert facts["after"] == {"name": "林小晓", "login": "linxx"}
    taken = post(client_for(admin), lin, "names", name="林小晓", login="zhao").content.decode()
    assert "已有人使用" in taken
    assert 'value="zhao"' in taken


def test_a_move_is_told_with_both_places(
    admin: Person, lin: Person, units: dict[str, Unit], client_for: For
) -> None:
    post(client_for(admin), lin, "move", unit=units["beilu"].pk)
    last = UnitMembership.objects.latest("id")
    assert unit_ids_of(lin, last.from_at) == {units["beilu"].pk}
    shown = page(client_for(admin), f"/studio/people/{lin.pk}")
    assert "信用卡组" in shown.split("以前")[1]
    assert "请选择" in post(client_for(admin), lin, "move", unit="").content.decode()


def test_a_lock_is_seen_and_opened(admin: Person, lin: Person, client_for: For) -> None:
    actions.set_password(person=lin, password="right-words-9", by=None, now=timezone.now())
    for _n in range(settings.AXES_FAILURE_LIMIT):
        Client().post("/accounts/login/", {"username": "lin", "password": "wrong"})
    right = {"username": "lin", "password": "right-words-9"}
    assert Client().post("/accounts/login/", right).status_code == 429
    client = client_for(admin)
    assert "登录已锁定" in page(client, f"/studio/people/{lin.pk}")
    post(client, lin, "unlock")
    assert "登录已锁定" not in page(client, f"/studio/people/{lin.pk}")
    assert Client().post("/accounts/login/", right).status_code == 302
    assert link("unlock").by == admin.number


def test_a_new_password_is_shown_once_and_ends_the_old(
    admin: Person, lin: Person, client_for: For
) -> None:
    seat = client_for(lin)
    shown = post(client_for(admin), lin, "password").content.decode()
    told = re.search(r'class="secret">([a-z0-9-]+)<', shown)
    assert told is not None
    assert told[1] not in page(client_for(admin), f"/studio/people/{lin.pk}")
    assert told[1] not in str(link("password").facts)
    assert seat.get("/").status_code == 302
    new = Client()
    answer = new.post("/accounts/login/", {"username": "lin", "password": told[1]})
    assert answer.status_code == 302
    own = {"old": told[1], "new": "mine-alone-77", "again": "mine-alone-77"}
    for address in ("/", "/desk/search?q=x", "/studio/"):
        assert new.get(address)["Location"] == "/accounts/password"
    assert new.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == "/accounts/password"
    for wrong, reason in [
        ({"old": "guess"}, "现在的密码不对"),
        ({"again": "other-word-77"}, "不一样"),
        ({"new": "short", "again": "short"}, "10"),
        ({"new": told[1], "again": told[1]}, "与现在的相同"),
    ]:
        assert reason in new.post("/accounts/password", own | wrong).content.decode()
    assert new.post("/accounts/password", own)["Location"] == "/"
    assert new.get("/").status_code == 200
    assert link("password").by == lin.number


def test_p85_who_comes_back_has_no_role_until_one_is_given(
    admin: Person, lin: Person, client_for: For, now: dt.datetime
) -> None:
    client = client_for(admin)
    today = (now + 8 * HOUR).date()
    post(client, lin, "leave", on=(today + 3 * DAY).isoformat(), taker="")
    assert "将于" in page(client, f"/studio/people/{lin.pk}")
    post(client, lin, "back")
    assert roles_of(lin, now + HOUR) == {"agent"}
    post(client, lin, "leave", on=today.isoformat(), taker="")
    assert client_for(lin).get("/").status_code == 302
    post(client, lin, "back")
    lin.refresh_from_db()
    assert lin.deactivated_on is None
    assert roles_of(lin, now + HOUR) == set()
    assert link("reactivate").facts == {"before": today.isoformat(), "after": None}


def test_a_day_that_is_past_is_no_last_day(
    admin: Person, lin: Person, client_for: For, now: dt.datetime
) -> None:
    shown = post(client_for(admin), lin, "leave", on=(now - 3 * DAY).date().isoformat(), taker="")
    assert "不能早于今天" in shown.content.decode()
    lin.refresh_from_db()
    assert lin.deactivated_on is None


def test_p83_nobody_changes_himself(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For, now: dt.datetime
) -> None:
    luo, admin = cast["luo"], cast["admin"]
    before = AuditEntry.objects.count()
    for client, person, act, given in [
        (client_for(luo), luo, "give", {"role": "author"}),
        (client_for(luo), luo, "end", {"role": "security_admin"}),
        (client_for(luo), luo, "password", {}),
        (client_for(luo), luo, "unlock", {}),
        (client_for(admin), admin, "names", {"name": "别名", "login": ""}),
        (client_for(admin), admin, "move", {"unit": units["card"].pk}),
        (client_for(admin), admin, "leave", {"on": "2099-01-01", "taker": ""}),
        (client_for(admin), admin, "back", {}),
    ]:
        answer = post(client, person, act, **given)
        assert "不能办理本人的事项" in answer.content.decode(), act
    signed_in = AuditEntry.objects.filter(chain="signin").count()
    assert AuditEntry.objects.count() - signed_in == before
    shown = page(client_for(luo), f"/studio/people/{luo.pk}")
    assert "这是您本人" in shown
    assert 'action="/studio/people/' not in shown


def test_p83_an_administrators_sign_in_is_opened_by_the_security_administrator(
    cast: dict[str, Person], client_for: For
) -> None:
    admin, luo = client_for(cast["admin"]), client_for(cast["luo"])
    for login, person in cast.items():
        theirs = login in ADMINISTRATORS
        for act in ("unlock", "password"):
            assert (post(admin, person, act).status_code == 404) == theirs, (login, act)
        assert (post(luo, person, "unlock").status_code == 404) != theirs, login


def test_p83_who_becomes_an_administrator_gets_a_sign_in_that_nobody_knew(
    cast: dict[str, Person], client_for: For, now: dt.datetime
) -> None:
    made = actions.add_person(
        number="00008", name="新管理员", login="xin", password="known-words-9", by=None, now=now
    )
    luo = client_for(cast["luo"])
    assert post(luo, made, "give", role="expert").status_code == 302
    made.refresh_from_db()
    assert made.has_usable_password()
    post(luo, made, "end", role="expert")
    assert post(luo, made, "give", role="security_admin").status_code == 302
    known = {"username": "xin", "password": "known-words-9"}
    assert Client().post("/accounts/login/", known).status_code == 200
    assert post(client_for(cast["admin"]), made, "password").status_code == 404
    assert 'class="secret"' in post(luo, made, "password").content.decode()


def test_p84_the_last_security_administrator_stays(
    cast: dict[str, Person], client_for: For, now: dt.datetime
) -> None:
    luo, admin = cast["luo"], cast["admin"]
    on = (now + 2 * DAY).date()
    shown = post(client_for(admin), luo, "leave", on=on.isoformat(), taker="")
    assert "最后一位安全管理员" in shown.content.decode()
    second = {"number": "00009", "name": "第二位", "roles": ["security_admin"]}
    other = actions.add_person(**second, by=None, now=now - DAY)
    actions.deactivate(person=other, on=on, by=None, now=now)
    shown = post(client_for(other), luo, "end", role="security_admin")
    assert "最后一位安全管理员" in shown.content.decode()
    assert post(client_for(admin), other, "back").status_code == 302
    assert post(client_for(other), luo, "end", role="security_admin").status_code == 302
    assert roles_of(luo, now + HOUR) == set()


def test_p5_roles_that_do_not_go_together_are_refused_with_words(
    luo: Person, zhao: Person, client_for: For, now: dt.datetime
) -> None:
    shown = post(client_for(luo), zhao, "give", role="audit_admin").content.decode()
    assert "三员分立" in shown
    assert roles_of(zhao, now + HOUR) == {"author"}
    assert 'value="audit_admin"' not in page(client_for(luo), f"/studio/people/{zhao.pk}")


def test_p82_only_the_audit_administrator_reads_the_trail(
    cast: dict[str, Person], client_for: For
) -> None:
    post(client_for(cast["luo"]), cast["lin"], "give", role="expert")
    for login in ADMINISTRATORS:
        shown = page(client_for(cast[login]), f"/studio/people/{cast['lin'].pk}")
        assert ("变更记录" in shown) == (login == "shen"), login
    assert "坐席、业务专家" in page(client_for(cast["shen"]), f"/studio/people/{cast['lin'].pk}")


@pytest.mark.parametrize(
    ("act", "given", "who"),
    [
        ("give", {"role": "expert"}, "luo"),
        ("end", {"role": "agent"}, "luo"),
        ("names", {"name": "新名", "login": ""}, "admin"),
        ("move", {"unit": "card"}, "admin"),
        ("leave", {"on": "2099-01-01", "taker": ""}, "admin"),
        ("unlock", {}, "admin"),
        ("password", {}, "admin"),
    ],
)
def test_p82_each_act_is_one_administrators(
    act: str,
    given: dict[str, Any],
    who: str,
    cast: dict[str, Person],
    units: dict[str, Unit],
    client_for: For,
) -> None:
    if "unit" in given:
        given = {"unit": units[given["unit"]].pk}
    for login, person in cast.items():
        if login != who:
            before = AuditEntry.objects.filter(chain="main").count()
            assert post(client_for(person), cast["bao"], act, **given).status_code == 404, login
            assert AuditEntry.objects.filter(chain="main").count() == before
    target = cast["lin"] if act in {"give", "end"} else cast["bao"]
    assert post(client_for(cast[who]), target, act, **given).status_code in {200, 302}


def test_p81_only_the_three_find_people_and_units(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For
) -> None:
    lin = cast["lin"]
    for login, person in cast.items():
        client = client_for(person)
        for address in ("/studio/people", f"/studio/people/{lin.pk}", "/studio/units"):
            answer = client.get(address)
            assert (answer.status_code == 200) == (login in ADMINISTRATORS), (login, address)
            assert ("林晓" in answer.content.decode()) <= (login in ADMINISTRATORS | {"lin"})
        linked = 'href="/studio/people"' in client.get("/studio/", follow=True).content.decode()
        assert linked == (login in ADMINISTRATORS), login
        at_home = client.get("/").content.decode()
        assert ('href="/studio/people"' in at_home) == (login in {"admin", "shen"}), login
        for address in ("/studio/people/new", "/studio/people/import", "/studio/units/new"):
            assert (client.get(address).status_code == 200) == (login == "admin"), login
