"""Where a request stands: told from its events, its drafts and what is live; kept nowhere."""

import datetime as dt
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of, unit_ids_of
from zhixi.accounts.rules import EDITORIAL
from zhixi.approval.models import Decision
from zhixi.knowledge import rules
from zhixi.knowledge.models import (
    KnowledgeRequest,
    LiveSpan,
    Publication,
    RequestEvent,
    RequestTie,
    Withdrawal,
)
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.working.states import waiting

What = RequestEvent.What


class Stage(TextChoices):
    ASKED = "asked", _("待受理")
    ACCEPTED = "accepted", _("已受理")
    DRAFTED = "drafted", _("编写中")
    APPROVAL = "approval", _("确认中")
    AHEAD = "ahead", _("待生效")
    LIVE = "live", _("已上线")
    RETURNED = "returned", _("已退回")
    CANCELLED = "cancelled", _("已取消")
    DECLINED = "declined", _("未采纳")


# What the last word between department and authors makes of a request, whatever came of it.
WORDED = {
    What.RETURN: Stage.RETURNED,
    What.CANCEL: Stage.CANCELLED,
    What.DECLINE: Stage.DECLINED,
}
ENDED = tuple(WORDED)
UNCOUNTED = tuple(WORDED.values())  # nothing is due of it any more, so it is never late
CLOSED = (Stage.LIVE, *UNCOUNTED)


def tied() -> QuerySet[Any]:
    """Ties, each with the moment `live_at` its text went live, or goes, and whether it is
    `pending` at the gate."""
    here = {"article": OuterRef("article")}
    spans = LiveSpan.objects.filter(version__line=OuterRef("line"), **here).order_by("live_from")
    ends = Publication.objects.filter(
        act=Publication.Act.WITHDRAW, recorded_at__gte=OuterRef("at"), **here
    ).order_by("live_from")
    decided = Decision.objects.filter(submission=OuterRef("submission"), final=True)
    leaving = Withdrawal.objects.filter(
        ~Exists(decided), submission__submitted_at__gte=OuterRef("at"), **here
    )
    texts = waiting().filter(line=OuterRef("line"), **here)
    is_text = Q(line__isnull=False)
    return RequestTie.objects.annotate(
        live_at=Case(
            When(is_text, then=Subquery(spans.values("live_from")[:1])),
            default=Subquery(ends.values("live_from")[:1]),
            output_field=DateTimeField(),
        ),
        pending=Case(
            When(is_text, then=Exists(texts)),
            default=Exists(leaving),
            output_field=BooleanField(),
        ),
    )


def worded() -> QuerySet[Any]:
    """Requests with the last `word` between department and authors."""
    words = (What.ASK, What.CHANGE, What.ACCEPT, *ENDED)
    last = RequestEvent.objects.filter(request=OuterRef("pk"), what__in=words).order_by("-pk")
    return KnowledgeRequest.objects.annotate(word=Subquery(last.values("what")[:1]))


def staged(now: dt.datetime) -> QuerySet[Any]:
    """Requests with their `stage`, the moment `done_at` of the last text, and whether `late`."""
    ties = tied().filter(request=OuterRef("pk"))
    ends = Subquery(ties.order_by("-live_at").values("live_at")[:1])
    named = worded().annotate(
        done_at=Case(
            When(~Exists(ties.filter(live_at__isnull=True)), then=ends),
            output_field=DateTimeField(),
        ),
    )
    stage = Case(
        *(When(word=word, then=Value(told.value)) for word, told in WORDED.items()),
        When(done_at__lte=now, then=Value(Stage.LIVE.value)),
        When(done_at__gt=now, then=Value(Stage.AHEAD.value)),
        When(
            Exists(ties.filter(live_at__isnull=True, pending=False)),
            then=Value(Stage.DRAFTED.value),
        ),
        When(Exists(ties), then=Value(Stage.APPROVAL.value)),
        When(word=What.ACCEPT, then=Value(Stage.ACCEPTED.value)),
        default=Value(Stage.ASKED.value),
    )
    missed = Q(done_at__gt=F("wanted_at")) | Q(done_at__isnull=True, wanted_at__lt=now)
    late = Case(
        When(~Q(word__in=ENDED) & missed, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    return named.annotate(stage=stage, late=late).select_related(
        "unit", "asked_by", "audience", "handler"
    )


def seen_by(person: Person, now: dt.datetime) -> Q:
    """Which requests this person may follow: editors all, departments their own."""
    roles = roles_of(person, now)
    if not rules.may_follow(roles):
        return Q(pk__in=[])
    if roles & EDITORIAL:
        return Q()
    return Q(unit__in=unit_ids_of(person, now)) | Q(asked_by=person)


def is_own(row: Any, person: Person, now: dt.datetime) -> bool:
    """Whether the person, or his department, asked."""
    return row.asked_by_id == person.pk or row.unit_id in unit_ids_of(person, now)


def requests(person: Person, now: dt.datetime) -> QuerySet[Any]:
    """What this person may follow, staged."""
    return staged(now).filter(seen_by(person, now))


def request(number: int, person: Person, now: dt.datetime) -> Any:
    """Raises NotVisible."""
    found = requests(person, now).filter(pk=number).first()
    if found is None:
        raise NotVisible
    return found


def open_(rows: QuerySet[Any]) -> QuerySet[Any]:
    """What is not at its end yet, the most pressing first."""
    return rows.exclude(stage__in=CLOSED).order_by("wanted_at", "pk")
