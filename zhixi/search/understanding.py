"""What a text may mean beside its letters: typed by sound, misheard, slipped, or looking alike.

The words that stand for sounds come from documents that the reader may see and from nowhere
else: neither a reading nor a correction tells of a text that is hidden from him.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from zhixi.search import query, tables
from zhixi.search.analysis import query_units, spelled
from zhixi.search.index import Index, stored
from zhixi.search.letters import LONGEST, RUN, Segment, cut, heard, slipped
from zhixi.search.meaning import BEHIND
from zhixi.search.pinyin import FULL, INITIALS
from zhixi.search.query import Request
from zhixi.search.ranking import rarity
from zhixi.search.view import View

_DOCUMENTS = 40  # that are asked which words sound so
_TAILS = 50  # words that may go on from what is typed last
_HAN = re.compile(r"[\u3400-\u9fff]{2}")


class Known:
    """What this index knows, asked once for each term of a search."""

    def __init__(self, searcher: View) -> None:
        self.searcher = searcher
        self._counts: dict[tuple[str, str], int] = {}
        self._rarities: dict[str, float] = {}

    def count(self, field: str, term: str) -> int:
        key = field, term
        if key not in self._counts:
            self._counts[key] = self.searcher.doc_freq(field, term)
        return self._counts[key]

    def rarity(self, term: str) -> float:
        """How rare a term is among titles; see `ranking.rarity`."""
        if term not in self._rarities:
            self._rarities[term] = rarity(self.count("title", term), self.searcher.num_docs)
        return self._rarities[term]

    def letters(self, term: str) -> int:
        return self.count("letters", term)

    def is_word(self, text: str) -> bool:
        return any(self.count(field, text) for field in ("title", "phrasings", "keywords"))


def typed(text: str, known: Known) -> list[Segment]:
    """The segments of runs of letters that are no words themselves.

    The last run may be the beginning of a word that is still being typed.
    """
    segments: list[Segment] = []
    for run in RUN.finditer(text):
        if known.is_word(run[0]) or known.count("answer", run[0]):
            continue
        best = cut(run[0], run.start(), known.letters)
        growing = going_on(text, known) if run.end() == len(text) and best.doubtful else []
        if growing or not best.unknown:
            segments += growing or best.segments
    return segments


def going_on(text: str, known: Known) -> list[Segment]:
    """The last run of letters as the beginning of a word, where some word begins so."""
    run = re.search(r"[a-z]+$", text)
    if run is None:
        return []
    terms: list[str] = []
    for kind in (INITIALS, FULL):
        found = known.searcher.terms_with_prefix("letters", kind + run[0], limit=_TAILS)
        terms += [term for term, _count in found]
    return [Segment(tuple(terms), run.start(), run.end())] if terms else []


def resolved(
    text: str, segments: Sequence[Segment], index: Index, known: Known, request: Request
) -> str | None:
    """The text with words for its segments: those that visible documents have together."""
    rest = _without(text, segments)
    wanted = query.sounding(index.fields, request, segments, query_units(rest))
    found = known.searcher.search(wanted, _DOCUMENTS, count=False)
    kept_there = stored(known.searcher, [address for _score, address in found.hits])
    votes: Counter[tuple[str, ...]] = Counter()
    for (score, _), kept in zip(found.hits, kept_there, strict=True):
        chosen = _words_for(segments, kept.texts)
        votes[chosen] += score
    best = max(votes, key=lambda chosen: (sum(map(bool, chosen)), votes[chosen]), default=())
    best = tuple(word or _elsewhere(votes, n) for n, word in enumerate(best))
    return _put(text, segments, best) if any(best) else None


def _elsewhere(votes: Counter[tuple[str, ...]], n: int) -> str:
    """The word for a segment that no document has together with the others."""
    words = Counter[str]()
    for chosen, score in votes.items():
        words[chosen[n]] += score
    del words[""]
    return max(words, key=words.__getitem__, default="")


def _words_for(segments: Sequence[Segment], texts: Sequence[str]) -> tuple[str, ...]:
    """A word for each segment out of the text that has most of them, else out of any."""
    by_text = [spelled(text[: text.index(BEHIND)]) for text in texts]
    best = max(by_text, key=lambda terms: sum(_first(s, terms) != "" for s in segments))
    every = {term: word for terms in reversed(by_text) for term, word in terms.items()}
    return tuple(_first(s, best) or _first(s, every) for s in segments)


def _first(segment: Segment, terms: dict[str, str]) -> str:
    return next((terms[term] for term in segment.terms if term in terms), "")


def _without(text: str, segments: Sequence[Segment]) -> str:
    return _put(text, segments, [" "] * len(segments))


def _put(text: str, segments: Sequence[Segment], words: Sequence[str]) -> str:
    """The text with words in the places of the segments; one without a word stays as it is."""
    for segment, word in sorted(zip(segments, words, strict=True), key=lambda s: -s[0].start):
        if word:
            text = text[: segment.start] + word + text[segment.end :]
    return " ".join(text.split()) if text.isascii() else text.replace("  ", " ")


def repairs(text: str, index: Index, known: Known, request: Request) -> Iterator[str]:
    """Other texts that may have been meant, the likeliest mistake first.

    Wrong homophones of the input method, slips on the keyboard, similar shapes and words that
    speech recognition misheard.
    """
    if segments := heard(text, known.letters, known.is_word):
        yield from filter(None, [resolved(text, segments, index, known, request)])
    yield from _slipped(text, index, known, request)
    yield from _alike(text, known)
    for wrong, meant in tables.misheard().items():
        if wrong in text:
            yield text.replace(wrong, meant)


def _slipped(text: str, index: Index, known: Known, request: Request) -> Iterator[str]:
    for run in RUN.finditer(text):
        if 4 <= len(run[0]) <= LONGEST and cut(run[0], 0, known.letters).doubtful:
            meant = slipped(run[0], known.letters)
            if meant is not None:
                changed = text[: run.start()] + meant + text[run.end() :]
                segments = typed(changed, known)
                yield from filter(None, [resolved(changed, segments, index, known, request)])


def _alike(text: str, known: Known) -> Iterator[str]:
    """A character taken for one of the same shape, where the pair is no word otherwise."""
    for n, sign in enumerate(text):
        for other in tables.lookalikes().get(sign, ""):
            pairs = [(text[n - 1 : n] + sign, text[n - 1 : n] + other)] if n else []
            pairs += [(sign + text[n + 1 : n + 2], other + text[n + 1 : n + 2])]
            told = [(was, now) for was, now in pairs if _HAN.fullmatch(now)]
            if any(known.is_word(now) and not known.is_word(was) for was, now in told):
                yield text[:n] + other + text[n + 1 :]
