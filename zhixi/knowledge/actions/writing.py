"""Saving while somebody writes: never over a newer text, and valid or not."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge import drafts
from zhixi.knowledge.actions.drafting import How, UnableToEdit, contribute
from zhixi.knowledge.drafts import Kept, Words
from zhixi.knowledge.editing.tidying import stored
from zhixi.knowledge.models import Article, Autosave, Draft, DraftContribution, Section
from zhixi.lib.db import alone, writing
from zhixi.search import Corpus, outbox

AUTOSAVES = 100  # kept of an article
BURST = dt.timedelta(minutes=10)  # within it a person's saves are one contribution


class Superseded(Exception):
    """Somebody saved other words meanwhile; nothing was written."""

    def __init__(self, kept: Kept) -> None:
        super().__init__(kept.words.state)
        self.kept = kept


def begin(*, words: Words, line: uuid.UUID, base: str, by: Person, now: dt.datetime) -> Draft:
    """The first words of a new text; only now it gets a number. Sent twice, it is still one."""
    with writing():
        alone(f"line:{line}")
        number = drafts.of_line(line)
        if number is not None:
            return keep(number=number, words=words, base=base, by=by, now=now)
        if not words.content:
            raise UnableToEdit(_("还没有写内容。"))
        if DraftContribution.objects.filter(line=line).exists():
            raise UnableToEdit(_("这份草稿已提交或不在了，请重新打开。"))
        _refuse_nowhere(words)
        article = Article.objects.create(type=words.type, created_at=now)
        return written(article, line, words, by, now, How.EDIT)


def keep(
    *, number: int, words: Words, base: str, by: Person, now: dt.datetime, how: How = How.EDIT
) -> Draft:
    """Save the words that began from the state `base`. Raises Superseded, UnableToEdit."""
    with writing():
        alone(f"draft:{number}")
        kept = drafts.kept(number)
        if kept.waiting:
            raise UnableToEdit(_("这条知识正在等待确认，确认或退回后才能再改。"))
        same = kept.words.state == words.state
        if not same and kept.words.state != base:
            raise Superseded(kept)
        if same and kept.drafted:
            return Draft.objects.get(article=number)
        _refuse_nowhere(words)
        how = How.REOPEN if how == How.EDIT and _reopens(kept) else how
        return written(kept.of(), kept.line, words, by, now, how)


def _reopens(kept: Kept) -> bool:
    return kept.returned is not None and not kept.drafted


def _refuse_nowhere(words: Words) -> None:
    """Raises UnableToEdit for a place that there is not."""
    if words.section is None or not Section.objects.filter(pk=words.section).exists():
        raise UnableToEdit(_("请选择栏目。"))
    if words.owner and not Unit.objects.filter(pk=words.owner).exists():
        raise UnableToEdit(_("没有这个部门，请重新选择。"))
    if words.audience and not Audience.objects.filter(pk=words.audience).exists():
        raise UnableToEdit(_("没有这个可见范围，请重新选择。"))


def written(
    article: Article, line: uuid.UUID, words: Words, by: Person, now: dt.datetime, how: How
) -> Draft:
    """Keep these words as the article's draft and as a save; the person becomes a maker."""
    place = {"section_id": words.section, "owner_id": words.owner, "audience_id": words.audience}
    values = {"content": stored(words.type, words.content), "changed_at": now, **place}
    draft, _new = Draft.objects.update_or_create(
        article=article, defaults=values, create_defaults=values | {"line": line}
    )
    _contributed(draft, by, now, how)
    Autosave.objects.create(
        article=article, line=draft.line, content=draft.content, by=by, at=now, **place
    )
    _prune(article)
    outbox.changed([article.pk], now, Corpus.IN_WORK)
    return draft


def _contributed(draft: Draft, by: Person, now: dt.datetime, how: How) -> None:
    """One burst of editing leaves one row: what counts is that the person is a maker."""
    lately = DraftContribution.objects.filter(line=draft.line, person=by, at__gt=now - BURST)
    if how != How.EDIT or not lately.exists():
        contribute([draft], by=by, how=how, now=now)


def _prune(article: Article) -> None:
    rows = Autosave.objects.filter(article=article).order_by("-id")
    last = rows.values_list("id", flat=True)[AUTOSAVES - 1 : AUTOSAVES]
    for oldest in last:
        Autosave.objects.filter(article=article, pk__lt=oldest).delete()
