"""Whether the files of a generation are as Tantivy wrote them.

Opened as they are, bytes that nobody wrote are found silently wrong or end the whole
process: a length read from them asks for too much memory, a page that is gone is a SIGBUS.
"""

import json
import os
import struct
import zlib
from pathlib import Path

from django.utils.translation import gettext as _

from zhixi.search.faults import IndexDamaged

# Its inode, its modification time in ns, its size: they change whenever a file is replaced.
Mark = tuple[int, int, int]
Marks = dict[str, Mark]

_ENDINGS = ("fast", "fieldnorm", "idx", "pos", "store", "term")
_AT_ONCE = 1 << 20
# Each file ends with a JSON footer, its length, and this number (tantivy/directory/footer.rs).
_TAIL = struct.Struct("<II")
_MAGIC = 1337


def mark(file: str | Path) -> Mark:
    seen = os.stat(file)
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def unchanged(files: Marks) -> bool:
    """Whether the files that were checked still lie there. Raises OSError where one is gone."""
    return all(mark(file) == seen for file, seen in files.items())


def checked(folder: Path, known: Marks) -> Marks:
    """The files of the last commit, and the one beside them that names the schema.

    Those not known yet are read through once. Raises IndexDamaged, and OSError where one
    is gone or shut.
    """
    beside = folder / "schema.json"
    marks = {str(beside): mark(beside)}
    for name in _named(folder):
        file = str(folder / name)
        marks[file] = mark(file)
        if known.get(file) != marks[file] and not _whole(file):
            raise IndexDamaged(_("索引文件 %(name)s 已损坏") % {"name": name})
    return marks


def _named(folder: Path) -> list[str]:
    """The files that the commit names. Raises IndexDamaged where it is no commit."""
    names = []
    try:
        for segment in json.loads((folder / "meta.json").read_bytes())["segments"]:
            stem = segment["segment_id"].replace("-", "")
            names += [f"{stem}.{ending}" for ending in _ENDINGS]
            if segment["deletes"]:
                names.append(f"{stem}.{segment['deletes']['opstamp']}.del")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise IndexDamaged(_("索引文件 %(name)s 已损坏") % {"name": "meta.json"}) from error
    return names


def _whole(file: str) -> bool:
    """Whether the file's bytes give the checksum in its footer."""
    with open(file, "rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        if size < _TAIL.size:
            return False
        opened.seek(size - _TAIL.size)
        length, magic = _TAIL.unpack(opened.read(_TAIL.size))
        left = size - _TAIL.size - length
        if magic != _MAGIC or left < 0:
            return False
        opened.seek(left)
        try:
            wanted = json.loads(opened.read(length))["crc"]
        except (ValueError, LookupError, TypeError):
            return False
        opened.seek(0)
        found = 0
        while left > 0 and (piece := opened.read(min(left, _AT_ONCE))):
            found = zlib.crc32(piece, found)
            left -= len(piece)
    return bool(found == wanted)
