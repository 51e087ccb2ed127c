"""Asking for knowledge, and what the authors make of it; every step leaves a row of history."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.models import Audience, Person, Unit
from zhixi.accounts.queries import roles_of, unit_ids_of
from zhixi.accounts.rules import EDITORIAL
from zhixi.knowledge import drafts, rules, types
from zhixi.knowledge.actions.drafting import UnableToEdit
from zhixi.knowledge.actions.papers import put
from zhixi.knowledge.actions.steps import UnableToRequest, for_author, log, taken
from zhixi.knowledge.actions.writing import begin, keep
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.models import KnowledgeRequest, RequestTie
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.requesting.stages import Stage, What
from zhixi.lib.db import writing

MOST_TIES = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """What a department wants, and by when."""

    title: str
    text: str
    kind: str
    wanted_at: dt.datetime
    unit: Unit
    document: str = ""
    audience: Audience | None = None
    articles: tuple[int, ...] = ()
    extras: tuple[str, ...] = ()

    def told(self) -> dict[str, Any]:
        """As the history keeps it: in words, so that it can always be read."""
        return {
            "title": self.title,
            "text": self.text,
            "kind": self.kind,
            "document": self.document,
            "wanted_at": self.wanted_at.isoformat(),
            "unit": self.unit.name,
            "audience": self.audience.name if self.audience else "",
            "articles": list(self.articles),
            "extras": list(self.extras),
        }


@dataclass(frozen=True, slots=True)
class Task:
    """Whose a text is, and until which day it is to be handed in."""

    owner: Person
    due_on: dt.date


def ask(
    *, wish: Wish, by: Person, now: dt.datetime, uploads: Sequence[uuid.UUID] = ()
) -> KnowledgeRequest:
    """Ask, with files that the person handed in. Raises UnableToRequest where the person may not
    ask for that department."""
    with writing():
        _refuse_stranger(wish, by, now)
        row = _filled(KnowledgeRequest(asked_by=by, asked_at=now), wish)
        row.save()
        log(row, What.ASK, by, now, wish.told())
        put(row, uploads, by, now)
        return row


def change(
    *,
    number: int,
    wish: Wish,
    by: Person,
    now: dt.datetime,
    uploads: Sequence[uuid.UUID] = (),
) -> None:
    """Word a request anew before it is accepted, or after it came back; it then waits again."""
    with writing():
        row = taken(number, by, now, Stage.ASKED, Stage.RETURNED)
        _refuse_stranger(wish, by, now)
        _filled(row, wish).save()
        log(row, What.CHANGE, by, now, wish.told())
        put(row, uploads, by, now)


def accept(*, number: int, by: Person, now: dt.datetime) -> None:
    """Take a request up: whoever does handles it until it is handed on."""
    with writing():
        row = for_author(number, by, now, Stage.ASKED)
        row.handler = by
        row.save(update_fields=["handler"])
        log(row, What.ACCEPT, by, now)


def send_back(*, number: int, reason: str, by: Person, now: dt.datetime) -> None:
    """Return a request of which nothing was made yet."""
    if not reason.strip():
        raise UnableToRequest(_("退回时请写明原因，方便部门修改。"))
    with writing():
        row = for_author(number, by, now, Stage.ASKED, Stage.ACCEPTED)
        log(row, What.RETURN, by, now, {"reason": reason.strip()})


def begin_draft(
    *, number: int, title: str, type: str, section: int, task: Task, by: Person, now: dt.datetime
) -> RequestTie:
    """A new text for a request: it takes department, audience and wanted moment from it."""
    with writing():
        row = for_author(number, by, now, *_MADE)
        line = uuid.uuid4()
        content: dict[str, Any] = {"title": title.strip()}
        if row.wanted_at > now:
            content["effective_from"] = f"{row.wanted_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        if row.Extra.MUST_READ in row.extras and type in types.asking():
            content["must_read"] = True
        words = Words(type, content, section, row.unit_id, row.audience_id)
        try:
            draft = begin(words=words, line=line, base="", by=by, now=now)
        except UnableToEdit as error:
            raise UnableToRequest(str(error)) from error
        return _tied(row, draft.article_id, line, task, by, now)


def tie(*, number: int, article: int, task: Task, by: Person, now: dt.datetime) -> RequestTie:
    """Tie an article to a request: its draft, made where there is none; for a request to take
    down, the withdrawal that will be asked for."""
    with writing():
        row = for_author(number, by, now, *_MADE)
        try:
            line = None if row.kind == row.Kind.WITHDRAW else _line_of(article, by, now)
            drafts.kept(article)
        except (NotVisible, UnableToEdit) as error:
            words = str(error) or _("没有编号为 %(number)s 的知识。") % {"number": article}
            raise UnableToRequest(words) from error
        return _tied(row, article, line, task, by, now)


def untie(*, number: int, article: int, by: Person, now: dt.datetime) -> None:
    """The text stays; it no longer belongs to the request."""
    with writing():
        row = for_author(number, by, now, Stage.DRAFTED, Stage.APPROVAL)
        gone, _each = RequestTie.objects.filter(request=row, article=article).delete()
        if gone:
            log(row, What.UNTIE, by, now, {"article": article})


_MADE = (Stage.ACCEPTED, Stage.DRAFTED, Stage.APPROVAL, Stage.AHEAD)


def _line_of(article: int, by: Person, now: dt.datetime) -> uuid.UUID:
    kept = drafts.kept(article)
    return keep(number=article, words=kept.words, base=kept.words.state, by=by, now=now).line


def _tied(
    row: KnowledgeRequest,
    article: int,
    line: uuid.UUID | None,
    task: Task,
    by: Person,
    now: dt.datetime,
) -> RequestTie:
    ties = RequestTie.objects.filter(request=row)
    if ties.filter(article=article).exists():
        raise UnableToRequest(_("知识 %(number)s 已经关联过。") % {"number": article})
    if ties.count() >= MOST_TIES:
        raise UnableToRequest(_("一张需求单最多关联 %(most)s 条知识。") % {"most": MOST_TIES})
    if not task.owner.active_at(now) or not roles_of(task.owner, now) & EDITORIAL:
        raise UnableToRequest(
            _("%(person)s 不能编写知识，请另选负责人。") % {"person": task.owner.name}
        )
    made = RequestTie.objects.create(
        request=row, article_id=article, line=line, owner=task.owner, due_on=task.due_on, at=now
    )
    told = {"article": article, "owner": task.owner.name, "due_on": task.due_on.isoformat()}
    log(row, What.TIE, by, now, told)
    return made


def _refuse_stranger(wish: Wish, by: Person, now: dt.datetime) -> None:
    roles = roles_of(by, now)
    own = bool(roles & EDITORIAL) or wish.unit.pk in unit_ids_of(by, now)
    if not rules.may_ask(roles) or not own:
        raise UnableToRequest(_("您不能替这个部门提需求。"))


def _filled(row: Any, wish: Wish) -> Any:
    row.title, row.text, row.document = wish.title, wish.text, wish.document
    row.kind, row.wanted_at = wish.kind, wish.wanted_at
    row.unit, row.audience = wish.unit, wish.audience
    row.articles, row.extras = list(wish.articles), list(wish.extras)
    return row
