"""Knowledge by its place: the open sections level by level, what lies in them, and how much."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from zhixi.accounts.models import Person
from zhixi.knowledge import typenames
from zhixi.knowledge.counting import Counts, counts
from zhixi.knowledge.queries import NotVisible, Rights, live, rights_of
from zhixi.knowledge.sections import Node
from zhixi.search import pinyin

PAGE = 50  # articles
DEEPEST = 100  # pages: nobody leafs further, and the database would go along all before it
_HAN = re.compile(r"[\u3400-\u9fff]+")
_DIGITS = re.compile(r"[0-9]+")
_COLUMNS = ("article_id", "type", "title", "section_id", "live_from", "ended_from")


@dataclass(frozen=True, slots=True)
class Asked:
    """A section, None being the top; only what lies in it itself; one type; which page."""

    section: int | None = None
    alone: bool = False
    kind: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """A section with how many articles the reader may read in it and below."""

    id: int
    name: str
    count: int

    @property
    def letters(self) -> str:
        return " ".join(letters(self.name))

    @property
    def sound(self) -> str:
        _initials, spelt = letters(self.name)
        return _DIGITS.sub(lambda number: number[0].zfill(9), spelt)


@dataclass(frozen=True, slots=True)
class Line:
    """An article in the list; its place is told from the section that is looked at."""

    number: int
    label: str
    title: str
    place: str
    since: dt.datetime
    ended: bool


@dataclass(frozen=True, slots=True)
class Stock:
    """How many articles of each type a reader may read: in the section itself, and with all
    below; and what of it was asked for."""

    asked: Asked
    own: Counter[str]
    all: Counter[str]

    @property
    def chosen(self) -> Counter[str]:
        return self.own if self.asked.alone else self.all

    @property
    def sums(self) -> tuple[int, int, int]:
        """What of all there is in the section itself; with all below; in what was chosen."""
        return self.own.total(), self.all.total(), self.chosen.total()

    @property
    def kinds(self) -> Iterator[tuple[str, str, int]]:
        """Those that there are, and the one asked for, with their names."""
        for code, name in typenames.names().items():
            if self.chosen[code] or code == self.asked.kind:
                yield code, name, self.chosen[code]

    @property
    def found(self) -> int:
        return self.chosen[self.asked.kind] if self.asked.kind else self.chosen.total()

    @property
    def pages(self) -> int:
        return min(DEEPEST, max(1, -(-self.found // PAGE)))

    @property
    def page(self) -> int:
        return min(max(1, self.asked.page), self.pages)

    @property
    def cut(self) -> int:
        """How many can be leafed through, where there are more."""
        return DEEPEST * PAGE if self.found > DEEPEST * PAGE else 0


@dataclass(frozen=True, slots=True)
class Level:
    """What a reader finds at a section. `places` hang under it; beside it, where none does."""

    path: list[Node]
    under: list[Place]
    beside: list[Place]
    stock: Stock
    lines: list[Line]

    @property
    def here(self) -> Node | None:
        return self.path[-1] if self.path else None

    @property
    def above(self) -> Node | None:
        return self.path[-2] if len(self.path) > 1 else None

    @property
    def places(self) -> list[Place]:
        return self.under or self.beside


def level(person: Person, at: dt.datetime, asked: Asked) -> Level:
    """What that section holds for this person. Raises NotVisible where it is not open to him."""
    rights = rights_of(person, at)
    path = rights.tree.path(asked.section) if asked.section is not None else []
    if asked.section is not None and not (path and rights.admit(asked.section, None)):
        raise NotVisible
    told = counts(at)
    under = _under(asked.section, rights, told)
    own = _kinds(() if asked.section is None else (asked.section,), rights, told)
    stock = Stock(asked, own, sum(under.values(), own))
    beside = _under(path[-1].parent, rights, told) if path and not under else {}
    return Level(
        path=path,
        under=_places(under, rights),
        beside=_places(beside, rights),
        stock=stock,
        lines=_lines(stock, rights, at, told.total) if stock.found else [],
    )


def _under(section: int | None, rights: Rights, told: Counts) -> dict[int, Counter[str]]:
    """The open sections right under this one, with what lies in and below each."""
    tree = rights.tree
    opened = (each for each in tree.opened_under(section) if rights.admit(each, None))
    return {each: _kinds(tree.below(each), rights, told) for each in opened}


def _kinds(sections: Iterable[int], rights: Rights, told: Counts) -> Counter[str]:
    """How many articles of each type the reader may read there."""
    found: Counter[str] = Counter()
    for section in sections:
        for audience, kind, n in told.rows.get(section, ()):
            if rights.admit(section, audience):
                found[kind] += n
    return found


def _places(kinds: dict[int, Counter[str]], rights: Rights) -> list[Place]:
    """By their pinyin, numbers by their size: no one has put them in an order of his own."""
    nodes = rights.tree.nodes
    places = [Place(each, nodes[each].name, found.total()) for each, found in kinds.items()]
    return sorted(places, key=lambda place: (place.sound, place.id))


def _lines(stock: Stock, rights: Rights, at: dt.datetime, total: int) -> list[Line]:
    """One page of what was asked for, the latest first; `total` is all that is live."""
    before = (stock.page - 1) * PAGE
    # Along time, the wanted are met once in total/found rows; gathered, all of them are sorted.
    by_time = stock.found**2 > total * (before + PAGE)
    spans = live(at).filter(_held(stock.asked, rights, by_time=by_time))
    rows = spans.order_by("-live_from", "-article").values_list(*_COLUMNS)
    section = stock.asked.section
    depth = len(rights.tree.path(section)) if section is not None else 0
    labels = typenames.names()
    return [
        Line(
            number=number,
            label=labels[kind],
            title=title,
            place=" › ".join(rights.tree.names(place)[depth:]),
            since=since,
            ended=ended_from is not None and ended_from <= at,
        )
        for number, kind, title, place, since, ended_from in rows[before : before + PAGE]
    ]


def _held(asked: Asked, rights: Rights, *, by_time: bool) -> Q:
    kind = Q(type=asked.kind) if asked.kind else Q()
    if asked.section is None:
        return kind & rights.spans_by_time()
    alone = frozenset({asked.section})
    sections = alone if asked.alone else rights.tree.below(asked.section)
    return kind & rights.spans_in(sections, by_time=by_time)


@lru_cache(maxsize=10_000)
def letters(name: str) -> tuple[str, str]:
    """What a name can be found by in letters: its initials, and its whole pinyin."""
    initials = spelt = name.casefold()
    for run in _HAN.findall(name):
        syllables = pinyin.spellings(run)[0]
        initials = initials.replace(run, "".join(each[0] for each in syllables), 1)
        spelt = spelt.replace(run, "".join(syllables), 1)
    return initials, spelt
