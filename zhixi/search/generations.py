"""The folder of an index: generations, the one that counts, and the writer's lock."""

import contextlib
import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import tantivy  # noqa: TID251
from django.utils.translation import gettext as _

from zhixi.search import schema
from zhixi.search.faults import IndexDamaged, IndexUnavailable, told
from zhixi.search.soundness import Mark, mark

# The generation that counts, and the mark of its last commit.
Seen = tuple[str, Mark]

_NAME = re.compile(r"generation-[0-9a-f]{12}")
_UNFINISHED = ".new"
_BROKEN = "broken"
_PROGRESS = "progress"


class WriterBusy(Exception):
    """Another process is writing this index."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = False) -> Iterator[None]:
    """One writer across processes; the system frees the lock of one that died.

    Raises WriterBusy, IndexUnavailable.
    """
    with told():
        path.mkdir(parents=True, exist_ok=True)
        handle = (path / "writer.lock").open("a")
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise WriterBusy from None
        yield


@contextlib.contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A place for a new generation, which counts when all went well and is gone when not.

    For whoever holds the lock. Raises IndexUnavailable.
    """
    for left in path.glob(f"generation-*{_UNFINISHED}"):  # of a builder that was killed
        _discard(left)
    folder = path / f"generation-{uuid4().hex[:12]}{_UNFINISHED}"
    try:
        yield folder
        _adopt(folder)
    finally:
        _discard(folder)


@told()
def exists(path: Path) -> bool:
    """Whether there is an index, be it sound or not. Raises IndexUnavailable."""
    return (path / "current").exists()


def begin(path: Path) -> None:
    """Where there is no generation, make an empty one. Raises IndexUnavailable."""
    with locked(path, wait=True):
        if not exists(path):
            with aside(path) as folder:
                make(folder)


@told()
def make(folder: Path) -> tantivy.Index:
    folder.mkdir()
    (folder / "schema.json").write_text(json.dumps({"version": schema.SCHEMA_VERSION}))
    return tantivy.Index(schema.schema(), path=str(folder))


@told()
def _adopt(folder: Path) -> None:
    """Make this the generation that counts and remove the others.

    An open reader keeps what it has mapped until it looks again.
    """
    path, finished = folder.parent, folder.with_suffix("")
    (folder / _PROGRESS).unlink(missing_ok=True)
    folder.rename(finished)
    named = path / "current.new"
    named.write_text(finished.name)
    os.replace(named, path / "current")
    for other in path.glob("generation-*"):
        if other != finished:
            _discard(other)


def _discard(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def look(path: Path) -> Seen:
    """What counts now. Raises IndexUnavailable, OSError."""
    if not exists(path):
        raise IndexUnavailable(_("没有索引"))
    name = (path / "current").read_text(errors="replace").strip()
    if not _NAME.fullmatch(name):
        raise IndexDamaged(_("索引文件 %(name)s 已损坏") % {"name": "current"})
    if (path / name / _BROKEN).exists():
        raise IndexUnavailable(_("索引已损坏"))
    return name, mark(path / name / "meta.json")


def condemn(folder: Path) -> None:
    """Tell every process that this generation must be replaced."""
    with contextlib.suppress(OSError):
        (folder / _BROKEN).touch()


def version(folder: Path) -> int | None:
    try:
        found: int = json.loads((folder / "schema.json").read_text())["version"]
    except (FileNotFoundError, ValueError, LookupError, TypeError):
        return None
    return found


def say_progress(folder: Path, count: int) -> None:
    (folder / _PROGRESS).write_text(str(count))


def progress(path: Path) -> int | None:
    """How many documents a rebuild under way has written; None where there is none."""
    for file in path.glob(f"generation-*{_UNFINISHED}/{_PROGRESS}"):
        with contextlib.suppress(OSError, ValueError):
            return int(file.read_text()) if _writing(path) else None
    return None


def _writing(path: Path) -> bool:
    with (path / "writer.lock").open() as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
