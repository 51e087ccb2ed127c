"""How the desk would list a text that is being written, and who has looked for it in vain."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from zhixi.accounts.context import CallContext
from zhixi.knowledge import typenames, types
from zhixi.knowledge.answers import answer
from zhixi.knowledge.clauses import cut
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.finding import Marks, marked
from zhixi.knowledge.indexing import described
from zhixi.knowledge.listing import Line
from zhixi.knowledge.sections import tree
from zhixi.lib.digest import canonical
from zhixi.search import IndexUnavailable, failing
from zhixi.search.failing import Unfound
from zhixi.search.foreseeing import foreseen

TRIED, SHOWN = 200, 5  # queries; a save waits for those that are tried


@dataclass(frozen=True, slots=True)
class Query:
    """What several agents asked and opened nothing for, with the sentence that would answer."""

    asked: Unfound
    answer: Marks


@dataclass(frozen=True, slots=True)
class Listed:
    """The line of the list, for the first of these queries or for its own title; `more` counts
    the queries beyond those."""

    label: str
    title: Marks
    answer: Marks
    section: str
    queries: list[Query]
    more: int


def listed(words: Words, content: Any, now: dt.datetime) -> Listed | None:
    """Nothing as long as nothing of it can be read."""
    if content is None or not words.content:
        return None
    line = _line(words, content, now)
    queries = _queries(content, now)
    query = queries[0].query if queries else content.title
    return Listed(
        label=typenames.name_of(content),
        title=marked(content.title, query),
        answer=_answer(line, query),
        section=tree(now).written(words.section) if words.section else "",
        queries=[Query(each, _answer(line, each.query)) for each in queries[:SHOWN]],
        more=max(0, len(queries) - SHOWN),
    )


def _line(words: Words, content: Any, now: dt.datetime) -> Line:
    """As a list reads it once it is live."""
    return Line(
        number=0,
        type=words.type,
        title=content.title,
        clauses=[clause.as_row() for clause in cut(content.parts())],
        payload=canonical(types.dump(content)),
        content="",
        version=0,
        n=0,
        section=words.section or 0,
        audience=words.audience,
        live_from=now,
        ended_from=None,
    )


def _answer(line: Line, query: str) -> Marks:
    return marked(answer(line, query, CallContext()).text, query)


def _queries(content: Any, now: dt.datetime) -> list[Unfound]:
    known = {each.query: each for each in failing.unfound(now)[:TRIED]}
    try:
        found = foreseen(described(content, number=0, version=0), known)
    except IndexUnavailable:
        return []
    return [known[query] for query in found]
