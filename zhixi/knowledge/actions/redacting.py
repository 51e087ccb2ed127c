"""Removing words that the law wants removed; everything that vouches for them stays."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
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
from zhixi.knowledge.files.texts import in_work_with
from zhixi.knowledge.models import (
    ArticleVersion,
    Autosave,
    Content,
    FileText,
    LiveSpan,
    Redaction,
    RedactionRequest,
    RegionalChange,
    RegionalDraft,
)
from zhixi.knowledge.types import removed
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical, digest
from zhixi.search import Corpus, outbox

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
    words = Content.objects.get(pk=key).payload
    Content.objects.filter(pk=key).update(payload=removed.PAYLOAD)
    sharing.update(clauses=[], title=removed.TITLE)
    numbers = sorted(set(sharing.values_list("article_id", flat=True)))
    _forget_regions(numbers, words)
    Autosave.objects.filter(article__in=numbers).delete()  # they may hold the same words
    _burn(key, now)
    refold(numbers, now)
    outbox.changed(numbers, now, Corpus.IN_WORK)
    return {"removed": key, "ground": request.ground}


def _forget_regions(numbers: Sequence[int], words: str) -> None:
    """What regions said otherwise goes too where it holds words that no text says any more."""
    left = Content.objects.filter(articleversion__article__in=numbers).distinct()
    kept = "".join(left.values_list("payload", flat=True))
    for model in (RegionalChange, RegionalDraft):
        rows = model._default_manager.filter(article__in=numbers)
        gone = [each.pk for each in rows if _only_in(words, kept, each.rows)]
        model._default_manager.filter(pk__in=gone).update(rows=[])


def _only_in(words: str, kept: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    said = (cell for row in rows for name in ("head", "was", "now") for cell in row[name])
    written = (json.dumps(cell, ensure_ascii=False)[1:-1] for cell in said if cell)
    return any(cell in words and cell not in kept for cell in written)


def _burn(key: str, now: dt.datetime) -> None:
    """Its files go too, with what was read in them, unless other words still carry them."""
    gone = list(removed_files().filter(contents__content=key).values_list("pk", flat=True))
    FileText.objects.filter(pk__in=gone).delete()
    outbox.changed(in_work_with(gone), now, Corpus.IN_WORK)
    transaction.on_commit(lambda: store.forget(gone))
