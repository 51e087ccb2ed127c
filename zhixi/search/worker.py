"""The index worker: drains the outbox, rebuilds aside, compares index and database."""

import datetime as dt
import logging
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from zhixi.search import generations, preparing, sources
from zhixi.search.document import Identity
from zhixi.search.faults import IndexUnavailable
from zhixi.search.index import Index, everything
from zhixi.search.live import live_index
from zhixi.search.models import Pending
from zhixi.search.schema import SCHEMA_VERSION

log = logging.getLogger("zhixi.index")


@dataclass(frozen=True, slots=True)
class Status:
    documents: int
    pending: int
    oldest_pending: dt.datetime | None
    schema_version: int
    fault: str  # why the index cannot answer, or nothing
    rebuilding: int | None  # documents written so far


def drain(index: Index, batch: int = 2000) -> int:
    """Learn the oldest pending changes in one commit; how many articles.

    Raises WriterBusy, IndexUnavailable.
    Only the rows that were read are removed: a change made meanwhile stays pending.
    """
    index.searcher()  # one that cannot answer is told, also when nothing waits
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

    Returns the number of documents. Raises WriterBusy, IndexUnavailable.
    """
    count = Index.build_aside(Path(settings.INDEX_PATH), preparing.entries(), progress)
    while drain(live_index()):
        pass
    return count


def keep_up() -> int:
    """Learn what waits, or rebuild an index that cannot answer.

    Raises WriterBusy, IndexUnavailable.
    """
    try:
        return drain(live_index())
    except IndexUnavailable as error:
        log.warning("the index is rebuilt", extra={"why": str(error)})
        return rebuild()


class Upkeep:
    """The worker's rounds.

    A rebuild that did not help is tried again later each time: a full disk, or two releases on one folder, must not keep the machine busy.
    """

    FIRST, LONGEST = 2.0, 300.0  # seconds between two rebuilds
    CALM = 600.0  # seconds after which the rebuilds before are forgotten

    def __init__(self) -> None:
        self.pause = 0.0
        self.due = -math.inf

    def round(self) -> int:
        """How many articles were learnt. Raises WriterBusy."""
        try:
            return drain(live_index())
        except IndexUnavailable:
            if time.monotonic() < self.due:
                return 0
        try:
            learnt = keep_up()
        except IndexUnavailable as error:
            log.error("the index could not be rebuilt", extra={"why": str(error)})
            learnt = 0
        now = time.monotonic()
        calm = now - self.due > self.CALM
        self.pause = self.FIRST if calm else min(self.pause * 2, self.LONGEST)
        self.due = now + self.pause
        return learnt


def status() -> Status:
    oldest = Pending.objects.order_by("changed_at").first()
    documents, fault = 0, ""
    try:
        documents = live_index().searcher().num_docs
    except IndexUnavailable as error:
        fault = str(error)
    return Status(
        documents=documents,
        pending=Pending.objects.values("number").distinct().count(),
        oldest_pending=oldest.changed_at if oldest else None,
        schema_version=SCHEMA_VERSION,
        fault=fault,
        rebuilding=generations.progress(Path(settings.INDEX_PATH)),
    )


def verify(index: Index) -> list[str]:
    """A line for each difference between index and database; pending articles are left out.

    Compared is what a document is found and shown by, under its digest; that the files are
    whole is seen to when they are opened.
    """
    wanted = Counter(document.identity for document in sources.all_documents())
    present = Counter(kept.identity for kept in everything(index))
    pending = set(Pending.objects.values_list("number", flat=True))
    missing = _lines("missing from the index", wanted - present, pending)
    return missing + _lines("in the index only", present - wanted, pending)


def _lines(what: str, entries: Counter[Identity], pending: set[int]) -> list[str]:
    return [
        f"{what}: article {entry.number}, version {entry.version}, "
        f"section {entry.section}, audience {entry.audience}, "
        f"live {entry.live_from}..{entry.live_until}, {entry.digest}"
        for entry in sorted(entries.elements())
        if entry.number not in pending
    ]
