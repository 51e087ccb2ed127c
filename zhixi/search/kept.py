"""What the index gives back of a document: enough to rank, to verify and to show it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from zhixi.search import meaning
from zhixi.search.document import Document, Identity
from zhixi.search.folding import fold

MOST, LONGEST = 12, 80  # questions inside an answer, and characters of one
ANSWER = 400  # characters of an answer that ranking looks into
_QUESTION = re.compile(r"(?:^|[\n。；！!])(?:问[:：])?([^\n。；！!？?]+)[？?]")
# No folded text holds these: they part what is written behind one another.
_PART, _TEXT = "\x1d", "\x1f"


@dataclass(slots=True)
class Kept:
    """A document as ranking sees it; its texts are folded, with their signs behind them."""

    number: int
    version: int
    type: str
    section: int
    audience: int
    live_from: int
    live_until: int
    ended_from: int
    digest: str
    regions: Sequence[str]
    products: Sequence[str]
    channels: Sequence[str]
    tags: Sequence[str]
    objects: Sequence[str]
    sides: Sequence[str]
    questions: int  # how many of the texts are questions: the title and the phrasings
    keywords: int  # how many follow them; what stands behind is asked inside the answer
    joined: str  # the texts behind one another: the title, phrasings, keywords, inner questions
    answer: str  # the beginning of what can be said

    @property
    def texts(self) -> list[str]:
        return self.joined.split(_TEXT)

    @property
    def identity(self) -> Identity:
        return Identity(*(getattr(self, name) for name in Identity._fields))


_PLAIN = (
    "number",
    "version",
    "type",
    "section",
    "audience",
    "live_from",
    "live_until",
    "ended_from",
    "digest",
)
LABELS = ("regions", "products", "channels", "tags")


def inner_questions(text: str) -> list[str]:
    """Questions that an answer itself asks; many imported answers hold several of a kind."""
    found = (match[1].strip() for match in _QUESTION.finditer(text))
    return [question for question in found if 4 <= len(question) <= LONGEST][:MOST]


def pack(document: Document) -> bytes:
    questions = (document.title, *document.phrasings)
    inner = inner_questions(document.answer)
    texts = [fold(text) for text in (*questions, *document.keywords, *inner)]
    named = [
        sorted(names(texts[0]) or names("\n".join(texts)))
        for names in (meaning.objects, meaning.sides)
    ]
    plain = [getattr(document, name) for name in _PLAIN]
    labels = [getattr(document, name) for name in LABELS]
    counts = (len(questions), len(document.keywords))
    head = json.dumps([*plain, *labels, *named, *counts], ensure_ascii=False)
    joined = _TEXT.join(meaning.kept(text) for text in texts)
    answer = meaning.kept(fold(document.answer[:ANSWER]))
    return _PART.join((head, joined, answer)).encode()


def unpack(stored: bytes) -> Kept:
    head, joined, answer = stored.decode().split(_PART)
    return Kept(*[*json.loads(head), joined, answer])


@dataclass(frozen=True, slots=True)
class Shown:
    """A document's short texts as they were written."""

    title: str
    phrasings: tuple[str, ...]
    keywords: tuple[str, ...]


def shown(stored: bytes) -> Shown:
    title, phrasings, keywords = json.loads(stored)
    return Shown(title, tuple(phrasings), tuple(keywords))


def show(document: Document) -> bytes:
    texts = (document.title, document.phrasings, document.keywords)
    return json.dumps(texts, ensure_ascii=False).encode()
