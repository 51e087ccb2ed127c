"""The tree of the made-up base: 2,000 sections, 50 audiences, a quarter closed to the reader.

Twenty areas with ten fields each; what is left hangs evenly under the fields. Each audience
stands on two fields; the reader belongs to every second audience.
"""

from dataclasses import dataclass

from zhixi.intake.speedbase import words

COUNT = 2_000
AUDIENCES = 50
_FIRST_FIELD = len(words.AREAS) + 1
_FIRST_TOPIC = _FIRST_FIELD + len(words.AREAS) * len(words.FIELDS)


@dataclass(frozen=True, slots=True)
class Place:
    """A section; `audience` counts from 1."""

    id: int
    parent: int | None
    name: str
    audience: int | None = None


def places() -> list[Place]:
    """All sections, each after the one it hangs under."""
    return [_place(id) for id in range(1, COUNT + 1)]


def open_audiences() -> frozenset[int]:
    """Those that the reader belongs to."""
    return frozenset(range(2, AUDIENCES + 1, 2))


def is_open(section: int) -> bool:
    """Whether the reader may enter; areas have no audience, so the field decides."""
    audience = _audience(_field_of(section))
    return audience is None or audience in open_audiences()


def _place(id: int) -> Place:
    if id < _FIRST_FIELD:
        return Place(id, None, words.AREAS[id - 1])
    if id < _FIRST_TOPIC:
        area, field = divmod(id - _FIRST_FIELD, len(words.FIELDS))
        return Place(id, area + 1, words.FIELDS[field], _audience(id))
    round_, _ = divmod(id - _FIRST_TOPIC, _FIRST_TOPIC - _FIRST_FIELD)
    return Place(id, _field_of(id), f"第{round_ + 1}类")


def _field_of(section: int) -> int:
    """The field that the section is or hangs under; an area is none."""
    if section < _FIRST_TOPIC:
        return section
    return _FIRST_FIELD + (section - _FIRST_TOPIC) % (_FIRST_TOPIC - _FIRST_FIELD)


def _audience(field: int) -> int | None:
    """The first hundred fields are limited: they have ten sections each, themselves included."""
    place = field - _FIRST_FIELD
    return place % AUDIENCES + 1 if 0 <= place < 2 * AUDIENCES else None
