"""What another name in texts would mean, before the texts are handed in."""

import datetime as dt
from dataclasses import dataclass

from zhixi.knowledge.actions import labelling
from zhixi.knowledge.arranging.uses import bearing
from zhixi.knowledge.calendar.freezing import warning
from zhixi.knowledge.queries import live
from zhixi.knowledge.sections import tree
from zhixi.lib.digest import canonical, digest

SHOWN = 20  # texts that are named


@dataclass(frozen=True, slots=True)
class Preview:
    """`now` would be handed in, `busy` are in work, `later` are too many for one batch; `taken`
    texts bear the new name already."""

    new: str
    now: int
    busy: int
    later: int
    taken: int
    titles: list[tuple[int, str, str]]
    seen: str
    warning: str


def preview(kind: str, old: str, new: str, at: dt.datetime) -> Preview:
    """Raises UnableToLabel where the name cannot be."""
    new = labelling.refuse_relabel(kind, old, new)
    free, busy = labelling.bearers(kind, old, at)
    chosen = free[: labelling.MOST]
    rows = live(at).filter(article__in=chosen[:SHOWN]).order_by("article")
    names = tree(at).names
    titles = [
        (number, title, " › ".join(names(section)))
        for number, title, section in rows.values_list("article_id", "title", "section_id")
    ]
    return Preview(
        new=new,
        now=len(chosen),
        busy=len(busy),
        later=len(free) - len(chosen),
        taken=len(bearing(kind, new, at)),
        titles=titles,
        seen=digest(canonical([kind, old, new, chosen])),
        warning=warning([None] * len(chosen), at),
    )
