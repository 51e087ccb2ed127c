"""The names of one kind: those that the bank keeps, those in use, and how often."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhixi.knowledge.arranging.uses import uses
from zhixi.knowledge.browsing import letters
from zhixi.knowledge.models import Label
from zhixi.knowledge.types.base import TypedContent

PAGE = 50
KINDS: dict[str, str | Promise] = {
    "tags": _("标签"),
    "products": _("产品"),
    "channels": _("渠道"),
    "regions": _("地区"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A name; `key` is that of the kept list, nothing where the name is not on it."""

    name: str
    n: int
    key: int | None
    active: bool


@dataclass(frozen=True, slots=True)
class Names:
    """A page of the names of a kind; `strange` are in use and not on the list."""

    kind: str
    text: str
    lines: list[Line]
    found: int
    page: int
    strange: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // PAGE))

    @property
    def kept(self) -> bool:
        """Tags are whatever texts say; of the other kinds there is a list."""
        return self.kind != "tags"


def names(kind: str, text: str, page: int, now: dt.datetime) -> Names:
    """The most used first."""
    lines = _lines(kind, uses(kind, now))
    strange = sum(1 for line in lines if line.key is None) if kind != "tags" else 0
    found = [line for line in lines if _called(line.name, text.casefold())]
    page = min(max(1, page), max(1, -(-len(found) // PAGE)))
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Names(kind, text, shown, len(found), page, strange)


def _lines(kind: str, used: Counter[str]) -> list[Line]:
    rows = Label.objects.filter(kind=kind).values_list("name", "pk", "active")
    kept = {name: (pk, active) for name, pk, active in rows}
    lines = [Line(name, used[name], *kept.get(name, (None, True))) for name in {*used, *kept}]
    return sorted(lines, key=lambda line: (-line.n, letters(line.name)[1], line.name))


def _called(name: str, text: str) -> bool:
    spelt = any(each.startswith(text) for each in letters(name))
    return not text or text in name.casefold() or spelt


def strangers(kind: str, now: dt.datetime) -> list[str]:
    """Names in use that are not on the list."""
    return [line.name for line in _lines(kind, uses(kind, now)) if line.key is None]


def unlisted(content: TypedContent) -> Iterator[tuple[str, str]]:
    """Where the content names what is not on the list, and the name; an empty list says nothing."""
    kept: dict[str, set[str]] = {}
    for kind, name in Label.objects.values_list("kind", "name"):
        kept.setdefault(kind, set()).add(name)
    for kind, known in kept.items():
        for n, name in enumerate(getattr(content, kind)):
            if name not in known:
                yield f"{kind}/{n}", name
