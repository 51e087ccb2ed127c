"""The index's fields, and a document as Tantivy takes it."""

import json
from dataclasses import dataclass
from typing import Any

import tantivy  # noqa: TID251

from zhixi.search.analysis import terms
from zhixi.search.document import Document
from zhixi.search.folding import fold

# Raise it with every change to fields or analysis: an index of another version is rebuilt.
SCHEMA_VERSION = 1

TEXTS = ("title", "phrasings", "keywords", "answer", "body")
# In long texts nearly every character occurs somewhere: they cost much and tell nothing.
LONG_TEXTS = frozenset({"answer", "body"})
NUMBERS = ("number", "section", "audience", "live_from", "live_until", "ended_from")
LABELS = ("type", "tags", "products", "channels", "regions")


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in LABELS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kept", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def entry(document: Document) -> tantivy.Document:
    """Our own terms, joined by blanks that the index splits at again; no positions needed."""
    made = tantivy.Document()
    for name in TEXTS:
        text: str | tuple[str, ...] = getattr(document, name)
        joined = text if isinstance(text, str) else "\n".join(text)
        if joined:
            made.add_text(name, " ".join(terms(joined, characters=name not in LONG_TEXTS)))
    for name in NUMBERS:
        made.add_unsigned(name, getattr(document, name))
    made.add_text("type", document.type)
    for name in LABELS[1:]:
        for label in getattr(document, name):
            made.add_text(name, label)
    made.add_text("kept", _pack(document))
    return made


@dataclass(frozen=True, slots=True)
class Kept:
    """What the index gives back of a document: enough to rank, explain and verify it."""

    number: int
    version: int
    type: str
    title: str
    phrasings: tuple[str, ...]
    keywords: tuple[str, ...]
    section: int
    audience: int
    live_from: int
    live_until: int
    ended_from: int
    regions: tuple[str, ...]
    products: tuple[str, ...]
    digest: str
    folded: tuple[str, ...]  # title, then phrasings, then keywords

    @property
    def identity(self) -> tuple[int, int, int, int, int, int, str]:
        """What must agree between index and database."""
        return (
            self.number,
            self.version,
            self.live_from,
            self.live_until,
            self.section,
            self.audience,
            self.digest,
        )


_KEPT = tuple(name for name in Kept.__slots__ if name != "folded")


def _pack(document: Document) -> str:
    values: list[Any] = [getattr(document, name) for name in _KEPT]
    short = (document.title, *document.phrasings, *document.keywords)
    return json.dumps([*values, [fold(text) for text in short]], ensure_ascii=False)


def unpack(stored: str) -> Kept:
    values: list[Any] = [tuple(v) if isinstance(v, list) else v for v in json.loads(stored)]
    return Kept(*values)


def kept(document: Document) -> Kept:
    return unpack(_pack(document))
