"""The line of an article's versions as those see it who write: live ones, waiting ones, returned."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.approval.models import Decision
from zhixi.knowledge import types
from zhixi.knowledge.changes.cells import Size
from zhixi.knowledge.changes.groups import Fact, Fold, Group, folded, groups
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.clauses import Clause
from zhixi.knowledge.drafts import Kept, Words, words_today
from zhixi.knowledge.models import ArticleVersion, LiveSpan, Origin, Publication
from zhixi.knowledge.queries import NotVisible, live
from zhixi.knowledge.sections import Tree, tree
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.types.removed import PAYLOAD

PAGE = 20


@dataclass(frozen=True, slots=True)
class Stood:
    """A stretch of time in which a version was or will be live; without an end it goes on."""

    since: dt.datetime
    until: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One version. `size` is against the one before it, None for the first and for removed words."""

    version: ArticleVersion
    removed: bool
    size: Size | None
    decisions: list[Decision]
    stood: list[Stood]
    lives: bool
    loaded: bool

    @property
    def waits(self) -> bool:
        return not self.loaded and not any(each.final for each in self.decisions)


@dataclass(frozen=True, slots=True)
class Line:
    """A page of versions, newest first, and where the article came from, if from another."""

    steps: list[Step]
    page: int
    pages: int
    lives: bool
    origin: Origin | None


def line(number: int, page: int, now: dt.datetime) -> Line:
    """Raises NotVisible for an article that has no version yet."""
    pages = Paginator(_versions(number).order_by("-n"), PAGE)
    if not pages.count:
        raise NotVisible
    shown = pages.get_page(page)
    rows = list(shown)
    before = _versions(number).filter(n=rows[-1].n - 1).first()
    spans, decisions, loaded = _stood(rows), _decisions(rows), _loaded(rows)
    sections = tree(now)
    steps = [
        Step(
            version=row,
            removed=row.content.payload == PAYLOAD,
            size=_size(old, row, sections),
            decisions=[each for each in decisions if each.submission_id == row.submission_id],
            stood=spans.get(row.pk, []),
            lives=any(_holds(each, now) for each in spans.get(row.pk, [])),
            loaded=row.pk in loaded,
        )
        for row, old in zip(rows, [*rows[1:], before], strict=True)
    ]
    origin = Origin.objects.filter(article=number).select_related("source", "by").first()
    lives = live(now).filter(article=number).exists()
    return Line(steps, shown.number, pages.num_pages, lives, origin)


def _versions(number: int) -> QuerySet[ArticleVersion]:
    rows = ArticleVersion.objects.filter(article=number)
    return rows.select_related("article", "content", "by", "owner", "audience", "submission")


def _stood(rows: Collection[ArticleVersion]) -> dict[int, list[Stood]]:
    found: dict[int, list[Stood]] = {}
    spans = LiveSpan.objects.filter(version__in=rows).order_by("live_from")
    for pk, since, until in spans.values_list("version_id", "live_from", "live_until"):
        found.setdefault(pk, []).append(Stood(since, None if until >= FOREVER else until))
    return {pk: _joined(some) for pk, some in found.items()}


def _joined(some: list[Stood]) -> list[Stood]:
    """A version that only moved to another section stood all the time."""
    joined: list[Stood] = []
    for each in some:
        if joined and joined[-1].until == each.since:
            joined[-1] = Stood(joined[-1].since, each.until)
        else:
            joined.append(each)
    return joined


def _holds(stood: Stood, now: dt.datetime) -> bool:
    return stood.since <= now and (stood.until is None or stood.until > now)


def _decisions(rows: Collection[ArticleVersion]) -> list[Decision]:
    asked = {row.submission_id for row in rows if row.submission_id}
    return list(Decision.objects.filter(submission__in=asked).select_related("by").order_by("id"))


def _loaded(rows: Collection[ArticleVersion]) -> set[int]:
    acts = Publication.objects.filter(version__in=rows, load__isnull=False)
    return {pk for pk in acts.values_list("version_id", flat=True) if pk}


def _size(old: ArticleVersion | None, new: ArticleVersion, sections: Tree) -> Size | None:
    if old is None or PAYLOAD in (old.content.payload, new.content.payload):
        return None
    return sum((group.size for group in _groups(old, new, sections)), Size())


def _groups(old: ArticleVersion, new: ArticleVersion, sections: Tree) -> list[Group]:
    return groups(_side(old), _side(new), _facts(old, new, sections))


def _side(version: ArticleVersion) -> Side:
    content = types.load(version.article.type, version.content.payload)
    return Side(content, [Clause(*row) for row in version.clauses])


def _facts(old: ArticleVersion, new: ArticleVersion, sections: Tree) -> list[Fact]:
    was, now = (sections.written(each.section_id) for each in (old, new))
    return [
        (_("标题"), old.title, new.title),
        (_("栏目"), was, now),
        (_("主管部门"), str(old.owner or ""), str(new.owner or "")),
        (_("可见范围"), str(old.audience or ""), str(new.audience or "")),
        (_("生效时间"), _moment(old.effective_from), _moment(new.effective_from)),
        (_("失效时间"), _moment(old.expires_at), _moment(new.expires_at)),
    ]


def _moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@dataclass(frozen=True, slots=True)
class Between:
    """What lies between any two versions of an article, live ever or not."""

    was: ArticleVersion
    now: ArticleVersion
    removed: list[int]
    groups: list[Group | Fold]
    size: Size


def between(number: int, n: int, before: int, now: dt.datetime) -> Between:
    """Raises NotVisible where there is no such version."""
    found = {row.n: row for row in _versions(number).filter(n__in=(n, before))}
    if n not in found or before not in found:
        raise NotVisible
    old, new = found[before], found[n]
    removed = sorted(each for each, row in found.items() if row.content.payload == PAYLOAD)
    if removed:
        return Between(old, new, removed, [], Size())
    told = _groups(old, new, tree(now))
    return Between(old, new, [], folded(told), sum((each.size for each in told), Size()))


def restored(version: ArticleVersion, kept: Kept) -> Words:
    """The version's words in the article's place of today: restoring words opens no door."""
    words, here = words_today(version), kept.words
    if not kept.drafted:
        return words
    return replace(words, section=here.section, owner=here.owner, audience=here.audience)
