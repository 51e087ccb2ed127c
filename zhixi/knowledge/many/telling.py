"""What would change of many articles, told field by field, before and after."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic.fields import FieldInfo

from zhixi.accounts.models import Unit
from zhixi.knowledge import types
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing import facing, shapes
from zhixi.knowledge.editing.facing import Differing
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.many.planning import Item
from zhixi.knowledge.sections import tree

_PLACES = {"section": _("栏目"), "owner": _("主管部门")}


@dataclass(frozen=True, slots=True)
class Told:
    """An article and its fields that change; `theirs` is before, `mine` after."""

    number: int
    title: str
    fields: list[Differing]


def told(items: Sequence[Item], now: dt.datetime) -> list[Told]:
    """Where a place changes too; without a query for each article."""
    owners = [each.owner for item in items for each in (item.standing.words, item.after)]
    units: dict[int | None, str] = {None: ""}
    units |= dict(
        Unit.objects.filter(pk__in={each for each in owners if each}).values_list("pk", "name")
    )
    paths = tree(now)

    def place(words: Words) -> dict[str, str]:
        section = paths.written(words.section) if words.section else ""
        return {"section": section, "owner": units.get(words.owner, "")}

    return [
        Told(
            item.number,
            item.standing.title,
            _contents(item) + _places(place(item.standing.words), place(item.after)),
        )
        for item in items
    ]


def _contents(item: Item) -> list[Differing]:
    was, now = item.standing.words.content, item.after.content
    return [
        Differing(
            name,
            label(name, item.after.type),
            mine=facing.words(name, _ordered(info, now.get(name))),
            theirs=facing.words(name, _ordered(info, was.get(name))),
        )
        for name, info in types.registry()[item.after.type].model_fields.items()
        if was.get(name) != now.get(name)
    ]


def _ordered(info: FieldInfo, value: Any) -> Any:
    """What is stored lies in the order of names; a period is told from its beginning."""
    if not isinstance(value, dict) or shapes.kind("", info.annotation) != "piece":
        return value
    return {n: value[n] for n in shapes.inner(info.annotation).model_fields if n in value}


def _places(was: dict[str, str], now: dict[str, str]) -> list[Differing]:
    return [
        Differing(name, str(_PLACES[name]), mine=now[name], theirs=was[name])
        for name in was
        if was[name] != now[name]
    ]
