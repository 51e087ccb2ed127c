"""A change of sections: first what it would mean, then the same asked for or done."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience, Person
from zhixi.accounts.queries import audience_reaches
from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge.actions import placing
from zhixi.knowledge.actions import sections as merging
from zhixi.knowledge.actions.placing import UnableToPlace
from zhixi.knowledge.arranging import effects
from zhixi.knowledge.arranging.effects import Effects
from zhixi.knowledge.sections import Node, Tree, tree
from zhixi.lib.digest import canonical, digest


@dataclass(frozen=True, slots=True)
class Preview:
    """What was found, and a name for it: only what was seen is handed in. `at_once` says that it
    only takes readers away, and waits for nobody."""

    effects: Effects
    at_once: bool
    seen: str


def of_change(wanted: Node, now: dt.datetime) -> Preview:
    """Raises UnableToPlace where it cannot be."""
    known = tree(now)
    was = known.nodes[wanted.id]
    placing.refuse_closed(wanted.id, known)
    placing.refuse_broken(wanted, known)
    if was == wanted:
        raise UnableToPlace(_("还没有改动。"))
    at_once = (was.name, was.parent) == (wanted.name, wanted.parent) and _narrower(was, wanted)
    if not at_once:
        placing.refuse_waiting(wanted.id)
    found = effects.of_change(wanted, known, now)
    return Preview(found, at_once, _seen(found, known, wanted, was))


def _narrower(was: Node, wanted: Node) -> bool:
    if wanted.audience is None:
        return False
    reaches = audience_reaches([was.audience, wanted.audience])
    return reaches[wanted.audience] < reaches[was.audience]


def of_merge(section: int, into: int, now: dt.datetime) -> Preview:
    """Raises UnableToPlace where it cannot be."""
    known = tree(now)
    merging.refuse_unmergeable(section, into, known)
    placing.refuse_waiting(section, into)
    found = effects.of_merge(section, into, known, now)
    return Preview(found, False, _seen(found, known, known.nodes[section], known.nodes[into]))


def _seen(found: Effects, known: Tree, *nodes: Node) -> str:
    """Changes with the sections and with who would read; not with each text that is published."""
    told = [[node.id, node.parent, node.name, node.audience] for node in nodes]
    readers = [[row.before, row.after] for row in (found.entering, *found.rows)]
    return digest(canonical([told, found.before, found.after, readers]))


def change(
    *, wanted: Node, preview: Preview, by: Person, clock: Clock, reason: str
) -> Submission | None:
    """Narrow a section at once, or ask for its change."""
    if not preview.at_once:
        return placing.change_section(wanted=wanted, by=by, clock=clock, reason=reason)
    audience = Audience.objects.get(pk=wanted.audience or 0)
    placing.narrow_section(section=wanted.id, audience=audience, by=by, now=clock(), reason=reason)
    return None
