"""Articles on their way into the index."""

import datetime as dt
from collections.abc import Iterable, Sequence

from zhixi.lib.batches import batches
from zhixi.search.models import Pending


def changed(numbers: Iterable[int], at: dt.datetime) -> None:
    """Say in the transaction of the change that the index must learn these anew."""
    rows = [Pending(number=number, changed_at=at) for number in numbers]
    Pending.objects.bulk_create(rows, batch_size=1000)


def pending_among(numbers: Sequence[int]) -> set[int]:
    """Those of which the index does not yet tell the truth."""
    waiting: set[int] = set()
    for some in batches(numbers, 500):
        rows = Pending.objects.filter(number__in=some)
        waiting.update(rows.values_list("number", flat=True))
    return waiting
