"""Where articles stand and who may read there. Narrowing acts at once; widening is gated."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Audience, Person
from zhixi.accounts.queries import audience_reach
from zhixi.knowledge.actions.publishing import refold
from zhixi.knowledge.models import Article, Placement, Section, SectionPlacement
from zhixi.knowledge.sections import tree
from zhixi.lib.db import alone, writing


class UnableToPlace(Exception):
    """The article or section stays where it is; the message says why."""


def section_at(
    *, path: Sequence[str], by: Person | None, now: dt.datetime, audience: Audience | None = None
) -> int:
    """The section under this path of names, made where missing; `audience` is for a new leaf."""
    names = [name.strip() for name in path if name.strip()]
    if not names:
        raise UnableToPlace(_("请写明栏目，例如“信用卡/安全”。"))
    known = tree(now)
    if (found := known.find(names)) is not None:
        return found
    with writing():
        parent: int | None = None
        alone("sections")
        known = tree(now)
        for depth, name in enumerate(names, start=1):
            here = known.find(names[:depth])
            leaf = audience if depth == len(names) else None
            parent = here if here is not None else _new_section(name, parent, leaf, by, now)
        audit.record(
            verb="section", subject=f"section:{parent}", facts={"path": names}, by=by, at=now
        )
    assert parent is not None  # noqa: S101
    return parent


def _new_section(
    name: str, parent: int | None, audience: Audience | None, by: Person | None, now: dt.datetime
) -> int:
    section = Section.objects.create(created_at=now)
    SectionPlacement.objects.create(
        section=section,
        parent_id=parent,
        name=name,
        audience=audience,
        from_at=now,
        recorded_at=now,
        recorded_by=by,
    )
    return section.pk


def narrow(
    *, article: Article, audience: Audience, by: Person, now: dt.datetime, reason: str
) -> Placement:
    """Let fewer people read an article, at once. Raises UnableToPlace if it would be others."""
    with writing():
        last = (
            Placement.objects.filter(article=article, from_at__lte=now)
            .order_by("from_at", "id")
            .last()
        )
        if last is None:
            raise UnableToPlace(_("这条知识尚未发布。"))
        if not audience_reach(audience.pk) < audience_reach(last.audience_id):
            raise UnableToPlace(_("扩大或更换可见范围须提交确认；这里只能缩小范围。"))
        row = Placement.objects.create(
            article=article,
            section_id=last.section_id,
            owner_id=last.owner_id,
            audience=audience,
            from_at=now,
            recorded_at=now,
            recorded_by=by,
        )
        refold([article.pk], now)
        facts = {"audience": audience.name, "reason": reason}
        audit.record(verb="narrow", subject=f"article:{article.pk}", facts=facts, by=by, at=now)
        return row
