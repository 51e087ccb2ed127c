"""What kind of field each part of a content is, read off its pydantic model."""

from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel

from zhixi.knowledge.types.base import Table

SHORT = {
    *("title", "condition", "customer", "label", "id", "name", "channel", "can"),
    *("limit", "hours", "region", "product", "tier", "reason", "source_document", "readers"),
    *("work_order", "where_to_check"),
}


def bare(annotation: Any) -> Any:
    """The type itself, without "or None" and without what is checked of it."""
    while True:
        origin, args = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            annotation = args[0]
        elif origin in (Union, UnionType):
            annotation = next(arg for arg in args if arg is not type(None))
        else:
            return annotation


def kind(name: str, annotation: Any) -> str:
    """words, text, body, part, target, lines, choice, switch, moment, any, table, tables, piece, rows or
    held, what a screen keeps and does not show."""
    shape = bare(annotation)
    if get_origin(shape) is list:
        item = bare(get_args(shape)[0])
        if item is str:
            return "lines"
        return "tables" if item is Table else "rows"
    if get_origin(shape) is Literal:
        return "choice"
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        return "table" if shape is Table else "piece"
    plain = {bool: "switch", AwareDatetime: "moment", Any: "any"}
    if shape in plain:
        return plain[shape]
    if name in {"body", "part"}:
        return name
    if name == "of":
        return "held"
    if name in {"to", "next"}:
        return "target"
    return "words" if name in SHORT else "text"


def inner(annotation: Any) -> type[BaseModel]:
    """The model of a piece, or of the rows of a list."""
    shape = bare(annotation)
    found: type[BaseModel] = bare(get_args(shape)[0]) if get_origin(shape) is list else shape
    return found


def options(annotation: Any) -> list[str]:
    return list(get_args(bare(annotation)))
