"""Drafts may change; who changed them is never forgotten."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge import types
from zhixi.knowledge.models import Article, ArticleVersion, Draft, DraftContribution
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib.db import writing
from zhixi.search import Corpus, outbox

How = DraftContribution.How


class UnableToEdit(Exception):
    """The text cannot be taken up for editing; the message says why."""


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A text with the place meant for it; `article` None makes a new one."""

    content: TypedContent
    section: int
    owner: int | None = None
    audience: int | None = None
    article: Article | None = None
    source_id: str | None = None
    language: str = "zh-hans"


def save_draft(*, item: DraftItem, by: Person, now: dt.datetime, how: How = How.EDIT) -> Draft:
    """Keep one text as the article's draft; the person becomes one of its makers."""
    (draft,) = write_drafts(items=[item], by=by, now=now, how=how)
    return draft


def write_drafts(
    *, items: Sequence[DraftItem], by: Person, now: dt.datetime, how: How = How.IMPORT
) -> list[Draft]:
    """Keep many texts in one transaction, with a contribution of the person to each."""
    with writing():
        articles = _articles(items, now)
        existing = {d.article_id: d for d in Draft.objects.filter(article__in=articles)}
        drafts = [
            _filled(existing.get(article.pk) or Draft(article=article), item, now)
            for article, item in zip(articles, items, strict=True)
        ]
        Draft.objects.bulk_create([d for d in drafts if d.pk is None], batch_size=500)
        Draft.objects.bulk_update(
            [d for d in drafts if d.article_id in existing],
            ["content", "section", "owner", "audience", "changed_at"],
            batch_size=200,
        )
        contribute(drafts, by=by, how=how, now=now)
        outbox.changed([draft.article_id for draft in drafts], now, Corpus.IN_WORK)
        return drafts


def _articles(items: Iterable[DraftItem], now: dt.datetime) -> list[Article]:
    """The items' articles, new ones made; `_articles(items)[i]` belongs to item i."""
    articles = [
        item.article
        or Article(
            type=item.content.code,
            language=item.language,
            source_id=item.source_id,
            created_at=now,
        )
        for item in items
    ]
    Article.objects.bulk_create([a for a in articles if a.pk is None], batch_size=500)
    return articles


def _filled(draft: Draft, item: DraftItem, now: dt.datetime) -> Draft:
    draft.content = types.dump(item.content)
    draft.section_id = item.section
    draft.owner_id = item.owner
    draft.audience_id = item.audience
    draft.changed_at = now
    return draft


def contribute(drafts: Iterable[Draft], *, by: Person, how: How, now: dt.datetime) -> None:
    DraftContribution.objects.bulk_create(
        [
            DraftContribution(article_id=d.article_id, line=d.line, person=by, how=how, at=now)
            for d in drafts
        ],
        batch_size=500,
    )


def reopen(*, version: ArticleVersion, by: Person, now: dt.datetime) -> Draft:
    """Go on with a returned version: the line goes on, so its makers stay its makers."""
    draft = Draft(article=version.article, line=version.line)
    with writing():
        if Draft.objects.filter(article=version.article).exists():
            raise UnableToEdit(_("这条知识已有草稿，请先处理现有草稿。"))
        content = types.load(version.article.type, version.content.payload)
        if content.code != version.article.type:
            raise UnableToEdit(_("这一版的内容已依法删除，不能恢复。"))
        item = DraftItem(content, version.section_id, version.owner_id, version.audience_id)
        _filled(draft, item, now).save()
        contribute([draft], by=by, how=How.REOPEN, now=now)
        outbox.changed([draft.article_id], now, Corpus.IN_WORK)
        return draft
