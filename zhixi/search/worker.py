"""The index worker: drains the outboxes, rebuilds aside, compares index and database."""

import datetime as dt
import logging
import math
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from zhixi.search import generations, preparing
from zhixi.search.corpus import Corpus
from zhixi.search.document import Identity
from zhixi.search.faults import IndexUnavailable
from zhixi.search.index import Index, everything
from zhixi.search.live import index_of
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


def drain(index: Index, corpus: Corpus = Corpus.STANDING, batch: int = 2000) -> int:
    """Learn the oldest pending changes in one commit; how many articles.

    Raises WriterBusy, IndexUnavailable.
    Only the rows that were read are removed: a change made meanwhile stays pending.
    """
    index.searcher()  # one that cannot answer is told, also when nothing waits
    waiting = corpus.outbox._default_manager
    if not waiting.exists():
        return 0
    with index.writer() as writer:
        rows = list(waiting.order_by("pk").values_list("pk", "number")[:batch])
        numbers = sorted({number for _, number in rows})
        writer.forget(numbers)
        writer.add(corpus.documents(numbers))
        writer.commit()
        # Before the writer closes: that waits for merges, and pending articles are hidden.
        waiting.filter(pk__in=[row for row, _ in rows]).delete()
    return len(numbers)


def rebuild(progress: Callable[[int], None] | None = None, corpus: Corpus = Corpus.STANDING) -> int:
    """Build the whole index aside, swap it in, then learn what changed meanwhile.

    Returns the number of documents. Raises WriterBusy, IndexUnavailable.
    """
    count = Index.build_aside(corpus.path, preparing.entries(corpus), progress)
    while drain(index_of(corpus), corpus):
        pass
    return count


def keep_up(corpus: Corpus = Corpus.STANDING) -> int:
    """Learn what waits, or rebuild an index that cannot answer.

    Raises WriterBusy, IndexUnavailable.
    """
    try:
        return drain(index_of(corpus), corpus)
    except IndexUnavailable as error:
        if generations.exists(corpus.path):  # a first one is no trouble
            log.warning("the index is rebuilt", extra={"of": corpus.name, "why": str(error)})
        return rebuild(corpus=corpus)


class Upkeep:
    """The worker's rounds of one corpus.

    A rebuild that did not help is tried again later each time: a full disk, or two releases on one folder, must not keep the machine busy.
    """

    FIRST, LONGEST = 2.0, 300.0  # seconds between two rebuilds
    CALM = 600.0  # seconds after which the rebuilds before are forgotten

    def __init__(self, corpus: Corpus = Corpus.STANDING) -> None:
        self.corpus = corpus
        self.pause = 0.0
        self.due = -math.inf

    def round(self) -> int:
        """How many articles were learnt. Raises WriterBusy."""
        try:
            return drain(index_of(self.corpus), self.corpus)
        except IndexUnavailable:
            if time.monotonic() < self.due:
                return 0
        try:
            learnt = keep_up(self.corpus)
        except IndexUnavailable as error:
            log.error("the index could not be rebuilt", extra={"why": str(error)})
            learnt = 0
        now = time.monotonic()
        calm = now - self.due > self.CALM
        self.pause = self.FIRST if calm else min(self.pause * 2, self.LONGEST)
        self.due = now + self.pause
        return learnt


def status(corpus: Corpus = Corpus.STANDING) -> Status:
    waiting = corpus.outbox._default_manager
    oldest = waiting.order_by("changed_at").first()
    documents, fault = 0, ""
    try:
        documents = index_of(corpus).searcher().num_docs
    except IndexUnavailable as error:
        fault = str(error)
    return Status(
        documents=documents,
        pending=waiting.values("number").distinct().count(),
        oldest_pending=oldest.changed_at if oldest else None,
        schema_version=SCHEMA_VERSION,
        fault=fault,
        rebuilding=generations.progress(corpus.path),
    )


def verify(index: Index, corpus: Corpus = Corpus.STANDING) -> list[str]:
    """A line for each difference between index and database; pending articles are left out.

    Compared is what a document is found and shown by, under its digest; that the files are
    whole is seen to when they are opened.
    """
    wanted = Counter(document.identity for document in corpus.all_documents())
    present = Counter(kept.identity for kept in everything(index))
    pending = set(corpus.outbox._default_manager.values_list("number", flat=True))
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
