"""The bank's units as a tree."""

import datetime as dt
from dataclasses import dataclass, field

from zhixi.accounts.models import Unit, UnitPast


@dataclass(slots=True)
class Tree:
    """A few thousand units held for one answer."""

    units: dict[int, Unit]
    _under: dict[int | None, list[Unit]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for unit in self.units.values():
            self._under.setdefault(unit.parent_id, []).append(unit)

    def line(self, unit: int) -> list[Unit]:
        """From the top down to the unit."""
        found: list[Unit] = []
        here: int | None = unit
        while here is not None and self.units[here] not in found:
            found.append(self.units[here])
            here = self.units[here].parent_id
        return found[::-1]

    def path(self, unit: int) -> str:
        return " › ".join(each.name for each in self.line(unit))

    def under(self, unit: int | None) -> list[Unit]:
        return self._under.get(unit, [])

    def below(self, unit: int) -> frozenset[int]:
        """The unit and all that lies below it."""
        found: set[int] = set()
        open_ = [unit]
        while open_:
            here = open_.pop()
            found.add(here)
            open_ += [each.pk for each in self.under(here)]
        return frozenset(found)

    def ordered(self) -> list[Unit]:
        """Every unit before those below it."""
        told: list[Unit] = []
        waiting = list(reversed(self.under(None)))
        while waiting:
            told.append(unit := waiting.pop())
            waiting += reversed(self.under(unit.pk))
        return told

    def offered(self) -> list[tuple[int, str]]:
        """Those that are open, by their whole path, in the order of the tree."""
        open_ = (unit for unit in self.ordered() if unit.closed_at is None)
        return [(unit.pk, self.path(unit.pk)) for unit in open_]


def tree(at: dt.datetime | None = None) -> Tree:
    """As it is now, or as it stood at a moment."""
    units = {unit.pk: unit for unit in Unit.objects.order_by("code")}
    if at is not None:
        for past in UnitPast.objects.filter(until_at__gt=at).order_by("-until_at", "-id"):
            units[past.unit_id].name, units[past.unit_id].parent_id = past.name, past.parent_id
    return Tree(units)
