"""Comparing for a reader: a version with the one before it, an article with another.

Both sides pass the door of `queries` on their own; where one is shut, there is no comparison.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.knowledge import facing, queries
from zhixi.knowledge.changes.cells import Size
from zhixi.knowledge.changes.groups import Fact, Fold, Group, folded, groups
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.clauses import Clause
from zhixi.knowledge.queries import NotVisible, Reading, Rights, VersionLine
from zhixi.knowledge.types import removed


@dataclass(frozen=True, slots=True)
class Compared:
    """A version of an article on one side of a comparison, and who wrote it."""

    reading: Reading
    by: str
    clauses: list[Clause]

    @property
    def removed(self) -> bool:
        return _removed(self.reading)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one version to another; nothing stood before where `was` is None."""

    was: Compared | None
    now: Compared
    groups: list[Group | Fold]
    size: Size

    @property
    def removed(self) -> list[int]:
        """The versions that have no words any more."""
        return [side.reading.n for side in (self.was, self.now) if side and side.removed]

    @property
    def choices(self) -> list[VersionLine]:
        """Each version once, newest first."""
        last = {line.n: line for line in reversed(self.now.reading.versions)}
        return sorted(last.values(), key=lambda line: line.live_from, reverse=True)


def versions(
    number: int, person: Person, now: dt.datetime, n: int | None = None, before: int | None = None
) -> Changes:
    """A version, or the one that stands now, against another or the one that stood before it.

    Raises NotVisible if either was never live or is not open to the person now.
    """
    rights = queries.rights_of(person, now)
    new = _compared(number, person, now, n, rights)
    if before is None:
        old = _earlier(new, person, now, rights)
    else:
        old = _compared(number, person, now, before, rights)
    if old is None or old.removed or new.removed:
        return Changes(old, new, [], Size())
    found = groups(_side(old), _side(new), _facts(old, new))
    return Changes(old, new, folded(found), sum((group.size for group in found), Size()))


def _earlier(new: Compared, person: Person, now: dt.datetime, rights: Rights) -> Compared | None:
    """The version before it, if there is one that the person may read."""
    reading = new.reading
    lines = (line for line in reading.versions if line.live_from < reading.live_from)
    n = next((line.n for line in lines if line.n != reading.n), None)
    try:
        return _compared(reading.number, person, now, n, rights) if n else None
    except NotVisible:
        return None


def _compared(
    number: int, person: Person, now: dt.datetime, n: int | None, rights: Rights
) -> Compared:
    """What is read, with the clauses stored for it. Raises NotVisible also where the place in
    which the version stood last is not open now: the list of versions does not show it either."""
    span, moment = queries.span_of(number, person, now, now, rights, n)
    if not rights.admit(span.section_id, span.audience_id):
        raise NotVisible
    version, reading = span.version, queries.reading_of(span, rights, moment, now)
    return Compared(reading, version.by.name, [Clause(*row) for row in version.clauses])


def _side(compared: Compared) -> Side:
    return Side(compared.reading.content, compared.clauses)


def _facts(old: Compared, new: Compared) -> list[Fact]:
    """The title and what stands around it; who else may read it is not told here."""
    was, now = old.reading, new.reading
    return [
        (_("标题"), was.content.title, now.content.title),
        (_("栏目"), was.section, now.section),
        (_("主管部门"), was.owner, now.owner),
        (_("失效时间"), _moment(was.content.expires_at), _moment(now.content.expires_at)),
    ]


def _moment(at: dt.datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


@dataclass(frozen=True, slots=True)
class Beside:
    """Two articles as one reader sees them now, field by field."""

    left: Reading
    right: Reading
    fields: list[facing.Field]

    @property
    def readings(self) -> tuple[Reading, Reading]:
        return self.left, self.right

    @property
    def common(self) -> int:
        return sum(not field.alone for field in self.fields)

    @property
    def differing(self) -> int:
        """Of the fields that both have."""
        return sum(not field.alone and not field.same for field in self.fields)


def articles(
    left: int,
    right: int,
    person: Person,
    now: dt.datetime,
    context: CallContext = CallContext(),  # noqa: B008 - frozen
) -> Beside:
    """Two articles for one customer. Raises NotVisible if either is not open to the person."""
    one = queries.read(left, person, now, now, context)
    other = queries.read(right, person, now, now, context)
    return Beside(one, other, facing.fields(one.content, other.content))


def _removed(reading: Reading) -> bool:
    return isinstance(reading.content, removed.Removed)
