"""An index on disk or in memory: opened, read, written by one, replaced as a whole."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import tantivy  # noqa: TID251

from zhixi.search import generations, schema
from zhixi.search.document import Document
from zhixi.search.generations import Mark, WriterBusy

_HEAP = 64_000_000
_REPORT_EVERY = 500


class IndexOutdated(Exception):
    """The index on disk has fields of another version and must be rebuilt."""


class Index:
    """A folder of generations, of which the file `current` names the one that counts.

    Readers look at that file and at the generation's commit mark before each search,
    so they see a swap or a commit of another process at once.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.fields = schema.schema()
        self._loading = threading.Lock()
        self._writing = threading.Lock()
        self._tantivy = tantivy.Index(self.fields)
        self._generation = ""
        self._seen: tuple[Mark, Mark] | None = None
        if path is not None:
            generations.begin(path)
            self._refresh(path)

    @classmethod
    def open(cls, path: Path) -> "Index":
        """Open, or begin with an empty one. Raises IndexOutdated."""
        return cls(path)

    @classmethod
    def in_memory(cls, documents: Iterable[Document] = ()) -> "Index":
        index = cls(None)
        with index.writer() as writer:
            writer.add(documents)
        return index

    def searcher(self) -> tantivy.Searcher:
        """A view of the last commit that stays as it is while it is held."""
        if self.path is not None:
            self._refresh(self.path)
        return self._tantivy.searcher()

    @contextlib.contextmanager
    def writer(self) -> Iterator["Writer"]:
        """The one writer; what it did is committed at the end. Raises WriterBusy."""
        with self._exclusive():
            if self.path is not None:
                self._refresh(self.path)
            writer = Writer(self._tantivy)
            try:
                yield writer
                writer.commit()
            finally:
                writer.close()
            self._tantivy.reload()

    def replace(self, numbers: Iterable[int], documents: Iterable[Document]) -> None:
        """Forget these articles, then learn these documents, in one commit."""
        with self.writer() as writer:
            writer.forget(numbers)
            writer.add(documents)

    @staticmethod
    def build_aside(
        path: Path, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        """Build a new generation beside the current one and swap; how many documents.

        Nobody else writes meanwhile; readers keep the old one. Raises WriterBusy.
        """
        generations.begin(path)
        with generations.locked(path):
            folder = generations.unfinished(path)
            writer = Writer(generations.make(folder))
            try:
                count = writer.add(documents, progress)
                writer.commit()
            finally:
                writer.close()
            generations.adopt(folder)
        return count

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        if not self._writing.acquire(blocking=False):
            raise WriterBusy
        try:
            with generations.locked(self.path) if self.path else contextlib.nullcontext():
                yield
        finally:
            self._writing.release()

    def _refresh(self, path: Path) -> None:
        """Follow the folder: another generation is opened, a new commit is loaded."""
        for last_try in (False, False, True):
            try:
                pointer = generations.mark(path / "current")
                same = self._seen is not None and self._seen[0] == pointer
                generation = self._generation if same else generations.current(path)
                seen = pointer, generations.mark(path / generation / "meta.json")
                if seen != self._seen:
                    self._load(path / generation, seen)
                return
            except (OSError, ValueError):  # swapped between two of our steps
                if last_try:
                    raise

    def _load(self, folder: Path, seen: tuple[Mark, Mark]) -> None:
        with self._loading:
            if folder.name != self._generation:
                if generations.version(folder) != schema.SCHEMA_VERSION:
                    raise IndexOutdated(str(folder))
                opened = tantivy.Index.open(str(folder))
                opened.config_reader(reload_policy="manual")
                self._tantivy, self._generation = opened, folder.name
            self._tantivy.reload()
            self._seen = seen


class Writer:
    """Deletes and additions that become visible together."""

    def __init__(self, index: tantivy.Index) -> None:
        self._fields = index.schema
        self._writer = index.writer(_HEAP, 1)
        self._changed = False

    def add(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        self._changed = True
        count = 0
        for count, document in enumerate(documents, start=1):
            self._writer.add_document(schema.entry(document))
            if progress and count % _REPORT_EVERY == 0:
                progress(count)
        if progress:
            progress(count)
        return count

    def forget(self, numbers: Iterable[int]) -> None:
        self._changed = True
        # A term of Python's own int is signed and would meet none of ours: ask by query.
        these = tantivy.Query.term_set_query(self._fields, "number", list(numbers))
        self._writer.delete_documents_by_query(these)

    def commit(self) -> None:
        """Make what was done so far visible; nothing done, no commit."""
        if self._changed:
            self._writer.commit()
            self._changed = False

    def close(self) -> None:
        """Give the index's own lock back, whatever was not committed is dropped."""
        self._writer.wait_merging_threads()


def stored(
    searcher: tantivy.Searcher, addresses: Iterable[tantivy.DocAddress]
) -> list[schema.Kept]:
    return [schema.unpack(str(searcher.doc(address).get_first("kept"))) for address in addresses]


def everything(index: Index) -> Iterator[schema.Kept]:
    """All that the index holds, in no order."""
    searcher = index.searcher()
    if searcher.num_docs:
        found = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False)
        yield from stored(searcher, [address for _, address in found.hits])
