"""What befalls the folder of an index, by name."""

import contextlib
import ctypes
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import tantivy

Fault = Callable[[Path], None]

ENDINGS = ("del", "fast", "fieldnorm", "idx", "pos", "store", "term")


def generation(path: Path) -> Path:
    return path / (path / "current").read_text()


def segment(path: Path, ending: str) -> Path:
    """The largest file of that kind."""
    return max(generation(path).glob(f"*.{ending}"), key=lambda file: file.stat().st_size)


def empty(file: Path) -> None:
    _cut(file, 0)


def truncate(file: Path) -> None:
    _cut(file, file.stat().st_size // 2)


def _cut(file: Path, size: int) -> None:
    """Tantivy loads a folder just opened a second time, in a thread of its own: a page that
    goes under its hands would end the whole process."""
    time.sleep(0.01)
    while any(_name(task) == "watch-callbacks" for task in Path("/proc/self/task").glob("*")):
        time.sleep(0.01)
    os.truncate(file, size)


def _name(task: Path) -> str:
    with contextlib.suppress(OSError):
        return (task / "comm").read_text().strip()
    return ""


def scribble(file: Path) -> None:
    """Other bytes in the same place, as a bad disk or a careless copy leaves them."""
    with file.open("r+b") as opened:
        opened.write(random.Random(7).randbytes(file.stat().st_size))  # noqa: S311


def scribble_unseen(file: Path) -> None:
    """Other bytes under the same inode, size and time."""
    before = file.stat()
    scribble(file)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def make_foreign(path: Path) -> None:
    """Somebody else's files are all there is."""
    shutil.rmtree(path)
    path.mkdir()
    (path / "readme.txt").write_text("not yours")


def replace_by_another(path: Path) -> None:
    """A sound index of other fields, under our name and number of schema."""
    folder = generation(path)
    for file in folder.glob("[!s]*"):
        file.unlink()
    fields = tantivy.SchemaBuilder().add_text_field("title").build()
    tantivy.Index(fields, path=str(folder))


def _current(text: str) -> Fault:
    return lambda path: (path / "current").write_text(text) and None


def _inside(name: str, harm: Callable[[Path], object]) -> Fault:
    return lambda path: harm(generation(path) / name) and None


def _segment(ending: str, harm: Callable[[Path], object]) -> Fault:
    return lambda path: harm(segment(path, ending)) and None


HARMS = {
    "gone": Path.unlink,
    "empty": empty,
    "cut in half": truncate,
    "scribbled over": scribble,
}
FAULTS: dict[str, Fault] = {
    "the folder is gone": shutil.rmtree,
    "the generation is gone": lambda path: shutil.rmtree(generation(path)),
    "all is foreign": make_foreign,
    "current is gone": lambda path: (path / "current").unlink(),
    "current is empty": _current(""),
    "current is noise": lambda path: scribble(path / "current"),
    "current names a generation that never was": _current("generation-000000000000"),
    "current names a place elsewhere": _current("../index"),
    "meta.json holds another list": _inside("meta.json", lambda file: file.write_text("[]")),
    "meta.json holds other things": _inside(
        "meta.json", lambda file: file.write_text('{"segments": [7]}')
    ),
    "schema.json is of another release": _inside(
        "schema.json", lambda file: file.write_text('{"version": 0}')
    ),
    **{
        f"{name} is {how}": _inside(name, harm)
        for name in ("meta.json", "schema.json")
        for how, harm in HARMS.items()
    },
    **{
        f"a .{ending} is {how}": _segment(ending, harm)
        for ending in ENDINGS
        for how, harm in HARMS.items()
    },
}

# One of each kind, for what costs more than a search.
SOME = [
    "the folder is gone",
    "current is empty",
    "meta.json is cut in half",
    "schema.json is of another release",
    "a .idx is empty",
    "a .store is scribbled over",
    "a .term is gone",
]


class _Head(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Rights(ctypes.Structure):
    _fields_ = [("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32),
                ("inheritable", ctypes.c_uint32)]  # fmt: skip


@contextlib.contextmanager
def bound_by_permissions() -> Iterator[None]:
    """Root, too, reads only what it may: without CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    head, rights = _Head(0x20080522, 0), (_Rights * 2)()
    system = ctypes.CDLL(None)
    system.capget(ctypes.byref(head), rights)
    before = rights[0].effective
    rights[0].effective = before & ~0b110
    assert system.capset(ctypes.byref(head), rights) == 0
    try:
        yield
    finally:
        rights[0].effective = before
        system.capset(ctypes.byref(head), rights)
