"""What is being written: the words an editor begins with, who else writes, what was saved."""

import datetime as dt
import json
import uuid
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet

from zhixi.accounts.models import Person
from zhixi.approval import queries as gate
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.models import Article, ArticleVersion, Autosave, Draft, Placement
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.types.removed import PAYLOAD
from zhixi.lib.digest import canonical, digest

LATELY = dt.timedelta(minutes=10)
PLACE = ("section", "owner", "audience")


@dataclass(frozen=True, slots=True)
class Words:
    """A payload, not always valid yet, with the place meant for it."""

    type: str
    content: dict[str, Any]
    section: int | None
    owner: int | None = None
    audience: int | None = None

    @property
    def state(self) -> str:
        """A name for these words in this place; equal words have equal names."""
        told = {name: value for name, value in self.content.items() if name != "schema"}
        return digest(canonical([told, self.section, self.owner, self.audience]))


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an article's writing stands. `waiting` is at the gate; `returned` came back."""

    words: Words
    article: Article | None = None
    line: uuid.UUID = field(default_factory=uuid.uuid4)
    drafted: bool = False
    n: int = 0
    waiting: Submission | None = None
    returned: Decision | None = None

    def of(self) -> Article:
        """The article; a text that was not saved yet has none. Raises NotVisible."""
        if self.article is None:
            raise NotVisible
        return self.article


def kept(number: int) -> Kept:
    """The draft of an article, else the words of its last version. Raises NotVisible."""
    draft = Draft.objects.select_related("article").filter(article=number).first()
    last = _last(number)
    n = last.n if last else 0
    if draft is not None:
        # A region's own version may stand behind what came back and is written on.
        mine = last if last and last.line == draft.line else _last(number, line=draft.line)
        words = written_in(draft, draft.article.type)
        return Kept(words, draft.article, draft.line, True, n, None, _returned(mine))
    if last is None:
        raise NotVisible
    submission = last.submission
    decision = _last_word(submission) if submission else None
    returned = decision if decision and decision.verdict == Decision.Verdict.RETURN else None
    words = words_in(last) if submission and (decision is None or returned) else words_today(last)
    waiting = submission if submission and decision is None else None
    line = last.line if returned else uuid.uuid4()
    return Kept(words, last.article, line, False, n, waiting, returned)


def _last(number: int, **of: uuid.UUID) -> ArticleVersion | None:
    found = ArticleVersion.objects.filter(article=number, **of).order_by("n")
    return found.select_related("article", "content", "submission__way").last()


def _last_word(submission: Submission) -> Decision | None:
    return submission.decisions.filter(final=True).select_related("by").first()


def _returned(version: ArticleVersion | None) -> Decision | None:
    """What sent that text back, if it came back."""
    last = _last_word(version.submission) if version and version.submission else None
    return last if last and last.verdict == Decision.Verdict.RETURN else None


def _payload(version: ArticleVersion) -> dict[str, Any]:
    text = version.content.payload
    found: dict[str, Any] = {} if text == PAYLOAD else json.loads(text)
    return found


def _words(place: Any, code: str, content: dict[str, Any]) -> Words:
    told = {name: value for name, value in content.items() if name != "schema"}
    return Words(code, told, place.section_id, place.owner_id, place.audience_id)


def written_in(draft: Draft, code: str) -> Words:
    """The words of a draft at hand, of an article of that type."""
    return _words(draft, code, draft.content)


def of_line(line: uuid.UUID) -> int | None:
    """The article that a new text's first save has made."""
    return Draft.objects.filter(line=line).values_list("article_id", flat=True).first()


def others_lately(number: int, but: Person, now: dt.datetime) -> list[Autosave]:
    """The last save of each other person in these minutes, newest first."""
    rows = Autosave.objects.filter(article=number, at__gt=now - LATELY).exclude(by=but)
    last: dict[int, Autosave] = {}
    for row in rows.select_related("by").defer("content").order_by("-id")[:100]:
        last.setdefault(row.by_id, row)
    return list(last.values())


def saves(number: int) -> QuerySet[Autosave]:
    """What was saved of an article, newest first."""
    rows = Autosave.objects.filter(article=number).order_by("-id")
    return rows.select_related("by", "article")


def save_of(number: int, n: int) -> Autosave:
    """Raises NotVisible."""
    row = saves(number).filter(pk=n).first()
    if row is None:
        raise NotVisible
    return row


def words_of(row: Autosave) -> Words:
    return _words(row, row.article.type, row.content)


def words_in(version: ArticleVersion) -> Words:
    """The words of a version in the place it was handed in for; {} where the law removed them."""
    return _words(version, version.article.type, _payload(version))


def words_today(version: ArticleVersion) -> Words:
    """The words of a version in the place that the article has now: it may have been narrowed."""
    words = words_in(version)
    rows = Placement.objects.filter(article=version.article_id).order_by("from_at", "id")
    here = rows.values_list("section", "owner", "audience").last()
    if here is None:
        return words
    section, owner, audience = here
    return replace(words, section=section, owner=owner, audience=audience)


def may_follow(person: Person, submission: Submission, now: dt.datetime) -> bool:
    """Whether the gate shows this person the submission."""
    try:
        gate.seen_by(person, submission.pk, now)
    except gate.NotVisible:
        return False
    return True
