"""Who may enter a section or read an article, in words: the audiences on the way, the units."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience, Unit
from zhixi.accounts.queries import audience_reaches
from zhixi.lib.text import series

Circle = frozenset[int]  # audiences, all of which a reader must belong to
NAMED = 4  # units that are named; of more their number is told


class Circles:
    """What these circles hold, asked of the database once."""

    def __init__(self, circles: Iterable[Circle]) -> None:
        wanted = {audience for circle in circles for audience in circle}
        self._reaches = audience_reaches(wanted)
        names = Audience.objects.filter(pk__in=wanted).values_list("pk", "name")
        self._names: dict[int, str] = dict(names)
        units = Unit.objects.values_list("pk", "name", "parent_id")
        self._units = {pk: (name, parent) for pk, name, parent in units}

    def reach(self, circle: Circle) -> frozenset[int]:
        """The units of those who belong to all of the audiences."""
        return frozenset(self._reaches[None]).intersection(*map(self._reaches.__getitem__, circle))

    def named(self, circle: Circle) -> str:
        """As people say it; the audience that holds another of them is not worth a word."""
        reaches = {each: self._reaches[each] for each in circle}
        closest = [
            each
            for each, reach in reaches.items()
            if not any(reaches[o] < reach or (reaches[o] == reach and o < each) for o in circle)
        ]
        names = [self._names[each] for each in sorted(closest)]
        if len(names) > 1:
            return _("同时属于：%(names)s") % {"names": series(names)}
        return names[0] if names else _("全体人员")

    def units(self, units: frozenset[int]) -> str:
        """The topmost of these units by name; what lies below them goes without saying, but
        where some of it is not meant."""
        top = sorted(unit for unit in units if self._units[unit][1] not in units)
        told = [self._unit(unit, units) for unit in top[:NAMED]]
        if len(top) > NAMED:
            told.append(_("等 %(n)s 个机构") % {"n": len(top)})
        return series(told)

    def _unit(self, unit: int, units: frozenset[int]) -> str:
        name = self._units[unit][0]
        whole = all(below in units for below in self._below(unit))
        return name if whole else _("%(unit)s（部分）") % {"unit": name}

    def _below(self, unit: int) -> Iterable[int]:
        return (pk for pk, (_name, parent) in self._units.items() if self._under(parent, unit))

    def _under(self, unit: int | None, top: int) -> bool:
        while unit is not None and unit != top:
            unit = self._units[unit][1]
        return unit == top
