"""The full form: an export read into an empty base, as it was, whole or not at all.

Numbers, versions, moments and places stay. People and units that this base does not know
become stubs that nobody can act as. The chain says that this history was brought in.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.core.management.color import no_style
from django.db import connection
from django.utils.translation import gettext as _
from pydantic import ValidationError

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.approval.subjects import Clock
from zhixi.intake import attachments
from zhixi.intake.form import FORMAT, FullArticle, Version
from zhixi.intake.importing import Progress
from zhixi.intake.report import Report, faults
from zhixi.intake.strangers import Known
from zhixi.knowledge.actions import UnableToLoad, refold
from zhixi.knowledge.actions.submitting import freeze
from zhixi.knowledge.files.carrying import digests_in
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    Content,
    Draft,
    DraftContribution,
    InitialLoad,
    Placement,
    Publication,
    Redaction,
    Redirect,
)
from zhixi.knowledge.types import removed
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical
from zhixi.lib.documents import BadRow, Row

BATCH = 500


def is_full(row: Row | BadRow | None) -> bool:
    return isinstance(row, Row) and "format" in row.values


def refuse_filled_base() -> None:
    if Article.objects.exists():
        raise UnableToLoad(
            _("库中已有知识，不能读入完整导出；请换一个空库，例如用 ZHIXI_DATABASE_URL 指定。")
        )


class Restoration:
    """One export read into an empty base. Raises UnableToLoad where it is not empty."""

    def __init__(self, *, name: str, digest: str, by: Person, clock: Clock) -> None:
        self.name, self.digest, self.by, self.clock = name, digest, by, clock
        self.report = Report()
        self._numbers: set[int] = set()
        self._sources: set[str] = set()
        self._files: set[str] = set()
        self._redirects: list[tuple[int, int]] = []  # withdrawals, and what took their place

    def check(self, rows: Iterable[Row | BadRow]) -> Report:
        """The report that a run would give; nothing is written."""
        refuse_filled_base()
        self.report.new = sum(1 for _row in self._read(rows))
        return self.report

    def run(self, rows: Iterable[Row | BadRow], progress: Progress | None = None) -> Report:
        with writing():
            refuse_filled_base()
            now = self.clock()
            load = InitialLoad.objects.create(
                name=self.name, digest=self.digest, by=self.by, at=now
            )
            known = Known(now)
            articles = self._read(rows)
            while some := list(islice(articles, BATCH)):
                self._redirects += _keep(some, known, load)
                refold([told.number for told in some], now)
                self.report.new += len(some)
                if progress:
                    progress(self.report.new)
            self._redirect()
            _go_on_counting()
            self._log(load, known)
        return self.report

    def _redirect(self) -> None:
        """Once all articles are there; what took a place but is not in the file is left out."""
        Redirect.objects.bulk_create(
            [
                Redirect(withdrawal_id=withdrawal, target_id=target)
                for withdrawal, target in self._redirects
                if target in self._numbers
            ],
            batch_size=500,
        )

    def _read(self, rows: Iterable[Row | BadRow]) -> Iterator[FullArticle]:
        for row in rows:
            if isinstance(row, BadRow):
                self.report.refuse(row.line, str(row.reason))
            elif (told := self._article(row)) is not None:
                yield told

    def _article(self, row: Row) -> FullArticle | None:
        if row.values.get("format") != FORMAT:
            self.report.refuse(row.line, _("不是完整导出的第 %(n)s 种格式。") % {"n": FORMAT})
            return None
        try:
            told = FullArticle.model_validate(row.values)
        except ValidationError as error:
            self.report.refuse(row.line, faults(error.errors()))
            return None
        if told.number in self._numbers or told.source_id in self._sources:
            self.report.refuse(
                row.line, _("编号 %(number)s 在本文件中重复。") % {"number": told.number}
            )
            return None
        self._files |= {file.digest for file in told.files}
        if _carried(told) - self._files:
            self.report.refuse(row.line, _("这一条的附件不在文件里，请重新导出。"))
            return None
        self._numbers.add(told.number)
        if told.source_id:
            self._sources.add(told.source_id)
        return told

    def _log(self, load: InitialLoad, known: Known) -> None:
        audit.record(
            verb="restore-export",
            subject=f"load:{load.pk}",
            facts={
                "name": self.name,
                "file": self.digest,
                "articles": self.report.new,
                "bad": len(self.report.bad),
                "strangers": known.strangers,
            },
            by=self.by,
            at=load.at,
        )


def _carried(told: FullArticle) -> set[str]:
    words = (canonical(version.content) for version in told.versions if version.content)
    return {digest for each in words for digest in digests_in(each)}


def _keep(
    some: Sequence[FullArticle], known: Known, load: InitialLoad
) -> Iterator[tuple[int, int]]:
    """A batch, a table at a time; gives the withdrawals by which another took the place."""
    for told in some:
        known.learn_sections(told.sections)
    attachments.bring([file for told in some for file in told.files], known)
    articles = {
        told.number: Article(
            number=told.number,
            type=told.type,
            language=told.language,
            source_id=told.source_id,
            created_at=told.created_at,
        )
        for told in some
    }
    Article.objects.bulk_create(articles.values(), batch_size=500)
    versions = _versions([(articles[t.number], v) for t in some for v in t.versions], known, load)
    DraftContribution.objects.bulk_create(
        [
            DraftContribution(
                article_id=told.number,
                line=c.line,
                person_id=known.person(c.person),
                how=c.how,
                at=c.at,
            )
            for told in some
            for c in told.contributions
        ],
        batch_size=500,
    )
    Placement.objects.bulk_create(_placements(some, known), batch_size=500)
    rows = _publications(some, versions, known, load)
    Publication.objects.bulk_create(rows, batch_size=500)
    acts = (act for told in some for act in told.publications)
    return ((row.pk, act.into) for row, act in zip(rows, acts, strict=True) if act.into)


def _versions(
    told: Sequence[tuple[Article, Version]], known: Known, load: InitialLoad
) -> dict[tuple[int, int | None], ArticleVersion]:
    """Versions by article and n, saved; what they derive from their content is derived anew."""
    kept = [(article, was) for article, was in told if was.removed is None]
    versions = freeze([_draft(*each, known) for each in kept], by=load.by, at=load.at)
    for version, (_article, was) in zip(versions, kept, strict=True):
        version.n, version.clauses, version.at = was.n, was.clauses, was.at
        version.by_id = known.person(was.by)
    versions += [_removed(article, was, known, load) for article, was in told if was.removed]
    versions.sort(key=lambda version: (version.article_id, version.n))
    ArticleVersion.objects.bulk_create(versions, batch_size=500)
    return {(version.article_id, version.n): version for version in versions}


def _draft(article: Article, was: Version, known: Known) -> Draft:
    return Draft(article=article, line=was.line, content=was.content, **known.place(was))


def _removed(article: Article, was: Version, known: Known, load: InitialLoad) -> ArticleVersion:
    """A version whose words the law made somebody remove; its content is a tombstone here too."""
    assert was.removed is not None  # noqa: S101
    content, new = Content.objects.get_or_create(
        digest=was.digest, defaults={"payload": removed.PAYLOAD}
    )
    if new:
        Redaction.objects.create(
            content=content,
            ground=was.removed.ground,
            asked_by_id=known.person(was.removed.asked_by),
            decided_by_id=known.person(was.removed.decided_by),
            at=was.removed.at,
            load=load,
        )
    return ArticleVersion(
        article=article,
        n=was.n,
        content=content,
        clauses=was.clauses,
        title=removed.TITLE,
        line=was.line,
        by_id=known.person(was.by),
        at=was.at,
        **known.place(was),
    )


def _placements(some: Iterable[FullArticle], known: Known) -> list[Placement]:
    return [
        Placement(
            article_id=told.number,
            **known.place(place),
            from_at=place.since,
            recorded_at=place.recorded_at,
            recorded_by_id=known.person(place.by) if place.by else None,
        )
        for told in some
        for place in told.placement
    ]


def _publications(
    some: Iterable[FullArticle],
    versions: dict[tuple[int, int | None], ArticleVersion],
    known: Known,
    load: InitialLoad,
) -> list[Publication]:
    return [
        Publication(
            article_id=told.number,
            act=act.act,
            version=versions.get((told.number, act.version)),
            live_from=act.since,
            live_until=act.until,
            then=versions.get((told.number, act.then)),
            recorded_at=act.recorded_at,
            load=load,
            confirmed_by_id=known.person(act.confirmed_by) if act.confirmed_by else None,
        )
        for told in some
        for act in told.publications
    ]


def _go_on_counting() -> None:
    """The next article gets a number above all that were brought in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Article]):
            cursor.execute(statement)
