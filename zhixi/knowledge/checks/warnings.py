"""All there is to say of a content. Pure: no table is asked."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zhixi.knowledge.checks import parts, whole
from zhixi.knowledge.checks.found import Found
from zhixi.knowledge.checks.standard import Standard
from zhixi.knowledge.models import Level
from zhixi.knowledge.types.base import TypedContent

MUST, HINT = str(Level.MUST), str(Level.HINT)


@dataclass(frozen=True, slots=True)
class Warning:
    """`must` has to be mended before it can be handed in; `path` leads to the field."""

    path: str
    level: str
    words: str
    url: str = ""
    rule: str = ""


def warnings(content: TypedContent, now: dt.datetime, standard: Standard) -> list[Warning]:
    return weighed([*whole.found(content, now), *parts.found(content, now, standard)], standard)


def weighed(found: Iterable[Found], standard: Standard) -> list[Warning]:
    """What is minded of it, each once, what must be mended first."""
    told = dict.fromkeys(_weighed(found, standard))
    return sorted(told, key=lambda warning: warning.level != MUST)


def _weighed(found: Iterable[Found], standard: Standard) -> Iterator[Warning]:
    for each in found:
        level = standard.level(each.rule)
        if level != Level.OFF:
            yield Warning(each.path, str(level), each.words, each.url, each.rule)
