"""An old version's words as the draft of today; they pass the gate like any text."""

import datetime as dt

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge import drafts, history
from zhixi.knowledge.actions.drafting import How, UnableToEdit
from zhixi.knowledge.actions.writing import Superseded, keep
from zhixi.knowledge.drafts import Kept
from zhixi.knowledge.models import ArticleVersion, Autosave, Draft, DraftContribution
from zhixi.lib.db import alone, writing


def restore(*, version: ArticleVersion, by: Person, now: dt.datetime, base: str = "") -> Draft:
    """Take an old version's words up, in the place that the article has today.

    `base` is the state of the draft that they replace; it stays among the saves. Raises
    Superseded where there is another draft than that, UnableToEdit where the law removed them.
    """
    with writing():
        alone(f"draft:{version.article_id}")
        kept = drafts.kept(version.article_id)
        if kept.drafted and kept.words.state != base:
            raise Superseded(kept)
        words = history.restored(version, kept)
        if not words.content:
            raise UnableToEdit(_("这一版的内容已依法删除，不能恢复。"))
        put_aside(kept)
        return keep(
            number=version.article_id,
            words=words,
            base=kept.words.state,
            by=by,
            now=now,
            how=How.RESTORE,
        )


def put_aside(kept: Kept) -> None:
    """A draft that was not written in the editor, such as an imported one, is kept as a save."""
    draft = Draft.objects.filter(article=kept.article).first()
    if draft is None:
        return
    last = drafts.saves(draft.article_id).first()
    if last is not None and drafts.words_of(last).state == kept.words.state:
        return
    Autosave.objects.create(
        article_id=draft.article_id,
        line=draft.line,
        content=draft.content,
        section_id=draft.section_id,
        owner_id=draft.owner_id,
        audience_id=draft.audience_id,
        by_id=DraftContribution.objects.filter(line=draft.line).latest("at", "id").person_id,
        at=draft.changed_at,
    )
