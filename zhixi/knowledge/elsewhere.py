"""The same question in another article that is live."""

import datetime as dt
import json

from zhixi.accounts.models import Person
from zhixi.knowledge import finding
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib.text import fold_width
from zhixi.search import IndexUnavailable

NEAR = 10  # hits of the title that are compared
Place = tuple[str, int, str, str]  # path in our content, their number and title, the question


def same_question(
    content: TypedContent, number: int | None, person: Person, now: dt.datetime
) -> list[Place]:
    """Live articles among the title's hits that answer one of our questions word for word."""
    try:
        lines = finding.near(content.title, person, now, NEAR)
    except IndexUnavailable:
        return []
    ours = {_bare(content.title): "title"}
    for n, phrasing in enumerate(content.phrasings):
        ours.setdefault(_bare(phrasing), f"phrasings/{n}")
    found = []
    for line in lines:
        if line.number == number:
            continue
        asked = [line.title, *json.loads(line.payload).get("phrasings", [])]
        shared = next((q for q in asked if _bare(q) in ours), None)
        if shared:
            found.append((ours[_bare(shared)], line.number, line.title, shared))
    return sorted(found, key=lambda place: place[1])


def _bare(question: str) -> str:
    return "".join(each for each in fold_width(question).lower() if each.isalnum())
