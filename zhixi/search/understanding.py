"""What a text may mean beside its letters: typed by sound, misheard, slipped, or looking alike.

The words that stand for sounds come from documents that the reader may see and from nowhere
else: neither a reading nor a correction tells of a text that is hidden from him.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from zhixi.search import query, tables
from zhixi.search.analysis import query_units, spelled
from zhixi.search.candidates import nearest
from zhixi.search.index import Index
from zhixi.search.known import Known
from zhixi.search.letters import LONGEST, RUN, Segment, cut, heard, slipped
from zhixi.search.meaning import BEHIND
from zhixi.search.pinyin import FULL, INITIALS
from zhixi.search.query import Request

_DOCUMENTS = 15  # that are asked which words sound so
_TAILS = 50  # words that may go on from what is typed last
_CODE = re.compile(r"[a-z]+\d+")
_HAN = re.compile(r"[\u3400-\u9fff]{2}")


def typed(text: str, known: Known) -> list[Segment]:
    """The segments of runs of letters that are no words themselves.

    The last run may be the beginning of a word that is still being typed.
    """
    segments: list[Segment] = []
    for run in RUN.finditer(text):
        if known.is_word(run[0]) or known.count("answer", run[0]) or _in_a_code(run, known):
            continue
        best = cut(run[0], run.start(), known.letters)
        growing = going_on(text, known) if run.end() == len(text) and best.doubtful else []
        if growing or not best.unknown:
            segments += growing or best.segments
    return segments


def _in_a_code(run: re.Match[str], known: Known) -> bool:
    """Whether digits follow that make it the code of a screen or a form, as some text names it."""
    code = _CODE.match(run.string, run.start())
    return bool(code and any(known.count(name, code[0]) for name in ("answer", "body")))


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
    wanted = query.sounding(index.fields, segments, query_units(rest), known)
    votes: defaultdict[tuple[str, ...], float] = defaultdict(float)
    for score, address in nearest(known.searcher, index.fields, request, wanted, _DOCUMENTS):
        votes[_words_for(segments, known.searcher.kept(address).texts)] += score
    best = max(votes, key=lambda chosen: (sum(map(bool, chosen)), votes[chosen]), default=())
    best = tuple(word or _elsewhere(votes, n) for n, word in enumerate(best))
    return _put(text, segments, best) if any(best) else None


def _elsewhere(votes: Mapping[tuple[str, ...], float], n: int) -> str:
    """The word for a segment that no document has together with the others."""
    words: defaultdict[str, float] = defaultdict(float)
    for chosen, score in votes.items():
        words[chosen[n]] += score
    words.pop("", None)
    return max(words, key=words.__getitem__, default="")


def _words_for(segments: Sequence[Segment], texts: Sequence[str]) -> tuple[str, ...]:
    """A word for each segment out of the text that has most of them, else out of any."""
    best = ("",) * len(segments)
    every: dict[str, str] = {}
    for text in texts:
        terms = spelled(text[: text.index(BEHIND)])
        words = tuple(_first(segment, terms) for segment in segments)
        if all(words):
            return words
        best = max(best, words, key=lambda chosen: sum(map(bool, chosen)))
        every = terms | every
    return tuple(
        word or _first(segment, every) for word, segment in zip(best, segments, strict=True)
    )


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
