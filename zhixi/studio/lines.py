"""A line of the start page's lists."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: where it leads, what it is called and what is told beside it. `says` is
    why it came back; `late` that its day has passed; `under` the heading it stands under."""

    title: str
    url: str
    facts: list[str] = field(default_factory=list)
    says: str = ""
    late: bool = False
    under: str = ""
