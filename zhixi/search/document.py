"""What the index knows of one answer during one stretch of time."""

from dataclasses import astuple, dataclass

from zhixi.lib.digest import canonical, digest

NEVER = 2**53


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
        return digest(canonical(astuple(self)))
