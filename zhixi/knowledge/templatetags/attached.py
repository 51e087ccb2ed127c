"""The files that a text carries, for its page and for its editor."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings

from zhixi.knowledge import types
from zhixi.knowledge.editing.fields import Field
from zhixi.knowledge.files import listing
from zhixi.knowledge.files.listing import Shown
from zhixi.knowledge.types.base import Attachment
from zhixi.lib.files.kinds import KINDS

register = template.Library()


@register.simple_tag
def attached(attachments: Sequence[Attachment]) -> list[Shown]:
    return listing.shown(attachments)


@register.simple_tag
def attached_in(field: Field) -> list[Shown]:
    """The same of an editor's rows, which may not be right yet."""
    told = [{f.name: str(f.value) for f in row} for row in field.rows]
    return listing.rows((row["digest"], row["name"], row["transcript"]) for row in told)


@register.simple_tag
def accepted(code: str) -> dict[str, Any]:
    """What may be attached to a type: whether sounds, how many megabytes, which suffixes."""
    sounds = types.registry()[code].may_sound
    suffixes = [f".{k.suffix}" for k in KINDS.values() if sounds or k.sort != "sound"]
    return {
        "sounds": sounds,
        "megabytes": settings.FILE_MEGABYTES,
        "suffixes": ",".join([*suffixes, ".jpeg"]),
    }
