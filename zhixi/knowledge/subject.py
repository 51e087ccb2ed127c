"""What the gate asks about articles and withdrawals."""

from collections.abc import Iterable
from typing import Any

from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Change, Clock, register
from zhixi.knowledge import changes
from zhixi.knowledge.actions import publishing, submitting
from zhixi.knowledge.models import ArticleVersion, Withdrawal
from zhixi.lib.digest import canonical, digest


class ArticleSubject:
    def makers(self, submission: Submission) -> frozenset[str]:
        return submitting.makers_of(submission.versions.all())

    def digest(self, submission: Submission) -> str:
        return submitting.manifest(submission.versions.all())

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        versions = submission.versions.select_related("content", "article").order_by("article_id")
        return changes.of_versions(list(versions[start:stop]))

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        if decision.verdict != Decision.Verdict.APPROVE:
            return {}
        versions = list(
            ArticleVersion.objects.filter(submission=decision.submission).order_by("article_id")
        )
        return publishing.publish(
            versions, clock=clock, confirmed_by=decision.by, decision=decision
        )


class WithdrawalSubject:
    def makers(self, submission: Submission) -> frozenset[str]:
        return frozenset()

    def digest(self, submission: Submission) -> str:
        asked = Withdrawal.objects.get(submission=submission)
        return digest(canonical([asked.article_id, asked.from_at]))

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        asked = Withdrawal.objects.get(submission=submission)
        return [changes.of_withdrawal(asked)][start:stop]

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        if decision.verdict != Decision.Verdict.APPROVE:
            return {}
        asked = Withdrawal.objects.get(submission=decision.submission)
        return publishing.withdraw_article(asked, decision, clock)


def connect() -> None:
    register(submitting.KIND, ArticleSubject())
    register(submitting.WITHDRAWAL, WithdrawalSubject())
