"""Gao is about to leave, and zhao goes on with what he has in work."""

import datetime as dt
from collections.abc import Callable

from zhixi.accounts import actions as staff
from zhixi.accounts.models import ApiToken, Person
from zhixi.accounts.staff import changing
from zhixi.knowledge import actions, types

DRAFT = {
    "title": "存款证明能在手机银行开吗",
    "lead": "能开，您在手机银行搜“存款证明”，按提示办理，一般当场就能下载。",
}


def before(
    people: dict[str, Person], moment: Callable[[dt.date, int], dt.datetime], loaded: dt.date
) -> None:
    gao, begun = people["gao"], moment(loaded - dt.timedelta(days=3), 15)
    section = actions.section_at(path=["存款"], by=gao, now=begun)
    item = actions.DraftItem(content=types.read("faq", DRAFT), section=section)
    actions.save_draft(item=item, by=gao, now=begun)
    staff.issue_token(person=gao, scopes=["read"], name="App 知识机器人", by=None, now=begun)
    ApiToken.objects.filter(person=gao).update(last_used_on=loaded - dt.timedelta(days=1))
    changing.leave(
        person=gao,
        on=loaded + dt.timedelta(days=12),
        taker=people["zhao"],
        by=people["admin"],
        now=moment(loaded, 7),
    )
