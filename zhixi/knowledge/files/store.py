"""The bytes on the disk: each file lies under its digest, and is written once."""

import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

FULL = (errno.ENOSPC, errno.EDQUOT)
RESERVE = 200_000_000  # bytes that the database and the index need beside the files


class DiskFull(Exception):
    """Nothing could be written; what was written before is still there."""

    def __init__(self) -> None:
        super().__init__(
            _("服务器磁盘空间不足，文件没有上传完。请联系系统管理员，稍后可从中断处继续。")
        )


def place(digest: str) -> Path:
    """Where the bytes with this digest lie, if they do."""
    name = digest.removeprefix("sha256:")
    return Path(settings.FILES_PATH) / name[:2] / name[2:]


def part(upload: uuid.UUID) -> Path:
    """Where an upload grows."""
    return Path(settings.FILES_PATH) / "uploads" / f"{upload.hex}.part"


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


@contextmanager
def telling_of_a_full_disk() -> Iterator[None]:
    """Raises DiskFull where the system says so."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull from error
        raise


def refuse_without_room(size: int) -> None:
    """Raises DiskFull where the file, and the picture it may become, do not fit."""
    folder = Path(settings.FILES_PATH)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if shutil.disk_usage(folder).free < 2 * size + RESERVE:
        raise DiskFull


def write_at(path: Path, at: int, data: bytes) -> None:
    """Raises DiskFull."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with telling_of_a_full_disk():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with open(handle, "wb") as file:
            file.seek(at)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def write(path: Path, source: IO[bytes]) -> None:
    """All that the source gives."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(handle, "wb") as file:
        shutil.copyfileobj(source, file)


def take_in(path: Path) -> str:
    """Move a whole file to its place; its digest. What lies there already stays as it is."""
    digest = digest_of(path)
    home = place(digest)
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if home.exists():
        path.unlink()
        return digest
    path.chmod(0o400)
    _settle(path)
    os.replace(path, home)
    _settle(home.parent)
    return digest


def forget(digests: Iterable[str]) -> None:
    for digest in digests:
        place(digest).unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """What is in a file, or the names in a folder, are on the disk and not only on their way."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
