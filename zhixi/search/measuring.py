"""Accuracy on a judged set, through the function that the desk calls."""

import json
import math
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from zhixi.search.document import Document
from zhixi.search.finding import search
from zhixi.search.index import Index
from zhixi.search.query import Request

Grades = dict[str, dict[str, int]]
_DEPTH = 10
_NOW = 1


def measure_retrieval(directory: Path, phrasings: Path | None = None) -> dict[str, Any]:
    """hit@1, hit@3, hit@10, MRR@10 and nDCG@10 (0 to 1), and times in milliseconds.

    The documents go into a scratch index in memory. With `phrasings`, the queries judged
    in that folder are first added to their documents, as a year of use would.
    """
    entries = list(_lines(directory / "docs.jsonl"))
    names = [entry["id"] for entry in entries]
    index = Index.in_memory(_documents(entries, _learned(phrasings) if phrasings else {}))
    ranks, gains, times = [], [], []
    for text, grades in _judged(directory):
        started = time.perf_counter()
        results = search(index, Request(text=text, at=_NOW, limit=_DEPTH))
        times.append((time.perf_counter() - started) * 1000)
        found = [grades.get(names[hit.number], 0) for hit in results.hits]
        ranks.append(next((n for n, grade in enumerate(found, 1) if grade >= 1), math.inf))
        gains.append(_ndcg(found, list(grades.values())))
    return {
        "docs": len(entries),
        "queries": len(ranks),
        **{f"hit@{depth}": _share(ranks, depth) for depth in (1, 3, 10)},
        "mrr@10": round(mean(1 / rank for rank in ranks), 4) if ranks else 0.0,
        "ndcg@10": round(mean(gains), 4) if gains else 0.0,
        "p50_ms": _percentile(times, 50),
        "p95_ms": _percentile(times, 95),
        "mode": "lexical",
    }


def _documents(entries: list[dict[str, Any]], learned: dict[str, list[str]]) -> Iterator[Document]:
    for number, entry in enumerate(entries):
        yield Document(
            number=number,
            version=number,
            type="faq",
            title=entry["title"],
            phrasings=tuple(learned.get(entry["id"], ())),
            answer=entry.get("body", ""),
        )


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _grades(directory: Path) -> Grades:
    """By query and document; grade 1 and above is relevant."""
    grades: Grades = defaultdict(dict)
    for row in _lines(directory / "qrels.jsonl"):
        if row["grade"] >= 1:
            grades[row["query_id"]][row["doc_id"]] = row["grade"]
    return grades


def _judged(directory: Path) -> Iterator[tuple[str, dict[str, int]]]:
    grades = _grades(directory)
    for query in _lines(directory / "queries.jsonl"):
        if query["id"] in grades:
            yield query["text"], grades[query["id"]]


def _learned(directory: Path) -> dict[str, list[str]]:
    learned: dict[str, list[str]] = defaultdict(list)
    for text, grades in _judged(directory):
        for document in grades:
            learned[document].append(text)
    return learned


def _share(ranks: list[float], depth: int) -> float:
    return round(mean(rank <= depth for rank in ranks), 4) if ranks else 0.0


def _ndcg(found: list[int], all_grades: list[int]) -> float:
    """Järvelin and Kekäläinen 2002, with gain 2^grade - 1."""

    def gain(grades: list[int]) -> float:
        return sum((2**grade - 1) / math.log2(n + 1) for n, grade in enumerate(grades, 1))

    ideal = gain(sorted(all_grades, reverse=True)[:_DEPTH])
    return gain(found) / ideal if ideal else 0.0


def _percentile(times: list[float], percent: int) -> float:
    if len(times) < 2:
        return round(times[0], 3) if times else 0.0
    return round(quantiles(times, n=100, method="inclusive")[percent - 1], 3)
