"""The tree of sections (知识目录) as it stood at a moment, and which of it a reader may enter."""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from zhixi.knowledge.models import SectionPlacement

_Row = tuple[int, int | None, str, int | None, bool, dt.datetime]
_Key = tuple[str, int, int]
_MOST = 64  # trees kept: today's, and past moments that somebody looks at
# Asked apart, SQLite tells each at once; together it reads every row.
_PLACEMENTS = SectionPlacement._meta.db_table
_STAMP = f"SELECT (SELECT COUNT(*) FROM {_PLACEMENTS}), (SELECT MAX(id) FROM {_PLACEMENTS})"  # noqa: S608 - ours
_known: tuple[_Key, list[_Row]] = (("", 0, 0), [])
_trees: dict[tuple[_Key, int], "Tree"] = {}


@dataclass(frozen=True, slots=True)
class Node:
    id: int
    parent: int | None
    name: str
    audience: int | None
    closed: bool = False  # empty, and offered no more


class Tree:
    """A few thousand nodes held in memory; rows of evidence, so nothing goes stale."""

    def __init__(self, nodes: dict[int, Node]) -> None:
        self.nodes = nodes
        self._names: dict[int, list[str]] = {}
        self._written: dict[int, str] = {}
        self._open: dict[frozenset[int], frozenset[int]] = {}
        self._under: dict[int | None, list[int]] = {}

    def line(self, section: int) -> Iterator[Node]:
        """The section and what it hangs under, upwards."""
        here: int | None = section
        while here is not None:
            yield self.nodes[here]
            here = self.nodes[here].parent

    def path(self, section: int) -> list[Node]:
        """From the top down to the section; nothing where there is no such section."""
        return list(self.line(section) if section in self.nodes else ())[::-1]

    def names(self, section: int) -> list[str]:
        if section not in self._names:
            self._names[section] = [node.name for node in self.path(section)]
        return self._names[section]

    def written(self, section: int) -> str:
        """The names from the top down as one line."""
        if section not in self._written:
            self._written[section] = " › ".join(self.names(section))
        return self._written[section]

    def under(self, section: int | None) -> list[int]:
        """The sections right under this one, or the topmost, in the order they were made."""
        if not self._under:
            under: dict[int | None, list[int]] = {}
            for node in sorted(self.nodes.values(), key=lambda node: node.id):
                under.setdefault(node.parent, []).append(node.id)
            self._under = under
        return self._under.get(section, [])

    def below(self, section: int) -> frozenset[int]:
        """The section and all that hangs under it."""
        found, open_ = set(), [section]
        while open_:
            here = open_.pop()
            found.add(here)
            open_ += self.under(here)
        return frozenset(found)

    def opened_under(self, section: int | None) -> list[int]:
        """Those of them that are not closed: what can be offered."""
        return [each for each in self.under(section) if not self.nodes[each].closed]

    def with_(self, *nodes: Node) -> "Tree":
        """The tree as it would be with these sections so."""
        return Tree(self.nodes | {node.id: node for node in nodes})

    def open_to(self, audiences: frozenset[int]) -> frozenset[int]:
        """Sections whose own audience, and that of all above, the reader belongs to."""
        if audiences not in self._open:
            self._open[audiences] = self._opened(audiences)
        return self._open[audiences]

    def _opened(self, audiences: frozenset[int]) -> frozenset[int]:
        verdict: dict[int, bool] = {}

        def may(section: int) -> bool:
            if section not in verdict:
                node = self.nodes[section]
                own = node.audience is None or node.audience in audiences
                verdict[section] = own and (node.parent is None or may(node.parent))
            return verdict[section]

        return frozenset(section for section in self.nodes if may(section))

    def audiences(self, section: int) -> list[int]:
        return [node.audience for node in self.line(section) if node.audience is not None]

    def find(self, path: list[str]) -> int | None:
        here: int | None = None
        for name in path:
            found = [n.id for n in self.nodes.values() if n.parent == here and n.name == name]
            if not found:
                return None
            here = found[0]
        return here


def tree(at: dt.datetime) -> Tree:
    """The tree at a moment: of each section the last row from or before it."""
    key, rows = _rows()
    passed = bisect_right(rows, at, key=_from)
    if key is None:
        return _tree(rows[:passed])
    if (key, passed) not in _trees:
        while len(_trees) >= _MOST:
            _trees.pop(next(iter(_trees)), None)
        _trees[key, passed] = _tree(rows[:passed])
    return _trees[key, passed]


def _from(row: _Row) -> dt.datetime:
    return row[5]


def _tree(rows: list[_Row]) -> Tree:
    return Tree({row[0]: Node(*row[:5]) for row in rows})


def _rows() -> tuple[_Key | None, list[_Row]]:
    """All placements in order of time, and a key for as long as they are these.

    What is committed is append-only and is read anew only when there is more of it. A
    transaction reads for itself: its rows may be rolled back and their ids given again.
    """
    global _known
    if connection.in_atomic_block:
        return None, _read()
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        count, last = cursor.fetchone()
    key = (str(connection.settings_dict["NAME"]), count, last or 0)
    if _known[0] != key:
        _known = (key, _read())
    return _known


def _read() -> list[_Row]:
    fields = ("section_id", "parent_id", "name", "audience_id", "closed", "from_at")
    return list(SectionPlacement.objects.order_by("from_at", "id").values_list(*fields))
