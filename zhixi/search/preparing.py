"""All entries of an index, prepared by several processes where there are many."""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

import django
import tantivy  # noqa: TID251
from django.utils.translation import gettext as _

from zhixi.lib.batches import batches
from zhixi.search import added, schema
from zhixi.search.corpus import Corpus
from zhixi.search.faults import IndexUnavailable

FEW = 2000  # articles that are prepared before other processes have started
CHUNK = 250  # articles handed over at once
PROCESSES = min(4, os.cpu_count() or 1)
GENTLE = 10  # niceness: the desk goes first


def entries(corpus: Corpus) -> Iterator[tantivy.Document]:
    """Of everything there is, in the order of its number. Raises IndexUnavailable."""
    numbers = corpus.numbers()
    if len(numbers) <= FEW or PROCESSES == 1:
        yield from map(schema.entry, corpus.documents(numbers))
        return
    # Not forked: the parent has threads and a database connection.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(PROCESSES, mp_context=spawn, initializer=_begin)
    try:
        for prepared in _in_order(pool, corpus, batches(numbers, CHUNK)):
            yield from prepared
    except BrokenProcessPool as error:
        raise IndexUnavailable(_("建立索引的进程中断了")) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, corpus: Corpus, chunks: Iterator[Sequence[int]]
) -> Iterator[list[tantivy.Document]]:
    """A few chunks ahead of what is taken, so that memory stays bounded."""
    ahead: deque[Future[list[tantivy.Document]]] = deque(
        pool.submit(_prepared, corpus, chunk) for chunk in islice(chunks, 2 * PROCESSES)
    )
    while ahead:
        yield ahead.popleft().result()
        ahead.extend(pool.submit(_prepared, corpus, chunk) for chunk in islice(chunks, 1))


def _prepared(corpus: Corpus, numbers: Sequence[int]) -> list[tantivy.Document]:
    """In a process of its own, whose apps have given that corpus its sources as well."""
    return [schema.entry(document) for document in corpus.documents(numbers)]


def _begin() -> None:
    os.nice(GENTLE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    added.take_up()


def _end_with_parent() -> None:
    """A pool's process waits for work for ever when its parent was killed."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
    os._exit(1)
