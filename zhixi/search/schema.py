"""The index's fields, and a document as Tantivy takes it."""

from zlib import crc32

import tantivy  # noqa: TID251

from zhixi.search.analysis import Kind, spelled, terms
from zhixi.search.document import Document
from zhixi.search.folding import fold
from zhixi.search.kept import LABELS, pack, show

# Raise it with every change to fields or analysis: an index of another version is rebuilt.
SCHEMA_VERSION = 5

TEXTS = ("title", "phrasings", "keywords", "answer", "body")
# In long texts nearly every character occurs somewhere: they cost much and tell nothing.
NOWHERE = {"answer": {Kind.CHARACTER}, "body": {Kind.CHARACTER, Kind.SIGN}}
NUMBERS = ("number", "section", "audience", "live_from", "live_until", "ended_from")
# Of what is quickly read only numbers come back: a type is told by the number of its name.
TYPE_NUMBER = "type_number"


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("letters", tokenizer_name="whitespace", index_option="freq")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field(TYPE_NUMBER, fast=True)
    for name in ("type", *LABELS):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kept", "shown"):  # as bytes: a text that is kept would be a term as well
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def type_number(name: str) -> int:
    return crc32(name.encode())


def entry(document: Document) -> tantivy.Document:
    """Our own terms, joined by blanks that the index splits at again; no positions needed."""
    made = tantivy.Document()
    for name in TEXTS:
        text: str | tuple[str, ...] = getattr(document, name)
        joined = text if isinstance(text, str) else "\n".join(text)
        if joined:
            made.add_text(
                name,
                " ".join(
                    terms(
                        joined,
                        characters=Kind.CHARACTER not in NOWHERE.get(name, ()),
                        signs=Kind.SIGN not in NOWHERE.get(name, ()),
                    )
                ),
            )
    short = fold("\n".join((document.title, *document.phrasings, *document.keywords)))
    made.add_text("letters", " ".join(spelled(short)))
    for name in NUMBERS:
        made.add_unsigned(name, getattr(document, name))
    made.add_text("type", document.type)
    made.add_unsigned(TYPE_NUMBER, type_number(document.type))
    for name in LABELS:
        for label in getattr(document, name):
            made.add_text(name, label)
    made.add_bytes("kept", pack(document))
    made.add_bytes("shown", show(document))
    return made
