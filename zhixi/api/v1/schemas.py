"""The keys that other programs rely on, as the OpenAPI page tells them."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

# Text as `isoformat` gives it, so that API and command line say the same letter by letter.
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Hit(Schema):
    number: int
    type: str
    title: str
    answer: str
    clause: int
    section: str
    score: float
    why: str
    version: int
    effective_from: Moment
    ended: bool
    url: str


class Found(Schema):
    query: str
    corrected: str | None
    took_ms: float
    total: int
    more: bool
    direct: bool
    question: str
    notes: list[str]
    hits: list[Hit]


class Suggestion(Schema):
    text: str
    number: int


class Suggestions(Schema):
    query: str
    suggestions: list[Suggestion]


class Asked(Schema):
    at: Moment
    query: str
    corrected: str | None
    total: int


class Taken(Schema):
    number: int
    version: int
    title: str
    at: Moment
    seconds: float
    what: list[str]


class Trail(Schema):
    call: str
    searches: list[Asked]
    articles: list[Taken]


class Stretch(Schema):
    n: int
    effective_from: Moment
    effective_until: Moment | None


class Article(Schema):
    number: int
    type: str
    title: str
    version: int
    section: str
    owner: str
    confirmed_by: str
    effective_from: Moment
    effective_until: Moment | None
    as_of: Moment
    ended: bool
    answer: str
    content: dict[str, Any]
    versions: list[Stretch]
