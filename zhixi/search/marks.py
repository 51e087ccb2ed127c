"""Marks on matching words, and the sentence that answers, lifted whole."""

import re
from functools import lru_cache

from zhixi.search import added
from zhixi.search.added import Added
from zhixi.search.analysis import Kind, Unit, coarse_words, query_units
from zhixi.search.folding import folded

Span = tuple[int, int]

LONGEST = 200  # characters of a query; of a pasted page the rest marks nothing

_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;\n]+|$)")
_CLAUSE = re.compile(r"(?:[^，、,：:]|(?<=\d)[,:](?=\d))+[，、,：:]*|[，、,：:]+")
_IN_NUMBER = re.compile(r"(?<=[\d.,])[\d.,%％‰万亿元]")
# What follows these words limits what stood before: it is never cut away.
_LIMITING = re.compile(r"但|除外|除非|不含|不包括|不适用|仅限|否则|不得|以外")
_ALNUM = re.compile(r"[a-z0-9]")


def mark(text: str, query: str) -> list[Span]:
    """The parts of `text` that match the query: start and end, apart and in order."""
    spot = folded(text)
    spans = []
    for unit in _telling(query):
        for start in _places(spot.text, unit.text):
            spans.append(spot.span(start, start + len(unit.text)))
    return _merged(spans)


def excerpt(text: str, query: str, width: int = 120) -> str:
    """At most about `width` characters of the text, around the sentence that answers.

    Whole sentences if they fit, else whole clauses, so that no number and no negation is
    lost; a clause that limits the one before it is kept even beyond the width.
    """
    text = text.strip()
    if len(text) <= width:
        return text
    sentences = _cut(text, _SENTENCE)
    chosen = _best(text, sentences, query)
    start, end = sentences[chosen]
    if end - start > width:
        start, end = _clauses(text, (start, end), query, width)
    else:
        for following in sentences[chosen + 1 :]:
            if following[1] - start > width:
                break
            end = following[1]
    return _dotted(text, start, end)


def _telling(query: str) -> tuple[Unit, ...]:
    return _told_by(query, added.now())


@lru_cache(maxsize=256)
def _told_by(query: str, _bank: Added) -> tuple[Unit, ...]:
    """The query's words without filler; single characters only where there is nothing else."""
    units = [unit for unit in query_units(query[:LONGEST]) if not unit.filler]
    told = {Kind.WORD, Kind.ASKED}
    long = [u for u in units if u.kind in told and (len(u.text) > 1 or u.text.isdigit())]
    return tuple(long or [unit for unit in units if unit.kind == Kind.WORD])


def _places(text: str, term: str) -> list[int]:
    """Where the term stands; a number or a Latin word only as a whole."""
    starts = []
    start = text.find(term)
    while start >= 0:
        starts.append(start)
        start = text.find(term, start + len(term))
    if not starts or not _ALNUM.match(term):
        return starts
    return [
        start
        for start in starts
        if not _ALNUM.match(text, start - 1 if start else len(text))
        and not _ALNUM.match(text, start + len(term))
    ]


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _cut(text: str, pattern: re.Pattern[str], within: Span | None = None) -> list[Span]:
    start, end = within or (0, len(text))
    pieces = (match.span() for match in pattern.finditer(text, start, end))
    return [piece for piece in pieces if piece[0] < piece[1]]


def _best(text: str, pieces: list[Span], query: str) -> int:
    """The piece that holds most of what was asked; the first of equals."""

    def held(piece: Span) -> int:
        spot = folded(text[slice(*piece)]).text
        return sum(len(unit.text) for unit in _telling(query) if _places(spot, unit.text))

    return max(range(len(pieces)), key=lambda i: (held(pieces[i]), -i))


def _clauses(text: str, sentence: Span, query: str, width: int) -> Span:
    """The clauses of a long sentence around the best one, as many as fit."""
    clauses = _cut(text, _CLAUSE, sentence)
    first = last = _best(text, clauses, query)
    if clauses[first][1] - clauses[first][0] > width:
        start = clauses[first][0]
        return start, start + _whole_words(text[slice(*clauses[first])], width)
    while first > 0 and clauses[last][1] - clauses[first - 1][0] <= width:
        first -= 1
    while last + 1 < len(clauses):
        limits = _LIMITING.search(text, *clauses[last + 1])
        if not limits and clauses[last + 1][1] - clauses[first][0] > width:
            break
        last += 1
    return clauses[first][0], clauses[last][1]


def _whole_words(clause: str, width: int) -> int:
    """How much of a clause without any stop fits, cut between words and never in a number."""
    spot = folded(clause)
    ends = [spot.span(start, end)[1] for _, start, end in coarse_words(spot.text)]
    whole = [end for end in ends if not _IN_NUMBER.match(clause, end)]
    return max((end for end in whole if end <= width), default=whole[0])


def _dotted(text: str, start: int, end: int) -> str:
    piece = text[start:end].strip()
    before = "…" if text[:start].strip() else ""
    after = "…" if text[end:].strip() else ""
    return f"{before}{piece}{after}"
