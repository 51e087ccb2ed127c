"""From a row of a file to a typed text with the place it names, or the reason why not."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from pydantic import ValidationError

from zhixi.intake.report import Report, faults
from zhixi.knowledge import typenames, types
from zhixi.lib.digest import digest
from zhixi.lib.documents import BadRow, Row
from zhixi.lib.documents.columns import ENDS, UNKNOWN

OUTSIDE = {"id", "type", "section", "owner", "language", "content"}
NAMING = {"title", "phrasings", "keywords", "tags", "products", "channels", "regions", "variants"}
CONDITIONS = {"variant_region": "region", "variant_product": "product", "variant_tier": "tier"}
LONGEST = {"id": 200, "language": 10, "owner": 100, "type": 24}
SECTION_NAME = 100


@dataclass(frozen=True, slots=True)
class Incoming:
    """A line that can become a draft; an empty section or owner names none."""

    line: int
    source: str
    section: tuple[str, ...]
    owner: str
    language: str
    content: types.TypedContent


class Reader:
    """Reads the rows of one file; what cannot be read goes into the report."""

    def __init__(self, name: str, report: Report) -> None:
        self.name, self.report = name, report
        self._seen: set[str] = set()
        self._types = typenames.answering()

    def read(self, row: Row | BadRow) -> Incoming | None:
        if isinstance(row, BadRow):
            self.report.refuse(row.line, str(row.reason))
            return None
        where = _("工作表“%(name)s”：") % {"name": row.sheet} if row.sheet else ""
        self.report.lost += [{"line": row.line, "what": where + what} for what in row.loss]
        try:
            found = self._incoming(row.line, dict(row.values))
        except ValidationError as error:
            self.report.refuse(row.line, where + faults(error.errors()))
            return None
        except (types.UnreadableContent, ValueError) as error:
            self.report.refuse(row.line, where + str(error))
            return None
        self._seen.add(found.source)
        for warning in getattr(found.content, "warnings", list)():
            self.report.warn(row.line, where + warning)
        return found

    def _incoming(self, line: int, values: dict[str, Any]) -> Incoming:
        if "format" in values:
            raise ValueError(_("这是完整导出中的一行，不能与其他行混在一个文件里。"))
        outside = {key: _short(values, key) for key in LONGEST}
        content = self._content(self._type(outside["type"] or "faq"), values)
        source = outside["id"] or digest(f"{self.name}\n{content.title}")
        if source in self._seen and outside["id"]:
            raise ValueError(_("编号“%(id)s”在本文件中重复。") % {"id": source})
        if source in self._seen:
            raise ValueError(
                _("标题“%(title)s”在本文件中重复，又没有编号可以区分。") % {"title": content.title}
            )
        return Incoming(
            line,
            source,
            _section(values.get("section")),
            outside["owner"],
            outside["language"] or "zh-hans",
            content,
        )

    def _type(self, text: str) -> str:
        """By its code, or by a name that it has here."""
        code = self._types.get(typenames.folded(text))
        if code is None:
            raise ValueError(_("没有“%(code)s”这种知识类型。") % {"code": text})
        return code

    def _content(self, code: str, values: dict[str, Any]) -> types.TypedContent:
        kind = types.registry()[code]
        variants = values.pop("variant_rows", [])
        if "content" in values:
            if not isinstance(values["content"], dict):
                raise ValueError(_("content 应是一个对象"))
            self._count(set(values) - OUTSIDE)
            return types.read(code, values["content"])
        fields = self._fields(kind, values)
        content = kind.simple(fields)
        if not variants:
            return content
        told = [v for row in variants for v in self._variants(kind, content, fields, row)]
        return kind.simple(fields | {"variants": [*fields.get("variants", []), *told]})

    def _fields(self, kind: type[types.TypedContent], values: dict[str, Any]) -> dict[str, Any]:
        """What the type knows; other keys are counted, so that nobody believes them loaded."""
        given = {k: v for k, v in values.items() if k not in OUTSIDE and v not in ("", None, [])}
        unknown = {key for key in given if key not in kind.model_fields}
        self._count(unknown)
        fields = {key: value for key, value in given.items() if key not in unknown}
        for key in ("effective_from", *ENDS):
            if isinstance(fields.get(key), str):
                fields[key] = _moment(fields[key], end=key in ENDS)
        return fields

    def _variants(
        self,
        kind: type[types.TypedContent],
        content: types.TypedContent,
        fields: dict[str, Any],
        row: dict[str, Any],
    ) -> Iterator[dict[str, Any]]:
        """Where this row says something else than the article's first."""
        conditions = {name: str(row.pop(key, None) or "") for key, name in CONDITIONS.items()}
        other = kind.simple(fields | self._fields(kind, row))
        ours, theirs = content.model_dump(mode="json"), other.model_dump(mode="json")
        for part in [key for key in ours if key not in NAMING and ours[key] != theirs[key]]:
            yield conditions | {"part": part, "value": theirs[part]}

    def _count(self, unknown: set[str]) -> None:
        for key in sorted(unknown):
            name = key.removeprefix(UNKNOWN)
            self.report.unknown[name] = self.report.unknown.get(name, 0) + 1


def _short(values: dict[str, Any], key: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(_("%(key)s 应是一段文字") % {"key": key})
    text = str(value).strip()
    if len(text) > LONGEST[key]:
        raise ValueError(_("%(key)s 超过 %(n)s 个字") % {"key": key, "n": LONGEST[key]})
    return text


def _section(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, str):
        raise ValueError(_("section 应写成“信用卡/安全”这样的一段文字"))
    names = tuple(name.strip() for name in value.split("/") if name.strip())
    if any(len(name) > SECTION_NAME for name in names):
        raise ValueError(_("section 中有栏目名超过 %(n)s 个字") % {"n": SECTION_NAME})
    return names


def _moment(text: str, *, end: bool) -> str | dt.datetime:
    """A moment without a zone is one of the bank's; a bare day ends when it is over."""
    try:
        moment = parse_datetime(text.strip()) or parse_datetime(f"{text.strip()}T00:00:00")
    except ValueError:
        return text
    if moment is None or timezone.is_aware(moment):
        return text
    if end and ":" not in text:
        moment += dt.timedelta(days=1)
    return timezone.make_aware(moment)


def merged(rows: Iterator[Row | BadRow]) -> Iterator[Row | BadRow]:
    """Rows with those that vary the one before them, by region, product or tier, put into it."""
    waiting: Row | None = None
    for row in rows:
        if isinstance(row, Row) and waiting is not None and _varies(row, waiting):
            waiting.values.setdefault("variant_rows", []).append(
                {key: value for key, value in row.values.items() if key != "id"}
            )
            continue
        if waiting is not None:
            yield waiting
        waiting = row if isinstance(row, Row) else None
        if waiting is None:
            yield row
    if waiting is not None:
        yield waiting


def _varies(row: Row, of: Row) -> bool:
    same = row.values.get("id") and row.values.get("id") == of.values.get("id")
    return bool(same and any(row.values.get(key) for key in CONDITIONS))
