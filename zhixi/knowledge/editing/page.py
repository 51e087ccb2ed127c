"""All that an editor's page shows of one text."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.knowledge import types
from zhixi.knowledge.arranging.labels import offered, unlisted
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing import fields, places, problems, tidying
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.elsewhere import same_question
from zhixi.knowledge.warnings import HINT, MUST, Warning, warnings

NOBODY = CallContext()


@dataclass(frozen=True, slots=True)
class Judged:
    """What stands beside the editor: the reading form, what is wrong, what to think of."""

    content: Any
    problems: list[problems.Problem]
    warnings: list[Warning]

    @property
    def blocking(self) -> list[Warning]:
        return [warning for warning in self.warnings if warning.level == MUST]


def judged(words: Words, number: int | None, person: Person, now: dt.datetime) -> Judged:
    content, wrong = problems.read(words.type, words.content)
    found = [Warning(p.path, MUST, _placed(words.type, p.path, p.words)) for p in wrong]
    if content is not None and words.content:
        found += warnings(content, now)
        for path, other, title, asked in same_question(content, number, person, now):
            told = _("“%(asked)s”已有一条：%(title)s") % {"asked": asked, "title": title}
            found.append(Warning(path, HINT, told, f"/k/{other}"))
        for path, name in unlisted(content):
            found.append(Warning(path, HINT, _("“%(name)s”不在名录里") % {"name": name}))
    shown = content.for_context(NOBODY) if content is not None else None
    return Judged(shown, wrong, found)


def _placed(code: str, path: str, words: str) -> str:
    """With the field's name before it, for a list that stands apart from the fields."""
    first, *rest = path.split("/")
    if not first:
        return words
    row = next((_("第 %(n)s 条") % {"n": int(each) + 1} for each in rest if each.isdecimal()), "")
    return f"{label(first, code)}{row}：{words}"


def page(words: Words, now: dt.datetime) -> dict[str, Any]:
    groups = fields.groups(words.type, words.content)
    names = offered()
    for each in (field for group in groups for field in group.fields if field.name in names):
        each.options = [(name, name) for name in names[each.name]]
    return {
        "label": types.registry()[words.type].label,
        "title": fields.title(words.type, words.content),
        "groups": groups,
        "places": places.fields(words, now),
    }


def given(code: str, told: Any) -> Words:
    """What a screen sent: the fields of the content, and those of the place beside them."""
    told = told if isinstance(told, dict) else {}
    place = {name: places.given(told, name) for name in ("section", "owner", "audience")}
    return Words(code, tidying.tidied(code, told), **place)
