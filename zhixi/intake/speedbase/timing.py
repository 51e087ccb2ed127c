"""Times the functions that the desk calls, in one warm process, on the made-up base."""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhixi.accounts.models import Person
from zhixi.accounts.queries import person_named
from zhixi.intake.speedbase import like, questions
from zhixi.intake.speedbase.loading import reader_login
from zhixi.intake.speedbase.questions import Question
from zhixi.intake.speedbase.texts import SEED
from zhixi.knowledge import finding

MEGABYTE = 1_000_000
_WARM = 60
_LIKE_EVERY = 5  # LIKE reads the whole base: a part of the queries tells enough

Progress = Callable[[int], None]


def measure(count: int, progress: Progress) -> dict[str, Any]:
    """Times in milliseconds, sizes in megabytes (10^6 bytes), shares from 0 to 1.

    The resident memory is read before LIKE, whose reading of the whole base is not ours.
    """
    reader = person_named(reader_login(1))
    asked, items = questions.typed(count), questions.known(count)
    for question in questions.typed(count, _WARM, seed=SEED + 2):
        ask(reader, question)
        suggest(reader, question)
    search = times(lambda each: ask(reader, each), asked, progress)
    begun = [each for each in asked if each.prefix]
    suggestions = times(lambda each: suggest(reader, each), begun, progress)
    hits = share(lambda each: ask(reader, each), items)
    memory = resident()
    slow = times(like.find, asked[::_LIKE_EVERY], progress)
    return {
        "index_mb": size(Path(settings.INDEX_PATH)),
        "rss_mb": memory,
        "search": percentiles(search),
        "suggest": percentiles(suggestions),
        "like": {"p50_ms": percentiles(slow)["p50_ms"], "hit@1": share(like.find, items)},
        "hit@1": hits,
    }


def ask(reader: Person, question: Question) -> list[int]:
    """As the desk asks: the door, filters, counts, marks and the sentence that answers."""
    found = finding.find(
        question.text,
        reader,
        timezone.now(),
        chosen=finding.Chosen(question.kinds, question.section),
    )
    return [hit.number for hit in found.hits]


def suggest(reader: Person, question: Question) -> list[int]:
    return [each.number for each in finding.suggest(question.text, reader, timezone.now())]


def times(
    work: Callable[[Question], object], asked: Sequence[Question], progress: Progress
) -> list[float]:
    taken = []
    for n, question in enumerate(asked, start=1):
        began = time.perf_counter()
        work(question)
        taken.append((time.perf_counter() - began) * 1000)
        progress(n)
    return taken


def share(work: Callable[[Question], list[int]], items: Iterable[Question]) -> float:
    """How often the article asked for comes first."""
    return round(mean(work(each)[:1] == [each.number] for each in items), 4)


def percentiles(taken: list[float]) -> dict[str, float]:
    cuts = quantiles(taken, n=100, method="inclusive")
    return {f"p{percent}_ms": round(cuts[percent - 1], 3) for percent in (50, 95, 99)}


def size(folder: Path) -> float:
    total = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return round(total / MEGABYTE, 1)


def resident() -> float:
    """What this process holds now, mapped files included; Linux tells it in KiB."""
    kept = Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]
    return round(int(kept) * 1024 / MEGABYTE, 1)
