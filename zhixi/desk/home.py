"""What stands on the desk while nothing is typed."""

import datetime as dt
from dataclasses import dataclass

from zhixi.accounts.models import Person
from zhixi.knowledge import shelf
from zhixi.knowledge.queries import Rights, rights_of
from zhixi.knowledge.shelf import Entry, Favourites, Kept, Visiting
from zhixi.search import lookups

SHOWN = 8  # lines of a list
MUST_READS = 6
NOTICES = 6
LOOKED_AT = 40  # of the log's articles, among which there may be some that the person cannot see


@dataclass(frozen=True, slots=True)
class Duties:
    """What the person must read, and what else was announced."""

    unread: list[Entry]
    notices: list[Entry]

    @property
    def first(self) -> list[Entry]:
        return self.unread[:MUST_READS]

    @property
    def more(self) -> int:
        return max(0, len(self.unread) - MUST_READS)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the person was last here."""

    visiting: Visiting
    entries: list[Entry]

    @property
    def uncounted(self) -> bool:
        """Whether there may be more than are counted."""
        return len(self.entries) >= shelf.MOST


@dataclass(frozen=True, slots=True)
class Home:
    """Everything that the home shows, each list as far as the person may read it."""

    duties: Duties
    changes: Changes
    favourites: Favourites
    recent: list[Entry]
    popular: list[tuple[Entry, int]]

    @property
    def news(self) -> list[Entry]:
        """The latest changes that do not stand among the duties already."""
        told = {entry.number for entry in [*self.duties.first, *self.duties.notices]}
        return [entry for entry in self.changes.entries if entry.number not in told][:SHOWN]

    @property
    def kept(self) -> list[Kept]:
        return self.favourites.kept[:SHOWN]


def home(person: Person, now: dt.datetime) -> Home:
    """The same number of queries however much there is; what the log tells passes the door."""
    rights = rights_of(person, now)
    traces = lookups.traces(person, now, LOOKED_AT)
    logged = shelf.among([*traces.recent, *traces.popular], rights, now)
    recent = [logged[number] for number in traces.recent if number in logged]
    popular = [(logged[n], times) for n, times in traces.popular.items() if n in logged]
    return Home(
        duties=duties(person, rights, now),
        changes=changes(person, rights, now, traces.last_at),
        favourites=shelf.favourites(person, rights, now),
        recent=recent[:SHOWN],
        popular=popular[:SHOWN],
    )


def duties(person: Person, rights: Rights, now: dt.datetime) -> Duties:
    return Duties(
        unread=shelf.unread(person, rights, now),
        notices=shelf.notices(person, rights, now, NOTICES),
    )


def changes(person: Person, rights: Rights, now: dt.datetime, trace: dt.datetime | None) -> Changes:
    """`trace` is the person's last in the look-up log."""
    visiting = shelf.visiting(person, now, trace)
    return Changes(visiting, shelf.changed(rights, now, visiting.since))
