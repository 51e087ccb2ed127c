"""The types of knowledge: one folder each, found by their folder."""

import datetime as dt
import json
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.utils.translation import gettext as _

from zhixi.knowledge.types import removed
from zhixi.knowledge.types.base import SCHEMA, Part, TypedContent, Variant

__all__ = [
    "Part",
    "TypedContent",
    "Variant",
    "asking",
    "dump",
    "load",
    "must_read",
    "read",
    "registry",
    "review_by",
]


class UnreadableContent(Exception):
    """The payload is of a type or schema that this version does not know."""


@cache
def registry() -> dict[str, type[TypedContent]]:
    """Types by their code, in the order in which screens name them."""
    here = Path(__file__).parent
    found = [
        import_module(f"{__name__}.{module.name}.content").Content
        for module in iter_modules([str(here)])
        if module.ispkg
    ]
    return {content.code: content for content in sorted(found, key=lambda c: c.order)}


def read(code: str, payload: dict[str, Any]) -> TypedContent:
    """Validate a payload as content of a type. Raises UnreadableContent, ValidationError."""
    if code not in registry():
        raise UnreadableContent(_("没有“%(code)s”这种知识类型。") % {"code": code})
    if not isinstance(payload, dict):
        raise UnreadableContent(_("内容（content）应是一个对象，请写成 {…}。"))
    schema = payload.get("schema", SCHEMA)
    if not isinstance(schema, int):
        raise UnreadableContent(_("内容的 schema 应是一个整数。"))
    if schema > SCHEMA:
        raise UnreadableContent(_("这份内容由更新的版本写成，请先升级本系统。"))
    return registry()[code].model_validate({k: v for k, v in payload.items() if k != "schema"})


def load(code: str, text: str) -> TypedContent:
    """Content from the stored text of a version, or what stands where it was removed."""
    if text == removed.PAYLOAD:
        return removed.Removed(title=removed.TITLE)
    return read(code, json.loads(text))


def dump(content: TypedContent) -> dict[str, Any]:
    """What is stored: the fields that say something, and the schema's number."""
    return {"schema": SCHEMA} | content.model_dump(mode="json", exclude_defaults=True)


def asking() -> list[str]:
    """Codes of the types whose articles may ask to be read by everybody (必读)."""
    return [code for code, content in registry().items() if "must_read" in content.model_fields]


def must_read(text: str) -> bool:
    """Whether the stored text of a version asks for it; words that were removed ask nothing."""
    return bool(text) and json.loads(text).get("must_read") is True


def review_by(text: str) -> dt.datetime | None:
    """Until when the stored text of a version is reviewed (复审到期日), where it says so."""
    told = json.loads(text).get("review_by") if text else None
    return dt.datetime.fromisoformat(told) if told else None
