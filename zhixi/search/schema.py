"""The index's fields, and a document as Tantivy takes it."""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tantivy  # noqa: TID251

from zhixi.search import meaning
from zhixi.search.analysis import Kind, spelled, terms
from zhixi.search.document import Document, Identity
from zhixi.search.folding import fold

# Raise it with every change to fields or analysis: an index of another version is rebuilt.
SCHEMA_VERSION = 2

TEXTS = ("title", "phrasings", "keywords", "answer", "body")
# In long texts nearly every character occurs somewhere: they cost much and tell nothing.
NOWHERE = {"answer": {Kind.CHARACTER}, "body": {Kind.CHARACTER, Kind.SIGN}}
MOST, LONGEST = 12, 80  # questions inside an answer, and characters of one
_QUESTION = re.compile(r"(?:^|[\n。；！!])(?:问[:：])?([^\n。；！!？?]+)[？?]")
ANSWER = 400  # characters of an answer that ranking looks into
NUMBERS = ("number", "section", "audience", "live_from", "live_until", "ended_from")
LABELS = ("type", "tags", "products", "channels", "regions")


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("letters", tokenizer_name="whitespace", index_option="freq")
    for name in NUMBERS:
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in LABELS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("kept", "shown"):
        builder.add_text_field(name, stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


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
    for name in LABELS[1:]:
        for label in getattr(document, name):
            made.add_text(name, label)
    made.add_text("kept", json.dumps(_packed(document), ensure_ascii=False))
    shown = (document.title, document.phrasings, document.keywords)
    made.add_text("shown", json.dumps(shown, ensure_ascii=False))
    return made


@dataclass(frozen=True, slots=True)
class Kept:
    """What the index gives back of a document: enough to rank and verify it."""

    number: int
    version: int
    type: str
    section: int
    audience: int
    live_from: int
    live_until: int
    ended_from: int
    digest: str
    regions: frozenset[str]
    products: frozenset[str]
    objects: frozenset[str]
    sides: frozenset[str]
    questions: int  # how many of the texts are questions: the title and the phrasings
    keywords: int  # how many follow them; what stands behind is asked inside the answer
    texts: tuple[
        str, ...
    ]  # title, phrasings, keywords, inner questions: folded, their signs behind them
    answer: str  # the beginning of what can be said, in the same form

    @property
    def identity(self) -> Identity:
        return Identity(*(getattr(self, name) for name in Identity._fields))


_PLAIN = (
    "number",
    "version",
    "type",
    "section",
    "audience",
    "live_from",
    "live_until",
    "ended_from",
    "digest",
)


def inner_questions(text: str) -> list[str]:
    """Questions that an answer itself asks; many imported answers hold several of a kind."""
    found = (match[1].strip() for match in _QUESTION.finditer(text))
    return [question for question in found if 4 <= len(question) <= LONGEST][:MOST]


def _packed(document: Document) -> list[Any]:
    questions = (document.title, *document.phrasings)
    inner = inner_questions(document.answer)
    texts = [fold(text) for text in (*questions, *document.keywords, *inner)]
    named = [
        sorted(names(texts[0]) or names("\n".join(texts)))
        for names in (meaning.objects, meaning.sides)
    ]
    labels = [document.regions, document.products, *named]
    kept = [meaning.kept(text) for text in texts]
    return [
        *(getattr(document, name) for name in _PLAIN),
        *labels,
        len(questions),
        len(document.keywords),
        kept,
        meaning.kept(fold(document.answer[:ANSWER])),
    ]


def _unpacked(values: list[Any]) -> Kept:
    *plain, regions, products, objects, sides, questions, keywords, texts, answer = values
    sets = map(frozenset, (regions, products, objects, sides))
    return Kept(*[*plain, *sets, questions, keywords, tuple(texts), answer])


@lru_cache(maxsize=8192)  # one key more finds mostly the same documents
def unpack(stored: str) -> Kept:
    return _unpacked(json.loads(stored))


@dataclass(frozen=True, slots=True)
class Shown:
    """A document's short texts as they were written."""

    title: str
    phrasings: tuple[str, ...]
    keywords: tuple[str, ...]


def shown(stored: str) -> Shown:
    title, phrasings, keywords = json.loads(stored)
    return Shown(title, tuple(phrasings), tuple(keywords))
