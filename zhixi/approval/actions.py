"""Handing in and deciding. There is no other way to make something live."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.accounts.succession import left_to
from zhixi.approval import rules, subjects
from zhixi.approval.models import Decision, Step, Submission, Way
from zhixi.approval.queries import is_open
from zhixi.approval.subjects import Clock
from zhixi.lib.db import alone, writing


class UnableToDecide(Exception):
    """The gate stays shut; the message says why, in the person's language."""


def submit(
    *,
    kind: str,
    title: str | Promise,
    size: int,
    digest: str,
    makers: frozenset[str],
    by: Person,
    clock: Clock,
    reason: str = "",
    way: str = "confirm",
) -> Submission:
    """Record what was handed in; called by the room that froze it, in its transaction."""
    with override(settings.LANGUAGE_CODE):  # what is kept does not follow a reader's language
        title = str(title)
    submission = Submission.objects.create(
        kind=kind,
        title=title[:200],
        size=size,
        way=Way.objects.get(code=way),
        digest=digest,
        makers=sorted(makers | {by.number}),
        reason=reason,
        submitted_by=by,
        submitted_at=clock(),
    )
    return submission


def decide(
    *,
    submission: int,
    step: int,
    by: Person,
    seen_digest: str,
    verdict: str,
    reason: str = "",
    clock: Clock = timezone.now,
) -> Decision:
    """Decide one step of a submission, and carry it out if that was the last word.

    Raises UnableToDecide if the person is a maker, decided before, lacks the role or is no
    longer with the bank; if somebody was faster; or if what was read is not what is there.
    """
    try:
        with writing():
            return _decide(submission, step, by, seen_digest, verdict, reason, clock)
    except IntegrityError as error:
        raise UnableToDecide(_("这份提交刚刚已由他人处理，请刷新后查看。")) from error


def _decide(
    number: int, step: int, by: Person, seen_digest: str, verdict: str, reason: str, clock: Clock
) -> Decision:
    alone(f"submission:{number}")  # a row lock would want the right to change evidence
    submission = Submission.objects.filter(pk=number).first()
    if submission is None:
        raise UnableToDecide(_("没有编号为 %(number)s 的提交。") % {"number": number})
    now = clock()
    subject = subjects.of(submission)
    wanted = _step(submission, step)
    _refuse_wrong_person(submission, wanted, by, subject.makers(submission), now)
    if verdict == Decision.Verdict.RETURN and not reason.strip():
        raise UnableToDecide(_("退回时请写明原因，方便采编修改。"))
    if not seen_digest == submission.digest == subject.digest(submission):
        raise UnableToDecide(_("您看到的内容与待确认的内容不一致，请重新打开后再确认。"))
    final = (
        verdict == Decision.Verdict.RETURN or not submission.way.steps.filter(n__gt=step).exists()
    )
    decision = Decision.objects.create(
        submission=submission,
        step=step,
        by=by,
        at=now,
        verdict=verdict,
        reason=reason,
        seen_digest=seen_digest,
        final=final,
    )
    facts: dict[str, Any] = subject.on_decided(decision, clock) if final else {}
    audit.record(
        verb=f"decide:{verdict}",
        subject=f"submission:{number}",
        by=by,
        at=now,
        facts={"step": step, "digest": submission.digest, "reason": reason} | facts,
    )
    return decision


def _step(submission: Submission, n: int) -> Step:
    if not is_open(submission):
        raise UnableToDecide(_("这份提交已经处理完毕。"))
    decided = set(submission.decisions.values_list("step", flat=True))
    wanted = submission.way.steps.exclude(n__in=decided).first()
    if wanted is None or wanted.n != n:
        raise UnableToDecide(_("现在轮到的不是第 %(n)s 步，请刷新后查看。") % {"n": n})
    return wanted


def _refuse_wrong_person(
    submission: Submission, step: Step, by: Person, makers: frozenset[str], now: Any
) -> None:
    deciders = set(submission.decisions.values_list("by__number", flat=True))
    if not by.active_on(timezone.localdate(now)):
        raise UnableToDecide(_("%(person)s 已停用，不能确认。") % {"person": by})
    if not rules.may_decide(
        by.number,
        roles_of(by, now),
        role=step.role,
        makers=makers | set(submission.makers),
        deciders=deciders,
        left=left_to(by, now).values(),
    ):
        raise UnableToDecide(
            _(
                "%(person)s 不能处理“%(step)s”：编写过、提交过或已处理过本件的人不能确认，且须具备“%(role)s”岗位。"
            )
            % {"person": by, "step": step.label, "role": step.get_role_display()}
        )
