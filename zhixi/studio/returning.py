"""A workbook that a person brought back: what it would change, what it cannot, and applying it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge.actions.changing import change_many, draft_many
from zhixi.knowledge.actions.drafting import How
from zhixi.knowledge.actions.sheets import drop_returned
from zhixi.knowledge.calendar.freezing import warning
from zhixi.knowledge.many.planning import Plan, plan
from zhixi.knowledge.many.sheets import Filled, Returned
from zhixi.knowledge.many.telling import Told, told
from zhixi.knowledge.working.kept import returned_of
from zhixi.lib.db import writing
from zhixi.studio.many import SHOWN
from zhixi.studio.start import Seat

TITLE = _("表格改动：{n} 条")


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that is left out, and why; `number` and `title` where there is such an article."""

    line: int
    why: str
    number: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    name: str
    at: dt.datetime
    now: dt.datetime
    sheet: Returned
    plan: Plan

    @property
    def faults(self) -> list[Fault]:
        rows = self.sheet.rows
        left = [Fault(rows[x.number][0], x.why, x.number, x.title) for x in self.plan.left]
        bad = [Fault(line, why) for line, why in self.sheet.errors]
        return sorted([*bad, *left], key=lambda fault: fault.line)

    @property
    def warning(self) -> str:
        return warning(self.plan.starts, self.now)

    def shown(self, page: int) -> list[Told]:
        return told(self.plan.items[(page - 1) * SHOWN : page * SHOWN], self.now)

    def apply(
        self, seen: str, reason: str, *, seat: Seat, clock: Clock, hand_in: bool
    ) -> Submission | None:
        """Drafts, or one submission; the workbook is done with. Raises UnableToChange."""
        numbers, act = list(self.sheet.rows), Filled(self.sheet.rows, seat.person, self.now)
        with writing():
            drop_returned(by=seat.person)
            if hand_in:
                return change_many(
                    numbers=numbers, act=act, seen=seen, title=TITLE, by=seat.person,
                    clock=clock, reason=reason, how=How.IMPORT,
                )  # fmt: skip
            draft_many(
                numbers=numbers, act=act, seen=seen, by=seat.person, now=clock(), how=How.IMPORT
            )
            return None


def returning(seat: Seat) -> Return | None:
    """What the person brought back, held against what is live now."""
    found = returned_of(seat.person)
    if found is None:
        return None
    kept, sheet = found
    act = Filled(sheet.rows, seat.person, seat.now)
    made = plan(list(sheet.rows), act, seat.person, seat.now)
    return Return(kept.name, kept.at, seat.now, sheet, made)
