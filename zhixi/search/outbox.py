"""Articles on their way into the index."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, F

from zhixi.search.models import Pending


def changed(numbers: Iterable[int], at: dt.datetime) -> None:
    """Say in the transaction of the change that the index must learn these anew."""
    rows = [Pending(number=number, changed_at=at) for number in numbers]
    Pending.objects.bulk_create(rows, batch_size=1000)


def waiting(number: F) -> Exists:
    """Whether the index does not yet tell the truth of the article with this number."""
    return Exists(Pending.objects.filter(number=number))
