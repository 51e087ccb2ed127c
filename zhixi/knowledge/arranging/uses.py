"""Which tags, products, channels and regions live texts name, and how many name each."""

import datetime as dt
from collections import Counter

from django.db import connection

from zhixi.knowledge.models import LabelUse
from zhixi.knowledge.queries import live

# Texts are counted by their sets of names, along an index that holds all that is asked of them.
_USES = """
SELECT named.name, SUM(told.times)
FROM (
  SELECT labels, COUNT(*) AS times FROM knowledge_livespan
  WHERE labels IS NOT NULL AND live_from <= %s AND live_until > %s GROUP BY labels
) told
JOIN knowledge_labeluse named ON named.labels = told.labels AND named.kind = %s
GROUP BY named.name
"""


def uses(kind: str, at: dt.datetime) -> Counter[str]:
    """The names of a kind, and in how many texts that are live then they stand."""
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(_USES, [moment, moment, kind])
        return Counter({name: int(times) for name, times in cursor.fetchall()})


def bearing(kind: str, name: str, at: dt.datetime) -> list[int]:
    """The numbers of the articles whose live text names this, in their order."""
    sets = LabelUse.objects.filter(kind=kind, name=name)
    spans = live(at).filter(labels__in=sets.values("labels"))
    return sorted(spans.values_list("article_id", flat=True))
