"""What waits at the gate, and for whom."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.approval import rules
from zhixi.approval.models import Decision, Step, Submission


class NotVisible(Exception):
    """There is no such submission for this person."""


def is_open(submission: Submission) -> bool:
    return not submission.decisions.filter(final=True).exists()


def next_step(submission: Submission) -> Step | None:
    """The first step nobody decided yet; None when the submission is closed."""
    if not is_open(submission):
        return None
    decided = submission.decisions.values_list("step", flat=True)
    return submission.way.steps.exclude(n__in=decided).first()


def may_decide(person: Person, submission: Submission, step: Step | None, now: dt.datetime) -> bool:
    """Whether the gate would let this person decide the step; the gate itself asks again."""
    return step is not None and rules.may_decide(
        person.number,
        roles_of(person, now),
        role=step.role,
        makers=submission.makers,
        deciders=set(submission.decisions.values_list("by__number", flat=True)),
    )


def open_submissions(person: Person, now: dt.datetime) -> QuerySet[Submission]:
    """Open ones that the person made or holds a step's role for, oldest first."""
    closed = Decision.objects.filter(submission=OuterRef("pk"), final=True)
    waiting = Submission.objects.filter(~Exists(closed)).select_related("submitted_by", "way")
    ways = Step.objects.filter(role__in=roles_of(person, now)).values("way")
    return waiting.filter(Q(way__in=ways) | Q(submitted_by=person)).order_by("id")


def seen_by(person: Person, number: int, now: dt.datetime) -> Submission:
    """The submission if this person may read it. Raises NotVisible otherwise."""
    submission = Submission.objects.select_related("way", "submitted_by").filter(pk=number).first()
    if submission is None:
        raise NotVisible
    step_roles = submission.way.steps.values_list("role", flat=True)
    if not rules.may_see(
        person.number,
        roles_of(person, now),
        step_roles=list(step_roles),
        makers=submission.makers,
    ):
        raise NotVisible
    return submission
