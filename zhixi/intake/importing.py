"""Files to drafts: every line told, every batch whole or absent, nothing doubled."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from pydantic import ValidationError

from zhixi.accounts.models import Person, Unit
from zhixi.approval.subjects import Clock
from zhixi.knowledge import actions, queries, types
from zhixi.knowledge.actions import DraftItem
from zhixi.knowledge.models import Article, ArticleVersion, Draft
from zhixi.lib.batches import batches
from zhixi.lib.digest import canonical, digest
from zhixi.lib.documents import BadRow, Row

BATCH = 500
SIMPLE = {"id", "type", "section", "owner", "language", "content"}
Progress = Callable[[int], None]


@dataclass(slots=True)
class Report:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: list[dict[str, Any]] = field(default_factory=list)
    unknown: dict[str, int] = field(default_factory=dict)
    lost: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """A line that can become a draft."""

    line: int
    source: str
    section: tuple[str, ...]
    owner: str
    language: str
    content: types.TypedContent


class Import:
    """One run over one file. `into` is where lines without a section go."""

    def __init__(
        self, *, name: str, by: Person, into: Sequence[str], clock: Clock, dry_run: bool = False
    ) -> None:
        self.name, self.by, self.into = name, by, tuple(into) or ("未分类",)
        self.clock, self.dry_run = clock, dry_run
        self.report = Report()
        self._units = {u.code: u.pk for u in Unit.objects.all()} | {
            u.name: u.pk for u in Unit.objects.all()
        }
        self._sections: dict[tuple[str, ...], int] = {}
        self._seen: set[str] = set()

    def run(self, rows: Iterable[Row | BadRow], progress: Progress | None = None) -> Report:
        waiting: list[_Read] = []
        for n, row in enumerate(rows, start=1):
            if (read := self._read(row)) is not None:
                waiting.append(read)
            if len(waiting) == BATCH:
                self._keep(waiting)
                waiting = []
            if progress and n % 100 == 0:
                progress(n)
        self._keep(waiting)
        return self.report

    def _bad(self, line: int, reason: str) -> None:
        self.report.bad.append({"line": line, "reason": reason})

    def _read(self, row: Row | BadRow) -> _Read | None:
        if isinstance(row, BadRow):
            self._bad(row.line, str(row.reason))
            return None
        self.report.lost += [{"line": row.line, "what": what} for what in row.loss]
        values = dict(row.values)
        try:
            content = self._content(values)
        except ValidationError as error:
            self._bad(row.line, "；".join(_fault(e) for e in error.errors()))
            return None
        except (types.UnreadableContent, ValueError) as error:
            self._bad(row.line, str(error))
            return None
        source = str(values.get("id") or digest(f"{self.name}\n{content.title}"))
        if source in self._seen:
            self._bad(row.line, _("编号“%(id)s”在本文件中重复。") % {"id": source})
            return None
        self._seen.add(source)
        for warning in getattr(content, "warnings", list)():
            self.report.warnings.append({"line": row.line, "what": warning})
        return _Read(
            row.line,
            source,
            tuple(part for part in str(values.get("section") or "").split("/") if part.strip())
            or self.into,
            str(values.get("owner") or ""),
            str(values.get("language") or "zh-hans"),
            content,
        )

    def _content(self, values: dict[str, Any]) -> types.TypedContent:
        code = str(values.get("type") or "faq")
        if code not in types.registry():
            raise ValueError(_("没有“%(code)s”这种知识类型。") % {"code": code})
        kind = types.registry()[code]
        if "content" in values:
            return types.read(code, values["content"])
        fields = {k: v for k, v in values.items() if k not in SIMPLE and v not in ("", None, [])}
        for key in [key for key in fields if key not in kind.model_fields]:
            fields.pop(key)
            name = key.removeprefix("unknown:")
            self.report.unknown[name] = self.report.unknown.get(name, 0) + 1
        return kind.simple(fields)

    def _keep(self, reads: Sequence[_Read]) -> None:
        """One batch, in one transaction."""
        if not reads:
            return
        known = queries.with_sources([read.source for read in reads])
        stored = _stored([article.pk for article in known.values()])
        items = []
        for read in reads:
            article = known.get(read.source)
            if article and article.type != read.content.code:
                self._bad(read.line, _("编号“%(id)s”已是另一种类型的知识。") % {"id": read.source})
                continue
            state = stored.get(article.pk) if article else None
            if article and state == canonical(types.dump(read.content)):
                self.report.unchanged += 1
                self.report.articles.append(article.pk)
                continue
            self.report.changed += bool(article)
            self.report.new += not article
            items.append(self._item(read, article))
        if items and not self.dry_run:
            drafts = actions.write_drafts(items=items, by=self.by, now=self.clock())
            self.report.articles += [draft.article_id for draft in drafts]

    def _item(self, read: _Read, article: Article | None) -> DraftItem:
        owner = self._units.get(read.owner)
        if read.owner and owner is None:
            what = _("没有名为“%(owner)s”的部门，责任部门留空") % {"owner": read.owner}
            self.report.warnings.append({"line": read.line, "what": what})
        return DraftItem(
            content=read.content,
            section=0 if self.dry_run else self._section(read.section, self.clock()),
            owner=owner,
            article=article,
            source_id=read.source,
            language=read.language,
        )

    def _section(self, path: tuple[str, ...], now: dt.datetime) -> int:
        if path not in self._sections:
            self._sections[path] = actions.section_at(path=path, by=self.by, now=now)
        return self._sections[path]


def _stored(numbers: Sequence[int]) -> dict[int, str]:
    """What each article says now: its draft, or else its newest version."""
    newest = (
        ArticleVersion.objects.filter(article__in=numbers)
        .values("article")
        .annotate(last=Max("id"))
        .values("last")
    )
    said = dict(
        ArticleVersion.objects.filter(pk__in=newest).values_list("article_id", "content__payload")
    )
    for draft in Draft.objects.filter(article__in=numbers):
        said[draft.article_id] = canonical(draft.content)
    return said


def _fault(error: Any) -> str:
    where = " › ".join(str(part) for part in error["loc"])
    words = error["msg"].removeprefix("Value error, ")
    return f"{where}：{words}" if where else words


def drafts_among(numbers: Sequence[int]) -> list[int]:
    """Those with a draft that can be handed in, also from a run that was cut short."""
    return [
        number
        for some in batches(sorted(set(numbers)), 1000)
        for number in Draft.objects.filter(article__in=some).values_list("article_id", flat=True)
    ]


def digest_of(path: Path) -> str:
    return digest(path.read_bytes())


def merged(rows: Iterator[Row | BadRow]) -> Iterator[Row | BadRow]:
    """Rows of a table, with rows that are a variant of an earlier one folded into it."""
    waiting: Row | None = None
    for row in rows:
        if isinstance(row, Row) and waiting is not None and _is_variant(row, waiting):
            waiting.values.setdefault("variants", []).append(_variant(row))
            continue
        if waiting is not None:
            yield waiting
            waiting = None
        if isinstance(row, Row):
            waiting = row
        else:
            yield row
    if waiting is not None:
        yield waiting


_CONDITIONS = {"variant_region": "region", "variant_product": "product", "variant_tier": "tier"}


def _is_variant(row: Row, of: Row) -> bool:
    same = row.values.get("id") and row.values.get("id") == of.values.get("id")
    return bool(same and any(row.values.get(key) for key in _CONDITIONS))


def _variant(row: Row) -> dict[str, Any]:
    conditions = {name: row.values.get(key) or "" for key, name in _CONDITIONS.items()}
    text = str(row.values.get("body") or "")
    return conditions | {"part": "lead" if len(text) <= 60 else "body", "value": text}
