"""What a rule has to say of a place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    rule: str
    path: str
    words: str
    url: str = ""
