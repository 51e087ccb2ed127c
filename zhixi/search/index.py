"""An index on disk or in memory: opened, read, written by one, replaced as a whole."""

import contextlib
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from uuid import uuid4

import tantivy  # noqa: TID251

from zhixi.search import schema
from zhixi.search.document import Document

_HEAP = 64_000_000
_REPORT_EVERY = 500


class WriterBusy(Exception):
    """Another process is writing this index."""


class IndexOutdated(Exception):
    """The index on disk has fields of another version and must be rebuilt."""


class Index:
    """A folder of generations, of which the file `current` names the one that counts.

    Readers look at that file and at the generation's commit mark before each search,
    so they see a swap or a commit of another process at once.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._state: tuple[object, ...] = ()
        self._generation = ""
        self._tantivy = tantivy.Index(schema.schema()) if path is None else None
        self.fields = schema.schema()
        if path is not None:
            self._begin(path)
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
        assert self._tantivy is not None  # noqa: S101 - for the type checker
        return self._tantivy.searcher()

    @contextlib.contextmanager
    def writer(self) -> Iterator["Writer"]:
        """The one writer; what it did is committed at the end. Raises WriterBusy."""
        with self._exclusive():
            if self.path is not None:
                self._refresh(self.path)
            assert self._tantivy is not None  # noqa: S101
            writer = Writer(self._tantivy.writer(_HEAP, 1), self.fields)
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
        path.mkdir(parents=True, exist_ok=True)
        with _locked(path):
            name = f"{_name()}.new"
            made = _generation(path / name)
            writer = Writer(made.writer(_HEAP, 1), schema.schema())
            try:
                count = writer.add(documents, progress)
                writer.commit()
            finally:
                writer.close()
            finished = name.removesuffix(".new")
            (path / name).rename(path / finished)
            _point(path, finished)
            _sweep(path, finished)
        return count

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        if not self._writing.acquire(blocking=False):
            raise WriterBusy
        try:
            with _locked(self.path) if self.path is not None else contextlib.nullcontext():
                yield
        finally:
            self._writing.release()

    def _begin(self, path: Path) -> None:
        path.mkdir(parents=True, exist_ok=True)
        if (path / "current").exists():
            return
        with _locked(path, wait=True):
            if not (path / "current").exists():
                name = _name()
                _generation(path / name)
                _point(path, name)

    def _refresh(self, path: Path) -> None:
        """Follow the folder: another generation is opened, a new commit is loaded."""
        for last_try in (False, False, True):
            try:
                pointer = _mark(path / "current")
                if self._state[:1] != (pointer,):
                    generation = (path / "current").read_text().strip()
                else:
                    generation = self._generation
                state = (pointer, _mark(path / generation / "meta.json"))
                if state != self._state:
                    self._load(path / generation, generation, state)
                return
            except (OSError, ValueError):  # swapped between two of our steps
                if last_try:
                    raise

    def _load(self, folder: Path, generation: str, state: tuple[object, ...]) -> None:
        with self._lock:
            if state == self._state:
                return
            if generation != self._generation or self._tantivy is None:
                if _version(folder) != schema.SCHEMA_VERSION:
                    raise IndexOutdated(str(folder))
                opened = tantivy.Index.open(str(folder))
                opened.config_reader(reload_policy="manual")
                self._tantivy, self._generation = opened, generation
            self._tantivy.reload()
            self._state = state


class Writer:
    """Deletes and additions that become visible together."""

    def __init__(self, writer: tantivy.IndexWriter, fields: tantivy.Schema) -> None:
        self._writer = writer
        self._fields = fields

    def add(
        self, documents: Iterable[Document], progress: Callable[[int], None] | None = None
    ) -> int:
        count = 0
        for count, document in enumerate(documents, start=1):
            self._writer.add_document(schema.entry(document))
            if progress and count % _REPORT_EVERY == 0:
                progress(count)
        if progress:
            progress(count)
        return count

    def forget(self, numbers: Iterable[int]) -> None:
        # A term of Python's own int is signed and would meet none of ours: ask by query.
        these = tantivy.Query.term_set_query(self._fields, "number", list(numbers))
        self._writer.delete_documents_by_query(these)

    def commit(self) -> None:
        self._writer.commit()

    def close(self) -> None:
        """Give the index's own lock back, whatever was not committed is dropped."""
        self._writer.wait_merging_threads()


def stored(
    searcher: tantivy.Searcher, addresses: Iterable[tantivy.DocAddress]
) -> list[schema.Kept]:
    return [schema.unpack(searcher.doc(address).get_first("kept")) for address in addresses]


def everything(index: Index) -> Iterator[schema.Kept]:
    """All that the index holds, in no order."""
    searcher = index.searcher()
    if searcher.num_docs:
        found = searcher.search(tantivy.Query.all_query(), searcher.num_docs, count=False)
        for _, address in found.hits:
            yield from stored(searcher, [address])


@contextlib.contextmanager
def _locked(path: Path, *, wait: bool = False) -> Iterator[None]:
    with (path / "writer.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise WriterBusy from None
        yield


def _name() -> str:
    return f"generation-{uuid4().hex[:12]}"


def _generation(folder: Path) -> tantivy.Index:
    folder.mkdir()
    (folder / "schema.json").write_text(json.dumps({"version": schema.SCHEMA_VERSION}))
    return tantivy.Index(schema.schema(), path=str(folder))


def _version(folder: Path) -> int | None:
    try:
        version: int = json.loads((folder / "schema.json").read_text())["version"]
    except (OSError, ValueError, KeyError):
        return None
    return version


def _point(path: Path, generation: str) -> None:
    aside = path / "current.new"
    aside.write_text(generation)
    os.replace(aside, path / "current")


def _sweep(path: Path, keep: str) -> None:
    """Remove other generations: an open reader keeps what it has mapped."""
    for folder in path.glob("generation-*"):
        if folder.name != keep:
            shutil.rmtree(folder, ignore_errors=True)


def _mark(file: Path) -> tuple[int, int, int]:
    seen = file.stat()
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
