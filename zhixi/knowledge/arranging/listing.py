"""The sections under one, or those that are called so, with what they hold and who may enter."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.http import urlencode

from zhixi.approval.models import Submission
from zhixi.knowledge.arranging.circles import Circles
from zhixi.knowledge.arranging.effects import circle_of
from zhixi.knowledge.arranging.stock import Stock, stock
from zhixi.knowledge.arranging.waiting import waiting_changes
from zhixi.knowledge.browsing import letters
from zhixi.knowledge.models import SectionMerge
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.sections import Node, Tree, tree

PAGE = 100  # sections


@dataclass(frozen=True, slots=True)
class Line:
    """A section in the list; sums are of all below it too. `via` is the section above it that
    limits its readers, where it has no audience of its own."""

    node: Node
    above: str
    live: int
    drafts: int
    pending: int
    under: int
    who: str
    via: str
    asked: Submission | None


@dataclass(frozen=True, slots=True)
class Limit:
    """One audience on the way to a section, and the section that sets it."""

    section: Node
    audience: str
    units: str


@dataclass(frozen=True, slots=True)
class Level:
    """A section, or the top; what hangs under it or was found below it, a page of it."""

    path: list[Node]
    text: str
    lines: list[Line]
    found: int
    page: int
    own: tuple[int, int, int]
    sums: tuple[int, int, int]
    who: str
    limits: list[Limit] = field(default_factory=list)
    asked: Submission | None = None

    @property
    def here(self) -> Node | None:
        return self.path[-1] if self.path else None

    @property
    def slashed(self) -> str:
        """The path as it is typed."""
        return "/".join(node.name for node in self.path)

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))

    @property
    def query(self) -> str:
        """What the list of articles is asked for."""
        return urlencode({"section": self.slashed})

    @property
    def closable(self) -> bool:
        """Whether nothing stands there; the action asks again, and for what is yet to come."""
        return not any(self.sums) and self.asked is None


def node_of(section: int, now: dt.datetime) -> Node:
    """Raises NotVisible where there is no such section."""
    node = tree(now).nodes.get(section)
    if node is None:
        raise NotVisible
    return node


def level(section: int | None, text: str, page: int, now: dt.datetime) -> Level:
    """Raises NotVisible where there is no such section."""
    known = tree(now)
    if section is not None:
        node_of(section, now)
    found = _called(text, section, known) if text else known.under(section)
    ordered = sorted(found, key=lambda each: _order(known.nodes[each]))
    page = min(max(1, page), max(1, -(-len(ordered) // PAGE)))
    shown = ordered[(page - 1) * PAGE : page * PAGE]
    here = [] if section is None else [section]
    circles = Circles([circle_of(known, each) for each in (*shown, *here)])
    told, asked = stock(now), waiting_changes()
    within = known.nodes if section is None else known.below(section)
    circle = circle_of(known, section) if section is not None else frozenset[int]()
    return Level(
        path=known.path(section) if section is not None else [],
        text=text,
        lines=[_line(each, known, told, asked, circles) for each in shown],
        found=len(ordered),
        page=page,
        own=told.of(here),
        sums=told.of(within),
        who=circles.named(circle),
        limits=_limits(section, known, circles),
        asked=asked.get(section) if section is not None else None,
    )


def merged_into(section: int, now: dt.datetime) -> Node | None:
    """Where all of a closed section went, if it went somewhere."""
    approved = Q(submission__decisions__final=True, submission__decisions__verdict="approve")
    merges = SectionMerge.objects.filter(approved, section=section).order_by("-id")
    into = merges.values_list("into", flat=True).first()
    return tree(now).nodes.get(into) if into else None


def _called(text: str, section: int | None, known: Tree) -> list[int]:
    """All below the section whose names hold the text, or sound like its letters."""
    within = known.nodes if section is None else known.below(section) - {section}
    folded = text.casefold()
    return [
        each
        for each in within
        if folded in known.nodes[each].name.casefold()
        or any(spelt.startswith(folded) for spelt in letters(known.nodes[each].name))
    ]


def _order(node: Node) -> tuple[bool, str, int]:
    """Closed ones last, else by their sound as on the desk."""
    return node.closed, letters(node.name)[1], node.id


def _line(
    section: int, known: Tree, told: Stock, asked: dict[int, Submission], circles: Circles
) -> Line:
    node = known.nodes[section]
    live, drafts, pending = told.of(known.below(section))
    limited = next((each for each in known.line(section) if each.audience is not None), node)
    return Line(
        node=node,
        above=" › ".join(known.names(section)[:-1]),
        live=live,
        drafts=drafts,
        pending=pending,
        under=len(known.opened_under(section)),
        who=circles.named(circle_of(known, section)),
        via=limited.name if limited.id != section else "",
        asked=asked.get(section),
    )


def _limits(section: int | None, known: Tree, circles: Circles) -> list[Limit]:
    """From the top down."""
    if section is None:
        return []
    return [
        Limit(node, circles.named(own), circles.units(circles.reach(own)))
        for node in known.path(section)
        if node.audience is not None and (own := frozenset([node.audience]))
    ]
