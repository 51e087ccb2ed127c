"""A deed on a selection: which articles, what it would change, and handing it in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from zhixi.approval.models import Submission
from zhixi.knowledge.actions.changing import change_many, copy_many, withdraw_many
from zhixi.knowledge.calendar.freezing import warning
from zhixi.knowledge.many.acts import Again
from zhixi.knowledge.many.owners import Asked, asked
from zhixi.knowledge.many.planning import MOST, Item, Left, Plan, copies, plan
from zhixi.knowledge.many.replacing import Place, Replaced, other_widths, places
from zhixi.knowledge.many.telling import Told, told
from zhixi.knowledge.working.articles import numbers
from zhixi.studio.deeds import DEEDS, Deed, Withdraw
from zhixi.studio.forms import ArticlesForm
from zhixi.studio.start import Seat

Sent = MultiValueDict[str, str]
SHOWN = 100  # articles, or places of words, on a page of the preview


def selection(given: Sent, address: Sent, seat: Seat) -> list[int]:
    """What was ticked, or all that the address asks for, in the list's order."""
    if given.get("all"):
        return numbers(ArticlesForm(address, seat).asked(), seat.person, seat.now)[:MOST]
    ticked = [*given.get("chosen", "").split(), *given.getlist("numbers")]
    found = (int(each) for each in ticked if re.fullmatch("[0-9]{1,18}", each))
    return list(dict.fromkeys(found))[:MOST]


@dataclass(slots=True)
class Work:
    """A deed in hand: the selection, the fields given, and the preview once they are valid."""

    seat: Seat
    code: str
    form: Deed
    chosen: list[int]
    but: frozenset[str] = frozenset()
    plan: Plan | None = None
    seen: str = ""
    places: list[Place] = field(default_factory=list)
    others: int = 0
    given: Mapping[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    @property
    def numbers(self) -> str:
        return " ".join(map(str, self.chosen))

    @property
    def left(self) -> list[Left]:
        return self.plan.left if self.plan else []

    @property
    def replaces(self) -> bool:
        return self.code == "replace"

    @property
    def leaves(self) -> bool:
        return self.code == "withdraw"

    @property
    def copies(self) -> bool:
        return self.code == "copy"

    def shown(self, page: int) -> list[Told]:
        """A page of the articles with what changes of each."""
        items: Sequence[Item] = self.plan.items if self.plan else ()
        return told(items[(page - 1) * SHOWN : page * SHOWN], self.seat.now)

    @property
    def touched(self) -> int:
        return len(self.plan.items) if self.plan else 0

    @property
    def warning(self) -> str:
        """That some would change in a freeze window; a copy that names no day is only a draft."""
        starts = self.plan.starts if self.plan else []
        if self.leaves:
            starts = [self.form.cleaned_data["from_at"]] * len(starts)
        elif self.copies:
            starts = [start for start in starts if start]
        return warning(starts, self.seat.now)

    def prepare(self) -> None:
        """See what would happen, if all fields are given."""
        if not self.form.is_valid():
            return
        act = self.form.act()
        planned = copies if self.copies else plan
        self.plan = planned(self.chosen, act, self.seat.person, self.seat.now)
        self.seen = self.plan.digest
        if isinstance(act, Again):
            self.asked = asked(self.plan.items, self.given, self.seat.now)
            self.plan = copies(self.chosen, self._act(), self.seat.person, self.seat.now)
        if isinstance(act, Replaced):
            found = [item.standing for item in self.plan.items]
            self.places = [place for each in found for place in places(each, act.words)]
            self.others = sum(other_widths(each, act.words) for each in found)
            if self.but:
                self.plan = plan(self.chosen, self._act(), self.seat.person, self.seat.now)

    def _act(self) -> Any:
        act = self.form.act()
        if isinstance(act, Again):
            owners = {each.group: int(each.chosen) if each.chosen else None for each in self.asked}
            return replace(act, owners=owners)
        return replace(act, but=self.but) if isinstance(act, Replaced) else act

    def copy(self, seen: str) -> None:
        """Raises UnableToChange."""
        self.prepare()
        given: dict[str, Any] = {"numbers": self.chosen, "seen": seen, "shown": self.form.act()}
        copy_many(act=self._act(), **given, by=self.seat.person, now=self.seat.now)

    def hand_in(self, seen: str, reason: str) -> Submission:
        """Raises UnableToChange."""
        common: dict[str, Any] = {"numbers": self.chosen, "seen": seen, "by": self.seat.person}
        common |= {"clock": timezone.now, "reason": reason}
        if isinstance(self.form, Withdraw):
            return withdraw_many(from_at=self.form.cleaned_data["from_at"], **common)
        shown = self.form.act() if self.but else None
        return change_many(act=self._act(), shown=shown, title=self.form.title, **common)


def work(given: Sent, address: Sent, seat: Seat) -> Work | None:
    """The deed that was asked for; nothing where there is no such one."""
    code = given.get("act", "")
    if code not in DEEDS:
        return None
    form = DEEDS[code](given if "step" in given else None, seat)
    chosen = selection(given, address, seat)
    return Work(seat, code, form, chosen, _left_out(given), given=_asked_of(given))


def _left_out(given: Sent) -> frozenset[str]:
    """Places that stay, of the words that were looked at; other words begin anew."""
    if given.get("of") != given.get("words"):
        return frozenset()
    return frozenset([*given.get("but_elsewhere", "").splitlines(), *given.getlist("but")])


def _asked_of(given: Sent) -> dict[str, str]:
    """The departments chosen by the group; another one chosen for all begins anew."""
    if given.get("of_owner") != given.get("owner"):
        return {}
    return {name: given.get(name, "") for name in given if name.startswith("for_")}
