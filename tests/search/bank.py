"""The demo bank as documents, without a database: what the typed queries are tried on."""

import datetime as dt
import json
from functools import cache
from pathlib import Path

from zhixi.intake.demo.loading import WRITTEN_FOR, texts
from zhixi.knowledge.indexing import described
from zhixi.search import Document, Index, Request, Results, search

LISTS = Path(__file__).parents[1] / "data"
NOW = int(dt.datetime.combine(WRITTEN_FOR, dt.time(12), dt.UTC).timestamp())
# Begins with the new year, and for one department only.
APART = {"A01", "XR1"}


@cache
def bank() -> tuple[Index, list[str]]:
    """An index of today's texts, and the code of each number in it."""
    codes: list[str] = []
    documents: list[Document] = []
    for code, content in texts(dt.timedelta()):
        if code not in APART:
            documents.append(described(content, number=len(codes), version=1))
            codes.append(code)
    return Index.in_memory(documents), codes


def ask(typed: str, limit: int = 5, **facts: object) -> Results:
    return search(bank()[0], Request(text=typed, at=NOW, limit=limit, **facts))  # type: ignore[arg-type]


def found(typed: str, limit: int = 5, **facts: object) -> list[str]:
    """The codes of what stands first."""
    codes = bank()[1]
    return [codes[hit.number] for hit in ask(typed, limit, **facts).hits]


def lines(name: str) -> list[dict[str, object]]:
    with (LISTS / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]
