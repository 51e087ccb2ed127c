"""Taking files in, piece by piece; what is whole is judged by its content."""

import datetime as dt
import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.knowledge.files import store
from zhixi.knowledge.models import Autosave, Draft, File, FileText, Upload
from zhixi.knowledge.queries import NotVisible
from zhixi.lib.db import writing
from zhixi.lib.files import pictures
from zhixi.lib.files.kinds import Kind, RefusedFile, kind_of

OPEN = 20  # files that a person may have on their way
KEPT = dt.timedelta(days=1)  # a half upload, after its last piece
LOOSE = dt.timedelta(days=30)  # a file that no text ever carried through the gate
AT_ONCE = 20  # loose files that are looked for among drafts


class UnableToUpload(Exception):
    """The file is not taken; the message says why and what to do."""


class Misplaced(Exception):
    """The piece does not begin where the last one ended; `at` is where to go on."""

    def __init__(self, at: int) -> None:
        super().__init__(str(at))
        self.at = at


def begin_upload(*, name: str, size: int, cleared: bool, by: Person, now: dt.datetime) -> Upload:
    """A place for a file of so many bytes. Raises UnableToUpload, DiskFull."""
    if size <= 0:
        raise UnableToUpload(_("这是空文件。"))
    if size > settings.FILE_MEGABYTES * 1024 * 1024:
        words = _("每个文件最多 %(n)s MB，请压缩或拆开后再上传。")
        raise UnableToUpload(words % {"n": settings.FILE_MEGABYTES})
    if Upload.objects.filter(by=by, file=None).count() >= OPEN:
        raise UnableToUpload(_("没传完的文件太多，请先传完或等一天后自动清除。"))
    store.refuse_without_room(size)
    return Upload.objects.create(
        name=name[-255:], size=size, cleared=cleared, by=by, changed_at=now
    )


def upload_of(key: uuid.UUID, by: Person) -> Upload:
    """The person's own upload. Raises NotVisible."""
    try:
        return Upload.objects.select_related("file").get(pk=key, by=by)
    except Upload.DoesNotExist as error:
        raise NotVisible from error


def take_piece(*, upload: Upload, at: int, data: bytes, now: dt.datetime) -> int:
    """Write a piece; where the next one begins. Raises Misplaced, DiskFull."""
    if upload.file_id:
        raise Misplaced(upload.size)
    if at != upload.received or at + len(data) > upload.size:
        raise Misplaced(upload.received)
    store.write_at(store.part(upload.pk), at, data)
    here = Upload.objects.filter(pk=upload.pk, received=at, file=None)
    if not here.update(received=at + len(data), changed_at=now):
        upload.refresh_from_db()
        raise Misplaced(upload.received)
    return at + len(data)


def finish_upload(*, upload: Upload, now: dt.datetime) -> File:
    """Judge what has come and keep it; asked again, it answers the same.

    Raises Misplaced where something is missing, DiskFull, and UnableToUpload where it is refused.
    """
    if upload.file:
        return upload.file
    part = store.part(upload.pk)
    at = min(upload.received, part.stat().st_size if part.exists() else 0)
    if at != upload.size:
        Upload.objects.filter(pk=upload.pk, file=None).update(received=at, changed_at=now)
        raise Misplaced(at)
    try:
        file = take_file(part=part, cleared=upload.cleared, by=upload.by, now=now)
    except FileNotFoundError as error:  # asked twice at once: the other one is at it
        raise Misplaced(upload.size) from error
    except RefusedFile as error:
        drop_upload(upload)
        raise UnableToUpload(str(error)) from error
    Upload.objects.filter(pk=upload.pk).update(file=file, changed_at=now)
    return file


def take_file(*, part: Path, cleared: bool, by: Person, now: dt.datetime) -> File:
    """Judge a whole file and move it to its place. Raises RefusedFile, DiskFull."""
    kind = kind_of(part)
    if kind.sort == "sound" and not cleared:
        raise RefusedFile(_("录音请先勾选“已脱敏”再上传。"))
    cleared = kind.sort == "sound"
    with store.telling_of_a_full_disk():
        shape = _renewed(part, kind) if kind.sort == "picture" else {}
        size = part.stat().st_size
        digest = store.take_in(part)
    told = {"suffix": kind.suffix, "size": size, "cleared": cleared, "by": by, "at": now}
    with writing():
        file, new = File.objects.get_or_create(digest=digest, defaults=told | shape)
        if kind.sort == "document":
            FileText.objects.get_or_create(file=file)
        if new and kind.sort == "sound":  # that nobody can be known from it is somebody's word
            facts = {"cleared": True, "size": size}
            audit.record(verb="recording", subject=digest, facts=facts, by=by, at=now)
    return file


def _renewed(part: Path, kind: Kind) -> dict[str, int]:
    """Put the picture, written anew, in the place of what came."""
    anew = part.with_suffix(".new")
    try:
        width, height = pictures.renewed(part, kind.suffix, anew)
        anew.replace(part)
    finally:
        anew.unlink(missing_ok=True)
    return {"width": width, "height": height}


def drop_upload(upload: Upload) -> None:
    """Forget an upload and what came of it so far."""
    Upload.objects.filter(pk=upload.pk).delete()
    store.part(upload.pk).unlink(missing_ok=True)


def sweep_uploads(*, now: dt.datetime) -> int:
    """Forget uploads that nobody goes on with; how many."""
    old = list(Upload.objects.filter(changed_at__lt=now - KEPT)[:1000])
    for upload in old:
        drop_upload(upload)
    return len(old)


def sweep_files(*, now: dt.datetime) -> int:
    """Remove files that were handed in long ago and stand in no text, no draft and no save, and
    came with no request."""
    loose = File.objects.filter(at__lt=now - LOOSE, contents=None, requests=None)
    arriving = Upload.objects.filter(file__isnull=False).values("file")
    asked = loose.exclude(pk__in=arriving).order_by("at").values_list("pk", flat=True)[:AT_ONCE]
    gone = [digest for digest in asked if not _drafted(digest)]
    with writing():
        File.objects.filter(pk__in=gone, contents=None, requests=None).delete()
    store.forget(gone)
    return len(gone)


def _drafted(digest: str) -> bool:
    """The words of drafts are JSON; of a digest nothing in it is escaped."""
    told = Cast("content", TextField())
    rows = (model.objects.annotate(told=told) for model in (Draft, Autosave))
    return any(each.filter(told__contains=digest).exists() for each in rows)
