"""What somebody may see and do at a moment, and why: told to the three administrators.

Sections and audiences are named, articles only by their number: who keeps rights need not read.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts import rules as staff
from zhixi.accounts.models import Audience, Person
from zhixi.accounts.rules import EDITORIAL, Role
from zhixi.accounts.staff import facts
from zhixi.accounts.staff.facts import Circle, Interval
from zhixi.accounts.staff.tree import tree as units_at
from zhixi.approval.models import Step
from zhixi.knowledge.models import LiveSpan
from zhixi.knowledge.queries import Rights, live, rights_of
from zhixi.knowledge.rules import may_ask_removal, may_edit, may_place
from zhixi.knowledge.working.places import sections_named
from zhixi.lib.text import series


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether something is open to him, and the reason."""

    what: str
    may: bool
    why: str


@dataclass(frozen=True, slots=True)
class Sight:
    """One person at one moment: what he is, and what that opens."""

    person: Person
    at: dt.datetime
    active: bool
    roles: list[Interval]
    units: list[Interval]
    rights: Rights
    circles: dict[int, Circle]
    audiences: dict[int, str]

    @property
    def open(self) -> tuple[int, int]:
        """How many sections he may enter, of how many."""
        total, some = len(self.rights.tree.nodes), self.rights.sections
        return total if some is None else len(some), total

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(each.key for each in self.roles)


def sight(person: Person, at: dt.datetime) -> Sight:
    units = [each for each in facts.units(person) if each.at(at)]
    told = facts.circles([each.key for each in units], units_at(at))
    return Sight(
        person=person,
        at=at,
        active=person.active_at(at),
        roles=[each for each in facts.roles(person) if each.at(at)],
        units=units,
        rights=rights_of(person, at),
        circles={circle.id: circle for circle in told},
        audiences=dict(Audience.objects.values_list("pk", "name")),
    )


def sections(seen: Sight, some: Iterable[int]) -> list[Verdict]:
    return [_section(seen, each) for each in some]


def named(rights: Rights, text: str) -> list[int]:
    """Sections that are called so, whoever may enter them."""
    some = sections_named(text, Rights(None, frozenset(), rights.tree))
    return sorted(some, key=rights.tree.names)


def limited(rights: Rights) -> list[int]:
    """Sections that are not for everybody, by their paths."""
    nodes = rights.tree.nodes
    return sorted((each for each in nodes if rights.tree.audiences(each)), key=rights.tree.names)


def _section(seen: Sight, section: int) -> Verdict:
    path = seen.rights.tree.written(section)
    return Verdict(path, *_why(seen, section, None))


def _why(seen: Sight, section: int, audience: int | None) -> tuple[bool, str]:
    """Whether a place is open, and what opens or shuts it."""
    if seen.rights.editorial:
        return True, _by_role(seen, EDITORIAL, _("采编与审核可看全部栏目"))
    wanted = [*seen.rights.tree.audiences(section)]
    wanted += [audience] if audience is not None else []
    missing = [each for each in wanted if each not in seen.rights.audiences]
    if missing:
        names = series(f"“{seen.audiences[each]}”" for each in dict.fromkeys(missing))
        return False, _("只给%(names)s看，所在机构不在其中") % {"names": names}
    if not wanted:
        return True, _("不限范围")
    return True, "；".join(_through(seen, each) for each in dict.fromkeys(wanted))


def _through(seen: Sight, audience: int) -> str:
    circle = seen.circles.get(audience)
    name = seen.audiences[audience]
    if circle is None:
        return _("在“%(name)s”之内") % {"name": name}
    return _("“%(name)s”含%(unit)s") % {"name": name, "unit": circle.through}


def _by_role(seen: Sight, some: Iterable[str], words: str) -> str:
    held = [each for each in seen.roles if each.key in some]
    told = [
        _("%(role)s，%(day)s 起") % {"role": each.label, "day": f"{each.since:%Y-%m-%d}"}
        for each in held
    ]
    return words + "（" + "；".join(told) + "）" if told else words


def article(seen: Sight, number: int) -> Verdict:
    """Whether he may read the article with this number at the moment."""
    what = _("编号 %(number)s") % {"number": number}
    span = LiveSpan.objects.filter(pk__in=live(seen.at).values("pk"), article=number).first()
    if not seen.active:
        return Verdict(what, False, _("已停用，不能登录"))
    if span is None:
        return Verdict(what, False, _("这一刻没有编号为 %(n)s 的现行知识") % {"n": number})
    may, why = _why(seen, span.section_id, span.audience_id)
    path = seen.rights.tree.written(span.section_id)
    return Verdict(f"{what} · {path}", may, why)


def acts(seen: Sight) -> list[Verdict]:
    """What his roles let him do, first, and then what not."""
    told = [
        _act(seen, _("写知识、提交、申请撤回"), [role for role in Role if may_edit([role])]),
        _act(seen, _("调整栏目与可见范围"), [role for role in Role if may_place([role])]),
        _act(seen, _("申请依法删除"), [role for role in Role if may_ask_removal([role])]),
    ]
    steps = dict.fromkeys((step.label, step.role) for step in Step.objects.order_by("way", "n"))
    for name, role in steps:
        told.append(_act(seen, _("确认：%(step)s") % {"step": name}, [role]))
    keeps: Sequence[tuple[str, list[str]]] = [
        (_("人员与机构"), [role for role in Role if staff.may_keep_staff([role])]),
        (_("授予与收回角色"), [role for role in Role if staff.may_give_roles([role])]),
        (_("查看变更记录"), [role for role in Role if staff.may_read_trail([role])]),
    ]
    told += [_act(seen, what, some) for what, some in keeps]
    return sorted(told, key=lambda each: not each.may)


def _act(seen: Sight, what: str, some: Sequence[str]) -> Verdict:
    if not seen.active:
        return Verdict(what, False, _("已停用，不能登录"))
    if seen.codes & set(some):
        return Verdict(what, True, _by_role(seen, some, "").strip("（）"))
    names = series(str(Role(role).label) for role in some)
    return Verdict(what, False, _("需要：%(roles)s") % {"roles": names})
