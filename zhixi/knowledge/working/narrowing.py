"""What a list of articles is narrowed to: by text, place, kind, people, labels and days."""

import datetime as dt
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from zhixi import search
from zhixi.knowledge.queries import Rights
from zhixi.knowledge.timeline import FOREVER
from zhixi.knowledge.working.states import LASTING, Source
from zhixi.search.labelled import labelled
from zhixi.search.live import live_index


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to and how it is ordered; None and nothing leave all in.

    `day` is the one of DAYS that lies from `first` to before `last`; `by` are people.
    """

    state: str = "live"
    text: str = ""
    sections: frozenset[int] | None = None
    kind: str = ""
    owner: int | None = None
    label: str = ""
    by: frozenset[int] | None = None
    day: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    sort: str = ""
    page: int = 1


def number_in(text: str) -> list[int]:
    """The article's number, where one was typed."""
    return [int(text)] if re.fullmatch("[0-9]{1,18}", text) else []


def narrowed(
    from_: Source,
    asked: Asked,
    rights: Rights,
    now: dt.datetime,
    found: Collection[int] | None,
) -> QuerySet[Any]:
    """The rows that were asked for; `found` is what an index finds of the text, None where the
    title must do."""
    rows = from_.rows.filter(rights.spans_by_time() if from_.spans else rights.spans())
    if asked.text and found is not None:
        rows = rows.filter(article__in=[*number_in(asked.text), *found])
    elif asked.text:
        named = Q(**{f"{from_.title}__icontains": asked.text})
        rows = rows.filter(named | Q(article__in=number_in(asked.text)))
    if asked.sections is not None:
        rows = rows.filter(section__in=asked.sections)
    if asked.kind:
        rows = rows.filter(**{from_.kind: asked.kind})
    if asked.owner is not None:
        rows = rows.filter(owner=asked.owner)
    if asked.by is not None:
        rows = rows.filter(from_.made_by(asked.by))
    if asked.label:
        rows = rows.filter(_labelled(from_, asked, rights, now))
    return rows.filter(_between(from_, asked))


def _labelled(from_: Source, asked: Asked, rights: Rights, now: dt.datetime) -> Q:
    """The index knows the labels of what is live; of the rest there is little."""
    if from_.state in LASTING:
        request = search.Request(
            text="", at=int(now.timestamp()), sections=rights.sections, audiences=rights.audiences
        )
        return Q(article__in=labelled(live_index(), request, asked.label))
    words = {json.dumps(asked.label, ensure_ascii=ascii_) for ascii_ in (True, False)}
    told = Q()
    for word in words:
        told |= Q(**{f"{from_.words}__contains": word})
    return told


def _between(from_: Source, asked: Asked) -> Q:
    column = from_.days.get(asked.day)
    if column is None or not (asked.first or asked.last):
        return Q()
    told = Q()
    if asked.first:
        told &= Q(**{f"{column}__gte": from_.moment(asked.first)})
    if asked.last:
        told &= Q(**{f"{column}__lt": from_.moment(asked.last)})
    return told & Q(**{f"{column}__lt": from_.moment(FOREVER)})
