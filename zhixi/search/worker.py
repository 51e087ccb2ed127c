"""The index worker: drains the outbox, rebuilds aside, compares index and database."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from zhixi.search import sources
from zhixi.search.index import Index, IndexOutdated, everything
from zhixi.search.live import live_index
from zhixi.search.models import Pending
from zhixi.search.schema import SCHEMA_VERSION, Kept, kept


@dataclass(frozen=True, slots=True)
class Status:
    documents: int
    pending: int
    oldest_pending: dt.datetime | None
    schema_version: int
    outdated: bool


def drain(index: Index, batch: int = 2000) -> int:
    """Learn the oldest pending changes in one commit; how many articles. Raises WriterBusy.

    Only the rows that were read are removed: a change made meanwhile stays pending.
    """
    if not Pending.objects.exists():
        return 0
    with index.writer() as writer:
        rows = list(Pending.objects.order_by("id").values_list("id", "number")[:batch])
        numbers = sorted({number for _, number in rows})
        writer.forget(numbers)
        writer.add(sources.documents(numbers))
        writer.commit()
        # Before the writer closes: that waits for merges, and pending articles are hidden.
        Pending.objects.filter(id__in=[row for row, _ in rows]).delete()
    return len(numbers)


def rebuild(progress: Callable[[int], None] | None = None) -> int:
    """Build the whole index aside, swap it in, then learn what changed meanwhile.

    Returns the number of documents. Raises WriterBusy.
    """
    count = Index.build_aside(Path(settings.INDEX_PATH), sources.all_documents(), progress)
    while drain(live_index()):
        pass
    return count


def keep_up() -> int:
    """One round of the worker's loop: rebuild an outdated index, else drain."""
    try:
        return drain(live_index())
    except IndexOutdated:
        return rebuild()


def status() -> Status:
    oldest = Pending.objects.order_by("changed_at").first()
    try:
        documents, outdated = live_index().searcher().num_docs, False
    except IndexOutdated:
        documents, outdated = 0, True
    return Status(
        documents=documents,
        pending=Pending.objects.values("number").distinct().count(),
        oldest_pending=oldest.changed_at if oldest else None,
        schema_version=SCHEMA_VERSION,
        outdated=outdated,
    )


def verify(index: Index) -> list[str]:
    """A line for each difference between index and database; pending articles are left out."""
    wanted = Counter(map(kept, sources.all_documents()))
    present = Counter(everything(index))
    pending = set(Pending.objects.values_list("number", flat=True))
    missing = _lines("missing from the index", wanted - present, pending)
    return missing + _lines("in the index only", present - wanted, pending)


def _lines(what: str, entries: Counter[Kept], pending: set[int]) -> list[str]:
    left = sorted(
        (entry for entry in entries.elements() if entry.number not in pending),
        key=lambda entry: (entry.number, entry.live_from),
    )
    return [
        f"{what}: article {entry.number}, version {entry.version}, "
        f"section {entry.section}, audience {entry.audience}, "
        f"live {entry.live_from}..{entry.live_until}, {entry.digest}"
        for entry in left
    ]
