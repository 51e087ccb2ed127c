"""The tree of units: made, renamed, moved, closed, with its past kept."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from zhixi.accounts import actions
from zhixi.accounts.models import AuditEntry, Person, Unit, UnitPast
from zhixi.accounts.queries import audience_ids_of
from zhixi.accounts.staff.tree import tree

For = Callable[[Person], Client]
HOUR = dt.timedelta(hours=1)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def change(client: Client, unit: Unit, **new: Any) -> Any:
    facts = {"name": unit.name, "region": unit.region, "parent": unit.parent_id or ""}
    return client.post(f"/studio/units/{unit.pk}/change", facts | new)


def test_it_works(admin: Person, units: dict[str, Unit], client_for: For) -> None:
    client = client_for(admin)
    shown = page(client, "/studio/units")
    assert f'href="/studio/units/{units["centre"].pk}">远程银行中心' in shown
    assert "信用卡组" in page(client, f"/studio/units/{units['centre'].pk}")
    change(client, units["card"], name="信用卡部")
    entry = AuditEntry.objects.latest("id")
    assert (entry.verb, entry.subject, entry.by) == ("unit-changed", "unit:card", "00001")
    assert (entry.facts["before"]["name"], entry.facts["after"]["name"]) == (
        "信用卡中心",
        "信用卡部",
    )
    assert "信用卡部" in page(client, "/studio/units?q=CARD")


def test_a_new_unit_hangs_where_it_was_put(
    admin: Person, units: dict[str, Unit], client_for: For
) -> None:
    given = {"code": "team-2", "name": "二组", "kind": "team", "region": ""}
    client = client_for(admin)
    assert "新增下级机构" in page(client, f"/studio/units/{units['centre'].pk}")
    client.post("/studio/units/new", given | {"unit": units["centre"].pk})
    assert Unit.objects.get(code="team-2").parent == units["centre"]
    again = client.post("/studio/units/new", given | {"unit": units["centre"].pk})
    assert "已经有了" in again.content.decode()


def test_a_move_that_opens_something_is_asked_about_first(
    admin: Person, lin: Person, units: dict[str, Unit], client_for: For
) -> None:
    before = timezone.now()
    made = {"by": None, "now": before}
    circle = actions.audience(name="东屿分行", units=[units["dongyu"]], **made)
    own = actions.audience(name="中心各组", units=[units["centre"]], **made)
    client, team = client_for(admin), units["team-card"]
    asked = change(client, team, parent=units["dongyu"].pk).content.decode()
    assert "将能看到：东屿分行" in asked
    assert "不再能看到：中心各组" in asked
    assert "1 人" in asked
    assert audience_ids_of(lin, timezone.now()) == {own.pk}
    change(client, team, parent=units["dongyu"].pk, sure="on")
    assert audience_ids_of(lin, timezone.now()) == {circle.pk}
    assert audience_ids_of(lin, before) == {own.pk}
    assert tree(before).path(team.pk) == "海山银行 › 远程银行中心 › 信用卡组"
    assert tree().path(team.pk) == "海山银行 › 东屿分行 › 信用卡组"


def test_no_unit_hangs_under_itself(admin: Person, units: dict[str, Unit], client_for: For) -> None:
    answer = change(client_for(admin), units["centre"], parent=units["team-card"].pk, sure="on")
    assert answer.status_code == 200
    assert Unit.objects.get(code="centre").parent == units["bank"]
    assert UnitPast.objects.count() == 0


def test_a_unit_closes_when_nobody_is_left(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For
) -> None:
    client, outlet = client_for(cast["admin"]), units["dongyu-1"]
    address = f"/studio/units/{outlet.pk}/close"
    assert (
        "还有下级机构" in client.post(f"/studio/units/{units['dongyu'].pk}/close").content.decode()
    )
    assert "还有 1 人" in client.post(address).content.decode()
    move = {"unit": units["dongyu"].pk}
    client.post(f"/studio/people/{cast['sun'].pk}/move", move)
    assert client.post(address).status_code == 302
    assert Unit.objects.get(pk=outlet.pk).closed_at is not None
    refused = client.post(f"/studio/people/{cast['sun'].pk}/move", {"unit": outlet.pk})
    assert refused.status_code == 200
    assert client.post(address).status_code == 302
    assert Unit.objects.get(pk=outlet.pk).closed_at is None
    assert UnitPast.objects.filter(unit=outlet).count() == 2


def test_what_a_unit_was_is_evidence(
    admin: Person, units: dict[str, Unit], client_for: For
) -> None:
    change(client_for(admin), units["card"], name="信用卡部")
    with pytest.raises(DatabaseError), transaction.atomic():
        UnitPast.objects.update(name="别的")


def test_p82_only_the_system_administrator_changes_units(
    cast: dict[str, Person], units: dict[str, Unit], client_for: For
) -> None:
    facts = {"name": "别的", "region": "", "parent": units["bank"].pk}
    new = {"code": "x", "name": "新", "kind": "team", "region": "", "unit": units["bank"].pk}
    for login, person in cast.items():
        client = client_for(person)
        if login != "admin":
            for address, given in [
                (f"/studio/units/{units['card'].pk}/change", facts),
                (f"/studio/units/{units['card'].pk}/close", {}),
                ("/studio/units/new", new),
            ]:
                assert client.post(address, given).status_code == 404, (login, address)
    assert (UnitPast.objects.count(), Unit.objects.filter(code="x").count()) == (0, 0)
