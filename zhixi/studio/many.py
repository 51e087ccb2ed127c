"""A deed on a selection: which articles, what it would change, and handing it in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from zhixi.approval.models import Submission
from zhixi.knowledge.actions.changing import change_many, copy_many, withdraw_many
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

    def prepare(self) -> None:
        """See what would happen, if all fields are given."""
        if not self.form.is_valid():
            return
        act = self.form.act()
        planned = copies if self.copies else plan
        self.plan = planned(self.chosen, act, self.seat.person, self.seat.now)
        self.seen = self.plan.digest
        if isinstance(act, Replaced):
            found = [item.standing for item in self.plan.items]
            self.places = [place for each in found for place in places(each, act.words)]
            self.others = sum(other_widths(each, act.words) for each in found)
            if self.but:
                self.plan = plan(self.chosen, self._act(), self.seat.person, self.seat.now)

    def _act(self) -> Any:
        act = self.form.act()
        return replace(act, but=self.but) if isinstance(act, Replaced) else act

    def copy(self, seen: str) -> None:
        """Raises UnableToChange."""
        given: dict[str, Any] = {"numbers": self.chosen, "act": self.form.act(), "seen": seen}
        copy_many(**given, by=self.seat.person, now=self.seat.now)

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
    return Work(seat, code, form, selection(given, address, seat), _left_out(given))


def _left_out(given: Sent) -> frozenset[str]:
    """Places that stay, of the words that were looked at; other words begin anew."""
    if given.get("of") != given.get("words"):
        return frozenset()
    return frozenset([*given.get("but_elsewhere", "").splitlines(), *given.getlist("but")])
