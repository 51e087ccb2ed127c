"""Writing into an index: what is done becomes visible together."""

import contextlib
from collections.abc import Callable, Iterable, Iterator

import tantivy  # noqa: TID251

from zhixi.search import schema
from zhixi.search.document import Document
from zhixi.search.faults import told

# Bytes that documents fill before they become a segment. Each segment costs every search, so
# a whole index is built with room for a hundred thousand in one.
_HEAP, LARGE = 64_000_000, 768_000_000
_REPORT_EVERY = 500


class Writer:
    """Deletes and additions that become visible together. All raise IndexUnavailable."""

    @told()
    def __init__(self, index: tantivy.Index, heap: int) -> None:
        self._fields = index.schema
        self._writer = index.writer(heap, 1)
        self._changed = False

    def add(self, documents: Iterable[Document]) -> int:
        return self.take(map(schema.entry, documents))

    def take(
        self, entries: Iterable[tantivy.Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Add what is prepared already; how many."""
        self._changed = True
        count = 0
        for count, entry in enumerate(entries, start=1):
            with told():
                self._writer.add_document(entry)
            if progress and count % _REPORT_EVERY == 0:
                progress(count)
        if progress:
            progress(count)
        return count

    @told()
    def forget(self, numbers: Iterable[int]) -> None:
        self._changed = True
        # A term of Python's own int is signed and would meet none of ours: ask by query.
        these = tantivy.Query.term_set_query(self._fields, "number", list(numbers))
        self._writer.delete_documents_by_query(these)

    @told()
    def commit(self) -> None:
        """Make what was done so far visible; nothing done, no commit."""
        if self._changed:
            self._writer.commit()
            self._changed = False

    @told()
    def close(self) -> None:
        """Give the index's own lock back, whatever was not committed is dropped."""
        self._writer.wait_merging_threads()


@contextlib.contextmanager
def writing(index: tantivy.Index, heap: int = _HEAP) -> Iterator[Writer]:
    """A writer; what it did is committed at the end. Raises IndexUnavailable."""
    writer = Writer(index, heap)
    try:
        yield writer
        writer.commit()
    finally:
        writer.close()
