"""The piece of an article that a hit shows: lifted out whole, with the clause it comes from."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from zhixi import search
from zhixi.accounts.context import CallContext
from zhixi.knowledge import types
from zhixi.knowledge.files.texts import Leaf
from zhixi.knowledge.listing import Line

# Never lifted out: what must not reach a customer, what must not be said, and what is no answer.
_NOT_SAID = (
    *("internal", "must_not_say", "related", "summary", "kind", "level", "variants"),
    "attachments",
)
_MOST_CELLS = 6
_OURS = "坐席"  # who speaks where nobody is named


@dataclass(frozen=True, slots=True)
class Answer:
    """A piece of text as it is shown, and the lasting id of its clause; 0 if it has none."""

    text: str
    clause: int
    where: str = ""  # of a line in an attachment


class _Piece(NamedTuple):
    text: str
    clause: int
    path: str
    where: str = ""


def answer(
    line: Line,
    query: str,
    context: CallContext,
    *,
    lift: bool = True,
    attached: Sequence[Leaf] = (),
) -> Answer:
    """What answers the query in this article, for this customer; its first answer without `lift`.

    Lines of attachments come last: what the article itself says as well is taken from there.
    """
    beside = _beside(line)
    pieces = _pieces(line, beside.unsaid, context)
    chosen = next(pieces)
    if lift:
        every = [chosen, *pieces, *(_Piece(leaf.text, 0, "", leaf.where) for leaf in attached)]
        told = [f"{beside.labels.get(each.path, '')} {each.text}" for each in every]
        chosen = every[search.answering(told, query, line.title)]
    return Answer(search.excerpt(chosen.text, query), chosen.clause, chosen.where)


class _Beside(NamedTuple):
    """What stands beside the pieces of an article, by their paths."""

    labels: dict[str, str]  # what they are about, or what the customer has just said
    unsaid: frozenset[str]  # the customer's own words


def _beside(line: Line) -> _Beside:
    """What a supplement is about is not in it: 费用, and then only 四十元一张."""
    if not any(f'"{name}":' in line.payload for name in ("supplements", "lines", "objections")):
        return _Beside({}, frozenset())
    payload = json.loads(line.payload)
    labels, unsaid, before = {}, set(), ""
    for n, extra in enumerate(payload.get("supplements", ())):
        labels[f"supplements/{n}/text"] = extra["condition"]
    for n, said in enumerate(payload.get("lines", ())):
        path, ours = f"lines/{n}/text", said.get("speaker", _OURS) == _OURS
        if ours:
            labels[path] = before
        else:
            unsaid.add(path)
        before = "" if ours else said["text"]
    for n, objection in enumerate(payload.get("objections", ())):
        labels[f"objections/{n}/answer"] = objection["customer"]
        unsaid.add(f"objections/{n}/customer")
    return _Beside(labels, frozenset(unsaid))


def _pieces(line: Line, unsaid: frozenset[str], context: CallContext) -> Iterator[_Piece]:
    """What may be lifted out, the first answer first."""
    ids = {path: id_ for id_, path, _kind, _text in line.clauses}
    texts = _varied(line, context) or {
        path: text for _id, path, kind, text in line.clauses if kind != "picture"
    }
    said = {
        path: text
        for path, text in texts.items()
        if path.split("/")[0] not in _NOT_SAID and path not in unsaid
    }
    first = _first(line.type, said)
    yield _Piece(said.get(first, ""), ids.get(first, 0), first)
    for path, text in said.items():
        if path != first and not path.endswith("/header"):
            yield _Piece(_row(path, text, said), ids.get(path, 0), path)


def _varied(line: Line, context: CallContext) -> dict[str, str]:
    """The texts by path where something is said otherwise to this customer; else nothing."""
    told = any((context.region, context.product, context.tier))
    if not told or '"variants":' not in line.payload:
        return {}
    content = types.load(line.type, line.payload).for_context(context)
    return {part.path: part.text for part in content.parts() if part.kind != "picture"}


def _first(type_: str, said: dict[str, str]) -> str:
    """The path of what the type calls its answer."""
    wanted = types.registry()[type_].answered_by
    found = (path for start in wanted for path in said if path.startswith(start))
    return next(found, next(iter(said), ""))


def _row(path: str, text: str, said: dict[str, str]) -> str:
    """A row of a table with the heads of its columns, so that it can be read alone."""
    above, rows, _n = path.rpartition("/rows/")
    heads = said.get(f"{above}/header", "").split("｜") if rows else []
    cells = text.split("｜")
    if len(heads) != len(cells):
        return text
    named = [f"{head} {cell}" for head, cell in zip(heads[1:], cells[1:], strict=True)]
    return "｜".join([cells[0], *named[: _MOST_CELLS - 1]])
