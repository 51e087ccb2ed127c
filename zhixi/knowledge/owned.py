"""What of knowledge a person has in work, and who goes on with it when he leaves.

A text belongs to the hands in it. Who takes over puts his to it: he is a maker from then on,
and never decides on it. What goes by department or role is nobody's own and stays there; what is
a person's own (favourites, filters) goes with him.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhixi.accounts import holdings
from zhixi.accounts.holdings import Owned
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.queries import region_of, roles_of, unit_ids_of
from zhixi.accounts.rules import ASKING, DECIDING, Role
from zhixi.accounts.staff.listing import holders, members, standing
from zhixi.approval import queries as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import rules
from zhixi.knowledge.models import (
    ArticleVersion,
    Draft,
    DraftContribution,
    KnowledgeRequest,
    LiveSpan,
    RegionalDraft,
    RequestEvent,
    RequestTie,
)
from zhixi.knowledge.queries import live
from zhixi.knowledge.requesting.stages import What, open_, staged, tied
from zhixi.knowledge.working.states import sent_back, waiting
from zhixi.lib.text import series


def _hand_in(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    hands = DraftContribution.objects.filter(line=OuterRef("line"), person=person)
    return rows.filter(Exists(hands))


def _drafts(person: Person) -> QuerySet[Draft]:
    return _hand_in(Draft.objects.all(), person)


def _tasks(person: Person) -> QuerySet[Any]:
    """What he is to hand in for a request, by a day; and what waits at the gate: it may come
    back."""
    return tied().filter(owner=person, live_at__isnull=True)


def _handled(person: Person, now: dt.datetime) -> QuerySet[Any]:
    """Requests that he takes care of."""
    return open_(staged(now).filter(handler=person))


def _asked_for(person: Person) -> QuerySet[Submission]:
    """What he asked the gate for without a text: to withdraw, to move a section; what he says for
    his region is his region's."""
    texts = ArticleVersion.objects.filter(submission=OuterRef("pk"))
    opened = Submission.objects.filter(pk__in=gate.open_numbers(), submitted_by=person)
    return opened.filter(~Exists(texts)).exclude(regional__veto=False)


def _written(person: Person, now: dt.datetime) -> QuerySet[LiveSpan]:
    """What stands by his hand, of whose end and review he is told."""
    lines = DraftContribution.objects.filter(person=person).values("line")
    return live(now).filter(version__line__in=lines)


class KnowledgeHolder:
    def owned(self, person: Person, now: dt.datetime) -> list[Owned]:
        roles = roles_of(person, now)
        sent = _hand_in(waiting(), person).count() + _asked_for(person).count()
        found = [
            Owned(_("草稿"), _drafts(person).count(), moves=True),
            Owned(_("已提交，等待他人确认"), sent, moves=True),
            Owned(_("退回待修改"), _hand_in(sent_back(), person).count(), moves=True),
            Owned(_("需求单中由其负责"), _tasks(person).count(), moves=True),
            Owned(_("经办的需求单"), _handled(person, now).count(), moves=True),
        ]
        if rules.may_edit(roles):
            written = _written(person, now).count()
            found.append(Owned(_("编写的现行知识"), written, True, _("到期与复审提醒一并转交")))
        return [*found, *_shared(person, roles, now)]

    def may_take(self, roles: Collection[str]) -> bool:
        return rules.may_edit(roles)

    def lacks(self, person: Person, taker: Person, now: dt.datetime) -> str:
        if rules.may_accept(roles_of(taker, now)) or not _handled(person, now).exists():
            return ""
        return _("%(person)s 不是知识采编岗，不能接手经办的需求单。") % {"person": taker}

    def hand_over(self, *, person: Person, taker: Person, by: Person, now: dt.datetime) -> int:
        rows = [_drafts(person), _hand_in(waiting(), person), _hand_in(sent_back(), person)]
        lines = {pair for some in rows for pair in some.values_list("article", "line")}
        mine = DraftContribution.objects.filter(person=taker)
        lines -= set(mine.values_list("article", "line"))
        how = DraftContribution.How.EDIT  # the chain says that it was taken over
        made = [
            DraftContribution(article_id=article, line=line, person=taker, how=how, at=now)
            for article, line in sorted(lines)
        ]
        DraftContribution.objects.bulk_create(made, batch_size=500)
        return len(made) + _requests_handed_over(person, taker, by, now)


def _requests_handed_over(person: Person, taker: Person, by: Person, now: dt.datetime) -> int:
    """What a request waits for, and the requests themselves; the history of what is not at its
    end tells of each."""
    tasks = dict(_tasks(person).values_list("pk", "request"))
    handled = set(_handled(person, now).values_list("pk", flat=True))
    opened = set(open_(staged(now).filter(pk__in=tasks.values())).values_list("pk", flat=True))
    texts = RequestTie.objects.filter(pk__in=tasks)
    names: dict[str, Any] = {"from": person.name, "to": taker.name, "note": _handing_note()}
    rows = texts.filter(request__in=opened).values_list("request", "article")
    told = [(number, names | {"article": article}) for number, article in rows]
    told += [(number, names) for number in sorted(handled)]
    events = [
        RequestEvent(request_id=number, what=What.HAND_ON, by=by, at=now, told=said)
        for number, said in told
    ]
    RequestEvent.objects.bulk_create(events, batch_size=500)
    KnowledgeRequest.objects.filter(pk__in=handled).update(handler=taker)
    return texts.update(owner=taker) + len(handled)


def _handing_note() -> str:
    with override(settings.LANGUAGE_CODE):  # what is kept does not follow a reader's language
        return _("停用交接")


def _shared(person: Person, roles: frozenset[str], now: dt.datetime) -> Iterator[Owned]:
    """What goes by role, department or region, and is nobody's own; and who else sees to it."""
    if deciding := roles & DECIDING:
        count = gate.waiting_for(person, now).count()
        yield Owned(_("待其确认"), count, False, _others(person, deciding, now))
    if roles & ASKING and not rules.may_edit(roles):
        count = open_(staged(now).filter(asked_by=person)).count()
        others = _others(person, ASKING, now, unit_ids_of(person, now))
        yield Owned(_("提出的需求"), count, False, others)
    if rules.may_vary(roles):
        region = region_of(person, now)
        count = RegionalDraft.objects.filter(by=person, region=region).count()
        units = frozenset(Unit.objects.filter(region=region).values_list("pk", flat=True))
        others = _others(person, {Role.BRANCH_KNOWLEDGE}, now, units)
        yield Owned(_("本地区的说法"), count, False, others)


def _others(
    person: Person, roles: Collection[str], now: dt.datetime, units: Collection[int] | None = None
) -> str:
    """How many others with one of these roles, in these units or anywhere, can go on with it."""
    able = Q(pk__in=[])
    for role in roles:
        able |= Q(pk__in=holders(role, now).values("pk"))
    others = Person.objects.filter(able, standing(now)).exclude(pk=person.pk)
    if units is not None:
        others = others.filter(pk__in=members(units, now).values("pk"))
    n, told = others.count(), series(str(Role(role).label) for role in sorted(roles))
    if units is not None:
        words = _("另有 %(n)s 位同事可以接着办") if n else _("没有其他同事可以接着办，请先安排")
    elif n:
        words = _("另有 %(n)s 位%(roles)s可以确认")
    else:
        words = _("没有其他在职的%(roles)s，请先授予他人")
    return words % {"n": n, "roles": told}


def connect() -> None:
    holdings.register("knowledge", KnowledgeHolder())
