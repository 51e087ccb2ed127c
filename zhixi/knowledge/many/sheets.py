"""A selection as a workbook, and a workbook that comes back as an act on its articles."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person, Unit
from zhixi.knowledge import typenames
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.many.acts import Standing, Unfit
from zhixi.knowledge.many.columns import (
    BODY,
    CONTENTS,
    FIXED,
    KIND,
    NUMBER,
    OWNER,
    PLACES,
    SECTION,
    SHOWN,
    VERSION,
)
from zhixi.knowledge.many.planning import MOST
from zhixi.knowledge.queries import Rights, rights_of
from zhixi.knowledge.sections import Tree, tree
from zhixi.knowledge.working.places import section_at
from zhixi.lib import html
from zhixi.lib.documents.rows import BadRow, UnreadableFile
from zhixi.lib.documents.workbooks import Sheet, cell_text, read_back, written

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What sections, departments and types are called at a moment; and which type answers to
    a word, so that a name given or taken back meanwhile is no difference."""

    sections: Tree
    units: dict[int, str]
    types: dict[str, str]
    answering: dict[str, str]

    def of(self, words: Words) -> Cells:
        section = words.section or 0
        owner = self.units.get(words.owner, "") if words.owner else ""
        return {SECTION: "/".join(self.sections.names(section)), OWNER: owner}


def names(now: dt.datetime) -> Names:
    units = dict(Unit.objects.values_list("pk", "name"))
    return Names(tree(now), units, typenames.names(), typenames.answering())


def cells(here: Standing, named: Names) -> Cells:
    """All cells of an article, as they go out."""
    given = here.words.content
    fixed = {
        NUMBER: str(here.number),
        VERSION: str(here.n),
        KIND: named.types[here.words.type],
    }
    told = {column.heading: column.cell(given.get(column.name)) for column in CONTENTS}
    told |= named.of(here.words) | {BODY: html.plain(str(given.get("body", "")))}
    return fixed | {heading: cell_text(text).strip() for heading, text in told.items()}


def workbook(selected: Iterable[Standing], now: dt.datetime) -> bytes:
    """One row an article; a second sheet explains the columns."""
    named = names(now)
    told = [(c.heading, c.about, c.width) for c in CONTENTS]
    columns = [*FIXED, *told, *PLACES, *SHOWN]
    headings = [heading for heading, _about, _width in columns]
    rows: list[list[str | int]] = []
    for here in selected:
        found = cells(here, named)
        rows.append([here.number, here.n, *(found[h] for h in headings[2:])])
    widths = [width for _heading, _about, width in columns]
    about = [[heading, str(about)] for heading, about, _width in columns]
    first = Sheet(_("知识"), headings, rows, widths)
    return written([first, Sheet(_("列说明"), [_("列"), _("说明")], about, [16, 70])])


@dataclass(frozen=True, slots=True)
class Returned:
    """Rows by article number, each with its line; and the lines that could not be read."""

    rows: dict[int, tuple[int, Cells]]
    errors: list[tuple[int, str]]


def returned(file: BinaryIO, name: str) -> Returned:
    """Raises UnreadableFile."""
    found = Returned({}, [])
    for row in read_back(file, name, NUMBER):
        if isinstance(row, BadRow):
            found.errors.append((row.line, row.reason))
        else:
            _take(found, *row)
    if not found.rows and not found.errors:
        raise UnreadableFile(_("%(name)s 里没有知识，请检查是否选错了文件。") % {"name": name})
    if len(found.rows) > MOST:
        words = _("一次最多导回 %(most)s 条知识，请拆成几个文件。")
        raise UnreadableFile(words % {"most": MOST})
    return found


def _take(found: Returned, line: int, row: Cells) -> None:
    text = row.get(NUMBER, "")
    if not re.fullmatch("[0-9]{1,18}", text):
        found.errors.append((line, _("编号“%(text)s”不是知识编号") % {"text": text[:40]}))
    elif int(text) in found.rows:
        first = found.rows[int(text)][0]
        words = _("编号 %(number)s 与第 %(first)s 行重复")
        found.errors.append((line, words % {"number": text, "first": first}))
    else:
        found.rows[int(text)] = line, row


class Filled:
    """The act of a workbook: the cells that say otherwise than they would go out now."""

    def __init__(
        self, rows: dict[int, tuple[int, Cells]], person: Person, now: dt.datetime
    ) -> None:
        self.rows, self.names = rows, names(now)
        self.rights: Rights = rights_of(person, now)
        self.owners = {name: pk for pk, name in self.names.units.items()}

    def __call__(self, here: Standing) -> Words:
        _line, row = self.rows[here.number]
        if row.get(VERSION, "") != str(here.n):
            told = {"was": row.get(VERSION, "") or "？", "n": here.n}
            raise Unfit(_("导出的是 v%(was)s，现在是 v%(n)s，请重新导出") % told)
        was = cells(here, self.names)
        changed = {name for name in row.keys() & was.keys() if row[name] != was[name]}
        if self.names.answering.get(typenames.folded(row.get(KIND, ""))) == here.words.type:
            changed -= {KIND}
        if fixed := changed & {KIND, BODY}:
            raise Unfit(_("“%(column)s”不能在表中改") % {"column": min(fixed)})
        content = dict(here.words.content)
        for column in CONTENTS:
            if column.heading in changed:
                content[column.name] = _read(column, row[column.heading])
        content = {name: value for name, value in content.items() if value not in ("", None, [])}
        words = replace(here.words, content=content)
        if SECTION in changed:
            words = replace(words, section=self._section(row[SECTION]))
        if OWNER in changed:
            words = replace(words, owner=self._owner(row[OWNER]))
        return words

    def _section(self, text: str) -> int:
        found = section_at(text, self.rights)
        if found is None:
            raise Unfit(_("没有栏目“%(text)s”") % {"text": text[:80]})
        return found

    def _owner(self, text: str) -> int | None:
        if text and text not in self.owners:
            raise Unfit(_("没有部门“%(text)s”") % {"text": text[:80]})
        return self.owners.get(text)


def _read(column: Any, text: str) -> Any:
    try:
        return column.read(text)
    except Unfit as error:
        raise Unfit(f"{column.heading}：{error}") from error


def file_name(now: dt.datetime) -> str:
    return f"知识-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
