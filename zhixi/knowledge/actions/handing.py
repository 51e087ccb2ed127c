"""The door of those who write: what must be mended is not handed in, what was overruled is noted."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import drafts
from zhixi.knowledge.actions.submitting import UnableToSubmit, submit
from zhixi.knowledge.checks import RULES, Warning, standards, warnings
from zhixi.knowledge.editing import problems
from zhixi.knowledge.editing.page import judged
from zhixi.knowledge.models import Draft, Level, OverruledCheck, RaisedCheck
from zhixi.knowledge.sections import tree
from zhixi.lib.batches import batches
from zhixi.lib.db import alone, writing

NAMED = 20  # articles that a refusal names


def hand_in(*, number: int, base: str, by: Person, clock: Clock, reason: str = "") -> Submission:
    """Hand in the draft of an article as it was last seen. Raises UnableToSubmit, NotVisible."""
    kept = drafts.kept(number)
    if not kept.drafted:
        raise UnableToSubmit(_("没有可提交的修改。"))
    if base != kept.words.state:
        raise UnableToSubmit(_("草稿刚刚又有改动，请看过之后再提交。"))
    now, section = clock(), kept.words.section
    found = judged(kept.words, number, by, now)
    note(line=kept.line, section=section, rules=found.rules(), now=now, finished=True)
    if found.blocking:
        raise UnableToSubmit(_("还有必须改的地方，改好后再提交。"))
    with writing():
        alone(f"draft:{number}")
        if drafts.kept(number).words.state != base:
            raise UnableToSubmit(_("草稿刚刚又有改动，请看过之后再提交。"))
        stood = {number: found.rules(Level.HINT)}
        made = submit(articles=[number], by=by, clock=clock, reason=reason, overruled=stood)
        counted(made, now)
        return made


def hand_in_all(
    *, numbers: Sequence[int], by: Person, clock: Clock, title: str = "", reason: str = ""
) -> Submission:
    """Hand in many drafts as one, by what their words alone tell. Raises UnableToSubmit."""
    now = clock()
    with writing():
        stood = overruled(numbers, now)
        made = submit(
            articles=numbers, by=by, clock=clock, title=title, reason=reason, overruled=stood
        )
        counted(made, now)
        return made


def overruled(numbers: Sequence[int], now: dt.datetime) -> dict[int, set[str]]:
    """The rules whose hints stand in each of these drafts.

    Raises UnableToSubmit where something must be mended.
    """
    said = dict(_said(numbers, now))
    blocked = [n for n, found in said.items() if any(w.level == Level.MUST for w in found)]
    if blocked:
        raise UnableToSubmit(_refusal(blocked, said))
    return {n: {warning.rule for warning in found} for n, found in said.items()}


def counted(made: Submission, now: dt.datetime) -> None:
    """What was ever raised of these lines is now handed in; what was overruled was raised."""
    stood = OverruledCheck.objects.filter(submission=made).values_list("line", "rule", "section")
    RaisedCheck.objects.bulk_create(
        [
            RaisedCheck(line=line, rule=rule, section_id=section, at=now)
            for line, rule, section in stood
        ],
        batch_size=500,
        ignore_conflicts=True,
    )
    for lines in batches(list(made.versions.values_list("line", flat=True)), 500):
        RaisedCheck.objects.filter(line__in=lines).update(handed_in_at=now)


def _refusal(blocked: list[int], said: dict[int, list[Warning]]) -> str:
    """What must be mended stands first in each list."""
    told = "".join(f"\n  {number}：{said[number][0].words}" for number in blocked[:NAMED])
    words = _("有 %(n)s 条知识必须改好再提交，都已存为草稿：%(told)s")
    return words % {"n": len(blocked), "told": told}


def _said(numbers: Sequence[int], now: dt.datetime) -> Iterator[tuple[int, list[Warning]]]:
    """What is said of each draft that is complete; the others are refused when they are frozen."""
    by = standards(tree(now).nodes, now)
    for some in batches(sorted(numbers), 500):
        for draft in Draft.objects.filter(article__in=some).select_related("article"):
            content, wrong = problems.read(draft.article.type, draft.content)
            if content is not None and not wrong:
                yield draft.article_id, warnings(content, now, by[draft.section_id])


def note(
    *,
    line: uuid.UUID,
    section: int | None,
    rules: Collection[str],
    now: dt.datetime,
    finished: bool = False,
) -> None:
    """Write down which rules have something to say of a line, each once."""
    known = RaisedCheck.objects.filter(line=line).values_list("rule", flat=True)
    new = set(rules).difference(known)
    if not finished:
        new = {rule for rule in new if not RULES[rule].finished}
    if new and section is not None:
        with writing():
            RaisedCheck.objects.bulk_create(
                [
                    RaisedCheck(line=line, rule=rule, section_id=section, at=now)
                    for rule in sorted(new)
                ],
                ignore_conflicts=True,  # two windows may save at the same moment
            )
