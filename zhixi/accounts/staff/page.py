"""One person's page: what is told of him, and what the looker may do with him."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from zhixi.accounts import holdings, rules
from zhixi.accounts.holdings import Owned
from zhixi.accounts.models import Person
from zhixi.accounts.rules import Role
from zhixi.accounts.staff import facts
from zhixi.accounts.staff.facts import Circle, Interval
from zhixi.accounts.staff.trail import Link, of_subject
from zhixi.accounts.staff.tree import Tree, tree


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`gives`, `keeps` and `resets` say what the looker may do; nobody does it to himself."""

    person: Person
    active: bool
    leaving: bool
    locked: bool
    roles: list[Interval]
    units: list[Interval]
    circles: list[Circle]
    owned: list[Owned]
    trail: list[Link]
    tree: Tree
    free: list[tuple[str, str]]
    oneself: bool
    gives: bool
    keeps: bool
    resets: bool
    reads_trail: bool

    @property
    def moves(self) -> bool:
        """Whether somebody could take over some of what the person has in work."""
        return any(each.moves and each.count for each in self.owned)


def page_of(person: Person, by: Person, mine: Collection[str], now: dt.datetime) -> PersonPage:
    told, roles, units = tree(), facts.roles(person), facts.units(person)
    held = frozenset(each.key for each in roles if each.at(now))
    trails = rules.may_read_trail(mine)
    other = person != by
    return PersonPage(
        person=person,
        active=person.active_at(now),
        leaving=person.deactivated_on is not None and person.active_at(now),
        locked=facts.locked(person, now),
        roles=roles,
        units=units,
        circles=facts.circles([each.key for each in units if each.at(now)], told),
        owned=holdings.owned(person, now),
        trail=of_subject(f"person:{person.number}") if trails else [],
        tree=told,
        free=[(role.value, str(role.label)) for role in Role if _free(role, held)],
        oneself=not other,
        gives=other and rules.may_give_roles(mine),
        keeps=other and rules.may_keep_staff(mine),
        resets=other and rules.may_reset(mine, held),
        reads_trail=trails,
    )


def _free(role: Role, held: frozenset[str]) -> bool:
    return role not in held and rules.may_hold(role, held)
