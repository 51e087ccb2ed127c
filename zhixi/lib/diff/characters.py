"""What changed in a Chinese text: by character, with numbers and Latin words kept whole."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+$")
_PHRASE = re.compile(r"[^，、：]*[，、：]|[^，、：]+$")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
ISLAND = 4  # more equal characters than this stay equal, however much changes around them
LONG = 600  # characters on both sides together from which equal phrases are fixed points too
LONGEST = 20_000  # tokens on both sides together that are still compared one by one


@dataclass(frozen=True, slots=True)
class Piece:
    """`op`: "=" kept, "-" gone, "+" new, "~" the same words under another link or emphasis.

    A "~" without text notes where the new words before it link to; `picture` is the address of
    a picture that is gone or new, whose words stand before it.
    """

    op: str
    text: str
    note: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """What stood and what stands now; equal or not."""

    was: str
    now: str

    @property
    def same(self) -> bool:
        return self.was == self.now

    @property
    def size(self) -> int:
        return max(len(self.was), len(self.now))

    def __add__(self, other: "_Stretch") -> "_Stretch":
        return _Stretch(self.was + other.was, self.now + other.now)


def diff_text(old: str, new: str) -> list[Piece]:
    """Joining "=" and "+" gives `new`; joining "=" and "-" gives `old`."""
    pieces: list[Piece] = []
    for stretch in _slid(_without_islands(_joined(_by_sentence(old, new)))):
        if stretch.same:
            pieces.append(Piece("=", stretch.was))
            continue
        pieces += [Piece(op, text) for op, text in (("-", stretch.was), ("+", stretch.now)) if text]
    return pieces


def _by_sentence(old: str, new: str) -> Iterator[_Stretch]:
    """Whole equal sentences are fixed points; only between them characters are compared."""
    a, b = _SENTENCE.findall(old), _SENTENCE.findall(new)
    for was, now in _matched(a, b):
        yield from _by_phrase(was, now) if was != now else [_Stretch(was, now)]


def _by_phrase(old: str, new: str) -> Iterator[_Stretch]:
    """A long stretch is cut at its commas first: comparing characters costs their square."""
    if len(old) + len(new) < LONG:
        yield from _by_token(old, new)
        return
    for was, now in _matched(_PHRASE.findall(old), _PHRASE.findall(new)):
        yield from _by_token(was, now) if was != now else [_Stretch(was, now)]


def _by_token(old: str, new: str) -> Iterator[_Stretch]:
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    pairs = _matched(a, b) if len(a) + len(b) <= LONGEST else iter([(old, new)])
    for was, now in pairs:
        yield _Stretch(was, now)


def _matched(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(a) == len(b) == 1:
        yield a[0], b[0]
        return
    for _op, i1, i2, j1, j2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield "".join(a[i1:i2]), "".join(b[j1:j2])


def _joined(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """Neighbours of the same kind as one."""
    joined: list[_Stretch] = []
    for stretch in stretches:
        if joined and joined[-1].same == stretch.same:
            joined[-1] += stretch
        else:
            joined.append(stretch)
    return joined


def _without_islands(stretches: list[_Stretch]) -> list[_Stretch]:
    """A few equal characters between larger changes read better as part of them.

    The measure is that of diff-match-patch's semantic clean-up: no longer than either change.
    """
    before: list[_Stretch] = []
    while before != stretches:
        before, stretches = stretches, _merged(stretches)
    return stretches


def _merged(stretches: list[_Stretch]) -> list[_Stretch]:
    merged: list[_Stretch] = []
    for n, stretch in enumerate(stretches):
        if merged and not merged[-1].same:
            limit = min(ISLAND, merged[-1].size)
            following = stretches[n + 1].size if n + 1 < len(stretches) else 0
            if not stretch.same or stretch.size <= min(limit, following):
                merged[-1] += stretch
                continue
        merged.append(stretch)
    return merged


def _slid(stretches: list[_Stretch]) -> list[_Stretch]:
    """Insertions and deletions moved to where words end: “四、” and not “、四”."""
    slid = list(stretches)
    for n in range(1, len(slid) - 1):
        left, change, right = slid[n - 1 : n + 2]
        if change.same or (change.was and change.now):
            continue
        a, text, b = _best_place(left.was, change.was or change.now, right.was)
        slid[n - 1], slid[n + 1] = _Stretch(a, a), _Stretch(b, b)
        slid[n] = _Stretch(text, "") if change.was else _Stretch("", text)
    return [stretch for stretch in slid if stretch.size]


def _best_place(left: str, text: str, right: str) -> tuple[str, str, str]:
    while left and left[-1] == text[-1]:
        left, text, right = left[:-1], text[-1] + text[:-1], text[-1] + right
    best, score = (left, text, right), _fit(left, text, right)
    while right and text[0] == right[0]:
        left, text, right = left + text[0], text[1:] + text[0], right[1:]
        if (fit := _fit(left, text, right)) >= score:
            best, score = (left, text, right), fit
    return best


def _fit(left: str, text: str, right: str) -> int:
    return _seam(left[-1:], text[:1]) + _seam(text[-1:], right[:1])


def _seam(before: str, after: str) -> int:
    """How well a text may be cut between two characters."""
    if not before or not after or before == "\n":
        return 2
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return -2
    return int(not before.isalnum())
