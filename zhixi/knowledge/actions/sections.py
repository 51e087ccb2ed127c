"""Sections made, closed, opened again and merged. Merging passes the gate."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts import audit
from zhixi.accounts.models import Audience, Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge.actions.placing import (
    UnableToPlace,
    place_section,
    refuse_broken,
    refuse_closed,
    refuse_moved,
    refuse_stranger,
    refuse_waiting,
    told,
)
from zhixi.knowledge.actions.publishing import refold
from zhixi.knowledge.actions.submitting import log
from zhixi.knowledge.arranging.stock import is_empty
from zhixi.knowledge.models import Draft, Placement, Section, SectionMerge
from zhixi.knowledge.sections import Node, Tree, tree
from zhixi.knowledge.timeline import FOREVER, next_second
from zhixi.knowledge.working.states import waiting
from zhixi.lib.db import alone, writing
from zhixi.lib.digest import canonical, digest
from zhixi.search import Corpus, outbox

MERGE = "section-merge"
MOST = 2000  # articles that one merge places


def create_section(
    *, name: str, parent: int | None, audience: Audience | None, by: Person, now: dt.datetime
) -> int:
    """A new empty section. Its own audience can only limit what those above it allow."""
    refuse_stranger(by, now)
    with writing():
        alone("sections")
        known = tree(now)
        node = Node(0, parent, name.strip(), audience.pk if audience else None)
        refuse_broken(node, known)
        section = Section.objects.create(created_at=now)
        node = replace(node, id=section.pk)
        place_section(node, from_at=now, recorded_at=now, by=by)
        _record("section", node, None, told(node), by, now)
        return section.pk


def close_section(*, section: int, by: Person, now: dt.datetime) -> None:
    """Offer an empty section no more. Raises UnableToPlace where something stands in it."""
    refuse_stranger(by, now)
    with writing():
        alone("sections")
        known = tree(now)
        refuse_closed(section, known)
        refuse_waiting(section)
        if known.opened_under(section):
            raise UnableToPlace(_("下面还有在用的栏目，请先移走或停用它们。"))
        if not is_empty(section, now):
            raise UnableToPlace(_("栏目里还有知识、草稿或待确认的内容，请先合并到别的栏目。"))
        _open_or_close(known.nodes[section], True, by, now)


def reopen_section(*, section: int, by: Person, now: dt.datetime) -> None:
    """Offer a closed section again, with the readers that it had."""
    refuse_stranger(by, now)
    with writing():
        alone("sections")
        known = tree(now)
        node = known.nodes[section]
        refuse_closed(node.parent, known)
        if node.closed:
            _open_or_close(node, False, by, now)


def _open_or_close(node: Node, closed: bool, by: Person, now: dt.datetime) -> None:
    place_section(replace(node, closed=closed), from_at=now, recorded_at=now, by=by)
    _record("section", node, {"closed": node.closed}, {"closed": closed}, by, now)


def _record(verb: str, node: Node, before: Any, after: Any, by: Person, now: dt.datetime) -> None:
    facts = {"name": node.name, "before": before, "after": after}
    audit.record(verb=verb, subject=f"section:{node.id}", facts=facts, by=by, at=now)


def merge_sections(*, section: int, into: int, by: Person, clock: Clock, reason: str) -> Submission:
    """Ask that all that stands in a section be put into another, and the section be closed."""
    now = clock()
    refuse_stranger(by, now)
    known = tree(now)
    refuse_unmergeable(section, into, known)
    with writing():
        alone("sections")
        refuse_waiting(section, into)
        name = " → ".join(known.nodes[each].name for each in (section, into))
        submission = gate.submit(
            kind=MERGE,
            title=format_lazy(gettext_lazy("栏目合并：{name}"), name=name),
            size=1,
            digest=merge_fingerprint(section, into),
            makers=frozenset(),
            by=by,
            clock=clock,
            reason=reason,
        )
        SectionMerge.objects.create(section_id=section, into_id=into, submission=submission)
        log(submission, by)
        return submission


def merge_fingerprint(section: int, into: int) -> str:
    return digest(canonical([section, into]))


def refuse_unmergeable(section: int, into: int, known: Tree) -> None:
    """Raises UnableToPlace where the tree or what is in work does not allow the merge."""
    refuse_closed(section, known)
    refuse_closed(into, known)
    if into in known.below(section):
        raise UnableToPlace(_("栏目不能合并到自己或自己的下级栏目。"))
    for child in known.opened_under(section):
        refuse_broken(replace(known.nodes[child], parent=into), known)
    if waiting().filter(section=section).exists():
        raise UnableToPlace(_("栏目里还有待确认的知识，确认或退回后再合并。"))
    standing = Placement.objects.filter(section=section).values("article").distinct()
    if standing.count() > MOST:
        raise UnableToPlace(_("栏目里的知识超过 %(most)s 条，请先分到下级栏目。") % {"most": MOST})


def merge(asked: SectionMerge, decision: Decision, clock: Clock) -> dict[str, Any]:
    """Carry an approved merge out. Raises UnableToDecide if the tree no longer allows it."""
    now = clock()
    alone("sections")
    section, into, known = asked.section_id, asked.into_id, tree(FOREVER)
    try:
        refuse_unmergeable(section, into, known)
        refuse_moved(asked.submission, [section, into], known)
    except UnableToPlace as error:
        raise gate.UnableToDecide(str(error)) from error
    rows = _history(section)
    soon = next_second(now, len(rows))
    numbers = _put(_from_now_on(rows, section, soon), into, soon, now, decision.by)
    drafts = _moved_drafts(section, into, now)
    moved = [replace(known.nodes[each], parent=into) for each in known.opened_under(section)]
    for node in (*moved, replace(known.nodes[section], closed=True)):
        place_section(node, from_at=soon, recorded_at=now, by=decision.by)
    refold(numbers, now)
    return {
        "section": section,
        "into": into,
        "from": soon,
        "articles": len(numbers),
        "moved": digest(canonical(numbers)),
        "drafts": drafts,
        "sections": [node.id for node in moved],
    }


def _moved_drafts(section: int, into: int, now: dt.datetime) -> int:
    drafts = Draft.objects.filter(section=section)
    outbox.changed(drafts.values_list("article_id", flat=True), now, Corpus.IN_WORK)
    return drafts.update(section=into)


def _history(section: int) -> list[Placement]:
    """All rows of the articles that ever stood there, by article and in the order of time."""
    within = Placement.objects.filter(section=section).values("article")
    rows = Placement.objects.filter(article__in=within).order_by("article", "from_at", "id")
    return list(rows)


def _from_now_on(rows: Iterable[Placement], section: int, soon: dt.datetime) -> list[Placement]:
    """Of each article the row that holds then and those that are to come, where they name it."""
    found = []
    for _article, own in groupby(rows, attrgetter("article_id")):
        history = list(own)
        passed = [row for row in history if row.from_at <= soon]
        lasting = passed[-1:] + [row for row in history if row.from_at > soon]
        found += [row for row in lasting if row.section_id == section]
    return found


def _put(
    rows: Iterable[Placement], into: int, soon: dt.datetime, now: dt.datetime, by: Person
) -> list[int]:
    """Place the articles of these rows anew, each from its moment on; their numbers."""
    placed = [
        Placement(
            article_id=row.article_id,
            section_id=into,
            owner_id=row.owner_id,
            audience_id=row.audience_id,
            from_at=max(soon, row.from_at),
            recorded_at=now,
            recorded_by=by,
        )
        for row in rows
    ]
    Placement.objects.bulk_create(placed, batch_size=500)
    return sorted({row.article_id for row in placed})
