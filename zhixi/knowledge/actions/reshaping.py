"""Copying an article, splitting one in two, and letting one take another's place."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts.models import Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import drafts, pieces, ties, types
from zhixi.knowledge.actions.drafting import How, UnableToEdit, reopen
from zhixi.knowledge.actions.handing import counted, overruled
from zhixi.knowledge.actions.publishing import end, outcome, publish
from zhixi.knowledge.actions.restoring import put_aside
from zhixi.knowledge.actions.submitting import UnableToSubmit, log, manifest, put_forward
from zhixi.knowledge.actions.writing import Superseded, keep, written
from zhixi.knowledge.checks.whole import COPIED
from zhixi.knowledge.drafts import Kept, Words
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    Draft,
    Favourite,
    Merger,
    Origin,
    Redirect,
    Tie,
)
from zhixi.knowledge.queries import live
from zhixi.lib.db import alone, writing
from zhixi.lib.digest import canonical, digest

KIND = "reshape"
OWN = ("effective_from", "expires_at", "review_by")  # days of the old one


class UnableToReshape(Exception):
    """Both articles stay as they are; the message says why."""


def copy(*, number: int, by: Person, now: dt.datetime) -> Draft:
    """A new draft with the same words but for the questions, which would stand twice."""
    with writing():
        kept = drafts.kept(number)
        if not kept.words.content:
            raise UnableToEdit(_("内容已依法删除，不能复制。"))
        left = {k: v for k, v in kept.words.content.items() if k not in (*OWN, "phrasings")}
        title = f"{left.get('title', '')}"[: 200 - len(COPIED)] + COPIED
        words = replace(kept.words, content=left | {"title": title})
        return _begun(words, kept, by, now, Origin.How.COPY)


def _begun(words: Words, kept: Kept, by: Person, now: dt.datetime, how: Origin.How) -> Draft:
    source = kept.of()
    article = Article.objects.create(type=words.type, language=source.language, created_at=now)
    Origin.objects.create(article=article, source=source, n=kept.n, how=how, by=by, at=now)
    return written(article, uuid.uuid4(), words, by, now, How(how))


def split(
    *, number: int, keys: Collection[str], title: str, base: str, by: Person, now: dt.datetime
) -> Tie:
    """Let these pieces go into a new article. Raises UnableToReshape, Superseded, UnableToEdit."""
    with writing():
        alone(f"draft:{number}")
        kept = _free(number)
        if kept.words.state != base:
            raise Superseded(kept)
        rest, away = pieces.taken(kept.words.content, keys)
        if not title.strip():
            raise UnableToReshape(_("请填写新知识的标题。"))
        if not away:
            raise UnableToReshape(_("请选择要拆出去的内容。"))
        if not pieces.pieces(kept.words.type, rest):
            raise UnableToReshape(_("原知识至少要留下一项内容。"))
        words = replace(kept.words, content=away | {"title": title.strip()[:200]})
        begun = _begun(words, kept, by, now, Origin.How.SPLIT)
        if "related" in types.registry()[kept.words.type].model_fields:
            rest["related"] = [*rest.get("related", []), str(begun.article_id)]
        _keep(kept, rest, by, now, How.SPLIT)
        return Tie.objects.create(
            kind=Tie.Kind.SPLIT, giving=kept.of(), taking_id=begun.article_id, by=by, at=now
        )


def _free(number: int) -> Kept:
    """An article whose text may change now, and which is tied to no other."""
    kept = drafts.kept(number)
    if kept.waiting:
        raise UnableToReshape(
            _("知识 %(number)s 正在等待确认，确认或退回后再试。") % {"number": number}
        )
    if ties.tie_of(number):
        raise UnableToReshape(_("知识 %(number)s 已在拆分或合并中。") % {"number": number})
    return kept


def _keep(kept: Kept, content: dict[str, Any], by: Person, now: dt.datetime, how: How) -> None:
    put_aside(kept)
    words = replace(kept.words, content=content)
    keep(number=kept.of().pk, words=words, base=kept.words.state, by=by, now=now, how=how)


def merge(
    *, number: int, into: int, keys: Collection[str], base: str, by: Person, now: dt.datetime
) -> Tie:
    """Let `into` take the place of `number`, with these pieces of it; `base` is its state.

    Raises UnableToReshape, Superseded, UnableToEdit.
    """
    with writing():
        for each in sorted({number, into}):
            alone(f"draft:{each}")
        giving, taking = _ending(number, now), _taking(number, into, now)
        if taking.words.state != base:
            raise Superseded(taking)
        source = giving.words.content
        _rest, away = pieces.taken(source, keys)
        content = pieces.joined(taking.words.type, taking.words.content, away, giving.words.type)
        if source.get("title") not in (content.get("title"), *content.get("phrasings", [])):
            content["phrasings"] = [*content.get("phrasings", []), source["title"]]
        _keep(taking, content, by, now, How.MERGE)
        return Tie.objects.create(
            kind=Tie.Kind.MERGE, giving=giving.of(), taking=taking.of(), by=by, at=now
        )


def _ending(number: int, now: dt.datetime) -> Kept:
    kept = _free(number)
    if kept.drafted:
        raise UnableToReshape(
            _("知识 %(number)s 还有草稿，请先处理草稿再合并。") % {"number": number}
        )
    if not live(now).filter(article=number).exists():
        raise UnableToReshape(_("知识 %(number)s 不是现行的，不能合并。") % {"number": number})
    return kept


def _taking(number: int, into: int, now: dt.datetime) -> Kept:
    if into == number:
        raise UnableToReshape(_("请选择另一条知识。"))
    if not live(now).filter(article=into).exists():
        raise UnableToReshape(_("知识 %(number)s 不是现行的，不能合并。") % {"number": into})
    return _free(into)


def untie(*, tie: int, by: Person) -> None:
    """Let both go their own ways; their drafts stay. Raises UnableToReshape at the gate."""
    with writing():
        found = ties.tied(tie)
        if found.waiting:
            raise UnableToReshape(_("正在等待确认，确认或退回后再试。"))
        found.tie.delete()


def submit_tied(*, tie: int, by: Person, clock: Clock, reason: str = "") -> Submission:
    """Hand both in as one. Raises UnableToSubmit where one is not there to be handed in."""
    with writing():
        found = ties.tied(tie)
        if found.waiting:
            raise UnableToSubmit(_("已提交，正在等待确认。"))
        if found.merges and (found.giving.drafted or found.giving.waiting):
            raise UnableToSubmit(_("要并入的知识又有改动，请先处理它的草稿。"))
        numbers = [_drafted(kept, by, clock()) for kept in found.written]
        merger = _merger(found) if found.merges else None
        stood = overruled(numbers, clock())
        submission = put_forward(
            numbers,
            by=by,
            clock=clock,
            title=_title(found),
            reason=reason,
            overruled=stood,
            kind=KIND,
            seal=lambda versions: fingerprint(versions, merger),
            beside=1 if merger else 0,
        )
        if merger:
            merger.submission = submission
            merger.save(force_insert=True)
        log(submission, by, set().union(*stood.values()))
        counted(submission, clock())
        return submission


def _drafted(kept: Kept, by: Person, now: dt.datetime) -> int:
    """A text that came back together with the other goes on together with it."""
    number = kept.of().pk
    if not kept.drafted:
        if kept.returned is None:
            raise UnableToSubmit(_("知识 %(number)s 没有可提交的草稿。") % {"number": number})
        last = ArticleVersion.objects.filter(article=number).latest("n")
        reopen(version=last, by=by, now=now)
    return number


def _title(found: ties.Tied) -> Any:
    given = {"giving": found.tie.giving_id, "taking": found.tie.taking_id}
    if found.merges:
        return format_lazy(gettext_lazy("{giving} 并入 {taking}"), **given)
    return format_lazy(gettext_lazy("{giving} 拆出 {taking}"), **given)


def _merger(found: ties.Tied) -> Merger:
    return Merger(article=found.giving.of(), n=found.giving.n, target=found.taking.of())


def merger_of(submission: Submission) -> Merger | None:
    return Merger.objects.filter(submission=submission).select_related("article", "target").first()


def fingerprint(versions: Collection[ArticleVersion], merger: Merger | None) -> str:
    """The digest of both texts, and of which article ends for which."""
    ends = [merger.article_id, merger.n, merger.target_id] if merger else []
    return digest(canonical([manifest(versions), ends]))


def carry_out(submission: Submission, decision: Decision, clock: Clock) -> dict[str, Any]:
    """Make the texts live; where one takes another's place, end that one at the same moment."""
    now = clock()
    versions = list(ArticleVersion.objects.filter(submission=submission).order_by("article_id"))
    merger = merger_of(submission)
    if merger:
        _refuse_changed(merger, now)
    facts = publish(versions, clock=lambda: now, confirmed_by=decision.by, decision=decision)
    if merger:
        facts["merged"] = _end(merger, versions[0].effective_from, decision, now)
    Tie.objects.filter(taking__in=[version.article_id for version in versions]).delete()
    return facts


def _refuse_changed(merger: Merger, now: dt.datetime) -> None:
    """What ends must be what was read, and what takes its place must not have ended itself."""
    ends = live(now).filter(article=merger.article_id, version__n=merger.n)
    if not ends.exists() or not live(now).filter(article=merger.target_id).exists():
        raise gate.UnableToDecide(_("要合并的知识已有变化，请退回后重新提交。"))


def _end(
    merger: Merger, moment: dt.datetime | None, decision: Decision, now: dt.datetime
) -> dict[str, Any]:
    (row,) = end([(merger.article_id, moment)], decision, now)
    Redirect.objects.create(withdrawal=row, target=merger.target)
    both = Favourite.objects.filter(article=merger.target_id).values("person")
    Favourite.objects.filter(article=merger.article_id, person__in=both).delete()
    Favourite.objects.filter(article=merger.article_id).update(article=merger.target)
    return {"from": merger.article_id, "into": merger.target_id, "outcome": outcome([row])}
