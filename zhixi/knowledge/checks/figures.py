"""The rules as a section has them, and how often each was raised and overruled."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from zhixi.knowledge.checks.catalogue import RULES, Rule
from zhixi.knowledge.checks.standard import levels
from zhixi.knowledge.models import CheckLevel, Level, OverruledCheck, RaisedCheck
from zhixi.knowledge.sections import tree

LATELY = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Row:
    """A rule in a place. `own` is what is set right here, "" where nothing is; `inherited` what
    holds without it, and `source` the section that says so, "" for the bank."""

    rule: Rule
    own: str
    inherited: Level
    source: str
    raised: int
    handed_in: int
    overruled: int

    @property
    def held(self) -> Level:
        """The level that holds here."""
        return Level(self.own) if self.own else self.inherited

    @property
    def rate(self) -> int | None:
        """Of the texts that were handed in after it was raised, in how many it stood; percent."""
        return round(100 * self.overruled / self.handed_in) if self.handed_in else None


def rows(section: int | None, now: dt.datetime) -> list[Row]:
    """All rules as they hold in a section, with what became of them there and below."""
    path = [node.id for node in tree(now).path(section)] if section else []
    own = dict(CheckLevel.objects.filter(section=section).values_list("rule", "level"))
    above = levels(path[-2] if len(path) > 1 else None, now) if section else {}
    raised, handed_in, overruled = _counts(section, now)
    made = []
    for code, rule in RULES.items():
        level, place = above.get(code, (rule.level, None))
        source = tree(now).nodes[place].name if place else ""
        counts = raised.get(code, 0), handed_in.get(code, 0), overruled.get(code, 0)
        made.append(Row(rule, own.get(code, ""), Level(level), source, *counts))
    return made


def _counts(section: int | None, now: dt.datetime) -> list[dict[str, int]]:
    """Lines of editing by rule: raised, handed in, and handed in against the hint."""
    since = now - LATELY
    below = {"section__in": tree(now).below(section)} if section else {}
    asked = [
        RaisedCheck.objects.filter(at__gte=since, **below),
        RaisedCheck.objects.filter(handed_in_at__gte=since, **below),
        OverruledCheck.objects.filter(submission__submitted_at__gte=since, **below),
    ]
    return [
        dict(found.values_list("rule").annotate(n=Count("line", distinct=True))) for found in asked
    ]


def apart(now: dt.datetime) -> list[tuple[int, str]]:
    """The sections that have levels of their own."""
    rows = CheckLevel.objects.exclude(section=None).values_list("section_id", flat=True)
    here = tree(now)
    return sorted(((pk, here.written(pk)) for pk in set(rows)), key=lambda each: each[1])
