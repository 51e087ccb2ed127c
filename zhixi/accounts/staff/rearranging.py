"""What is done with units. What a unit was stays told; every change is in the chain."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts import actions, audit
from zhixi.accounts.models import Person, Unit, UnitPast
from zhixi.accounts.staff.changing import UnableToChange
from zhixi.accounts.staff.facts import circles
from zhixi.accounts.staff.listing import members, standing
from zhixi.accounts.staff.tree import Tree, tree
from zhixi.lib.db import alone, writing


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move does to those who work in the unit and below: audiences by name."""

    people: int
    gained: list[str]
    lost: list[str]


def add(
    *, code: str, name: str, kind: str, region: str, unit: Unit, by: Person | None, now: dt.datetime
) -> Unit:
    """A new unit under that one. Raises UnableToChange."""
    with writing():
        alone("units")
        if Unit.objects.filter(code=code).exists():
            raise UnableToChange(_("机构代码“%(code)s”已经有了。") % {"code": code})
        _refuse_closed(Unit.objects.get(pk=unit.pk))
        told = {"code": code, "name": name, "kind": kind, "region": region}
        return actions.add_unit(**told, parent=unit, by=by, now=now)


def change(
    *, unit: Unit, name: str, region: str, parent: Unit | None, by: Person | None, now: dt.datetime
) -> None:
    """Another name, region or place in the tree. Raises UnableToChange."""
    with writing():
        alone("units")
        here = Unit.objects.get(pk=unit.pk)
        if parent is not None and parent.pk != here.parent_id:
            _refuse_closed(Unit.objects.get(pk=parent.pk))
            if parent.pk in tree().below(here.pk):
                raise UnableToChange(_("机构不能移到自己或自己的下级之下。"))
        _turned(here, by, now, name=name, region=region, parent=parent)


def close(*, unit: Unit, by: Person, now: dt.datetime) -> None:
    """Nobody works there any more. Raises UnableToChange while somebody or something does."""
    with writing():
        alone("units")
        here = Unit.objects.get(pk=unit.pk)
        if here.children.filter(closed_at=None).exists():
            raise UnableToChange(_("还有下级机构，请先移走或撤销。"))
        left = members([here.pk], now).filter(standing(now)).count()
        if left:
            raise UnableToChange(_("还有 %(n)s 人在这个机构，请先调走。") % {"n": left})
        _turned(here, by, now, closed_at=now)


def reopen(*, unit: Unit, by: Person, now: dt.datetime) -> None:
    """The unit is used again. Raises UnableToChange under one that is closed."""
    with writing():
        alone("units")
        here = Unit.objects.select_related("parent").get(pk=unit.pk)
        if here.parent:
            _refuse_closed(here.parent)
        _turned(here, by, now, closed_at=None)


def effect(unit: Unit, parent: Unit, told: Tree, now: dt.datetime) -> Effect:
    """What moving the unit there would open to its people, and shut."""
    # What lies below the unit names the same audiences before and after.
    old = {each.name for each in circles([unit.pk], told)}
    own = {each.name for each in circles([unit.pk], Tree({unit.pk: _alone(unit)}))}
    new = {each.name for each in circles([parent.pk], told)} | own
    people = members(told.below(unit.pk), now).filter(standing(now)).count()
    return Effect(people, sorted(new - old), sorted(old - new))


def _alone(unit: Unit) -> Unit:
    return Unit(pk=unit.pk, name=unit.name)


def _refuse_closed(unit: Unit) -> None:
    if unit.closed_at is not None:
        raise UnableToChange(_("“%(unit)s”已撤销，请选择其他机构。") % {"unit": unit})


def _turned(unit: Unit, by: Person | None, now: dt.datetime, **new: object) -> None:
    """Write the new facts over the old, and the old into the past."""
    before = _told(unit)
    past = UnitPast(
        unit=unit,
        name=unit.name,
        region=unit.region,
        parent_id=unit.parent_id,
        closed_at=unit.closed_at,
        until_at=now,
        recorded_by=by,
    )
    for name, value in new.items():
        setattr(unit, name, value)
    if (after := _told(unit)) == before:
        return
    past.save(force_insert=True)
    unit.save(update_fields=list(new))
    facts = {"before": before, "after": after}
    audit.record(verb="unit-changed", subject=f"unit:{unit.code}", facts=facts, by=by, at=now)


def _told(unit: Unit) -> dict[str, str | None]:
    return {
        "name": unit.name,
        "region": unit.region,
        "parent": unit.parent.name if unit.parent else None,
        "closed_at": unit.closed_at.isoformat() if unit.closed_at else None,
    }
