"""What a region says otherwise: kept, handed in, vetoed, and put into the article when approved."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts.models import Person
from zhixi.approval import actions as gate
from zhixi.approval.actions import UnableToDecide
from zhixi.approval.models import Decision, Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import drafts
from zhixi.knowledge.actions import publishing, submitting
from zhixi.knowledge.actions.drafting import How, UnableToEdit
from zhixi.knowledge.actions.handing import note
from zhixi.knowledge.actions.submitting import UnableToSubmit
from zhixi.knowledge.actions.writing import BURST, written
from zhixi.knowledge.editing import problems
from zhixi.knowledge.models import (
    ArticleVersion,
    Draft,
    DraftContribution,
    Level,
    OverruledCheck,
    RaisedCheck,
    RegionalChange,
    RegionalDraft,
)
from zhixi.knowledge.regional.sentences import (
    Key,
    Row,
    applied,
    placed,
    read_rows,
    sentences,
)
from zhixi.knowledge.regional.writing import (
    Judged,
    Kept,
    Standing,
    judge,
    kept,
    standing,
    state,
    unsteady,
    waiting_version,
)
from zhixi.lib.db import alone, writing
from zhixi.lib.digest import canonical, digest

KIND = "regional"


class Outrun(Exception):
    """Somebody saved other words meanwhile; nothing was written."""


def keep(
    *, number: int, region: str, rows: Sequence[Row], base: str, by: Person, now: dt.datetime
) -> None:
    """Save what the region would say otherwise, begun from the state `base`; no row, no draft.

    Raises UnableToEdit while it waits, Outrun where other words were saved since.
    """
    with writing():
        mine = _at_rest(number, region)
        if state(rows) == mine.state:
            return
        if mine.state != base:
            raise Outrun
        if not rows:
            RegionalDraft.objects.filter(article=number, region=region).delete()
            return
        values = {"rows": [row.stored() for row in rows], "by": by, "changed_at": now}
        draft, _new = RegionalDraft.objects.update_or_create(
            article_id=number, region=region, defaults=values
        )
        _contributed(number, draft.line, by, now)


def _at_rest(number: int, region: str) -> Kept:
    alone(f"regional:{number}:{region}")
    mine = kept(number, region)
    if mine.waiting:
        raise UnableToEdit(_("本地区的说法正在等待确认，确认或退回后才能再改。"))
    return mine


def _contributed(number: int, line: uuid.UUID, by: Person, now: dt.datetime) -> None:
    """One burst of writing leaves one row: what counts is that the person is a maker."""
    lately = DraftContribution.objects.filter(line=line, person=by, at__gt=now - BURST)
    if not lately.exists():
        DraftContribution.objects.create(
            article_id=number, line=line, person=by, how=How.EDIT, at=now
        )


def hand_in(
    *, number: int, region: str, base: str, by: Person, clock: Clock, reason: str = ""
) -> Submission:
    """Hand in what the region would say otherwise, as it was last seen, on what is live.

    Raises UnableToSubmit.
    """
    now = clock()
    with writing():
        try:
            mine = _at_rest(number, region)
        except UnableToEdit as error:
            raise UnableToSubmit(str(error)) from error
        draft = mine.draft
        if draft is None:
            raise UnableToSubmit(_("没有可提交的修改。"))
        if mine.state != base:
            raise UnableToSubmit(_("草稿刚刚又有改动，请看过之后再提交。"))
        stands = _standing(number, now)
        rows = _still(mine.rows, stands, region)
        judged = judge(stands, rows, now)
        if judged.blocking:
            raise UnableToSubmit(_("还有必须改的地方，改好后再提交。"))
        title = format_lazy(
            gettext_lazy("{region}的说法：{title}"), region=region, title=stands.content.title
        )
        made = _put_forward(number, region, draft.line, rows, title, by, clock, reason)
        _note(made, draft.line, stands, judged, now)
        RegionalDraft.objects.filter(pk=draft.pk).update(submission=made)
        return made


def _standing(number: int, now: dt.datetime) -> Standing:
    """Raises UnableToSubmit where nothing can follow at once."""
    stands = standing(number, now)
    if stands is None:
        raise UnableToSubmit(_("这条知识已不在使用。"))
    if refused := unsteady(stands, now):
        raise UnableToSubmit(refused)
    return stands


def _still(rows: Sequence[Row], stands: Standing, region: str) -> list[Row]:
    found = placed(rows, sentences(stands.content, region))
    if any(each.moved_on for each in found):
        raise UnableToSubmit(_("总行已更新这条知识，请核对标出的地方再提交。"))
    return [each.row for each in found]


def _put_forward(
    number: int,
    region: str,
    line: uuid.UUID,
    rows: Sequence[Row],
    title: Any,
    by: Person,
    clock: Clock,
    reason: str,
    veto: bool = False,
) -> Submission:
    stored = [row.stored() for row in rows]
    made = gate.submit(
        kind=KIND,
        title=title,
        size=1,
        digest=fingerprint(number, region, stored),
        makers=_hands(line),
        by=by,
        clock=clock,
        reason=reason,
    )
    RegionalChange.objects.create(
        article_id=number, submission=made, region=region, line=line, rows=stored, veto=veto
    )
    submitting.log(made, by)
    return made


def fingerprint(number: int, region: str, rows: Sequence[dict[str, Any]]) -> str:
    """Of what would take effect: where, for which region, what instead of what."""
    return digest(canonical([number, region, list(rows)]))


def _hands(line: uuid.UUID) -> frozenset[str]:
    rows = DraftContribution.objects.filter(line=line)
    return frozenset(rows.values_list("person__number", flat=True).distinct())


def makers(asked: RegionalChange) -> frozenset[str]:
    return _hands(asked.line)


def _note(
    made: Submission, line: uuid.UUID, stands: Standing, judged: Judged, now: dt.datetime
) -> None:
    """Which hints stood when it was handed in."""
    rules, section = judged.rules(Level.HINT), stands.section
    note(line=line, section=section, rules=rules, now=now, finished=True)
    OverruledCheck.objects.bulk_create(
        OverruledCheck(submission=made, line=line, rule=rule, section_id=section)
        for rule in sorted(rules)
    )
    RaisedCheck.objects.filter(line=line).update(handed_in_at=now)


def veto(*, number: int, key: Key, by: Person, clock: Clock, reason: str) -> Submission:
    """Ask, for head office, that a region say this as all others do. Raises UnableToSubmit."""
    if not reason.strip():
        raise UnableToSubmit(_("否决请写明原因，分行会看到。"))
    now = clock()
    with writing():
        alone(f"regional:{number}:{key.region}")
        stands = _standing(number, now)
        shown = sentences(stands.content, key.region)
        said = next((each for each in shown if each.key == key and each.own), None)
        if said is None:
            raise UnableToSubmit(_("这个地区已没有这处不同的说法。"))
        row = Row(key, said.label, said.head, said.own, ())
        stored = [row.stored()]
        asked = RegionalChange.objects.filter(article=number, region=key.region, veto=True)
        decided = Decision.objects.filter(final=True).values("submission")
        if any(each.rows == stored for each in asked.exclude(submission__in=decided)):
            raise UnableToSubmit(_("这处说法的否决正在等待确认。"))
        title = format_lazy(
            gettext_lazy("否决{region}的说法：{title}"),
            region=key.region,
            title=stands.content.title,
        )
        line = uuid.uuid4()
        _contributed(number, line, by, now)
        return _put_forward(number, key.region, line, [row], title, by, clock, reason, veto=True)


def carry_out(asked: RegionalChange, decision: Decision, clock: Clock) -> dict[str, Any]:
    """Make the version that follows the live one and differs by these rows alone.

    Raises UnableToDecide where what was read is no longer what it would be put into.
    """
    number, now = asked.article_id, clock()
    alone(f"draft:{number}")
    if waiting := waiting_version(number):
        words = _("总行对这条知识的修改（提交 %(n)s）正在等待确认，请先处理那一份。")
        raise UnableToDecide(words % {"n": waiting.submission_id})
    rows = read_rows(asked.region, asked.rows)
    try:
        stands = _standing(number, now)
        rows = _still(rows, stands, asked.region)
    except UnableToSubmit as error:
        words = _("提交之后情况有变化：%(why)s本件只能退回。")
        raise UnableToDecide(words % {"why": error}) from error
    by = asked.submission.submitted_by
    _carry_over(number, asked.region, rows, by, now)
    told = publishing.publish(
        [_version(asked, stands, rows, now)],
        clock=clock,
        confirmed_by=decision.by,
        decision=decision,
    )
    if not asked.veto:
        RegionalDraft.objects.filter(submission=asked.submission_id).delete()
    return told


def _version(
    asked: RegionalChange, stands: Standing, rows: Sequence[Row], now: dt.datetime
) -> ArticleVersion:
    span = stands.span
    text = Draft(
        article=span.article,
        line=asked.line,
        content=applied(stands.payload, rows),
        section_id=span.section_id,
        owner_id=span.owner_id,
        audience_id=span.audience_id,
    )
    try:
        (version,) = submitting.freeze([text], by=asked.submission.submitted_by, at=now)
    except UnableToSubmit as error:
        raise UnableToDecide(str(error)) from error
    version.submission = asked.submission
    version.save()
    return version


def _carry_over(
    number: int, region: str, rows: Sequence[Row], by: Person, now: dt.datetime
) -> None:
    """Head office's own draft, or what came back to it, begins from before: it takes the rows
    over, so that it does not take them back when it is handed in."""
    mine = drafts.kept(number)
    if not mine.drafted and not mine.returned:
        return
    content, _wrong = problems.read(mine.words.type, mine.words.content)
    found = placed(rows, sentences(content, region)) if content else []
    fit = [each.row for each in found if not each.moved_on]
    # What came back and is no draft yet would lie behind the new version, and be lost to its author.
    if fit or not mine.drafted:
        words = replace(mine.words, content=applied(mine.words.content, fit))
        written(mine.of(), mine.line, words, by, now, How.EDIT)
