"""What each step of a request begins with, who may take it, and the row it leaves."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.models import KnowledgeRequest, RequestEvent
from zhixi.knowledge.requesting import stages
from zhixi.knowledge.requesting.stages import Stage
from zhixi.lib.db import alone

# Until its last text is approved.
UNDER_WAY = (Stage.ASKED, Stage.RETURNED, Stage.ACCEPTED, Stage.DRAFTED, Stage.APPROVAL)


class UnableToRequest(Exception):
    """Nothing was changed; the message says why."""


def taken(number: int, by: Person, now: dt.datetime, *allowed: Stage) -> Any:
    """The request, held until the transaction ends, if it stands where this may be done."""
    alone(f"request:{number}")
    row = stages.request(number, by, now)
    if row.stage not in allowed:
        words = _("需求单现在是“%(stage)s”，不能这样处理，请刷新后查看。")
        raise UnableToRequest(words % {"stage": Stage(row.stage).label})
    return row


def for_author(number: int, by: Person, now: dt.datetime, *allowed: Stage) -> Any:
    if not rules.may_accept(roles_of(by, now)):
        raise UnableToRequest(_("只有采编岗可以处理需求单。"))
    return taken(number, by, now, *allowed)


def for_department(number: int, by: Person, now: dt.datetime, *allowed: Stage) -> Any:
    """The same for who asked, and for those who ask for that department."""
    row = taken(number, by, now, *allowed)
    if not stages.is_own(row, by, now) or not rules.may_ask(roles_of(by, now)):
        raise UnableToRequest(_("只有提出需求的部门可以这样处理。"))
    return row


def log(
    row: KnowledgeRequest,
    what: RequestEvent.What,
    by: Person,
    now: dt.datetime,
    told: dict[str, Any] | None = None,
) -> None:
    RequestEvent.objects.create(request=row, what=what, by=by, at=now, told=told or {})
