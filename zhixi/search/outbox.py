"""Articles on their way into an index."""

import datetime as dt
from collections.abc import Iterable

from zhixi.search.corpus import Corpus


def changed(numbers: Iterable[int], at: dt.datetime, corpus: Corpus = Corpus.STANDING) -> None:
    """Say in the transaction of the change that the index must learn these anew."""
    waiting = corpus.outbox
    rows = [waiting(number=number, changed_at=at) for number in numbers]
    waiting._default_manager.bulk_create(rows, batch_size=1000)
