"""One request as it is told: what was asked, how far it is, its texts and its history."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts.models import Person
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.models import (
    ArticleVersion,
    Draft,
    KnowledgeRequest,
    RequestEvent,
    RequestTie,
    Withdrawal,
)
from zhixi.knowledge.queries import Rights, live, rights_of, titles
from zhixi.knowledge.requesting.history import Entry, history
from zhixi.knowledge.requesting.stages import Stage, What, tied


@dataclass(frozen=True, slots=True)
class Text:
    """A text that answers the request; without a title the reader may not know it."""

    number: int
    title: str
    leaves: bool  # it is to be taken down
    stage: Stage
    owner: str
    due_on: dt.date
    late: bool
    handed_in: str = ""
    handed_in_at: dt.datetime | None = None
    decided: str = ""
    decided_at: dt.datetime | None = None
    live_at: dt.datetime | None = None
    returned: bool = False
    reads: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way; it was taken if there is a moment."""

    label: str | Promise
    by: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    request: Any
    stage: Stage
    steps: list[Step]
    texts: list[Text]
    history: list[Entry]
    concerned: list[tuple[int, str]]
    extras: list[str]


def told(request: Any, person: Person, now: dt.datetime) -> Told:
    """`request` is staged and may be seen by the person."""
    found = texts(request.pk, person, now)
    events = list(request.events.select_related("by").order_by("pk"))
    names = titles(request.articles, person, now)
    return Told(
        request=request,
        stage=Stage(request.stage),
        steps=steps(events, found, now),
        texts=found,
        history=history(events),
        concerned=[(number, names.get(number, "")) for number in request.articles],
        extras=[str(KnowledgeRequest.Extra(each).label) for each in request.extras],
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What there is of the texts of one request: by line, by article, by submission."""

    drafts: dict[Any, Draft]
    versions: dict[Any, ArticleVersion]
    leaving: dict[int, Withdrawal]
    verdicts: dict[int, Decision]
    names: dict[int, str]
    readable: set[int]

    def handed_in(self, tie: Any) -> Submission | None:
        if tie.line:
            version = self.versions.get(tie.line)
            return version.submission if version else None
        asked = self.leaving.get(tie.article_id)
        return asked.submission if asked and asked.submission.submitted_at >= tie.at else None

    def title(self, tie: Any, rights: Rights) -> str:
        """What the text is called, if its place is open to the reader."""
        if tie.line is None:
            return self.names.get(tie.article_id, "")
        draft, version = self.drafts.get(tie.line), self.versions.get(tie.line)
        place = draft or version
        if place is None or not rights.admit(place.section_id, place.audience_id):
            return ""
        named = draft.content.get("title") if draft else version.title if version else ""
        return str(named or _("未命名"))


def texts(number: int, person: Person, now: dt.datetime) -> list[Text]:
    """The texts tied to a request, in the order in which they were."""
    rights = rights_of(person, now)
    ties = list(tied().filter(request=number).select_related("owner").order_by("pk"))
    known = _known(ties, rights, person, now)
    return [_text(tie, known, rights, now) for tie in ties]


def _known(ties: list[Any], rights: Rights, person: Person, now: dt.datetime) -> _Known:
    numbers = [tie.article_id for tie in ties]
    lines = [tie.line for tie in ties if tie.line]
    handed_in = "submission__submitted_by"
    versions = ArticleVersion.objects.filter(article__in=numbers, line__in=lines)
    last = {v.line: v for v in versions.select_related(handed_in).order_by("n")}
    leaving = Withdrawal.objects.filter(article__in=numbers).order_by("pk")
    gone = {w.article_id: w for w in leaving.select_related(handed_in)}
    submissions = [v.submission_id for v in last.values()]
    submissions += [w.submission_id for w in gone.values()]
    decisions = Decision.objects.filter(submission__in=submissions, final=True)
    shown = live(now).filter(rights.spans(), article__in=numbers)
    return _Known(
        drafts={d.line: d for d in Draft.objects.filter(article__in=numbers)},
        versions=last,
        leaving=gone,
        verdicts={d.submission_id: d for d in decisions.select_related("by")},
        names=titles([tie.article_id for tie in ties if tie.line is None], person, now),
        readable=set(shown.values_list("article_id", flat=True)),
    )


def _text(tie: Any, known: _Known, rights: Rights, now: dt.datetime) -> Text:
    stage = _stage(tie, now)
    text = Text(
        number=tie.article_id,
        title=known.title(tie, rights),
        leaves=tie.line is None,
        stage=stage,
        owner=tie.owner.name,
        due_on=tie.due_on,
        late=stage == Stage.DRAFTED and tie.due_on < timezone.localdate(now),
        live_at=tie.live_at,
        reads=tie.article_id in known.readable,
    )
    submission = known.handed_in(tie)
    if submission is None:
        return text
    by, at = submission.submitted_by.name, submission.submitted_at
    text = replace(text, handed_in=by, handed_in_at=at)
    decision = known.verdicts.get(submission.pk)
    if decision is None:
        return text
    returned = decision.verdict == Decision.Verdict.RETURN
    return replace(text, decided=decision.by.name, decided_at=decision.at, returned=returned)


def _stage(tie: Any, now: dt.datetime) -> Stage:
    if tie.live_at:
        return Stage.LIVE if tie.live_at <= now else Stage.AHEAD
    return Stage.APPROVAL if tie.pending else Stage.DRAFTED


def steps(events: Iterable[RequestEvent], texts: list[Text], now: dt.datetime) -> list[Step]:
    """From asking to going live; with several texts a step is taken when the last took it."""
    first: dict[str, RequestEvent] = {}
    accepted: RequestEvent | None = None
    for event in events:
        first.setdefault(event.what, event)
        accepted = {What.ACCEPT: event, What.RETURN: None}.get(What(event.what), accepted)
    asked = first.get(What.ASK)
    begun = first.get(What.TIE) if texts else None
    sent, done = _sent(texts), _done(texts, now)
    return [
        _of_event(gettext_lazy("提出"), asked),
        _of_event(gettext_lazy("受理"), accepted),
        _of_event(gettext_lazy("起草"), begun),
        Step(gettext_lazy("送确认"), *((sent.handed_in, sent.handed_in_at) if sent else ())),
        Step(gettext_lazy("上线"), *((done.decided, done.live_at) if done else ())),
    ]


def _of_event(label: Promise | str, event: RequestEvent | None) -> Step:
    return Step(label, event.by.name, event.at) if event else Step(label)


def _sent(texts: list[Text]) -> Text | None:
    """The text that was handed in last, once none is being written any more."""
    if not texts or any(text.stage == Stage.DRAFTED for text in texts):
        return None
    return max(texts, key=lambda text: text.handed_in_at or dt.datetime.min.replace(tzinfo=dt.UTC))


def _done(texts: list[Text], now: dt.datetime) -> Text | None:
    moments = [text.live_at for text in texts if text.live_at and text.live_at <= now]
    if not texts or len(moments) < len(texts):
        return None
    return max(texts, key=lambda text: text.live_at or now)


def of_line(line: uuid.UUID) -> list[KnowledgeRequest]:
    """The requests that a draft belongs to."""
    ties = RequestTie.objects.filter(line=line)
    return list(KnowledgeRequest.objects.filter(ties__in=ties).order_by("pk"))
