"""Removing words that the law wants removed; everything that vouches for them stays."""

from typing import Any

from django.db import connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.approval import actions as gate
from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import rules
from zhixi.knowledge.actions.publishing import refold
from zhixi.knowledge.actions.submitting import UnableToSubmit, log
from zhixi.knowledge.files import store
from zhixi.knowledge.files.carrying import removed_files
from zhixi.knowledge.models import (
    ArticleVersion,
    Autosave,
    Content,
    FileText,
    LiveSpan,
    Redaction,
    RedactionRequest,
)
from zhixi.knowledge.types import removed
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical, digest

KIND = "redaction"


def ask_removal(*, version: ArticleVersion, ground: str, by: Person, clock: Clock) -> Submission:
    """Ask that this version's words be removed. Raises UnableToSubmit.

    Versions of the same words share one content, so their words go together.
    """
    if not rules.may_ask_removal(roles_of(by, clock())):
        raise UnableToSubmit(_("只有审核岗可以提出依法删除。"))
    if not ground.strip():
        raise UnableToSubmit(_("请写明依据，例如法律条款或监管要求。"))
    with writing():
        if version.content.payload == removed.PAYLOAD:
            raise UnableToSubmit(_("这一版的内容已经删除。"))
        submission = gate.submit(
            kind=KIND,
            title=format_lazy(
                gettext_lazy("依法删除 {number} 第 {n} 版"), number=version.article_id, n=version.n
            ),
            size=1,
            digest=fingerprint(version, ground),
            makers=frozenset(),
            by=by,
            clock=clock,
            reason=ground,
            way="redact",
        )
        RedactionRequest.objects.create(version=version, submission=submission, ground=ground)
        log(submission, by)
        return submission


def fingerprint(version: ArticleVersion, ground: str) -> str:
    """The digest of what would be removed, and why."""
    return digest(canonical([version.article_id, version.n, version.content_id, ground]))


def remove(request: RedactionRequest, decision: Decision, clock: Clock) -> dict[str, Any]:
    """Put a tombstone where the words were. Raises UnableToDecide while they are live."""
    key, now = request.version.content_id, clock()
    sharing = ArticleVersion.objects.filter(content=key)
    if LiveSpan.objects.filter(version__in=sharing, live_until__gt=now).exists():
        raise gate.UnableToDecide(_("这些内容仍在生效或将要生效，请先撤回或发布新版。"))
    Redaction.objects.create(
        content_id=key,
        ground=request.ground,
        asked_by=decision.submission.submitted_by,
        decided_by=decision.by,
        at=now,
        decision=decision,
    )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")  # freed pages are overwritten
    Content.objects.filter(pk=key).update(payload=removed.PAYLOAD)
    sharing.update(clauses=[], title=removed.TITLE)
    numbers = sorted(set(sharing.values_list("article_id", flat=True)))
    Autosave.objects.filter(article__in=numbers).delete()  # they may hold the same words
    _burn(key)
    refold(numbers, now)
    return {"removed": key, "ground": request.ground}


def _burn(key: str) -> None:
    """Its files go too, with what was read in them, unless other words still carry them."""
    gone = list(removed_files().filter(contents__content=key).values_list("pk", flat=True))
    FileText.objects.filter(pk__in=gone).delete()
    transaction.on_commit(lambda: store.forget(gone))
