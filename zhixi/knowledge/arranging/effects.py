"""What a change of the tree would mean, before it is asked for and for whoever decides on it."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count
from django.utils.translation import gettext as _

from zhixi.knowledge.arranging.circles import Circle, Circles
from zhixi.knowledge.models import Draft, LiveSpan
from zhixi.knowledge.sections import Node, Tree

Moved = tuple[Circle, Circle]


@dataclass(frozen=True, slots=True)
class Row:
    """So many articles that are live now or later, who reads them, and who would."""

    n: int
    before: str
    after: str
    gains: str
    losses: str

    @property
    def told(self) -> str:
        if self.before == self.after and not (self.gains or self.losses):
            return _("%(n)s 条知识：读者不变（%(who)s）") % {"n": self.n, "who": self.before}
        facts = {"n": self.n, "before": self.before, "after": self.after}
        words = [_("%(n)s 条知识：%(before)s → %(after)s") % facts]
        if self.gains:
            words.append(_("新增可见 %(units)s") % {"units": self.gains})
        if self.losses:
            words.append(_("不再可见 %(units)s") % {"units": self.losses})
        return "；".join(words)


@dataclass(frozen=True, slots=True)
class Effects:
    """`wider` says that somebody would enter the section who may not now."""

    before: str
    after: str
    sections: int  # below it, that go along
    drafts: int
    rows: list[Row]
    entering: Row
    wider: bool

    @property
    def n(self) -> int:
        return sum(row.n for row in self.rows)


def of_change(wanted: Node, now_: Tree, at: dt.datetime) -> Effects:
    """A section with another name, place or audience."""
    then = now_.with_(wanted)
    same = {each: each for each in now_.below(wanted.id)}
    return _effects(wanted.id, wanted.id, same, now_, then, at)


def of_merge(section: int, into: int, now_: Tree, at: dt.datetime) -> Effects:
    """All that stands in one section put into another; what hangs under it goes along."""
    children = [replace(now_.nodes[each], parent=into) for each in now_.opened_under(section)]
    then = now_.with_(*children)
    moved = {each: each for child in children for each in now_.below(child.id)}
    return _effects(section, into, moved | {section: into}, now_, then, at)


def _effects(
    section: int, into: int, moved: Mapping[int, int], now_: Tree, then: Tree, at: dt.datetime
) -> Effects:
    counted = _counted(moved, now_, then, at)
    entering: Moved = (circle_of(now_, section), circle_of(then, into))
    circles = Circles([circle for pair in (*counted, entering) for circle in pair])
    rows = [_row(pair, n, circles) for pair, n in counted.most_common()]
    return Effects(
        before=now_.written(section),
        after=then.written(into),
        sections=len(moved) - 1,
        drafts=Draft.objects.filter(section__in=moved).count(),
        rows=rows,
        entering=_row(entering, 0, circles),
        wider=not circles.reach(entering[1]) <= circles.reach(entering[0]),
    )


def circle_of(tree: Tree, section: int, own: int | None = None) -> Circle:
    """The audiences that a reader there must belong to."""
    return frozenset([*tree.audiences(section), *([] if own is None else [own])])


def _counted(moved: Mapping[int, int], now_: Tree, then: Tree, at: dt.datetime) -> Counter[Moved]:
    found: Counter[Moved] = Counter()
    for section, own, n in _standing(moved, at):
        pair = (circle_of(now_, section, own), circle_of(then, moved[section], own))
        found[pair] += n
    return found


def _standing(sections: Collection[int], at: dt.datetime) -> list[tuple[int, int | None, int]]:
    """Articles by their section and their own audience, that are live then or later."""
    spans = LiveSpan.objects.filter(section__in=sections, live_until__gt=at).order_by()
    grouped = spans.values_list("section_id", "audience_id")
    return list(grouped.annotate(n=Count("article", distinct=True)))


def _row(pair: Moved, n: int, circles: Circles) -> Row:
    before, after = (circles.reach(circle) for circle in pair)
    was, would = (circles.named(circle) for circle in pair)
    return Row(n, was, would, circles.units(after - before), circles.units(before - after))
