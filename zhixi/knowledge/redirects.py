"""Where a link to an article arrives that another took the place of; the reader's door holds."""

import datetime as dt

from zhixi.accounts.models import Person
from zhixi.knowledge import queries
from zhixi.knowledge.models import Placement, Publication
from zhixi.knowledge.queries import NotVisible, Reading, live, rights_of

FARTHEST = 20  # mergers in a row


def read(number: int, person: Person, at: dt.datetime, now: dt.datetime) -> Reading:
    """The article, or what took its place by that moment. Raises NotVisible."""
    try:
        return queries.read(number, person, at, now)
    except NotVisible:
        return queries.read(arrives(number, person, at, now), person, at, now)


def arrives(number: int, person: Person, at: dt.datetime, now: dt.datetime) -> int:
    """The live article at the end of the chain, as it was at a moment. Raises NotVisible, also
    for a reader to whom either the place it stood in last or the one it arrives in is shut."""
    here, seen = number, {number}
    while not (ends := live(at).filter(article=here).first()):
        target = _target(here, at)
        if target is None or target in seen or len(seen) > FARTHEST:
            raise NotVisible
        seen.add(target)
        here = target
    then, today = rights_of(person, at), rights_of(person, now)
    places = [last for each in (number, here) if (last := _place(each, now))]
    shut = not then.admit(ends.section_id, ends.audience_id)
    if here == number or shut or not all(today.admit(*place) for place in places):
        raise NotVisible
    return here


def _target(number: int, at: dt.datetime) -> int | None:
    """Where it leads, if the last act in force is the one that ended it for another."""
    acts = Publication.objects.filter(article=number, live_from__lte=at).order_by("id")
    return acts.values_list("redirect__target", flat=True).last()


def _place(number: int, now: dt.datetime) -> tuple[int, int | None] | None:
    rows = Placement.objects.filter(article=number, from_at__lte=now).order_by("from_at", "id")
    return rows.values_list("section_id", "audience_id").last()
