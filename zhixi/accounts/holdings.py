"""What a person has in work, told by the rooms above that know it."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from zhixi.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Owned:
    """So much of one kind. `moves`: somebody else can take it over; `note`: what else to know."""

    label: str
    count: int
    moves: bool
    note: str = ""


class Holder(Protocol):
    def owned(self, person: Person, now: dt.datetime) -> list[Owned]: ...

    def may_take(self, roles: Collection[str]) -> bool: ...

    def lacks(self, person: Person, taker: Person, now: dt.datetime) -> str: ...

    def hand_over(self, *, person: Person, taker: Person, by: Person, now: dt.datetime) -> int: ...


_holders: dict[str, Holder] = {}


def register(code: str, holder: Holder) -> None:
    _holders[code] = holder


def owned(person: Person, now: dt.datetime) -> list[Owned]:
    return [each for holder in _holders.values() for each in holder.owned(person, now)]


def may_take(roles: Collection[str]) -> bool:
    """Whether who has these roles could go on with all that is handed over."""
    return all(holder.may_take(roles) for holder in _holders.values())


def lacks(person: Person, taker: Person, now: dt.datetime) -> str:
    """Why the other could not go on with all that the person has in work, or nothing."""
    told = (holder.lacks(person, taker, now) for holder in _holders.values())
    return next((words for words in told if words), "")


def hand_over(*, person: Person, taker: Person, by: Person, now: dt.datetime) -> dict[str, int]:
    """How much of each kind went to the other, in the name of whoever entered it."""
    return {
        code: holder.hand_over(person=person, taker=taker, by=by, now=now)
        for code, holder in _holders.items()
    }
