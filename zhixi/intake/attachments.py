"""Attachments inside the full form: each once, with the first article that carries it."""

import base64
import io
import uuid
from collections.abc import Iterable
from typing import Any

from zhixi.intake.form import FileTold
from zhixi.intake.strangers import Known
from zhixi.knowledge.files import store
from zhixi.knowledge.files.carrying import digests_in
from zhixi.knowledge.models import ArticleVersion, File, FileText
from zhixi.lib.files.kinds import KINDS


def of(versions: Iterable[ArticleVersion], told: set[str], persons: dict[Any, Any]) -> list[Any]:
    """The files of these versions that were not told yet; from now on they are."""
    named = {d: None for v in versions for d in digests_in(v.content.payload) if d not in told}
    if not named:
        return []
    told.update(named)
    rows = File.objects.in_bulk(list(named))
    return [_told(rows[key], persons) for key in named if store.place(key).exists()]


def _told(file: File, persons: dict[Any, Any]) -> dict[str, Any]:
    return {
        "digest": file.pk,
        "suffix": file.suffix,
        "width": file.width,
        "height": file.height,
        "cleared": file.cleared,
        "by": persons[file.by_id],
        "at": file.at,
        "data": base64.b64encode(store.place(file.pk).read_bytes()).decode(),
    }


def bring(files: Iterable[FileTold], known: Known) -> None:
    """Keep them as they were kept; what documents say is read anew."""
    for told in files:
        part = store.part(uuid.uuid4())
        store.write(part, io.BytesIO(told.data))
        store.take_in(part)
        facts = told.model_dump(include={"suffix", "width", "height", "cleared", "at"})
        facts |= {"size": len(told.data), "by_id": known.person(told.by)}
        file, _new = File.objects.get_or_create(digest=told.digest, defaults=facts)
        if KINDS[told.suffix].sort == "document":
            FileText.objects.get_or_create(file=file)
