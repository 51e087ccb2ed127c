"""An index on disk or in memory: opened, read, written by one, replaced as a whole."""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tantivy  # noqa: TID251
from django.utils.translation import gettext as _

from zhixi.search import generations, schema, soundness
from zhixi.search.document import Document
from zhixi.search.faults import IndexDamaged, IndexUnavailable, told
from zhixi.search.generations import Seen, WriterBusy
from zhixi.search.kept import Kept
from zhixi.search.soundness import Marks
from zhixi.search.view import Counts, View
from zhixi.search.writing import LARGE, Writer, writing

# What is wrong may be a swap or a commit between two of our steps: it must be so twice.
_LOOKS = 6


@dataclass(frozen=True, slots=True)
class _Opened:
    """What Tantivy has opened, and the files it was opened from."""

    tantivy: Any
    seen: Seen | None
    files: Marks
    counts: Counts = field(default_factory=dict)


class Index:
    """A folder of generations, of which the file `current` names the one that counts.

    Readers look at that file and at the generation's files before each search, so they see
    a swap, a commit of another process and a damage at once. Whatever is wrong there raises
    IndexUnavailable, and is over as soon as a sound generation has been swapped in.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.fields = schema.schema()
        self._loading = threading.Lock()
        self._writing = threading.Lock()
        self._opened = self._nothing()

    @classmethod
    def begin(cls, path: Path) -> "Index":
        """Open, with an empty generation where there is none yet. Raises IndexUnavailable."""
        generations.begin(path)
        return cls(path)

    @classmethod
    def in_memory(cls, documents: Iterable[Document] = ()) -> "Index":
        index = cls(None)
        with index.writer() as writer:
            writer.add(documents)
        return index

    def searcher(self) -> View:
        """A view of the last commit. Raises IndexUnavailable, now or when it is read."""
        opened = self._current()
        return View(opened.tantivy.searcher(), self._check, opened.counts)

    @contextlib.contextmanager
    def writer(self) -> Iterator[Writer]:
        """The one writer; what it did is committed at the end.

        Raises WriterBusy, IndexUnavailable.
        """
        with self._exclusive():
            opened = self._current().tantivy
            with writing(opened) as writer:
                yield writer
            if self.path is None:
                opened.reload()
                self._opened = replace(self._opened, counts={})

    def replace(self, numbers: Iterable[int], documents: Iterable[Document]) -> None:
        """Forget these articles, then learn these documents, in one commit."""
        with self.writer() as writer:
            writer.forget(numbers)
            writer.add(documents)

    @staticmethod
    def build_aside(
        path: Path,
        entries: Iterable[tantivy.Document],
        progress: Callable[[int], None] | None = None,
    ) -> int:
        """Build a new generation beside the current one and swap; how many documents.

        Nobody else writes meanwhile; readers keep the old one.
        Raises WriterBusy, IndexUnavailable.
        """
        with generations.locked(path), generations.aside(path) as folder:

            def report(count: int) -> None:
                generations.say_progress(folder, count)
                if progress:
                    progress(count)

            with writing(generations.make(folder), LARGE) as writer:
                return writer.take(entries, report)

    def _nothing(self) -> _Opened:
        return _Opened(tantivy.Index(self.fields), None, {})

    @contextlib.contextmanager
    def _exclusive(self) -> Iterator[None]:
        if not self._writing.acquire(blocking=False):
            raise WriterBusy
        try:
            with generations.locked(self.path) if self.path else contextlib.nullcontext():
                yield
        finally:
            self._writing.release()

    def _check(self) -> None:
        """Read every file anew, as if none had been. Raises IndexUnavailable."""
        if self.path is not None:
            self._opened = self._nothing()
            self._current()

    def _current(self) -> _Opened:
        """The last commit of the generation that counts. Raises IndexUnavailable."""
        if self.path is None:
            return self._opened
        failed: list[Seen | None] = []
        while True:
            seen = None
            try:
                with told():
                    seen = generations.look(self.path)
                    return self._loaded(self.path / seen[0], seen)
            except IndexUnavailable as error:
                if seen not in failed and len(failed) < _LOOKS:
                    failed.append(seen)
                    continue
                if seen and isinstance(error, IndexDamaged):
                    generations.condemn(self.path / seen[0])
                raise

    def _loaded(self, folder: Path, seen: Seen) -> _Opened:
        before = self._opened
        if before.seen == seen and soundness.unchanged(before.files):
            return before
        with self._loading:
            if self._opened is before:  # else another thread was faster
                self._opened = self._open(folder, seen)
            return self._opened

    def _open(self, folder: Path, seen: Seen) -> _Opened:
        """Raises IndexUnavailable, OSError, and what Tantivy raises."""
        if generations.version(folder) != schema.SCHEMA_VERSION:
            raise IndexUnavailable(_("索引属于另一版本"))
        before = self._opened
        files = soundness.checked(folder, before.files)
        if before.seen and before.seen[0] == seen[0] and _only_grown(before.files, files):
            before.tantivy.reload()  # a new commit: ten times as fast
            return _Opened(before.tantivy, seen, files)
        opened = tantivy.Index.open(str(folder))
        if opened.schema != self.fields:
            raise IndexUnavailable(_("索引属于另一版本"))
        opened.config_reader(reload_policy="manual")
        return _Opened(opened, seen, files)


def _only_grown(before: Marks, now: Marks) -> bool:
    """Whether files came and went, but none changed: what is mapped of it would stay as it was."""
    return all(now.get(file, seen) == seen for file, seen in before.items())


def everything(index: Index) -> Iterator[Kept]:
    """All that the index holds, in no order. Raises IndexUnavailable."""
    view = index.searcher()
    if view.num_docs:
        found = view.search(tantivy.Query.all_query(), view.num_docs)
        for _score, address in found:
            yield view.kept(address)
