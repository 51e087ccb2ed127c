"""What the gate asks about articles, withdrawals, sections and removals."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Change, Clock, register
from zhixi.knowledge import changes
from zhixi.knowledge.actions import (
    changing,
    placing,
    publishing,
    redacting,
    reshaping,
    sections,
    submitting,
    varying,
)
from zhixi.knowledge.calendar import freezing
from zhixi.knowledge.models import (
    ArticleVersion,
    BatchWithdrawal,
    RedactionRequest,
    RegionalChange,
    SectionChange,
    SectionMerge,
    Withdrawal,
)
from zhixi.lib.digest import canonical, digest

R = TypeVar("R", bound=Model)


class ArticleSubject:
    def makers(self, submission: Submission) -> frozenset[str]:
        return submitting.makers_of(submission.versions.all())

    def digest(self, submission: Submission) -> str:
        return submitting.manifest(submission.versions.all())

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        versions = submission.versions.select_related("content", "article").order_by("article_id")
        return changes.of_versions(list(versions[start:stop]))

    def warning(self, submission: Submission, now: dt.datetime) -> str:
        return freezing.warning(submission.versions.values_list("effective_from", flat=True), now)

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        if decision.verdict != Decision.Verdict.APPROVE:
            return {}
        versions = list(
            ArticleVersion.objects.filter(submission=decision.submission).order_by("article_id")
        )
        return publishing.publish(
            versions, clock=clock, confirmed_by=decision.by, decision=decision
        )


class ReshapeSubject(ArticleSubject):
    """Two texts that pass together; or one, and the article whose place it takes."""

    def digest(self, submission: Submission) -> str:
        merger = reshaping.merger_of(submission)
        return reshaping.fingerprint(list(submission.versions.all()), merger)

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        told = [*super().changes(submission, 0, submission.size)]
        if merger := reshaping.merger_of(submission):
            told.append(changes.of_merger(merger))
        return told[start:stop]

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        if decision.verdict != Decision.Verdict.APPROVE:
            return {}
        return reshaping.carry_out(decision.submission, decision, clock)


class _Request(Generic[R]):
    """Something asked for in one row under its submission; only the submitter made it."""

    rows: QuerySet[R]

    def asked(self, submission: Submission) -> R:
        return self.rows.get(submission=submission)

    def makers(self, submission: Submission) -> frozenset[str]:
        return frozenset()

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        return [self.told(self.asked(submission))][start:stop]

    def warning(self, submission: Submission, now: dt.datetime) -> str:
        return ""

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        if decision.verdict != Decision.Verdict.APPROVE:
            return {}
        return self.carry_out(self.asked(decision.submission), decision, clock)

    def told(self, asked: R) -> Change:
        raise NotImplementedError

    def carry_out(self, asked: R, decision: Decision, clock: Clock) -> dict[str, Any]:
        raise NotImplementedError


class WithdrawalSubject(_Request[Withdrawal]):
    rows = Withdrawal.objects.select_related("article")

    def digest(self, submission: Submission) -> str:
        asked = self.asked(submission)
        return digest(canonical([asked.article_id, asked.from_at]))

    def told(self, asked: Withdrawal) -> Change:
        (told,) = changes.of_withdrawals([asked])
        return told

    def warning(self, submission: Submission, now: dt.datetime) -> str:
        return freezing.warning([self.asked(submission).from_at], now)

    def carry_out(self, asked: Withdrawal, decision: Decision, clock: Clock) -> dict[str, Any]:
        return publishing.withdraw_articles([asked], decision, clock)


class WithdrawalsSubject:
    """Many articles that are to leave, under one submission; only the submitter asked for it."""

    def asked(self, submission: Submission) -> QuerySet[BatchWithdrawal]:
        rows = BatchWithdrawal.objects.filter(submission=submission)
        return rows.select_related("article").order_by("article")

    def makers(self, submission: Submission) -> frozenset[str]:
        return frozenset()

    def digest(self, submission: Submission) -> str:
        return changing.withdrawn(list(self.asked(submission)))

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        return changes.of_withdrawals(list(self.asked(submission)[start:stop]))

    def warning(self, submission: Submission, now: dt.datetime) -> str:
        return freezing.warning(self.asked(submission).values_list("from_at", flat=True), now)

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        if decision.verdict != Decision.Verdict.APPROVE:
            return {}
        asked = list(self.asked(decision.submission))
        return publishing.withdraw_articles(asked, decision, clock)


class SectionSubject(_Request[SectionChange]):
    rows = SectionChange.objects.select_related("audience", "submission")

    def digest(self, submission: Submission) -> str:
        return placing.fingerprint(placing.node_of(self.asked(submission)))

    def told(self, asked: SectionChange) -> Change:
        return changes.of_section(asked)

    def carry_out(self, asked: SectionChange, decision: Decision, clock: Clock) -> dict[str, Any]:
        return placing.rearrange(asked, decision, clock)


class MergeSubject(_Request[SectionMerge]):
    rows = SectionMerge.objects.select_related("submission")

    def digest(self, submission: Submission) -> str:
        asked = self.asked(submission)
        return sections.merge_fingerprint(asked.section_id, asked.into_id)

    def told(self, asked: SectionMerge) -> Change:
        return changes.of_merge(asked)

    def carry_out(self, asked: SectionMerge, decision: Decision, clock: Clock) -> dict[str, Any]:
        return sections.merge(asked, decision, clock)


class RedactionSubject(_Request[RedactionRequest]):
    rows = RedactionRequest.objects.select_related("version__article", "version__content")

    def digest(self, submission: Submission) -> str:
        asked = self.asked(submission)
        return redacting.fingerprint(asked.version, asked.ground)

    def told(self, asked: RedactionRequest) -> Change:
        return changes.of_removal(asked)

    def carry_out(
        self, asked: RedactionRequest, decision: Decision, clock: Clock
    ) -> dict[str, Any]:
        return redacting.remove(asked, decision, clock)


class RegionalSubject(_Request[RegionalChange]):
    """What a region says otherwise, or by a veto no longer does."""

    rows = RegionalChange.objects.select_related("submission__submitted_by")

    def makers(self, submission: Submission) -> frozenset[str]:
        return varying.makers(self.asked(submission))

    def digest(self, submission: Submission) -> str:
        asked = self.asked(submission)
        return varying.fingerprint(asked.article_id, asked.region, asked.rows)

    def told(self, asked: RegionalChange) -> Change:
        return changes.of_regional(asked)

    def carry_out(self, asked: RegionalChange, decision: Decision, clock: Clock) -> dict[str, Any]:
        return varying.carry_out(asked, decision, clock)


def connect() -> None:
    register(submitting.KIND, ArticleSubject())
    register(reshaping.KIND, ReshapeSubject())
    register(submitting.WITHDRAWAL, WithdrawalSubject())
    register(changing.WITHDRAWALS, WithdrawalsSubject())
    register(placing.KIND, SectionSubject())
    register(sections.MERGE, MergeSubject())
    register(redacting.KIND, RedactionSubject())
    register(varying.KIND, RegionalSubject())
