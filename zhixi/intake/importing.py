"""Files to drafts: every line told, every batch whole or absent, nothing doubled."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Max
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person, Unit
from zhixi.approval.subjects import Clock
from zhixi.intake.reading import Incoming, Reader
from zhixi.intake.report import Report
from zhixi.knowledge import actions, queries, types
from zhixi.knowledge.actions import DraftItem
from zhixi.knowledge.actions.placing import refuse_closed
from zhixi.knowledge.models import Article, ArticleVersion, Draft, Placement
from zhixi.knowledge.sections import tree
from zhixi.lib.batches import batches
from zhixi.lib.digest import canonical
from zhixi.lib.documents import BadRow, Row

BATCH = 500
UNSORTED = ("未分类",)
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Stored:
    """What an article says now, and where."""

    text: str
    section: int
    owner: int | None
    audience: int | None


class Import:
    """One run over one file. `into` is where new articles without a section go."""

    def __init__(
        self, *, name: str, by: Person, into: Sequence[str], clock: Clock, dry_run: bool = False
    ) -> None:
        self.by, self.into = by, tuple(into) or UNSORTED
        self.clock, self.dry_run = clock, dry_run
        self.report = Report()
        self._reader = Reader(name, self.report)
        self._units = dict(Unit.objects.values_list("name", "pk"))
        self._units |= dict(Unit.objects.values_list("code", "pk"))
        self._sections: dict[tuple[str, ...], int] = {}

    def run(self, rows: Iterable[Row | BadRow], progress: Progress | None = None) -> Report:
        waiting: list[Incoming] = []
        for n, row in enumerate(rows, start=1):
            if (read := self._reader.read(row)) is not None:
                waiting.append(read)
            if len(waiting) == BATCH:
                self._keep(waiting)
                waiting = []
            if progress and n % 100 == 0:
                progress(n)
        self._keep(waiting)
        return self.report

    def _keep(self, some: Sequence[Incoming]) -> None:
        """One batch, in one transaction."""
        if not some:
            return
        known = queries.with_sources([read.source for read in some])
        stored = _stored([article.pk for article in known.values()])
        items = []
        for read in some:
            article = known.get(read.source)
            if article and article.type != read.content.code:
                reason = _("编号“%(id)s”已是另一种类型的知识。") % {"id": read.source}
                self.report.refuse(read.line, reason)
                continue
            try:
                item = self._item(read, article, stored.get(article.pk) if article else None)
            except actions.UnableToPlace as error:
                self.report.refuse(read.line, str(error))
                continue
            items += [item] if item else []
        if items and not self.dry_run:
            drafts = actions.write_drafts(items=items, by=self.by, now=self.clock())
            self.report.articles += [draft.article_id for draft in drafts]

    def _item(
        self, read: Incoming, article: Article | None, stored: _Stored | None
    ) -> DraftItem | None:
        """The draft to write, counted; None where nothing would change."""
        wanted = self._wanted(read, stored)
        if article and wanted == stored:
            self.report.unchanged += 1
            self.report.articles.append(article.pk)
            return None
        self.report.changed += bool(article)
        self.report.new += not article
        return DraftItem(
            content=read.content,
            section=wanted.section,
            owner=wanted.owner,
            audience=wanted.audience,
            article=article,
            source_id=read.source,
            language=read.language,
        )

    def _wanted(self, read: Incoming, stored: _Stored | None) -> _Stored:
        """What the line says; a place it does not name, and the audience, stay as they are."""
        text = canonical(types.dump(read.content))
        if stored is None:
            section = self._section(read.section or self.into)
            return _Stored(text, section, self._owner(read), None)
        wanted = replace(stored, text=text)
        if read.section:
            wanted = replace(wanted, section=self._section(read.section))
        owner = self._owner(read)
        return replace(wanted, owner=owner) if owner is not None else wanted

    def _owner(self, read: Incoming) -> int | None:
        owner = self._units.get(read.owner)
        if read.owner and owner is None:
            what = _("没有名为“%(owner)s”的部门，主管部门留空") % {"owner": read.owner}
            self.report.warn(read.line, what)
        return owner

    def _section(self, path: tuple[str, ...]) -> int:
        """The section's id; 0 stands for one that a dry run does not make."""
        if path not in self._sections:
            now = self.clock()
            found = tree(now).find(list(path))
            refuse_closed(found, tree(now))
            if found is None and not self.dry_run:
                found = actions.section_at(path=path, by=self.by, now=now)
            self._sections[path] = found or 0
        return self._sections[path]


def _stored(numbers: Sequence[int]) -> dict[int, _Stored]:
    """By article: its draft, or else its newest version in the place of today."""
    newest = (
        ArticleVersion.objects.filter(article__in=numbers)
        .values("article")
        .annotate(last=Max("id"))
        .values("last")
    )
    said, frozen = {}, {}
    for version in ArticleVersion.objects.filter(pk__in=newest).select_related("content"):
        frozen[version.article_id] = version.at
        said[version.article_id] = _Stored(
            version.content.payload, version.section_id, version.owner_id, version.audience_id
        )
    for place in Placement.objects.filter(article__in=list(said)).order_by("from_at", "id"):
        if place.recorded_at >= frozen[place.article_id]:
            known = said[place.article_id]
            said[place.article_id] = replace(
                known, section=place.section_id, audience=place.audience_id
            )
    for draft in Draft.objects.filter(article__in=numbers):
        said[draft.article_id] = _Stored(
            canonical(draft.content), draft.section_id, draft.owner_id, draft.audience_id
        )
    return said


def drafts_among(numbers: Sequence[int]) -> list[int]:
    """Those with a draft that can be handed in, also from a run that was cut short."""
    return [
        number
        for some in batches(sorted(set(numbers)), 1000)
        for number in Draft.objects.filter(article__in=some).values_list("article_id", flat=True)
    ]
