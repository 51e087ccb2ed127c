"""Which tags, products, channels and regions live texts name, and how many name each."""

import datetime as dt
import json
from collections import Counter
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from zhixi.knowledge.models import ArticleVersion
from zhixi.knowledge.queries import live
from zhixi.lib.batches import batches

KINDS = ("tags", "products", "channels", "regions")
_Labels = tuple[tuple[str, str], ...]

_NAMED = reduce(or_, (Q(content__payload__contains=f'"{kind}":') for kind in KINDS))
# A version never changes: what it names is read once, and equal labels are kept once.
_known: dict[str, dict[int, _Labels]] = {}
_equal: dict[_Labels, _Labels] = {}


def uses(at: dt.datetime) -> dict[str, Counter[str]]:
    """Of each kind, the names and in how many texts that are live then they stand."""
    versions = list(live(at).values_list("version_id", flat=True))
    labels = _labels_of(versions)
    times = Counter(labels[version] for version in versions)
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for told, n in times.items():
        for kind, name in told:
            found[kind][name] += n
    return found


def bearing(kind: str, name: str, at: dt.datetime) -> list[int]:
    """The numbers of the articles whose live text names this, in their order."""
    spans = list(live(at).order_by("article").values_list("article_id", "version_id"))
    labels = _labels_of([version for _number, version in spans])
    return [number for number, version in spans if (kind, name) in labels[version]]


def _labels_of(versions: list[int]) -> dict[int, _Labels]:
    """A transaction reads for itself: its rows may be rolled back and their ids given again."""
    known: dict[int, _Labels] = {}
    if not connection.in_atomic_block:
        known = _known.setdefault(str(connection.settings_dict["NAME"]), {})
    for some in batches([version for version in versions if version not in known], 1000):
        rows = ArticleVersion.objects.filter(_NAMED, pk__in=some)
        told = dict(rows.values_list("pk", "content__payload"))
        for version in some:
            labels = _labels(told[version]) if version in told else ()
            known[version] = _equal.setdefault(labels, labels)
    return known


def _labels(payload: str) -> _Labels:
    told = json.loads(payload)
    return tuple(dict.fromkeys((kind, name) for kind in KINDS for name in told.get(kind, [])))
