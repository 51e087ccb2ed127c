"""Which files a text carries, read off its stored words."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from zhixi.knowledge.models import ContentFile, File
from zhixi.lib import html

_NAMED = ('"attachments":', "<img ")


def digests_in(payload: str) -> list[str]:
    """Each file of a stored text once, its attachments and then the pictures of its body, in their
    order; most texts have none and are not read."""
    if not any(name in payload for name in _NAMED):
        return []
    told = json.loads(payload)
    varied = (each["value"] for each in told.get("variants", []) if each["part"] == "body")
    shown = (p.digest for body in (told.get("body", ""), *varied) for p in html.pictures(str(body)))
    return list(dict.fromkeys([*(each["digest"] for each in told.get("attachments", [])), *shown]))


def named_in(content: Mapping[str, Any]) -> dict[str, str]:
    """The attachments of words that need not be valid: their names by digest, in their order."""
    told = content.get("attachments")
    rows = [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
    return {str(each.get("digest", "")): str(each.get("name", "")) for each in rows}


def lost(wanted: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of digests with their suffixes, those that were never handed in as such."""
    asked = set(wanted)
    if not asked:
        return set()
    rows = File.objects.filter(pk__in={digest for digest, _suffix in asked})
    return asked - set(rows.values_list("digest", "suffix"))


def removed_files() -> QuerySet[File]:
    """Files that only words carried which the law made us remove."""
    some = File.objects.filter(contents__content__redaction__isnull=False)
    return some.exclude(contents__content__redaction__isnull=True).distinct()


def tie(payloads: Mapping[str, str], *, twice: bool) -> None:
    """Write down which files these contents carry. They are new; with `twice` somebody else may
    be bringing them at the same moment."""
    rows = [
        ContentFile(content_id=key, file_id=digest)
        for key, payload in payloads.items()
        for digest in digests_in(payload)
    ]
    ContentFile.objects.bulk_create(rows, batch_size=500, ignore_conflicts=twice)
