"""What a line of synonyms would change for those who ask, told before it is kept."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zhixi.accounts.models import Person
from zhixi.knowledge import finding
from zhixi.search import added, failing, lookups
from zhixi.search.folding import fold

LATELY = dt.timedelta(days=30)
MOST = 20  # queries that are asked both ways
FIRST = 3  # hits that are compared
POPULAR = 2000  # queries of the log that are looked through
Titles = list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Effect:
    """A query with its first hits before and after, each as number and title."""

    query: str
    before: Titles
    after: Titles


@dataclass(frozen=True, slots=True)
class Preview:
    """`asked` queries were compared, `left` were not: more of them hold a word of the line."""

    effects: list[Effect]
    asked: int
    left: int


def of_synonyms(lines: Sequence[str], line: str, person: Person, now: dt.datetime) -> Preview:
    """What changes when the bank's synonyms are these lines with that one among them.

    Only queries of which the log may speak: which three people took the same article from, or
    which three people asked and took nothing from.
    """
    trial = added.made([line])
    words = set(trial.rules)
    told = [q for q in _asked_lately(now) if any(word in fold(q) for word in words)]
    effects = []
    for query in told[:MOST]:
        before = _titles(query, person, now)
        with added.trying([*lines, line]):
            after = _titles(query, person, now)
        if before != after:
            effects.append(Effect(query, before, after))
    return Preview(effects, min(len(told), MOST), max(0, len(told) - MOST))


def _asked_lately(now: dt.datetime) -> list[str]:
    return list(dict.fromkeys(_asked(now - LATELY)))


def _asked(since: dt.datetime) -> Iterator[str]:
    yield from (each.query for each in failing.unfound_since(since))
    yield from (each.query for each in lookups.popular_queries(since, POPULAR))


def _titles(query: str, person: Person, now: dt.datetime) -> Titles:
    hits = finding.find(query, person, now, limit=FIRST).hits
    return [(hit.number, hit.title) for hit in hits]
