"""What lies ready before anything is asked: what must be read, what changed, what is kept."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixi.accounts.models import Person
from zhixi.knowledge import receipts, typenames
from zhixi.knowledge.models import Favourite, Folder, LiveSpan, Receipt, Visit
from zhixi.knowledge.queries import NotVisible, Reading, Rights, live, rights_of
from zhixi.knowledge.receipts import Read

MOST = 200  # lines that a list is counted to
RECENTLY = dt.timedelta(days=7)
PAUSE = dt.timedelta(hours=4)  # without a trace; after it another visit begins
LONGEST_VISIT = dt.timedelta(hours=18)

_COLUMNS = (
    "article_id",
    "version__n",
    "type",
    "title",
    "section_id",
    "audience_id",
    "live_from",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of one of the lists. `known`: it had been there, or read, in another version."""

    number: int
    n: int
    label: str
    title: str
    section: str
    since: dt.datetime
    known: bool = False
    done: bool = False


def _entries(rows: Iterable[tuple[Any, ...]], rights: Rights) -> Iterable[Entry]:
    """Rows of _COLUMNS, and of `known` and `done` where they are told, as far as they may be read."""
    labels = typenames.names()
    for number, n, kind, title, section, audience, since, *told in rows:
        if rights.admit(section, audience):
            path = rights.tree.written(section)
            yield Entry(number, n, labels[kind], title, path, since, *told)


def _latest(spans: QuerySet[LiveSpan]) -> QuerySet[LiveSpan]:
    return spans.order_by("-live_from", "-article")


def among(numbers: Collection[int], rights: Rights, at: dt.datetime) -> dict[int, Entry]:
    """Those of these articles, by number, that are live and may be read, in the order given."""
    if not numbers:
        return {}
    rows = live(at).filter(article__in=numbers).values_list(*_COLUMNS)
    found = {entry.number: entry for entry in _entries(rows, rights)}
    return {number: found[number] for number in numbers if number in found}


def standing(number: int, person: Person, at: dt.datetime) -> LiveSpan:
    """What stands of an article now, for whoever may read it. Raises NotVisible."""
    span = live(at).filter(article=number).first()
    if span is None or not rights_of(person, at).admit(span.section_id, span.audience_id):
        raise NotVisible
    return span


def unread(person: Person, rights: Rights, at: dt.datetime) -> list[Entry]:
    """What the person must read and has not confirmed, the latest first.

    `known` is what was confirmed in another version; where that still holds it is not asked.
    Unordered and unlimited, the database reads but the few spans that ask for it; asked for an
    order it would go along all of them.
    """
    known = Exists(Receipt.objects.filter(person=person, version__article=OuterRef("article")))
    asking = live(at).filter(~receipts.of_version(person), must_read=True)
    held = receipts.holding(person, at)
    found = _entries(asking.values_list(*_COLUMNS, known), rights)
    mine = (entry for entry in found if entry.number not in held)
    return sorted(mine, key=lambda entry: (entry.since, entry.number), reverse=True)


def notices(person: Person, rights: Rights, at: dt.datetime, limit: int) -> list[Entry]:
    """Other notices of the last days, the latest first; `done` are those that were confirmed."""
    held = receipts.holding(person, at)
    read = Q(receipts.of_version(person)) | Q(article__in=held)
    spans = live(at).filter(rights.spans_by_time(), type="notice", live_from__gt=at - RECENTLY)
    told = _latest(spans.annotate(read=read).filter(Q(must_read=False) | read))
    return list(_entries(told.values_list(*_COLUMNS, "must_read", "read")[:limit], rights))


def changed(rights: Rights, at: dt.datetime, since: dt.datetime) -> list[Entry]:
    """Articles of which another version stands than stood at `since`, the latest first, at most
    MOST; `known` are those that had been live before."""
    spans = LiveSpan.objects.filter(article=OuterRef("article"), live_from__lte=since)
    same = spans.filter(version=OuterRef("version"), live_until__gt=since)
    new = live(at).filter(rights.spans_by_time(), ~Exists(same), live_from__gt=since)
    return list(_entries(_latest(new).values_list(*_COLUMNS, Exists(spans))[:MOST], rights))


@dataclass(frozen=True, slots=True)
class Visiting:
    """From when on changes are told; whether a visit begins; whether it is the first."""

    since: dt.datetime
    begins: bool
    first: bool


def visiting(person: Person, now: dt.datetime, trace: dt.datetime | None) -> Visiting:
    """What visit this is, given the person's last trace in the look-up log. Writes nothing."""
    visit = Visit.objects.filter(person=person).first()
    if visit is None:
        return Visiting(now - RECENTLY, begins=True, first=True)
    last = max(visit.began_at, trace or visit.began_at)
    if now - last >= PAUSE:
        return Visiting(last, begins=True, first=False)
    if now - visit.began_at >= LONGEST_VISIT:
        return Visiting(visit.began_at, begins=True, first=False)
    before = visit.before_at
    return Visiting(before or now - RECENTLY, begins=False, first=before is None)


@dataclass(frozen=True, slots=True)
class Kept:
    """A favourite as its person sees it."""

    entry: Entry
    folder: int | None
    added_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A folder with how many of its articles the person sees; the default one has no id."""

    id: int | None
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Favourites:
    kept: list[Kept] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def favourites(person: Person, rights: Rights, at: dt.datetime) -> Favourites:
    """What the person keeps and may read, the latest first, and all folders by name."""
    own = Favourite.objects.filter(person=person).order_by("-added_at", "-id")
    rows = {row.article_id: row for row in own}
    kept = [
        Kept(entry, rows[number].folder_id, rows[number].added_at)
        for number, entry in among(rows, rights, at).items()
    ]
    counts = [each.folder for each in kept].count
    named = [Case(f.pk, f.name, counts(f.pk)) for f in folders(person)]
    return Favourites(kept, [Case(None, "", counts(None)), *named])


def folders(person: Person) -> list[Folder]:
    return list(Folder.objects.filter(person=person).order_by("name"))


@dataclass(frozen=True, slots=True)
class Own:
    """Whether a person keeps an article, and where among what folders."""

    kept: bool = False
    folder: int | None = None
    folders: list[Folder] = field(default_factory=list)


def own(person: Person, number: int) -> Own:
    favourite = Favourite.objects.filter(person=person, article=number).first()
    return Own(True, favourite.folder_id, folders(person)) if favourite else Own()


def read_of(person: Person, reading: Reading) -> Read | None:
    """The person's confirmation that holds for this version, if it asks for one."""
    if not getattr(reading.content, "must_read", False):
        return None
    return receipts.of(person, reading.number, reading.n, reading.at)
