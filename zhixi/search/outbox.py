"""Articles on their way into the index."""

import datetime as dt
from collections.abc import Iterable

from zhixi.search.models import Pending


def changed(numbers: Iterable[int], at: dt.datetime) -> None:
    """Say in the transaction of the change that the index must learn these anew."""
    rows = [Pending(number=number, changed_at=at) for number in numbers]
    Pending.objects.bulk_create(rows, batch_size=1000)
