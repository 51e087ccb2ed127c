"""A content in pieces that can go over into another: lines, rows, fields, parts of the body.

Pure: payloads in, payloads out. What does not become valid is for the editor to tell.
"""

import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from zhixi.knowledge import types
from zhixi.knowledge.editing import facing
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.types.places import adds, in_block
from zhixi.lib import html

Payload = dict[str, Any]
ALONE = {  # what is said of the article as a whole
    *("schema", "title", "variants", "tags", "products", "channels", "regions", "kind", "level"),
    *("source_document", "effective_from", "expires_at", "review_by", "must_read"),
}
ASKED = ("phrasings", "keywords")  # how it is found


@dataclass(frozen=True, slots=True)
class Piece:
    """`key` is `field` or `field/n`; `asked` says that it is how the article is found."""

    key: str
    label: str
    words: str
    asked: bool


def pieces(code: str, payload: Payload) -> list[Piece]:
    """All of it, in the order of the type's fields."""
    found = []
    for name in types.registry()[code].model_fields:
        for key, value in _keyed(name, payload.get(name)):
            told = facing.words(name, value if name == "body" else [value])
            if told.strip():
                found.append(Piece(key, label(name, code), told, name in ASKED))
    return found


def _keyed(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if name in ALONE or value in (None, "", [], {}, False):
        return
    if name == "body":
        yield from ((f"body/{n}", part) for n, part in enumerate(html.sections(str(value))))
    elif isinstance(value, list):
        yield from ((f"{name}/{n}", each) for n, each in enumerate(value))
    else:
        yield name, value


def taken(payload: Payload, keys: Collection[str]) -> tuple[Payload, Payload]:
    """What stays, and what goes over; a customer's own wording goes with its piece."""
    rest: Payload = {}
    away: Payload = {}
    places: dict[str, tuple[Payload, str]] = {}
    for name, value in payload.items():
        keyed = list(_keyed(name, value))
        if not keyed:
            rest[name] = value
        for key, each in keyed:
            side = away if key in keys else rest
            places[key] = (side, _laid(side, name, each, key))
    for variant in rest.pop("variants", []):
        side, part = _moved(variant, places, rest, away)
        side.setdefault("variants", []).append(variant | {"part": part})
    return rest, away


def _laid(side: Payload, name: str, value: Any, key: str) -> str:
    """Lay a piece down; returns the path at which it stands now."""
    if name == "body":
        side[name] = side.get(name, "") + value
        return name
    if "/" not in key:
        side[name] = value
        return name
    side.setdefault(name, []).append(value)
    return f"{name}/{len(side[name]) - 1}"


def _moved(
    variant: Payload, places: dict[str, tuple[Payload, str]], rest: Payload, away: Payload
) -> tuple[Payload, str]:
    """Where the part that a variant names stands now; a block of a body is found by its words."""
    part, of = str(variant.get("part", "")), variant.get("of", "")
    if in_block(part):
        return (away if _says(away, of) and not _says(rest, of) else rest), part
    for key, (side, path) in places.items():
        if part == key or part.startswith(f"{key}/"):
            return side, path + part[len(key) :]
    name = part.split("/")[0]
    return (rest, part) if name in rest or name not in away else (away, part)


def _says(side: Payload, of: str) -> bool:
    return any(text == of for _kind, text in html.blocks(side.get("body", "")))


def joined(code: str, payload: Payload, more: Payload, source: str) -> Payload:
    """The payload with the pieces of `more`, a content of type `source`, put in.

    A list grows, an empty field is filled; what finds no such place becomes a part of the body,
    except for what no customer may hear, for which every type has a place.
    """
    found = copy.deepcopy(payload)
    variants = found.pop("variants", [])
    ours, theirs = (types.registry()[each].model_fields for each in (code, source))
    places: dict[str, tuple[Payload, str]] = {}
    left = ""
    for name, value in more.items():
        for key, each in _keyed(name, value):
            if name in ASKED and each in found.get(name, []):
                continue
            if name == "body" or _fits(found.get(name), ours.get(name), theirs[name]):
                places[key] = (found, _laid(found, name, each, key))
            else:
                left += html.paragraphs(f"{label(name, source)}：{facing.words(name, [each])}")
    for variant in more.get("variants", []):
        part = str(variant.get("part", ""))
        lasting = in_block(part) or (adds(part) and part.split("/")[0] in ours)
        side, moved = _moved(variant, places, {}, found if lasting else {})
        said = facing.words("body" if in_block(part) else "", variant.get("value"))
        told = f"{_condition(variant)}：{said}"
        if side is found:
            variants.append(variant | {"part": moved})
        elif part.split("/")[0] == "internal":
            found.setdefault("internal", []).append(told)
        else:
            left += html.paragraphs(told)
    if left:
        found["body"] = found.get("body", "") + left
    return found | ({"variants": variants} if variants else {})


def _fits(here: Any, ours: FieldInfo | None, theirs: FieldInfo) -> bool:
    """Whether both types have such a field, and there is room for one more in it."""
    if ours is None or ours.annotation != theirs.annotation:
        return False
    return not here or isinstance(here, list)


def _condition(variant: Payload) -> str:
    return " · ".join(
        str(variant[key]) for key in ("region", "product", "tier") if variant.get(key)
    )
