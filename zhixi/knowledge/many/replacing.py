"""Words found and replaced in what people read of a text; references and codes stay."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from zhixi.knowledge import types
from zhixi.knowledge.drafts import Words
from zhixi.knowledge.editing import shapes
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.many.acts import Standing
from zhixi.lib import html
from zhixi.lib.text import fold_width, starts

# Names by which parts are found again, and for whom a variant is; `related` are links.
FIXED = {"id", "next", "to", "part", "of", "related", "region", "product", "tier"}
AROUND = 14  # characters shown on either side
_Touch = Callable[[str, str, bool], str]  # path, text, whether it is HTML


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand: in which article and field, and what stands around them."""

    key: str
    number: int
    title: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """Other words in all places but those whose keys are left out."""

    words: str
    by: str
    but: frozenset[str] = frozenset()

    def __call__(self, here: Standing) -> Words:
        def touch(path: str, text: str, is_html: bool) -> str:
            found = sum(len(starts(each, self.words)) for each in _texts(text, is_html))
            keys = [_key(here.number, path, n) for n in range(found)]
            but = [n for n, key in enumerate(keys) if key in self.but]
            if len(but) == found:
                return text
            if is_html:
                return html.replaced(text, self.words, self.by, but)
            return _replaced(text, self.words, self.by, but)

        return replace(here.words, content=_touched(here.words, touch))


def places(here: Standing, words: str) -> list[Place]:
    """All places of an article where exactly these words stand, in the order of its fields."""
    found: list[Place] = []

    def touch(path: str, text: str, is_html: bool) -> str:
        n = 0
        for line in _texts(text, is_html):
            for start in starts(line, words):
                around = _before(line[:start]), _after(line[start + len(words) :])
                named = label(path.split("/")[0], here.words.type)
                found.append(
                    Place(_key(here.number, path, n), here.number, here.title, named, *around)
                )
                n += 1
        return text

    _touched(here.words, touch)
    return found


def _before(text: str) -> str:
    return text if len(text) <= AROUND else "…" + text[-AROUND:]


def _after(text: str) -> str:
    return text if len(text) <= AROUND else text[:AROUND] + "…"


def other_widths(here: Standing, words: str) -> int:
    """How often the same words stand in other widths or case, which are not replaced."""
    total, folded = 0, fold_width(words).lower()

    def touch(path: str, text: str, is_html: bool) -> str:
        nonlocal total
        for line in _texts(text, is_html):
            total += len(starts(fold_width(line).lower(), folded)) - len(starts(line, words))
        return text

    _touched(here.words, touch)
    return max(0, total)


def _key(number: int, path: str, n: int) -> str:
    return f"{number}:{path}:{n}"


def _texts(text: str, is_html: bool) -> list[str]:
    return html.texts(text) if is_html else [text]


def _replaced(text: str, words: str, by: str, but: Collection[int]) -> str:
    made, here = "", 0
    for n, start in enumerate(starts(text, words)):
        made += text[here:start] + (words if n in but else by)
        here = start + len(words)
    return made + text[here:]


def _touched(given: Words, touch: _Touch) -> dict[str, Any]:
    return _piece(types.registry()[given.type], given.content, "", touch)


def _piece(
    model: type[BaseModel], given: dict[str, Any], path: str, touch: _Touch
) -> dict[str, Any]:
    """The same payload with what is written touched, in the order of the model's fields."""
    made = dict(given)
    for name, info in model.model_fields.items():
        if name in given and name not in FIXED:
            part = given.get("part", "")
            made[name] = _value(name, info.annotation, given[name], f"{path}{name}", part, touch)
    return made


def _value(name: str, annotation: Any, given: Any, path: str, part: Any, touch: _Touch) -> Any:
    kind = shapes.kind(name, annotation)
    if kind in {"moment", "switch", "choice"}:
        return given
    if kind == "rows":
        model = shapes.inner(annotation)
        return [_piece(model, row, f"{path}/{n}/", touch) for n, row in enumerate(given)]
    if kind == "piece" and isinstance(given, dict):
        return _piece(shapes.inner(annotation), given, f"{path}/", touch)
    first, last = str(part).split("/")[0], str(part).split("/")[-1]
    if kind == "any" and last in FIXED:
        return given
    return _leaves(given, path, touch, kind == "body" or (kind == "any" and first == "body"))


def _leaves(given: Any, path: str, touch: _Touch, is_html: bool) -> Any:
    """Lines, tables and whatever a variant holds: every text in them."""
    if isinstance(given, str):
        return touch(path, given, is_html)
    if isinstance(given, list):
        return [_leaves(each, f"{path}/{n}", touch, is_html) for n, each in enumerate(given)]
    if isinstance(given, dict):
        return {
            name: each if name in FIXED else _leaves(each, f"{path}/{name}", touch, is_html)
            for name, each in given.items()
        }
    return given
