"""What can be done with many articles at once: each act makes other words, or another place."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from pydantic import BaseModel

from zhixi.knowledge import types
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing import shapes
from zhixi.knowledge.models import Article


@dataclass(frozen=True, slots=True)
class Standing:
    """An article as it is live: which version, its words and where it stands."""

    article: Article
    version: int
    n: int
    title: str
    words: Words

    @property
    def number(self) -> int:
        return self.article.pk


class Unfit(Exception):
    """The act is not for this article; the message says why."""


Act = Callable[[Standing], Words]
Group = tuple[int | None, int | None]  # the department and section in which articles stand


@dataclass(frozen=True, slots=True)
class Dated:
    """Another day of review or of expiry."""

    name: str
    until: dt.datetime

    def __call__(self, here: Standing) -> Words:
        return replace(here.words, content=here.words.content | {self.name: _told(self.until)})


@dataclass(frozen=True, slots=True)
class Moved:
    """Another section."""

    section: int

    def __call__(self, here: Standing) -> Words:
        return replace(here.words, section=self.section)


@dataclass(frozen=True, slots=True)
class Owned:
    """Another department that answers for it."""

    owner: int

    def __call__(self, here: Standing) -> Words:
        return replace(here.words, owner=self.owner)


@dataclass(frozen=True, slots=True)
class Tagged:
    """Tags added at the end, and taken away."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def __call__(self, here: Standing) -> Words:
        given = here.words.content
        kept = [tag for tag in given.get("tags", []) if tag not in self.remove]
        tags = kept + [tag for tag in self.add if tag not in kept]
        rest = {name: value for name, value in given.items() if name != "tags"}
        return replace(here.words, content=rest | ({"tags": tags} if tags else {}))


@dataclass(frozen=True, slots=True)
class Again:
    """The same with all its days so many years later, and perhaps another department, for all or
    by the group."""

    years: int
    owner: int | None = None
    owners: Mapping[Group, int | None] = field(default_factory=dict)

    def __call__(self, here: Standing) -> Words:
        given = here.words
        content = _later(types.registry()[given.type], given.content, self.years)
        owner = self.owners.get((given.owner, given.section), self.owner or given.owner)
        return replace(given, content=content, owner=owner)


def _later(model: type[BaseModel], given: dict[str, Any], years: int) -> dict[str, Any]:
    made = dict(given)
    for name, info in model.model_fields.items():
        kind, value = shapes.kind(name, info.annotation), given.get(name)
        if kind == "moment" and value:
            made[name] = _years_on(value, years)
        elif kind == "piece" and isinstance(value, dict):
            made[name] = _later(shapes.inner(info.annotation), value, years)
        elif kind == "rows" and isinstance(value, list):
            inner = shapes.inner(info.annotation)
            made[name] = [_later(inner, row, years) for row in value]
    return made


def _years_on(value: str, years: int) -> str:
    """The same day and time at the bank; of 29 February the day before."""
    here = timezone.localtime(dt.datetime.fromisoformat(value))
    day = 28 if (here.month, here.day) == (2, 29) else here.day
    return _told(here.replace(year=min(here.year + years, 9998), day=day))


def _told(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def stays(here: Standing) -> Words:
    """The words stay; the article itself is to leave."""
    return here.words
