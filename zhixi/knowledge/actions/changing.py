"""Many articles changed or withdrawn at once, handed in as one submission."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import rules
from zhixi.knowledge.actions.drafting import DraftItem, How, write_drafts
from zhixi.knowledge.actions.handing import hand_in_all
from zhixi.knowledge.actions.submitting import UnableToSubmit, log, submit
from zhixi.knowledge.many.acts import Act, stays
from zhixi.knowledge.many.planning import MOST, Item, Plan, copies, plan
from zhixi.knowledge.many.replacing import Replaced
from zhixi.knowledge.many.sheets import Filled
from zhixi.knowledge.models import BatchWithdrawal, Draft
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical, digest

WITHDRAWALS = "withdrawals"


class UnableToChange(Exception):
    """Nothing was changed; the message says why."""


def change_many(
    *,
    numbers: Sequence[int],
    act: Act,
    seen: str,
    title: Any,
    by: Person,
    clock: Clock,
    reason: str = "",
    how: How = How.EDIT,
    shown: Act | None = None,
) -> Submission:
    """Write what was seen as drafts and hand them in as one submission, all or nothing.

    `seen` is the digest of the plan that the person saw; it was that of the act `shown`, where
    he then left something out. `title` says, lazily, how many with `{n}`. Raises UnableToChange.
    """
    with writing():
        now = clock()
        items = _as_seen(numbers, shown or act, seen, by, now).items
        if shown is not None:
            items = _some(plan(numbers, act, by, now))
        drafts = write_drafts(items=[_draft(item) for item in items], by=by, now=now, how=how)
        with override(settings.LANGUAGE_CODE):  # what is kept does not follow a reader's language
            named = str(format_lazy(title, n=len(drafts)))
        articles = [draft.article_id for draft in drafts]
        told: dict[str, Any] = {"by": by, "clock": clock, "title": named, "reason": reason}
        try:
            if isinstance(act, (Replaced, Filled)):  # other days and places say nothing new
                return hand_in_all(numbers=articles, **told)
            return submit(articles=articles, **told)
        except UnableToSubmit as error:
            raise UnableToChange(str(error)) from error


def draft_many(
    *,
    numbers: Sequence[int],
    act: Act,
    seen: str,
    by: Person,
    now: datetime,
    how: How = How.EDIT,
) -> list[Draft]:
    """Write what was seen as drafts, all or nothing. Raises UnableToChange."""
    with writing():
        items = _as_seen(numbers, act, seen, by, now).items
        return write_drafts(items=[_draft(item) for item in items], by=by, now=now, how=how)


def withdraw_many(
    *,
    numbers: Sequence[int],
    seen: str,
    by: Person,
    clock: Clock,
    reason: str,
    from_at: datetime | None = None,
) -> Submission:
    """Ask that these articles cease to be live, at once or from a moment on, in one submission.

    Raises UnableToChange.
    """
    if not reason.strip():
        raise UnableToChange(_("撤回请写明原因。"))
    with writing():
        now = clock()
        if from_at is not None and from_at <= now:
            raise UnableToChange(_("撤回时间应晚于现在。"))
        items = _as_seen(numbers, stays, seen, by, now).items
        rows = [BatchWithdrawal(article=item.standing.article, from_at=from_at) for item in items]
        submission = gate.submit(
            kind=WITHDRAWALS,
            title=format_lazy(gettext_lazy("批量撤回：{n} 条"), n=len(rows)),
            size=len(rows),
            digest=withdrawn(rows),
            makers=frozenset(),
            by=by,
            clock=clock,
            reason=reason,
        )
        for row in rows:
            row.submission = submission
        BatchWithdrawal.objects.bulk_create(rows, batch_size=500)
        log(submission, by)
        return submission


def withdrawn(rows: Sequence[BatchWithdrawal]) -> str:
    """One digest over which articles leave, and when."""
    return digest(canonical(sorted([row.article_id, row.from_at] for row in rows)))


def copy_many(
    *,
    numbers: Sequence[int],
    act: Act,
    seen: str,
    by: Person,
    now: datetime,
    shown: Act | None = None,
) -> list[Draft]:
    """Write what was seen as drafts of new articles, all or nothing; `seen` was of the act `shown`
    where other departments were chosen then. Raises UnableToChange."""
    with writing():
        items = _as_seen(numbers, shown or act, seen, by, now, planned=copies).items
        if shown is not None:
            items = _some(copies(numbers, act, by, now))
        made = [replace(_draft(item), article=None) for item in items]
        return write_drafts(items=made, by=by, now=now, how=How.EDIT)


def _as_seen(
    numbers: Sequence[int],
    act: Act,
    seen: str,
    by: Person,
    now: datetime,
    planned: Callable[..., Plan] = plan,
) -> Plan:
    if not rules.may_edit(roles_of(by, now)):
        raise UnableToChange(_("只有采编岗和审核岗可以修改知识。"))
    if not 0 < len(set(numbers)) <= MOST:
        raise UnableToChange(_("请选择 1 至 %(most)s 条知识。") % {"most": MOST})
    made = planned(numbers, act, by, now)
    if made.digest != seen:
        raise UnableToChange(_("您查看之后有知识变了，已重新列出，请再看一遍。"))
    _some(made)
    return made


def _some(made: Plan) -> list[Item]:
    """Raises UnableToChange where nothing would change."""
    if not made.items:
        raise UnableToChange(_("没有要修改的知识，未提交。"))
    return made.items


def _draft(item: Item) -> DraftItem:
    place = item.after
    assert place.section is not None  # noqa: S101 - what is live stands somewhere
    return DraftItem(
        item.content, place.section, place.owner, place.audience, item.standing.article
    )
