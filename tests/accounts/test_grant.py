"""Who holds which role, and belongs where, at which moment."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from zhixi.accounts import actions, queries
from zhixi.accounts.models import Person, RoleMembership, Unit
from zhixi.accounts.rules import EXCLUSIVE, Role, may_hold

HOUR = dt.timedelta(hours=1)


def test_it_works(lin: Person, now: dt.datetime) -> None:
    actions.grant(person=lin, role=Role.EXPERT, by=None, now=now)
    assert queries.roles_of(lin, now) == {"agent", "expert"}


def test_p9_a_past_moment_is_told_as_it_was(lin: Person, now: dt.datetime) -> None:
    actions.grant(person=lin, role=Role.EXPERT, by=None, now=now)
    actions.revoke(person=lin, role=Role.EXPERT, by=None, now=now + HOUR)
    assert queries.roles_of(lin, now - HOUR) == {"agent"}
    assert queries.roles_of(lin, now + HOUR / 2) == {"agent", "expert"}
    assert queries.roles_of(lin, now + HOUR) == {"agent"}


def test_p9_the_last_word_of_one_moment_counts(lin: Person, now: dt.datetime) -> None:
    actions.revoke(person=lin, role=Role.AGENT, by=None, now=now)
    actions.grant(person=lin, role=Role.AGENT, by=None, now=now)
    assert queries.roles_of(lin, now) == {"agent"}
    assert RoleMembership.objects.filter(person=lin).count() == 3


def test_p9_a_move_leaves_the_old_place_in_the_past(
    sun: Person, units: dict[str, Unit], now: dt.datetime
) -> None:
    actions.leave(person=sun, unit=units["dongyu-1"], by=None, now=now)
    actions.join(person=sun, unit=units["beilu"], by=None, now=now)
    assert queries.region_of(sun, now - HOUR) == "东屿"
    assert queries.region_of(sun, now) == "北麓"


@pytest.mark.parametrize("role", sorted(EXCLUSIVE))
def test_p5_no_administrator_holds_a_second_role(role: str) -> None:
    assert may_hold(role, frozenset())
    assert may_hold(role, frozenset({role}))
    for other in set(Role) - {role}:
        assert not may_hold(other, frozenset({role}))
        assert not may_hold(role, frozenset({other}))


def test_p5_after_giving_one_up_another_is_free(admin: Person, now: dt.datetime) -> None:
    actions.revoke(person=admin, role=Role.SYSTEM_ADMIN, by=None, now=now)
    actions.grant(person=admin, role=Role.AUDIT_ADMIN, by=None, now=now)
    assert queries.roles_of(admin, now) == {"audit_admin"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_roles_and_units_costs_no_query(
    count: int,
    units: dict[str, Unit],
    now: dt.datetime,
    django_assert_num_queries: Callable[..., Any],
) -> None:
    person = actions.add_person(number="90001", name="新人", by=None, now=now)
    places = [units["card"], units["team-card"], units["dongyu-1"]]
    for role, unit in zip([Role.AGENT, Role.EXPERT, Role.TRAINER][:count], places, strict=False):
        actions.grant(person=person, role=role, by=None, now=now)
        actions.join(person=person, unit=unit, by=None, now=now)
    with django_assert_num_queries(3):
        assert len(queries.roles_of(person, now)) == count
        queries.audience_ids_of(person, now)


def test_an_audience_holds_what_lies_below_its_units(
    cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    branch = actions.audience(name="东屿", units=[units["dongyu"]], by=None, now=now)
    bank = actions.audience(name="全行", units=[units["bank"]], by=None, now=now)
    team = actions.audience(name="信用卡组", units=[units["team-card"]], by=None, now=now)
    assert queries.audience_ids_of(cast["sun"], now) == {branch.pk, bank.pk}
    assert queries.audience_ids_of(cast["lin"], now) == {team.pk, bank.pk}
    assert queries.audience_ids_of(cast["feng"], now) == {bank.pk}


def test_who_has_no_unit_is_in_no_audience(units: dict[str, Unit], now: dt.datetime) -> None:
    actions.audience(name="全行", units=[units["bank"]], by=None, now=now)
    nobody = actions.add_person(number="90001", name="新人", by=None, now=now)
    assert queries.audience_ids_of(nobody, now) == frozenset()


def test_an_audience_reaches_all_units_below(units: dict[str, Unit], now: dt.datetime) -> None:
    branch = actions.audience(name="东屿", units=[units["dongyu"]], by=None, now=now)
    assert queries.audience_reach(branch.pk) == {units["dongyu"].pk, units["dongyu-1"].pk}
    assert queries.audience_reach(None) == {unit.pk for unit in units.values()}


def test_only_branch_staff_have_a_region(cast: dict[str, Person], now: dt.datetime) -> None:
    assert queries.region_of(cast["sun"], now) == "东屿"
    assert queries.region_of(cast["lin"], now) == ""


@pytest.mark.parametrize(
    ("number", "login"),
    [("80217", None), ("90001", "lin"), ("90001", "80217"), ("lin", None)],
)
def test_p2_a_name_belongs_to_one_person(
    number: str, login: str | None, lin: Person, now: dt.datetime
) -> None:
    with pytest.raises(actions.UnableToAdd, match="已有人使用"):
        actions.add_person(number=number, login=login, name="另一人", by=None, now=now)


def test_people_and_units_are_found_by_either_name(lin: Person, units: dict[str, Unit]) -> None:
    assert queries.person_named("lin") == queries.person_named("80217") == lin
    assert queries.unit_named("card") == queries.unit_named("信用卡中心") == units["card"]
    with pytest.raises(queries.UnknownPerson, match="nobody"):
        queries.person_named("nobody")
    with pytest.raises(queries.UnknownUnit, match="nowhere"):
        queries.unit_named("nowhere")


def test_the_last_day_is_counted_in_the_banks_zone(lin: Person) -> None:
    lin.deactivated_on = dt.date(2026, 11, 24)
    midnight = dt.datetime(2026, 11, 24, tzinfo=timezone.get_default_timezone())
    assert lin.active_at(midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1))
    assert not lin.active_at(midnight.astimezone(dt.UTC))
