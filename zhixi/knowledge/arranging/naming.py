"""The types as the bank calls them, and what another name would mean before it is kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge import browsing, typenames
from zhixi.knowledge.actions.naming import UnableToName, fit
from zhixi.lib.digest import canonical, digest

Names = dict[str, str]  # by language


def _here(names: Names) -> str:
    """In the reader's language."""
    return names[get_language() or settings.LANGUAGE_CODE]


@dataclass(frozen=True, slots=True)
class Line:
    """A type; `n` are the articles of it that the reader may read."""

    code: str
    names: Names
    own: Names
    n: int

    @property
    def called(self) -> str:
        return _here(self.names)

    @property
    def renamed(self) -> bool:
        return self.names != self.own


def lines(person: Person, at: dt.datetime) -> list[Line]:
    counted = browsing.level(person, at, browsing.Asked()).stock.all
    return [
        Line(code, typenames.called(code), typenames.built_in(code), counted[code])
        for code in typenames.names()
    ]


@dataclass(frozen=True, slots=True)
class Preview:
    """The names before and after, by language, where they differ; `shown` is the one of the
    reader's language, and `line` how the latest of its `n` articles stands in a list."""

    changes: list[tuple[str, str]]
    shown: str
    n: int
    line: browsing.Line | None
    seen: str


def preview(code: str, names: Mapping[str, str], person: Person, at: dt.datetime) -> Preview:
    """Raises UnableToName where a name cannot be, or nothing would change."""
    before, after = typenames.called(code), fit(code, names)
    if before == after:
        raise UnableToName(_("名称和现在一样，没有要保存的。"))
    level = browsing.level(person, at, browsing.Asked(kind=code))
    return Preview(
        changes=[(before[each], after[each]) for each in after if before[each] != after[each]],
        shown=_here(after),
        n=level.stock.found,
        line=next(iter(level.lines), None),
        seen=digest(canonical([code, before, after])),
    )
