"""Sections renamed, moved, opened and limited: who reads is decided by two, or by fewer readers."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from tests.knowledge import factory
from tests.knowledge.test_read import sees
from zhixi.accounts import actions as staff
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.approval.actions import UnableToDecide
from zhixi.knowledge import actions
from zhixi.knowledge.sections import Node, tree


@pytest.fixture
def card_only(units: dict[str, Unit], long_ago: dt.datetime) -> Audience:
    return staff.audience(name="信用卡中心", units=[units["card"]], by=None, now=long_ago)


@pytest.fixture
def limited(
    publish: Callable[..., int], zhao: Person, card_only: Audience, now: dt.datetime
) -> tuple[Node, int]:
    """A limited section, and an article that stands in it."""
    early = now - dt.timedelta(hours=3)
    place = actions.section_at(path=["内部"], by=zhao, now=early, audience=card_only)
    return tree(now).nodes[place], publish(section="内部")


def change(wanted: Node, cast: dict[str, Person], at: dt.datetime) -> None:
    asked = actions.change_section(
        wanted=wanted, by=cast["zhao"], clock=lambda: at, reason="目录调整"
    )
    factory.approve(asked, by=cast["qian"], at=at)


def test_it_works(limited: tuple[Node, int], cast: dict[str, Person], now: dt.datetime) -> None:
    section, number = limited
    hour = dt.timedelta(hours=1)
    change(replace(section, name="规则", audience=None), cast, now - hour)
    assert tree(now).names(section.id) == ["规则"]
    assert sees(cast["lin"], number, now)
    assert tree(now - 2 * hour).names(section.id) == ["内部"]
    assert not sees(cast["lin"], number, now - 2 * hour)


def test_p18_opening_waits_for_the_gate(
    limited: tuple[Node, int], cast: dict[str, Person], now: dt.datetime
) -> None:
    section, number = limited
    wanted = replace(section, audience=None)
    asked = actions.change_section(wanted=wanted, by=cast["zhao"], clock=lambda: now, reason="")
    later = now + dt.timedelta(minutes=5)
    assert not sees(cast["lin"], number, later)
    with pytest.raises(UnableToDecide):
        factory.approve(asked, by=cast["zhao"], at=now)
    factory.approve(asked, by=cast["qian"], at=now)
    assert not sees(cast["lin"], number, now)
    assert sees(cast["lin"], number, later)


def test_p18_moving_under_an_open_section_waits_for_the_gate_too(
    publish: Callable[..., int], zhao: Person, cast: dict[str, Person], card_only: Audience,
    now: dt.datetime,
) -> None:  # fmt: skip
    early = now - dt.timedelta(hours=3)
    actions.section_at(path=["内部"], by=zhao, now=early, audience=card_only)
    place = actions.section_at(path=["内部", "规则"], by=zhao, now=early)
    number = publish(section="内部/规则")
    change(replace(tree(now).nodes[place], parent=None), cast, now - dt.timedelta(hours=1))
    assert sees(cast["lin"], number, now)


def test_p18_narrowing_a_section_acts_at_once_and_never_widens(
    publish: Callable[..., int], cast: dict[str, Person], units: dict[str, Unit],
    card_only: Audience, now: dt.datetime,
) -> None:  # fmt: skip
    number = publish(section="信用卡/安全")
    section = tree(now).find(["信用卡"])
    assert section is not None
    given: dict[str, Any] = {"section": section, "by": cast["zhao"], "now": now, "reason": "限"}
    actions.narrow_section(audience=card_only, **given)
    assert not sees(cast["lin"], number, now)
    assert sees(cast["wang"], number, now)
    everyone = staff.audience(name="全行", units=[units["bank"]], by=None, now=now)
    with pytest.raises(actions.UnableToPlace, match="只能缩小"):
        actions.narrow_section(audience=everyone, **given)


def test_a_broken_tree_is_refused_when_asked_and_when_decided(
    cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao = cast["zhao"]
    early = now - dt.timedelta(hours=3)
    a, b = (actions.section_at(path=[name], by=zhao, now=early) for name in ("甲", "乙"))
    nodes = tree(now).nodes
    given: dict[str, Any] = {"by": zhao, "clock": lambda: now, "reason": ""}
    with pytest.raises(actions.UnableToPlace, match="自己"):
        actions.change_section(wanted=replace(nodes[a], parent=a), **given)
    with pytest.raises(actions.UnableToPlace, match="已有"):
        actions.change_section(wanted=replace(nodes[a], name="乙"), **given)
    first = actions.change_section(wanted=replace(nodes[a], parent=b), **given)
    second = actions.change_section(wanted=replace(nodes[b], parent=a), **given)
    factory.approve(first, by=cast["qian"], at=now)
    with pytest.raises(UnableToDecide, match="自己"):
        factory.approve(second, by=cast["qian"], at=now)


def test_the_confirmer_sees_what_changes(
    limited: tuple[Node, int],
    cast: dict[str, Person],
    now: dt.datetime,
    client_for: Callable[[Person], Client],
) -> None:
    wanted = replace(limited[0], audience=None)
    asked = actions.change_section(wanted=wanted, by=cast["zhao"], clock=lambda: now, reason="")
    page = client_for(cast["qian"]).get(f"/studio/submissions/{asked.pk}").content.decode()
    assert "可见范围" in page
    assert "<ins>上级栏目的全部读者</ins>" in page


def test_p18_only_editorial_roles_change_places(
    limited: tuple[Node, int], cast: dict[str, Person], card_only: Audience, now: dt.datetime
) -> None:
    section, _number = limited
    for login in cast.keys() - {"zhao", "zhou"}:
        with pytest.raises(actions.UnableToPlace):
            actions.change_section(
                wanted=replace(section, name="新"), by=cast[login], clock=lambda: now, reason=""
            )
        with pytest.raises(actions.UnableToPlace):
            actions.narrow_section(
                section=section.id, audience=card_only, by=cast[login], now=now, reason=""
            )
