"""A request is handed on to somebody else, or ends before anything came of it."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.accounts.rules import EDITORIAL
from zhixi.knowledge import rules
from zhixi.knowledge.actions.steps import (
    UNDER_WAY,
    UnableToRequest,
    for_author,
    for_department,
    log,
)
from zhixi.knowledge.models import RequestTie
from zhixi.knowledge.requesting.stages import What, tied
from zhixi.lib.db import writing


def hand_on(
    *,
    number: int,
    to: Person,
    note: str,
    by: Person,
    now: dt.datetime,
    article: int | None = None,
) -> None:
    """Give a request, with what its handler has in hand of it, or one of its texts, to another.

    Raises UnableToRequest.
    """
    with writing():
        row = for_author(number, by, now, *UNDER_WAY)
        said = {"note": note.strip()}
        if article is None:
            _refuse_idle(to, now, whole=True)
            before = row.handler
            if before == to:
                raise UnableToRequest(_("已经由 %(person)s 经办。") % {"person": to.name})
            row.handler = to
            row.save(update_fields=["handler"])
            _in_hand(row.pk).filter(owner=before).update(owner=to)
            told = {"from": before.name if before else ""}
        else:
            _refuse_idle(to, now, whole=False)
            told = {"from": _given(row.pk, article, to), "article": article}
        log(row, What.HAND_ON, by, now, told | {"to": to.name} | said)


def _given(number: int, article: int, to: Person) -> str:
    """Whose the text was. Raises UnableToRequest."""
    tie = _in_hand(number).select_related("owner").filter(article=article).first()
    if tie is None:
        raise UnableToRequest(_("这条知识已提交或不属于这张需求单，请刷新后查看。"))
    if tie.owner == to:
        raise UnableToRequest(_("已经由 %(person)s 负责。") % {"person": to.name})
    RequestTie.objects.filter(pk=tie.pk).update(owner=to)
    return str(tie.owner.name)


def _in_hand(number: int) -> Any:
    """The texts of a request that are being written."""
    keys = tied().filter(request=number, live_at__isnull=True, pending=False).values_list("pk")
    return RequestTie.objects.filter(pk__in=[key for (key,) in keys])


def _refuse_idle(to: Person, now: dt.datetime, *, whole: bool) -> None:
    roles = roles_of(to, now)
    able = rules.may_accept(roles) if whole else bool(roles & EDITORIAL)
    if not to.active_at(now) or not able:
        raise UnableToRequest(_("%(person)s 不能编写知识，请另选负责人。") % {"person": to.name})


def cancel(*, number: int, reason: str, by: Person, now: dt.datetime) -> None:
    """The department wants it no more. What was drafted stays with its authors.

    Raises UnableToRequest.
    """
    if not reason.strip():
        raise UnableToRequest(_("取消时请写明原因。"))
    with writing():
        row = for_department(number, by, now, *UNDER_WAY)
        log(row, What.CANCEL, by, now, {"reason": reason.strip()})


def decline(*, number: int, reason: str, by: Person, now: dt.datetime) -> None:
    """The authors will not do it. Raises UnableToRequest."""
    if not reason.strip():
        raise UnableToRequest(_("不予采纳时请写明原因，方便部门了解。"))
    with writing():
        row = for_author(number, by, now, *UNDER_WAY)
        log(row, What.DECLINE, by, now, {"reason": reason.strip()})
