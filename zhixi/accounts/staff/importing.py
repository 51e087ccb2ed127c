"""What a file of people and units would change, told before it is done.

An empty cell leaves what is there. Nobody is removed by not being named.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts import actions
from zhixi.accounts.models import Person, Unit, UnitMembership
from zhixi.accounts.staff import changing, rearranging
from zhixi.accounts.staff.changing import UnableToChange
from zhixi.accounts.staff.listing import held
from zhixi.accounts.staff.reading import KINDS, Fault, Said, day
from zhixi.lib.batches import batches
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical, digest
from zhixi.lib.text import series

BATCH = 100  # lines of a transaction: others write in between


@dataclass(frozen=True, slots=True)
class Change:
    """A line that does something: `verb` is added, changed or ended."""

    said: Said
    verb: str
    name: str
    facts: list[tuple[str, str, str]]  # label, before, after


@dataclass(slots=True)
class Plan:
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """What was shown is what is done: whoever applies names this."""
        return digest(canonical([[c.verb, c.said.values, c.facts] for c in self.changes]))

    def count(self, verb: str) -> int:
        return sum(change.verb == verb for change in self.changes)


class Superseded(Exception):
    """Somebody changed people or units since; the new plan is told instead."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


class _Known:
    """People and units as they are, and as the lines before have told."""

    def __init__(self, said: Sequence[Said], now: dt.datetime) -> None:
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.by_pk = {unit.pk: unit.code for unit in self.units.values()}
        self.coming: dict[str, str] = {}  # code, name
        self.named: dict[str, list[str]] = {}  # codes by name, of those that are open
        for unit in self.units.values():
            if unit.closed_at is None:
                self.named.setdefault(unit.name, []).append(unit.code)
        self.people: dict[str, Person] = {}
        self.logins: dict[str, str] = {}
        self.working: dict[int, list[str]] = {}
        numbers = [each.values["number"] for each in said if each.kind == "person"]
        logins = [login for each in said if (login := each.values.get("login"))]
        for some in batches(numbers + logins, 500):
            self._learn(some, now)
        self.seen: set[tuple[str, str]] = set()

    def _learn(self, some: Sequence[str], now: dt.datetime) -> None:
        found = Person.objects.filter(number__in=some)
        self.people |= {person.number: person for person in found}
        named = Person.objects.filter(login__in=some)
        self.logins |= {str(person.login): person.number for person in named}
        self.logins |= {person.number: person.number for person in found}
        rows = UnitMembership.objects.filter(person__in=[person.pk for person in found])
        for person, units in held(rows, "unit_id", now).items():
            self.working[person] = [self.by_pk[unit] for unit in units]

    def code(self, text: str) -> str:
        """The code of the unit that is called so. Raises UnableToChange."""
        named = self.named.get(text, [])
        if text in self.units or text in self.coming:
            named = [text]
        if not named:
            raise UnableToChange(_("没有代码或名称为“%(text)s”的机构") % {"text": text})
        if len(named) > 1:
            raise UnableToChange(_("有几个机构叫“%(text)s”，请改写机构代码") % {"text": text})
        unit = self.units.get(named[0])
        if unit is not None and unit.closed_at is not None:
            raise UnableToChange(_("“%(text)s”已撤销") % {"text": text})
        return named[0]

    def name(self, code: str) -> str:
        return self.units[code].name if code in self.units else self.coming[code]


def plan(said: Sequence[Said], by: Person, now: dt.datetime, faults: Sequence[Fault] = ()) -> Plan:
    """What the lines would do, and which cannot be done and why."""
    made, known = Plan(faults=list(faults)), _Known(said, now)
    for each in said:
        try:
            change = _person(each, known, by, now) if each.kind == "person" else _unit(each, known)
        except UnableToChange as error:
            made.faults.append(Fault(each.line, each.sheet, str(error)))
            continue
        if change is None:
            made.unchanged += 1
        else:
            made.changes.append(change)
    made.faults.sort(key=lambda fault: (fault.sheet, fault.line))
    return made


def _once(said: Said, key: str, known: _Known) -> str:
    text = said.values[key]
    if (key, text) in known.seen:
        raise UnableToChange(_("“%(text)s”在本文件中重复") % {"text": text})
    known.seen.add((key, text))
    return text


def _unit(said: Said, known: _Known) -> Change | None:
    code = _once(said, "code", known)
    told = said.values
    unit = known.units.get(code)
    parent = known.code(told["parent"]) if "parent" in told else None
    if parent == code:
        raise UnableToChange(_("上级机构不能是自己"))
    kind = KINDS[told["kind"]] if "kind" in told else None
    if unit is None:
        if missing := [word for key, word in _NEEDED if key not in told]:
            raise UnableToChange(_("新机构缺少：%(words)s") % {"words": series(map(str, missing))})
        known.coming[code] = told["name"]
        known.named.setdefault(told["name"], []).append(code)
        facts = [(_("上级机构"), "", known.name(str(parent)))]
        return Change(said, "added", told["name"], facts)
    if kind and kind != unit.kind:
        raise UnableToChange(
            _("机构类型不能改，现为“%(kind)s”") % {"kind": unit.get_kind_display()}
        )
    above = known.by_pk.get(unit.parent_id or 0, "")
    facts = _differing(
        (_("名称"), unit.name, told.get("name")),
        (_("地区"), unit.region, told.get("region")),
        (_("上级机构"), known.name(above) if above else "", parent and known.name(parent)),
    )
    return Change(said, "changed", unit.name, facts) if facts else None


