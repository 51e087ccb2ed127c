"""What waits at the gate, and for whom."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.accounts.succession import left_to, stands_for
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
        left=left_to(person, now).values(),
    )


def took_over(person: Person, submission: Submission, now: dt.datetime) -> bool:
    """Whether the person goes on for somebody who made what was handed in."""
    return bool(set(left_to(person, now).values()) & set(submission.makers))


def waiting_for(person: Person, now: dt.datetime) -> QuerySet[Submission]:
    """Open ones of which the gate would let this person decide the next step, oldest first."""
    roles, left = roles_of(person, now), left_to(person, now).values()
    steps: dict[int, list[tuple[int, str]]] = {}
    for way, n, role in Step.objects.order_by("way", "n").values_list("way", "n", "role"):
        steps.setdefault(way, []).append((n, role))
    held = [way for way, told in steps.items() if any(role in roles for _n, role in told)]
    decided: dict[int, dict[int, str]] = {}
    opened = _open().filter(way__in=held)
    decisions = Decision.objects.filter(submission__in=opened)
    for number, n, by in decisions.values_list("submission", "step", "by__number"):
        decided.setdefault(number, {})[n] = by
    found = []
    for number, way, makers in opened.values_list("pk", "way", "makers"):
        done = decided.get(number, {})
        role = next((role for n, role in steps[way] if n not in done), "")
        told = {"role": role, "makers": makers, "deciders": done.values(), "left": left}
        if rules.may_decide(person.number, roles, **told):
            found.append(number)
    return _told(Submission.objects.filter(pk__in=found))


def made_by(person: Person, now: dt.datetime) -> QuerySet[Submission]:
    """Open ones that the person, or somebody for whom he goes on, handed in or had a hand in,
    oldest first."""
    own = set(stands_for(person, now).values())
    rows = _open().values_list("pk", "makers")
    return _told(Submission.objects.filter(pk__in=[n for n, by in rows if own & set(by)]))


def open_numbers() -> QuerySet[Submission, int]:
    """Of what nobody decided on yet."""
    return _open().values_list("pk", flat=True)


def _open() -> QuerySet[Submission]:
    closed = Decision.objects.filter(submission=OuterRef("pk"), final=True)
    return Submission.objects.filter(~Exists(closed))


def _told(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    return submissions.select_related("submitted_by", "way").order_by("id")


def seen_by(person: Person, number: int, now: dt.datetime) -> Submission:
    """The submission if this person may read it. Raises NotVisible otherwise."""
    submission = Submission.objects.select_related("way", "submitted_by").filter(pk=number).first()
    if submission is None:
        raise NotVisible
    step_roles = submission.way.steps.values_list("role", flat=True)
    if not rules.may_see(
        stands_for(person, now).values(),
        roles_of(person, now),
        step_roles=list(step_roles),
        makers=submission.makers,
    ):
        raise NotVisible
    return submission
