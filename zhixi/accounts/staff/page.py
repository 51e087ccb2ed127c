"""One person's page: what is told of him, and what the looker may do with him."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from zhixi.accounts import holdings, rules
from zhixi.accounts.holdings import Owned
from zhixi.accounts.models import Handover, Person
from zhixi.accounts.rules import Role
from zhixi.accounts.staff import facts, leaving
from zhixi.accounts.staff.facts import Circle, Interval, Token
from zhixi.accounts.staff.trail import Link, of_subject
from zhixi.accounts.staff.tree import Tree, tree


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`gives`, `keeps` and `resets` say what the looker may do; nobody does it to himself.

    `handover` names who goes on for him, `why` tells why that one could not as it stands now,
    `takes` for whom he is to go on; `writes` says that there may be something to hand over.
    """

    person: Person
    active: bool
    leaving: bool
    locked: bool
    roles: list[Interval]
    units: list[Interval]
    circles: list[Circle]
    tokens: list[Token]
    owned: list[Owned]
    handover: Handover | None
    why: str
    takes: list[Handover]
    writes: bool
    trail: list[Link]
    tree: Tree
    free: list[tuple[str, str]]
    oneself: bool
    gives: bool
    keeps: bool
    resets: bool
    reads_trail: bool

    @property
    def taker(self) -> str:
        return self.handover.taker.number if self.handover else ""

    @property
    def moves(self) -> bool:
        """Whether somebody could take over some of what the person has in work, or is to."""
        return bool(self.why) or any(each.moves and each.count for each in self.owned)


def page_of(person: Person, by: Person, mine: Collection[str], now: dt.datetime) -> PersonPage:
    told, roles, units = tree(), facts.roles(person), facts.units(person)
    held = frozenset(each.key for each in roles if each.at(now))
    trails = rules.may_read_trail(mine)
    other, handover = person != by, leaving.of(person)
    return PersonPage(
        person=person,
        active=person.active_at(now),
        leaving=person.deactivated_on is not None and person.active_at(now),
        locked=facts.locked(person, now),
        roles=roles,
        units=units,
        circles=facts.circles([each.key for each in units if each.at(now)], told),
        tokens=facts.tokens(person),
        owned=_in_work(person, handover, now),
        handover=handover,
        why=_why(handover, now),
        takes=list(leaving.to_be_taken(person)),
        writes=holdings.may_take(held),
        trail=of_subject(f"person:{person.number}", now) if trails else [],
        tree=told,
        free=[(role.value, str(role.label)) for role in Role if _free(role, held)],
        oneself=not other,
        gives=other and rules.may_give_roles(mine),
        keeps=other and rules.may_keep_staff(mine),
        resets=other and rules.may_reset(mine, held),
        reads_trail=trails,
    )


def _in_work(person: Person, handover: Handover | None, now: dt.datetime) -> list[Owned]:
    """What he has in work; once that was handed over only what was never his alone."""
    done = handover is not None and handover.done_at is not None
    return [each for each in holdings.owned(person, now) if not (done and each.moves)]


def _why(handover: Handover | None, now: dt.datetime) -> str:
    if handover is None or handover.done_at:
        return ""
    return leaving.unable(handover.person, handover.taker, now)


def _free(role: Role, held: frozenset[str]) -> bool:
    return role not in held and rules.may_hold(role, held)
