"""Where articles stand and who may read there. Narrowing acts at once; widening is gated."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts import audit
from zhixi.accounts.models import Audience, Person
from zhixi.accounts.queries import audience_reach, roles_of
from zhixi.approval import actions as gate
from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import rules
from zhixi.knowledge.actions.publishing import refold
from zhixi.knowledge.actions.submitting import log
from zhixi.knowledge.arranging.waiting import waiting_for
from zhixi.knowledge.models import Article, Placement, Section, SectionChange, SectionPlacement
from zhixi.knowledge.sections import Node, Tree, tree
from zhixi.knowledge.timeline import FOREVER, next_second
from zhixi.lib.db import alone, writing
from zhixi.lib.digest import canonical, digest

KIND = "section"
LONGEST = 100  # characters of a name
_BETWEEN = frozenset("/／›>＞")  # what parts the names of a path


class UnableToPlace(Exception):
    """The article or section stays where it is; the message says why."""


def section_at(
    *, path: Sequence[str], by: Person | None, now: dt.datetime, audience: Audience | None = None
) -> int:
    """The section under this path of names, made where missing; `audience` is for a new leaf."""
    names = [name.strip() for name in path if name.strip()]
    if not names:
        raise UnableToPlace(_("请写明栏目，例如“信用卡/安全”。"))
    known = tree(now)
    if (found := known.find(names)) is not None:
        refuse_closed(found, known)
        return found
    with writing():
        parent: int | None = None
        alone("sections")
        known = tree(now)
        for depth, name in enumerate(names, start=1):
            here = known.find(names[:depth])
            refuse_closed(here, known)
            leaf = audience if depth == len(names) else None
            parent = here if here is not None else _new_section(name, parent, leaf, by, now)
        audit.record(
            verb="section", subject=f"section:{parent}", facts={"path": names}, by=by, at=now
        )
    assert parent is not None  # noqa: S101
    return parent


def _new_section(
    name: str, parent: int | None, audience: Audience | None, by: Person | None, now: dt.datetime
) -> int:
    section = Section.objects.create(created_at=now)
    node = Node(section.pk, parent, name, audience.pk if audience else None)
    place_section(node, from_at=now, recorded_at=now, by=by)
    return section.pk


def narrow(
    *, article: Article, audience: Audience, by: Person, now: dt.datetime, reason: str
) -> Placement:
    """Let fewer people read an article, at once. Raises UnableToPlace if it would be others."""
    refuse_stranger(by, now)
    with writing():
        last = (
            Placement.objects.filter(article=article, from_at__lte=now)
            .order_by("from_at", "id")
            .last()
        )
        if last is None:
            raise UnableToPlace(_("这条知识尚未发布。"))
        _refuse_wider(audience, last.audience_id)
        row = Placement.objects.create(
            article=article,
            section_id=last.section_id,
            owner_id=last.owner_id,
            audience=audience,
            from_at=now,
            recorded_at=now,
            recorded_by=by,
        )
        refold([article.pk], now)
        was = last.audience.name if last.audience else None
        facts = {"before": {"audience": was}, "after": {"audience": audience.name}}
        facts |= {"reason": reason}
        audit.record(verb="narrow", subject=f"article:{article.pk}", facts=facts, by=by, at=now)
        return row


def narrow_section(
    *, section: int, audience: Audience, by: Person, now: dt.datetime, reason: str
) -> SectionPlacement:
    """Let fewer people enter a section, at once. Raises UnableToPlace if it would be others."""
    refuse_stranger(by, now)
    with writing():
        alone("sections")
        node = tree(now).nodes[section]
        _refuse_wider(audience, node.audience)
        row = place_section(
            replace(node, audience=audience.pk), from_at=now, recorded_at=now, by=by
        )
        after = told(replace(node, audience=audience.pk))
        facts = {"before": told(node), "after": after, "audience": audience.name, "reason": reason}
        audit.record(verb="narrow", subject=f"section:{section}", facts=facts, by=by, at=now)
        return row


def change_section(*, wanted: Node, by: Person, clock: Clock, reason: str) -> Submission:
    """Ask that a section be renamed, moved or opened: what decides who reads passes the gate."""
    now = clock()
    refuse_stranger(by, now)
    known = tree(now)
    refuse_closed(wanted.id, known)
    refuse_broken(wanted, known)
    if wanted == known.nodes[wanted.id]:
        raise UnableToPlace(_("还没有改动。"))
    with writing():
        alone("sections")
        refuse_waiting(wanted.id)
        submission = gate.submit(
            kind=KIND,
            title=format_lazy(gettext_lazy("栏目调整：{name}"), name=wanted.name),
            size=1,
            digest=fingerprint(wanted),
            makers=frozenset(),
            by=by,
            clock=clock,
            reason=reason,
        )
        SectionChange.objects.create(
            section_id=wanted.id,
            submission=submission,
            parent_id=wanted.parent,
            name=wanted.name,
            audience_id=wanted.audience,
        )
        log(submission, by)
        return submission


def node_of(asked: SectionChange) -> Node:
    return Node(asked.section_id, asked.parent_id, asked.name, asked.audience_id)


def fingerprint(wanted: Node) -> str:
    """The digest of where a section would stand."""
    return digest(canonical([wanted.id, wanted.parent, wanted.name, wanted.audience]))


def rearrange(asked: SectionChange, decision: Decision, clock: Clock) -> dict[str, Any]:
    """Carry an approved change out. Raises UnableToDecide if the tree no longer allows it."""
    now = clock()
    alone("sections")
    wanted = node_of(asked)
    known = tree(FOREVER)
    try:
        refuse_broken(wanted, known)
        refuse_moved(asked.submission, [wanted.id, wanted.parent], known)
    except UnableToPlace as error:
        raise gate.UnableToDecide(str(error)) from error
    row = place_section(wanted, from_at=next_second(now), recorded_at=now, by=decision.by)
    before = told(known.nodes[wanted.id])
    return {"section": wanted.id, "from": row.from_at, "before": before, "after": told(wanted)}


def place_section(
    node: Node, *, from_at: dt.datetime, recorded_at: dt.datetime, by: Person | None
) -> SectionPlacement:
    return SectionPlacement.objects.create(
        section_id=node.id,
        parent_id=node.parent,
        name=node.name,
        audience_id=node.audience,
        closed=node.closed,
        from_at=from_at,
        recorded_at=recorded_at,
        recorded_by=by,
    )


def told(node: Node) -> dict[str, Any]:
    """What the audit chain keeps of a section."""
    return {"name": node.name, "parent": node.parent, "audience": node.audience}


def refuse_broken(wanted: Node, sections: Tree) -> None:
    """No section hangs under itself or a closed one, and a name stands once in its place."""
    refuse_name(wanted.name)
    refuse_closed(wanted.parent, sections)
    if wanted.parent is not None and wanted.parent in sections.below(wanted.id):
        raise UnableToPlace(_("栏目不能放到自己或自己的下级栏目之下。"))
    for node in sections.nodes.values():
        if (node.parent, node.name) == (wanted.parent, wanted.name) and node.id != wanted.id:
            words = _("那里已有名为“%(name)s”的栏目。")
            if node.closed:
                words = _("那里有一个已停用的栏目“%(name)s”，请重新启用它或换一个名称。")
            raise UnableToPlace(words % {"name": wanted.name})


def refuse_name(name: str) -> None:
    if not 0 < len(name) <= LONGEST or _BETWEEN & set(name):
        words = _("栏目名称请用 1 到 %(most)s 个字，不含斜线和尖括号。")
        raise UnableToPlace(words % {"most": LONGEST})


def refuse_closed(section: int | None, sections: Tree) -> None:
    if section is not None and sections.nodes[section].closed:
        path = sections.written(section)
        raise UnableToPlace(_("栏目“%(path)s”已停用，请重新启用或另选栏目。") % {"path": path})


def refuse_waiting(*sections: int) -> None:
    """One change of a section at a time: a second one would undo the first."""
    if waiting_for(sections):
        raise UnableToPlace(_("这个栏目已有一份调整在等待确认，处理后再提交。"))


def refuse_moved(submission: Submission, sections: Iterable[int | None], known: Tree) -> None:
    """What was asked was asked of a tree whose readers were these."""
    then = tree(submission.submitted_at)
    for section in sections:
        if section is not None and _circle(then, section) != _circle(known, section):
            raise UnableToPlace(_("目录或可见范围在提交之后有变动，请退回后重新提交。"))


def _circle(sections: Tree, section: int) -> list[object]:
    line = [(node.id, node.audience, node.closed) for node in sections.line(section)]
    return [sections.nodes[section], *line]


def refuse_stranger(by: Person, now: dt.datetime) -> None:
    if not rules.may_place(roles_of(by, now)):
        raise UnableToPlace(_("只有采编岗和审核岗可以调整栏目和可见范围。"))


def _refuse_wider(audience: Audience, today: int | None) -> None:
    if not audience_reach(audience.pk) < audience_reach(today):
        raise UnableToPlace(_("扩大或更换可见范围须提交确认；这里只能缩小范围。"))
