"""One request as it is told: what was asked, how far it is, its texts and its history."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhixi.accounts.models import Person
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge.files import listing
from zhixi.knowledge.files.listing import Shown
from zhixi.knowledge.models import (
    ArticleVersion,
    Draft,
    KnowledgeRequest,
    RequestEvent,
    RequestFile,
    RequestTie,
    Upload,
    Withdrawal,
)
from zhixi.knowledge.queries import Rights, live, rights_of, titles
from zhixi.knowledge.requesting.history import Entry, history, named_in
from zhixi.knowledge.requesting.stages import ENDED, UNCOUNTED, Stage, What, tied, worded
from zhixi.lib.files.kinds import KINDS
from zhixi.lib.files.names import harmless


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
class Paper:
    """A file of the request; `mine` where the reader brought it."""

    key: int
    shown: Shown
    by: str
    at: dt.datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class Told:
    request: Any
    stage: Stage
    steps: list[Step]
    texts: list[Text]
    history: list[Entry]
    concerned: list[tuple[int, str]]
    hidden: int  # of the articles that it concerns, those that the reader may not know
    extras: list[str]
    files: list[Paper]

    @property
    def closed(self) -> Entry | None:
        """Why it came back, or ended without a text."""
        if self.stage not in UNCOUNTED:
            return None
        return next((entry for entry in self.history if entry.what in ENDED), None)


def told(request: Any, person: Person, now: dt.datetime) -> Told:
    """`request` is staged and may be seen by the person."""
    found = texts(request.pk, person, now)
    events = list(request.events.select_related("by").order_by("pk"))
    known = _known_to(named_in(events) | {*request.articles}, found, person, now)
    names = titles(request.articles, person, now)
    concerned = [(number, names.get(number, "")) for number in request.articles]
    return Told(
        request=request,
        stage=Stage(request.stage),
        steps=steps(events, found, now),
        texts=found,
        history=history(events, known),
        concerned=[(number, title) for number, title in concerned if title],
        hidden=sum(not title for _number, title in concerned),
        extras=[str(KnowledgeRequest.Extra(each).label) for each in request.extras],
        files=papers(request.pk, person),
    )


def papers(number: int, person: Person) -> list[Paper]:
    """The files of a request, in the order in which they came."""
    rows = list(RequestFile.objects.filter(request=number).select_related("by").order_by("pk"))
    shown = listing.rows((row.file_id, row.name, "") for row in rows)
    return [
        Paper(row.pk, file, row.by.name, row.at, row.by_id == person.pk)
        for row, file in zip(rows, shown, strict=True)
    ]


def brought(uploads: Iterable[uuid.UUID], person: Person) -> list[tuple[uuid.UUID, Shown]]:
    """The person's own finished uploads, as a form shows them that is not sent off yet."""
    found = Upload.objects.filter(pk__in=list(uploads), by=person, file__isnull=False)
    told = [(each.pk, each.file, each.name) for each in found.select_related("file")]
    shown = listing.rows((f.pk, harmless(name, f.suffix), "") for _key, f, name in told if f)
    return [(key, file) for (key, *_), file in zip(told, shown, strict=True)]


def taken() -> dict[str, Any]:
    """What may be put to a request: how many megabytes each, and which suffixes."""
    kinds = [f".{kind.suffix}" for kind in KINDS.values() if kind.sort != "sound"]
    return {"megabytes": settings.FILE_MEGABYTES, "suffixes": ",".join([*kinds, ".jpeg"])}


def _known_to(
    numbers: set[int], texts: Iterable[Text], person: Person, now: dt.datetime
) -> set[int]:
    """Those of the articles that the reader may know of: where their text stands, or stood last,
    and where it is worked on, must be open to him."""
    rights = rights_of(person, now)
    places = Draft.objects.filter(article__in=numbers)
    facts = places.values_list("article_id", "section_id", "audience_id")
    drafted = {number: rights.admit(*place) for number, *place in facts}
    drafted |= {text.number: bool(text.title) for text in texts}
    names = titles(numbers, person, now)
    return {number for number in numbers if drafted.get(number, number in names)}


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
        _of_event(pgettext_lazy("done", "提出"), asked),
        _of_event(pgettext_lazy("done", "受理"), accepted),
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


@dataclass(frozen=True, slots=True)
class Behind:
    """A request behind a draft: the row, its files, and whether it is still wanted."""

    row: Any
    files: list[Shown]
    over: bool


def of_line(line: uuid.UUID) -> list[Behind]:
    """The requests that a draft belongs to."""
    ties = RequestTie.objects.filter(line=line)
    rows = list(worded().filter(ties__in=ties).order_by("pk"))
    papers = RequestFile.objects.filter(request__in=[row.pk for row in rows]).order_by("pk")
    told = list(papers.values_list("request_id", "file_id", "name"))
    shown = listing.rows((digest, name, "") for _number, digest, name in told)
    files = [(number, file) for (number, *_), file in zip(told, shown, strict=True)]
    return [
        Behind(row, [file for number, file in files if number == row.pk], row.word in ENDED)
        for row in rows
    ]
