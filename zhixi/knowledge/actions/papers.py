"""The files of a request: put to it, and taken from it again; its history tells of both."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.actions.steps import UNDER_WAY, UnableToRequest, log, taken
from zhixi.knowledge.models import RequestFile, Upload
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.requesting.stages import Stage, What
from zhixi.lib.db import writing
from zhixi.lib.files.kinds import KINDS
from zhixi.lib.files.names import harmless

MOST = 20  # files of a request


def attach(*, number: int, uploads: Sequence[uuid.UUID], by: Person, now: dt.datetime) -> None:
    """Put files that the person handed in to a request that is not done yet.

    Raises UnableToRequest.
    """
    with writing():
        put(_open(number, by, now), uploads, by, now)


def detach(*, number: int, file: int, by: Person, now: dt.datetime) -> None:
    """Take a file away again; only who brought it does. Raises NotVisible, UnableToRequest."""
    with writing():
        row = _open(number, by, now)
        found = RequestFile.objects.filter(request=row, pk=file).first()
        if found is None:
            raise NotVisible
        if found.by_id != by.pk:
            raise UnableToRequest(_("附件只能由添加的人删除。"))
        found.delete()
        log(row, What.DETACH, by, now, {"files": [found.name]})


def put(row: Any, uploads: Sequence[uuid.UUID], by: Person, now: dt.datetime) -> None:
    """The files of the person's own uploads, within a transaction. A file is never named by its
    digest here: whoever knows one could have what he may not read."""
    wanted = list(dict.fromkeys(uploads))
    if not wanted:
        return
    whole = Upload.objects.filter(pk__in=wanted, by=by, file__isnull=False)
    found = {upload.pk: upload for upload in whole.select_related("file")}
    if len(found) < len(wanted):
        raise UnableToRequest(_("有附件没有传完或已过期，请重新添加。"))
    there = set(RequestFile.objects.filter(request=row).values_list("file", flat=True))
    new = {found[key].file_id: found[key] for key in wanted if found[key].file_id not in there}
    if len(there) + len(new) > MOST:
        raise UnableToRequest(_("一张需求单最多 %(most)s 个附件。") % {"most": MOST})
    made = [_made(row, upload, by, now) for upload in new.values()]
    RequestFile.objects.bulk_create(made)
    if made:
        log(row, What.ATTACH, by, now, {"files": [each.name for each in made]})


def _made(row: Any, upload: Upload, by: Person, now: dt.datetime) -> RequestFile:
    file = upload.file
    assert file is not None  # noqa: S101 - asked for above
    if KINDS[file.suffix].sort == "sound":
        raise UnableToRequest(_("需求单不收录音，请写成文字或换成文档。"))
    name = harmless(upload.name, file.suffix)
    return RequestFile(request=row, file=file, name=name, by=by, at=now)


def _open(number: int, by: Person, now: dt.datetime) -> Any:
    if not rules.may_ask(roles_of(by, now)):
        raise UnableToRequest(_("您不能为需求单添加或删除附件。"))
    return taken(number, by, now, *UNDER_WAY, Stage.AHEAD)
