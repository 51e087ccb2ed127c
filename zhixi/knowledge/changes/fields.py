"""What the fields of an article are called, and those that no clause tells."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.knowledge import types
from zhixi.knowledge.clauses import Clause

TOLD_ELSEWHERE = {"schema", "title", "body", "effective_from", "expires_at", "review_by"}
FIELDS = {
    "phrasings": gettext_lazy("相似问"),
    "keywords": gettext_lazy("关键词"),
    "tags": gettext_lazy("标签"),
    "products": gettext_lazy("产品"),
    "channels": gettext_lazy("渠道"),
    "regions": gettext_lazy("地区"),
    "source_document": gettext_lazy("来源文件"),
    "supplements": gettext_lazy("补充口径"),
    "lines": gettext_lazy("话术"),
    "tables": gettext_lazy("表"),
    "channel_table": gettext_lazy("渠道表"),
    "nodes": gettext_lazy("步骤"),
    "variants": gettext_lazy("按地区、产品或客户等级不同"),
    "attachments": gettext_lazy("附件"),
}
# Fields whose clauses have a name each: a condition, a speaker, a step.
NAMED = {
    "supplements": FIELDS["supplements"],
    "lines": FIELDS["lines"],
    "objections": gettext_lazy("客户这样说时"),
    "nodes": FIELDS["nodes"],
}
# And those whose clauses are rows that begin with their name.
TABLES = {"facts": gettext_lazy("产品要素"), "variants": FIELDS["variants"]}

# What is shown as a name, or said by another field: a product's status by the day it ended.
LABELS = {"condition", "speaker", "id", "title", "status"}
# A file is told by its name and fingerprint.
FINGERPRINTED = re.compile(r"attachments/\d+/digest")


def names(path: str, label: str) -> tuple[str, str]:
    """What stands over the field of a clause, and what stands before the clause itself."""
    first = path.split("/")[0]
    if first in NAMED:
        return str(NAMED[first]), label
    if first == "channel_table":
        return label or _("渠道"), ""
    return str(TABLES.get(first, label)), ""


def untold(content: types.TypedContent | None, clauses: list[Clause]) -> dict[str, str]:
    """The fields, by path, that no clause tells word for word."""
    if content is None:
        return {}
    texts = {clause.path: clause.text for clause in clauses}
    return {
        path: value
        for path, value in _leaves(types.dump(content))
        if path.split("/")[0] not in TOLD_ELSEWHERE
        and not FINGERPRINTED.fullmatch(path)
        and not any(value in texts.get(above, "") for above in _above(path))
    }


def label_of(path: str) -> str:
    return str(FIELDS.get(path.split("/")[0], gettext_lazy("其他内容")))


def _above(path: str) -> Iterator[str]:
    """The path itself and those it lies under."""
    parts = path.split("/")
    for n in range(len(parts), 0, -1):
        yield "/".join(parts[:n])


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _leaves(each, f"{path}/{key}".lstrip("/"))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from _leaves(each, f"{path}/{n}")
    elif value not in (None, ""):
        yield path, str(value)
