"""What regions say otherwise, as lists: what stands, what head office vetoed, what is in work."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from zhixi.accounts.models import Person
from zhixi.accounts.queries import region_of, roles_of
from zhixi.approval.models import Decision
from zhixi.knowledge import types
from zhixi.knowledge.models import LiveSpan, RegionalChange, RegionalDifference, RegionalDraft
from zhixi.knowledge.queries import Rights, live, rights_of
from zhixi.knowledge.regional.sentences import Key, read_rows, sentences
from zhixi.knowledge.rules import may_veto
from zhixi.knowledge.working.places import sections_named

RECENTLY = dt.timedelta(days=30)  # a veto is told to its region so long
_FINAL = Decision.objects.filter(submission=OuterRef("submission"), final=True)


@dataclass(frozen=True, slots=True)
class Listed:
    """A difference that stands, with the words of both."""

    number: int
    title: str
    section: str
    key: Key
    label: str
    head: str
    own: str
    since: dt.datetime
    by: str


def bound_to(person: Person, now: dt.datetime) -> str | None:
    """The one region whose differences the person is told; None for head office, who sees all."""
    return None if may_veto(roles_of(person, now)) else region_of(person, now)


def standing(
    person: Person, now: dt.datetime, *, region: str = "", section: str = ""
) -> QuerySet[RegionalDifference]:
    """The differences that stand in articles which the person may read, the latest first."""
    rights, bound = rights_of(person, now), bound_to(person, now)
    rows = RegionalDifference.objects.filter(live_from__lte=now, live_until__gt=now)
    readable = _readable(rights, now, section)
    rows = rows.filter(Exists(readable.filter(version=OuterRef("version"))))
    asked = bound if bound is not None else region
    rows = rows.filter(region=asked) if bound is not None or region else rows
    return rows.select_related("version__content", "version__article", "by").order_by(
        "-since", "-article", "region", "part", "pk"
    )


def _readable(rights: Rights, now: dt.datetime, section: str = "") -> QuerySet[LiveSpan]:
    """Of the article that a query around it is at, what stands and may be read."""
    spans = live(now).filter(rights.spans(), article=OuterRef("article"))
    return spans.filter(section__in=sections_named(section, rights)) if section else spans


def regions(person: Person, now: dt.datetime) -> list[str]:
    """Those that say anything otherwise, for a field to choose from."""
    rows = standing(person, now).order_by("region")
    return list(rows.values_list("region", flat=True).distinct())


def told(page: Page, rights: Rights, now: dt.datetime) -> list[Listed]:
    """A page of differences in words; each text is read once."""
    rows: list[RegionalDifference] = list(page)
    spans = live(now).filter(article__in={row.article_id for row in rows})
    places = dict(spans.values_list("article_id", "section_id"))
    known: dict[tuple[int, str], dict[Key, Any]] = {}
    found = []
    for row in rows:
        text = (row.version_id, row.region)
        if text not in known:
            content = types.load(row.version.article.type, row.version.content.payload)
            known[text] = {each.key: each for each in sentences(content, row.region)}
        found.append(
            _listed(row, known[text], " › ".join(rights.tree.names(places[row.article_id])))
        )
    return found


def _listed(row: RegionalDifference, said: dict[Key, Any], section: str) -> Listed:
    key = Key(row.region, row.part, row.product, row.tier)
    here = said.get(key)
    return Listed(
        number=row.article_id,
        title=row.version.title,
        section=section,
        key=key,
        label=here.label if here else "",
        head=here.told if here else "",
        own=here.said if here else "",
        since=row.since,
        by=row.by.name,
    )


def one(number: int, name: str, person: Person, now: dt.datetime) -> Listed | None:
    """One of them by its article and the name of its key."""
    key = Key(*name.split("|")) if name.count("|") == 3 else Key("", "")
    rows = standing(person, now, region=key.region).filter(
        article=number, region=key.region, part=key.part, product=key.product, tier=key.tier
    )
    found = told(Paginator(rows, 1).get_page(1), rights_of(person, now), now)
    return found[0] if found else None


def vetoes(
    person: Person, now: dt.datetime, *, region: str = "", section: str = ""
) -> QuerySet[RegionalChange]:
    """What head office vetoed or asks to, in articles which the person may read; `verdict` is
    what the gate said of it."""
    rights, bound = rights_of(person, now), bound_to(person, now)
    asked = bound if bound is not None else region
    rows = RegionalChange.objects.filter(Exists(_readable(rights, now, section)), veto=True)
    rows = rows.filter(region=asked) if bound is not None or region else rows
    said = rows.annotate(
        verdict=Subquery(_FINAL.values("verdict")[:1]),
        named=Subquery(_title(now)),
    )
    return said.select_related("submission__submitted_by").order_by("-pk")


def _title(now: dt.datetime) -> QuerySet[LiveSpan, Any]:
    return live(now).filter(article=OuterRef("article")).values("title")[:1]


def told_to(person: Person, now: dt.datetime) -> QuerySet[RegionalChange]:
    """The vetoes of these weeks that a branch is told."""
    return vetoes(person, now).filter(submission__submitted_at__gt=now - RECENTLY)


def in_work(person: Person, now: dt.datetime) -> QuerySet[RegionalDraft]:
    """What the person's region has begun, handed in or got back, the latest first; `verdict` and
    `reason` are what the gate said of what was handed in."""
    readable = Exists(_readable(rights_of(person, now), now))
    rows = RegionalDraft.objects.filter(readable, region=region_of(person, now))
    said = rows.annotate(
        verdict=Subquery(_FINAL.values("verdict")[:1]),
        reason=Subquery(_FINAL.values("reason")[:1]),
        named=Subquery(_title(now)),
    )
    return said.select_related("by").order_by("-changed_at", "-pk")


def words(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Vetoes with the sentences that they end."""
    return [{"asked": row, "rows": read_rows(row.region, row.rows)} for row in rows]
