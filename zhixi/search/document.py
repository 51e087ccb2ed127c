"""What the index knows of one answer during one stretch of time."""

from dataclasses import dataclass, fields
from typing import NamedTuple

from zhixi.lib.digest import canonical, digest

NEVER = 2**53


class Identity(NamedTuple):
    """What must agree between index and database."""

    number: int
    live_from: int
    version: int
    live_until: int
    section: int
    audience: int
    digest: str


@dataclass(frozen=True, slots=True)
class Document:
    """One version while it is live; moments are epoch seconds, ends are exclusive."""

    number: int
    version: int
    type: str
    title: str
    phrasings: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    answer: str = ""
    body: str = ""
    section: int = 0
    audience: int = 0
    live_from: int = 0
    live_until: int = NEVER
    ended_from: int = NEVER
    regions: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Two documents with the same digest are found and shown alike."""
        return digest(canonical([getattr(self, name) for name in _FIELDS]))

    @property
    def identity(self) -> Identity:
        return Identity(*(getattr(self, name) for name in Identity._fields))


_FIELDS = tuple(field.name for field in fields(Document))
