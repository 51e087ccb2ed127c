"""All that an editor's page shows of one text."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.knowledge import typenames
from zhixi.knowledge.arranging.labels import unlisted
from zhixi.knowledge.arranging.offering import offered
from zhixi.knowledge.checks import Warning, links, standard, warnings, weighed
from zhixi.knowledge.checks.found import Found
from zhixi.knowledge.checks.warnings import MUST
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing import fields, places, problems, tidying
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.elsewhere import same_question

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

    def rules(self, level: str = "") -> set[str]:
        """The rules that have something to say, all or those of a level."""
        return {w.rule for w in self.warnings if w.rule and level in {"", w.level}}


def judged(words: Words, number: int | None, person: Person, now: dt.datetime) -> Judged:
    content, wrong = problems.read(words.type, words.content)
    found = [Warning(p.path, MUST, _placed(words.type, p.path, p.words)) for p in wrong]
    if content is not None and words.content:
        by = standard(words.section, now)
        found += warnings(content, now, by)
        asked = _twice(content, number, person, now)
        found += weighed([*links.found(content, now), *asked, *_unlisted(content)], by)
        found.sort(key=lambda warning: warning.level != MUST)
    shown = content.for_context(NOBODY) if content is not None else None
    return Judged(shown, wrong, found)


def _twice(content: Any, number: int | None, person: Person, now: dt.datetime) -> list[Found]:
    words = _("“%(asked)s”已有一条：%(title)s")
    return [
        Found("twice", path, words % {"asked": asked, "title": title}, f"/k/{other}")
        for path, other, title, asked in same_question(content, number, person, now)
    ]


def _unlisted(content: Any) -> list[Found]:
    words = _("“%(name)s”不在名录里")
    return [Found("unlisted", path, words % {"name": name}) for path, name in unlisted(content)]


def _placed(code: str, path: str, words: str) -> str:
    """With the field's name before it, for a list that stands apart from the fields."""
    first, *rest = path.split("/")
    if not first:
        return words
    row = next((_("第 %(n)s 条") % {"n": int(each) + 1} for each in rest if each.isdecimal()), "")
    return _("%(name)s：%(words)s") % {"name": f"{label(first, code)}{row}", "words": words}


def page(words: Words, now: dt.datetime) -> dict[str, Any]:
    groups = fields.groups(words.type, words.content)
    names = offered()
    for each in (field for group in groups for field in group.fields if field.name in names):
        each.options = [(name, name) for name in names[each.name]]
    return {
        "label": typenames.names()[words.type],
        "titled": fields.titled(words.type, words.content),
        "groups": groups,
        "places": places.fields(words, now),
    }


def given(code: str, told: Any) -> Words:
    """What a screen sent: the fields of the content, and those of the place beside them."""
    told = told if isinstance(told, dict) else {}
    place = {name: places.given(told, name) for name in ("section", "owner", "audience")}
    return Words(code, tidying.tidied(code, told), **place)
