"""What of knowledge a person has in work, and who goes on with it when he leaves.

A text belongs to the hands in it. Who takes over puts his to it: he is a maker from then on,
and never decides on it.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from zhixi.accounts import holdings
from zhixi.accounts.holdings import Owned
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.accounts.rules import DECIDING, Role
from zhixi.accounts.staff.listing import holders, standing
from zhixi.approval import queries as gate
from zhixi.approval.models import Decision
from zhixi.knowledge import rules
from zhixi.knowledge.models import ArticleVersion, Draft, DraftContribution


def _hand_in(rows: QuerySet[Any], person: Person) -> QuerySet[Any]:
    hands = DraftContribution.objects.filter(line=OuterRef("line"), person=person)
    return rows.filter(Exists(hands))


def _drafts(person: Person) -> QuerySet[Draft]:
    return _hand_in(Draft.objects.all(), person)


def _waiting(person: Person) -> QuerySet[ArticleVersion]:
    """Texts that were handed in and are not decided."""
    decided = Decision.objects.filter(submission=OuterRef("submission"), final=True)
    handed_in = ArticleVersion.objects.filter(~Exists(decided), submission__isnull=False)
    return _hand_in(handed_in, person)


def _returned(person: Person) -> QuerySet[ArticleVersion]:
    """Texts that came back and that nobody took up since."""
    back = Decision.objects.filter(
        submission=OuterRef("submission"), final=True, verdict=Decision.Verdict.RETURN
    )
    later = ArticleVersion.objects.filter(article=OuterRef("article"), n__gt=OuterRef("n"))
    again = Draft.objects.filter(article=OuterRef("article"))
    left = ArticleVersion.objects.filter(Exists(back), ~Exists(later), ~Exists(again))
    return _hand_in(left, person)


class KnowledgeHolder:
    def owned(self, person: Person, now: dt.datetime) -> list[Owned]:
        roles = roles_of(person, now)
        found = [
            Owned(_("草稿"), _drafts(person).count(), moves=True),
            Owned(_("已提交，等待他人确认"), _waiting(person).count(), moves=True),
            Owned(_("退回待修改"), _returned(person).count(), moves=True),
        ]
        if roles & DECIDING:
            count = gate.waiting_for(person, now).count()
            found.append(Owned(_("待其确认"), count, False, _others(person, roles, now)))
        return found

    def may_take(self, roles: Collection[str]) -> bool:
        return rules.may_edit(roles)

    def hand_over(self, *, person: Person, taker: Person, now: dt.datetime) -> int:
        rows = [_drafts(person), _waiting(person), _returned(person)]
        lines = {pair for some in rows for pair in some.values_list("article", "line")}
        mine = DraftContribution.objects.filter(person=taker)
        lines -= set(mine.values_list("article", "line"))
        how = DraftContribution.How.EDIT  # the chain says that it was taken over
        made = [
            DraftContribution(article_id=article, line=line, person=taker, how=how, at=now)
            for article, line in sorted(lines)
        ]
        DraftContribution.objects.bulk_create(made, batch_size=500)
        return len(made)


def _others(person: Person, roles: Collection[str], now: dt.datetime) -> str:
    """Who else decides what waits: it goes by role, and is nobody's own."""
    deciding = sorted(DECIDING & set(roles))
    others = Q(pk__in=[])
    for role in deciding:
        others |= Q(pk__in=holders(role, now).values("pk"))
    n = Person.objects.filter(others, standing(now)).exclude(pk=person.pk).count()
    told = "、".join(str(Role(role).label) for role in deciding)
    if not n:
        return _("没有其他在职的%(roles)s，请先授予他人") % {"roles": told}
    return _("另有 %(n)s 位%(roles)s可以确认") % {"n": n, "roles": told}


def connect() -> None:
    holdings.register("knowledge", KnowledgeHolder())
