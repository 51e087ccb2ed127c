"""Documents for tests: what is not said is visible to all, for ever."""

from typing import Any

import tantivy

from zhixi.search import Document, Index, Request, Results, schema, search

NOW = 1_700_000_000
_numbers = iter(range(1_000_000, 2_000_000))


def document(title: str, **facts: Any) -> Document:
    facts.setdefault("number", next(_numbers))
    facts.setdefault("version", facts["number"])
    facts.setdefault("type", "faq")
    return Document(title=title, **facts)


def entry(title: str, **facts: Any) -> tantivy.Document:
    """The same as the index takes it."""
    return schema.entry(document(title, **facts))


def ask(index: Index, text: str, **facts: Any) -> Results:
    return search(index, request(text, **facts))


def request(text: str, **facts: Any) -> Request:
    facts.setdefault("at", NOW)
    return Request(text=text, **facts)


def numbers(results: Results) -> list[int]:
    return [hit.number for hit in results.hits]
