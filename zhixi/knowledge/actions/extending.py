"""Many live articles with another day of review or of expiry, handed in as one submission."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from pydantic import ValidationError

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.approval.models import Submission
from zhixi.approval.subjects import Clock
from zhixi.knowledge import rules, types
from zhixi.knowledge.actions.drafting import DraftItem, How, write_drafts
from zhixi.knowledge.actions.submitting import submit
from zhixi.knowledge.models import Draft, LiveSpan
from zhixi.knowledge.queries import live, rights_of
from zhixi.knowledge.working.states import waiting
from zhixi.lib.db import writing

MOST = 1000  # articles of one submission
DAYS = ("review_by", "expires_at")
NAMED = 5  # articles that a refusal names


class UnableToExtend(Exception):
    """Nothing was handed in; the message says why."""


def extend(
    *,
    numbers: Sequence[int],
    day: str,
    until: dt.datetime,
    by: Person,
    clock: Clock,
    reason: str,
) -> Submission:
    """Hand in what stands of these articles with that day moved, all or none.

    Raises UnableToExtend where one is not live, is worked on or waits already.
    """
    now = clock()
    if not rules.may_edit(roles_of(by, now)):
        raise UnableToExtend(_("只有采编岗和审核岗可以修改知识。"))
    if day not in DAYS or until <= now:
        raise UnableToExtend(_("新的日期应晚于今天。"))
    if not 0 < len(set(numbers)) <= MOST:
        raise UnableToExtend(_("请选择 1 至 %(most)s 条知识。") % {"most": MOST})
    with writing():
        spans = live(now).filter(rights_of(by, now).spans(), article__in=set(numbers))
        standing = list(spans.select_related("article", "version__content").order_by("article"))
        _refuse_others(set(numbers), {span.article_id for span in standing})
        items = [_moved(span, day, until) for span in standing]
        write_drafts(items=items, by=by, now=now, how=How.EDIT)
        words = {"review_by": _("复审延期：%(n)s 条"), "expires_at": _("调整失效日：%(n)s 条")}
        title = words[day] % {"n": len(items)}
        articles = [span.article_id for span in standing]
        return submit(articles=articles, by=by, clock=clock, title=title, reason=reason)


def _refuse_others(wanted: set[int], standing: set[int]) -> None:
    if gone := wanted - standing:
        raise UnableToExtend(_("有知识不是现行的：%(numbers)s。") % {"numbers": _named(gone)})
    drafted = Draft.objects.filter(article__in=wanted).values_list("article_id", flat=True)
    pending = waiting().filter(article__in=wanted).values_list("article_id", flat=True)
    if busy := {*drafted, *pending}:
        words = _("有知识已有草稿或正在等待确认，请先处理或不选：%(numbers)s。")
        raise UnableToExtend(words % {"numbers": _named(busy)})


def _named(numbers: set[int]) -> str:
    first = "、".join(str(number) for number in sorted(numbers)[:NAMED])
    return first + ("…" if len(numbers) > NAMED else "")


def _moved(span: LiveSpan, day: str, until: dt.datetime) -> DraftItem:
    content = types.load(span.article.type, span.version.content.payload)
    try:
        moved = types.read(span.article.type, types.dump(content) | {day: until})
    except ValidationError as error:
        words = _("知识 %(number)s 不能改到这一天：失效应晚于生效。")
        raise UnableToExtend(words % {"number": span.article_id}) from error
    return DraftItem(moved, span.section_id, span.owner_id, span.audience_id, span.article)
