"""Article n of the made-up base: its words, its place and whether it is live."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from zhixi.intake.speedbase import words
from zhixi.intake.speedbase.sections import COUNT

T = TypeVar("T")
Words = tuple[str, ...]

SEED = 20_261_124
TITLE, PHRASING, BODY = (12, 25), (8, 40), (300, 600)  # characters
PHRASINGS = 3

# Of a hundred articles seventy are live; the order is that of the shares in `_STANDING`.
LIVE, PAST, FUTURE, WITHDRAWN = "live", "past", "future", "withdrawn"
_STANDING = (LIVE,) * 7 + (PAST, FUTURE, WITHDRAWN)
_SHARES = (62, 20, 10, 8)
_KINDS = tuple(k for k, share in zip(words.KINDS, _SHARES, strict=True) for _ in range(share))

# n a name, l a kind of branch, p product, m matter, s situation, a aspect, f form of asking
_TITLES = ("npma", "pmaf", "npmaf", "spma", "psmaf", "nlpma", "nlpmf", "npsmf", "spmf", "npaf")
_PHRASINGS = ("opmf", "psm", "smpa", "onpma", "pmaf", "mpa", "ospmaf", "npmf", "pmsf", "omp")
_NAMES = 40_000


@dataclass(frozen=True, slots=True)
class Text:
    """Titles and phrasings in words, so that queries can drop and swap them."""

    number: int
    kind: str
    section: int
    standing: str
    title: Words
    phrasings: tuple[Words, ...]
    body: tuple[str, ...]


def texts(count: int) -> Iterator[Text]:
    return map(text, range(1, count + 1))


def text(number: int) -> Text:
    """The same for the same number, whatever was made before."""
    rng = Random(SEED * 1_000_003 + number)  # noqa: S311 - nothing secret
    topic = _Topic(rng)
    return Text(
        number=number,
        kind=rng.choice(_KINDS),
        section=rng.randint(1, COUNT),
        standing=rng.choice(_STANDING),
        title=topic.within(TITLE, lambda: topic.written(rng.choice(_TITLES), spoken=False)),
        phrasings=tuple(
            topic.within(PHRASING, lambda: topic.written(rng.choice(_PHRASINGS), spoken=True))
            for _ in range(PHRASINGS)
        ),
        body=tuple(_body(rng, topic)),
    )


def often(rng: Random, items: Sequence[T]) -> T:
    """The item of rank r about 1/r as often as the first (Zipf's law)."""
    return items[rank(rng, len(items))]


def rank(rng: Random, count: int) -> int:
    return int((count + 1) ** rng.random()) - 1


class _Topic:
    """What one article is about."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.redraw()

    def redraw(self) -> None:
        rng = self.rng
        self.said: dict[str, Words] = {
            "n": (name(rng),),
            "l": (often(rng, words.BRANCHES),),
            "p": often(rng, words.PRODUCTS),
            "m": often(rng, words.MATTERS),
            "s": often(rng, words.SITUATIONS),
            "a": often(rng, words.ASPECTS),
            "f": often(rng, words.ASKING),
        }

    def written(self, pattern: str, *, spoken: bool) -> Words:
        """The topic in the order of the pattern; spoken, each thing in any of its ways."""
        return tuple(
            often(self.rng, words.OPENINGS)
            if slot == "o"
            else self.rng.choice(self.said[slot])
            if spoken
            else self.said[slot][0]
            for slot in pattern
        )

    def within(self, bounds: tuple[int, int], write: Callable[[], Words]) -> Words:
        """The first try that is neither too short nor too long."""
        while True:
            for _ in range(20):
                written = write()
                if bounds[0] <= sum(map(len, written)) <= bounds[1]:
                    return written
            self.redraw()


def name(rng: Random) -> str:
    """Two signs; of the many names a few are met everywhere, most hardly ever."""
    first, second = divmod(rank(rng, _NAMES) * 7919 % len(words.SIGNS) ** 2, len(words.SIGNS))
    return words.SIGNS[first] + words.SIGNS[second]


def _body(rng: Random, topic: _Topic) -> Iterator[str]:
    """Paragraphs of a few sentences; the first speaks of the topic."""
    wanted, length = rng.randint(BODY[0], BODY[1] - 40), 0
    paragraph: list[str] = []
    slots = _Slots(rng, topic)
    while length < wanted:
        sentence = "，".join(
            [
                rng.choice(words.BEGINNINGS).format_map(slots),
                rng.choice(words.MIDDLES).format_map(slots),
                rng.choice(words.ENDS).format_map(slots) + "。",
            ]
        )
        if length + len(sentence) > BODY[1]:
            continue
        length += len(sentence)
        paragraph.append(sentence)
        if length >= wanted or rng.random() < 0.4:
            yield "".join(paragraph)
            paragraph = []


class _Slots(dict[str, str]):
    """Fills a sentence; a slot that comes twice is drawn twice."""

    def __init__(self, rng: Random, topic: _Topic) -> None:
        super().__init__()
        self.rng = rng
        self.topic = topic

    def __missing__(self, slot: str) -> str:
        rng = self.rng
        match slot:
            case "p" | "m" | "a" | "s" if rng.random() < 0.7:
                return self.topic.said[slot][0]
            case "p":
                return often(rng, words.PRODUCTS)[0]
            case "m":
                return often(rng, words.MATTERS)[0]
            case "a":
                return often(rng, words.ASPECTS)[0]
            case "s":
                return often(rng, words.SITUATIONS)[0]
            case "n":
                return name(rng)
            case "num":
                return str(int(10 ** (rng.random() * 4)))
        return self._rarer(slot)

    def _rarer(self, slot: str) -> str:
        rng = self.rng
        match slot:
            case "u":
                return often(rng, words.UNITS)
            case "c":
                return often(rng, words.CHANNELS)
            case "doc":
                return often(rng, words.DOCUMENTS)
            case "place":
                return often(rng, words.BRANCHES)
            case "rate":
                return f"{rng.randint(1, 80) / 10:g}"
            case "year":
                return str(rng.randint(2016, 2027))
            case "month":
                return str(rng.randint(1, 12))
            case "code":
                return (
                    f"{chr(65 + rank(rng, 26))}{chr(65 + rank(rng, 26))}{rng.randint(0, 9999):04}"
                )
        raise KeyError(slot)
