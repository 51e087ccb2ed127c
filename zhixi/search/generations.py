"""The folder of an index: generations, the one that counts, and the writer's lock."""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import tantivy  # noqa: TID251

from zhixi.search import schema

Mark = tuple[int, int, int]


class WriterBusy(Exception):
    """Another process is writing this index."""


@contextlib.contextmanager
def locked(path: Path, *, wait: bool = False) -> Iterator[None]:
    """One writer across processes; the system frees the lock of one that died."""
    with (path / "writer.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise WriterBusy from None
        yield


def begin(path: Path) -> None:
    """See that there is a generation, an empty one if need be, so that no reader waits."""
    path.mkdir(parents=True, exist_ok=True)
    if (path / "current").exists():
        return
    with locked(path, wait=True):
        if not (path / "current").exists():
            folder = unfinished(path)
            make(folder)
            adopt(folder)


def unfinished(path: Path) -> Path:
    return path / f"generation-{uuid4().hex[:12]}.new"


def make(folder: Path) -> tantivy.Index:
    folder.mkdir()
    (folder / "schema.json").write_text(json.dumps({"version": schema.SCHEMA_VERSION}))
    return tantivy.Index(schema.schema(), path=str(folder))


def adopt(folder: Path) -> None:
    """Make this the generation that counts and remove the others.

    An open reader keeps what it has mapped until it looks again.
    """
    path, finished = folder.parent, folder.with_suffix("")
    folder.rename(finished)
    aside = path / "current.new"
    aside.write_text(finished.name)
    os.replace(aside, path / "current")
    for other in path.glob("generation-*"):
        if other != finished:
            shutil.rmtree(other, ignore_errors=True)


def current(path: Path) -> str:
    return (path / "current").read_text().strip()


def version(folder: Path) -> int | None:
    try:
        found: int = json.loads((folder / "schema.json").read_text())["version"]
    except (OSError, ValueError, KeyError):
        return None
    return found


def mark(file: Path) -> Mark:
    """Changes whenever the file is replaced."""
    seen = file.stat()
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
