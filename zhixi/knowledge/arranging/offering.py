"""Names that the editor offers beside the fields that take them."""

import datetime as dt

from django.db.models import QuerySet

from zhixi.knowledge.arranging.uses import uses
from zhixi.knowledge.models import Label

MOST = 50  # names at once


def offered() -> dict[str, list[str]]:
    """The first of each kept kind: what is kept and active. Of tags there is no list to keep."""
    found: dict[str, list[str]] = {kind: [] for kind in Label.Kind.values}
    for kind, name in _kept().values_list("kind", "name"):
        if len(found[kind]) < MOST:
            found[kind].append(name)
    return found


def named(kind: str, text: str, now: dt.datetime) -> list[str]:
    """Those with this text in them: kept names in their order, tags by how often they are used."""
    asked = text.casefold()
    kept = _kept().filter(kind=kind).values_list("name", flat=True)
    names = _tags_in_use(now) if kind == "tags" else list(kept)
    return [name for name in names if asked in name.casefold()][:MOST]


def _kept() -> QuerySet[Label]:
    return Label.objects.filter(active=True).order_by("name")


def _tags_in_use(now: dt.datetime) -> list[str]:
    used = uses("tags", now)
    return sorted(used, key=lambda name: (-used[name], name))
