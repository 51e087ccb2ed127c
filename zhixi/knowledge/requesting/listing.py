"""The list of requests, narrowed; and what the studio's start page tells of them."""

import datetime as dt
import re
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from zhixi.accounts.models import Person, Unit
from zhixi.accounts.queries import roles_of
from zhixi.accounts.succession import stands_for
from zhixi.knowledge import rules
from zhixi.knowledge.models import KnowledgeRequest, RequestEvent
from zhixi.knowledge.requesting.stages import Stage, open_, requests, seen_by, tied

RECENTLY = dt.timedelta(days=14)  # what is done is told so long to who asked

Rows = QuerySet[Any]


def listed(given: dict[str, Any], person: Person, now: dt.datetime) -> Rows:
    """What was asked for: the most pressing first of what is open, else the latest first."""
    rows, state = requests(person, now), given.get("state") or "open"
    if text := given.get("q"):
        named = Q(title__icontains=text) | Q(document__icontains=text)
        rows = rows.filter(named | (Q(pk=int(text)) if re.fullmatch("[0-9]{1,18}", text) else Q()))
    if unit := given.get("unit"):
        rows = rows.filter(unit=unit)
    if given.get("mine"):
        rows = rows.filter(asked_by=person)
    if state in Stage.values:
        rows = rows.filter(stage=state)
    elif state == "late":
        rows = rows.filter(late=True)
    told = open_(rows) if state == "open" else rows.order_by("-wanted_at", "-pk")
    return told.prefetch_related("ties__owner")


def units(person: Person, now: dt.datetime) -> QuerySet[Unit]:
    """The departments whose requests the person may follow."""
    asked = KnowledgeRequest.objects.filter(seen_by(person, now))
    return Unit.objects.filter(pk__in=asked.values("unit")).order_by("code")


def to_do(person: Person, now: dt.datetime) -> Rows:
    """For editors: what has a text that the person is to hand in, or somebody for whom he goes
    on, with its day `due_on`; for those who accept also what waits for that, what they took up
    and nobody writes yet, and what is late and not live yet."""
    people = stands_for(person, now)
    texts = tied().filter(request=OuterRef("pk"), owner__in=people)
    own = texts.filter(live_at__isnull=True, pending=False)
    first = own.order_by("due_on").values("due_on")[:1]
    pressing = Q(due_on__isnull=False)
    if rules.may_accept(roles_of(person, now)):
        pressing |= Q(stage=Stage.ASKED) | Q(late=True)
        pressing |= Q(stage=Stage.ACCEPTED, handler__in=people)
    return open_(requests(person, now).annotate(due_on=Subquery(first)).filter(pressing))


def asked_by(person: Person, now: dt.datetime) -> Rows:
    """The person's own, until they were live, or declined, for a while."""
    rows = requests(person, now).filter(asked_by=person).exclude(stage=Stage.CANCELLED)
    declined = RequestEvent.objects.filter(
        request=OuterRef("pk"), what=RequestEvent.What.DECLINE, at__lte=now - RECENTLY
    )
    old = Q(stage=Stage.LIVE, done_at__lte=now - RECENTLY) | Exists(declined)
    return rows.exclude(old).order_by("wanted_at", "pk")