_NEEDED = (("name", _("名称")), ("kind", _("类型")), ("parent", _("上级机构")))


def _person(said: Said, known: _Known, by: Person, now: dt.datetime) -> Change | None:
    number = _once(said, "number", known)
    told, person = said.values, known.people.get(number)
    unit = known.code(told["unit"]) if "unit" in told else None
    login = told.get("login")
    if login and known.logins.setdefault(login, number) != number:
        raise UnableToChange(_("登录名“%(login)s”已有人使用") % {"login": login})
    ends = day(told["on"]) if "on" in told else None
    if person is None:
        return _newcomer(said, known, unit, ends)
    now_in = known.working.get(person.pk, [])
    facts = _differing(
        (_("姓名"), person.name, told.get("name")),
        (_("登录名"), person.login or "", login),
        (_("机构"), _names(known, now_in), None if now_in == [unit] else unit and known.name(unit)),
        (_("停用日期"), _iso(person.deactivated_on), ends.isoformat() if ends else None),
    )
    if not facts:
        return None
    if person == by:
        raise UnableToChange(_("不能办理本人的事项，请由另一位管理员办理。"))
    leaves = ends is not None and ends != person.deactivated_on
    if leaves and ends:
        changing.refuse_day(person, ends, now)
    return Change(said, "ended" if leaves else "changed", person.name, facts)


def _newcomer(said: Said, known: _Known, unit: str | None, ends: dt.date | None) -> Change:
    told = said.values
    needed = (("name", _("姓名")), ("unit", _("机构")))
    if missing := [word for key, word in needed if key not in told]:
        raise UnableToChange(_("新人员缺少：%(words)s") % {"words": series(missing)})
    if ends is not None:
        raise UnableToChange(_("没有这个工号的人员，不能停用"))
    return Change(said, "added", told["name"], [(_("机构"), "", known.name(str(unit)))])


def _differing(*told: tuple[str, str, str | None]) -> list[tuple[str, str, str]]:
    return [(label, old, new) for label, old, new in told if new is not None and new != old]


def _names(known: _Known, codes: Sequence[str]) -> str:
    return series(known.name(code) for code in codes)


def _iso(on: dt.date | None) -> str:
    return on.isoformat() if on else ""


def carry_out(*, said: Sequence[Said], seen: str, by: Person, now: dt.datetime) -> None:
    """Do what the plan told, every batch whole or not at all. Raises Superseded where it is not
    the plan that was seen, or where somebody was faster: then it tells what is left."""
    made = plan(said, by, now)
    if made.faults or made.digest != seen:
        raise Superseded(made)
    for some in batches(made.changes, BATCH):
        if fault := _done(some, by, now):
            raise Superseded(plan(said, by, now, [fault]))


def _done(some: Sequence[Change], by: Person, now: dt.datetime) -> Fault | None:
    """All of them in one transaction, or none and the line that could not be done."""
    line = some[0].said
    try:
        with writing():
            for change in some:
                line = change.said
                (_do_person if line.kind == "person" else _do_unit)(change, by, now)
    except (UnableToChange, actions.UnableToAdd) as error:
        return Fault(line.line, line.sheet, str(error))
    return None


def _unit_called(text: str) -> Unit:
    return Unit.objects.filter(code=text).first() or Unit.objects.get(name=text, closed_at=None)


def _do_unit(change: Change, by: Person, now: dt.datetime) -> None:
    done: dict[str, Any] = {"by": by, "now": now} | change.said.values
    code, above = done.pop("code"), done.pop("parent", None)
    parent = _unit_called(above) if above else None
    if change.verb == "added" and parent:
        kind, region = KINDS[done.pop("kind")], done.pop("region", "")
        rearranging.add(code=code, kind=kind, region=region, unit=parent, **done)
        return
    done.pop("kind", None)
    unit = Unit.objects.select_related("parent").get(code=code)
    was = {"name": unit.name, "region": unit.region, "parent": parent or unit.parent}
    rearranging.change(unit=unit, **was | done)


def _do_person(change: Change, by: Person, now: dt.datetime) -> None:
    told = change.said.values
    done: dict[str, Any] = {"by": by, "now": now}
    unit = _unit_called(told["unit"]) if "unit" in told else None
    if change.verb == "added":
        number, name, login = told["number"], told["name"], told.get("login")
        actions.add_person(number=number, name=name, login=login, unit=unit, **done)
        return
    person = Person.objects.get(number=told["number"])
    name, login = told.get("name", person.name), told.get("login", person.login)
    changing.change(person=person, name=name, login=login, **done)
    if unit is not None:
        changing.move(person=person, unit=unit, **done)
    ends = day(told["on"]) if "on" in told else None
    if ends is not None and ends != person.deactivated_on:
        changing.deactivate(person=person, on=ends, **done)
