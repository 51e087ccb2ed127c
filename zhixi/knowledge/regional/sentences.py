"""The parts of an article that a region may say otherwise, and what it changes of them. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

from zhixi.knowledge.editing import shapes
from zhixi.knowledge.editing.labels import label
from zhixi.knowledge.types.base import TypedContent, Variant
from zhixi.knowledge.types.places import MORE, adds, in_block
from zhixi.lib import html

Cells = tuple[str, ...]  # a sentence is one, a row of a table several
Payload = dict[str, Any]

_OURS = {"identity_check", "related", "attachments", "variants", "kind", "level"}  # head office's
_ALONE = _OURS | {  # said of the article as a whole
    *("title", "phrasings", "keywords", "tags", "products", "channels", "regions"),
    *("source_document", "readers", "work_order", "body"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """Where a region says something otherwise, and, within it, for which customers."""

    region: str
    part: str
    product: str = ""
    tier: str = ""

    @property
    def name(self) -> str:
        return "|".join([self.region, self.part, self.product, self.tier])

    @property
    def within(self) -> str:
        return " · ".join(filter(None, [self.product, self.tier]))

    @property
    def adds(self) -> bool:
        """Whether these are lines of the region's own, behind head office's."""
        return adds(self.part)

    def told(self, cells: Cells) -> str:
        return ("\n" if self.adds else "｜").join(cells)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A part as head office says it, () where it says nothing, and as the region does, () where it
    says the same. What is `fixed` is no sentence and no row: only head office writes it, here it
    is told in plain words."""

    key: Key
    label: str
    head: Cells
    own: Cells = ()
    internal: bool = False
    fixed: bool = False
    filled: bool = False  # whether head office has lines, where the region adds its own

    @property
    def told(self) -> str:
        return self.key.told(self.head)

    @property
    def said(self) -> str:
        return self.key.told(self.own)


@dataclass(frozen=True, slots=True)
class Row:
    """One difference: what head office and the region said when it was written, what the region
    shall say from then on; () is the same as head office."""

    key: Key
    label: str
    head: Cells
    was: Cells
    now: Cells

    @property
    def told(self) -> dict[str, str]:
        """Each in one line."""
        return {name: self.key.told(getattr(self, name)) for name in ("head", "was", "now")}

    def stored(self) -> dict[str, Any]:
        """Without the label: what is kept does not follow a reader's language."""
        key = {name: getattr(self.key, name) for name in ("part", "product", "tier")}
        cells = {name: list(getattr(self, name)) for name in ("head", "was", "now")}
        return key | cells


@dataclass(frozen=True, slots=True)
class Placed:
    """A row in the article as it is now. `moved_on` tells that head office or the region says
    another thing by now, `old` what head office said; `gone` that there is no such part."""

    row: Row
    moved_on: bool = False
    gone: bool = False
    old: Cells = ()


def read_rows(region: str, stored: Iterable[dict[str, Any]]) -> list[Row]:
    return [
        Row(
            Key(region, each["part"], each["product"], each["tier"]),
            label(each["part"].split("/")[0]),
            tuple(each["head"]),
            tuple(each["was"]),
            tuple(each["now"]),
        )
        for each in stored
    ]


def sentences(content: TypedContent, region: str) -> list[Sentence]:
    """Every part that the region may say otherwise, in reading order, those within it for a
    product or tier behind the part; then what it may add where head office says nothing."""
    payload = content.model_dump(mode="json")
    blocks = _blocks(content.body)
    own = _own(payload, region)
    found = []
    for part in content.parts():
        head = _head(payload, part.path, blocks)
        if part.path.split("/")[0] in _OURS or not head or "｜".join(head) != part.text:
            continue
        if part.path.endswith("/header"):
            continue
        keys = dict.fromkeys([Key(region, part.path), *(k for k in own if k.part == part.path)])
        found += [Sentence(k, part.label, head, own.pop(k, ()), part.internal) for k in keys]
    for place in _open(content, payload):
        keys = dict.fromkeys([Key(region, place), *(k for k in own if k.part == place)])
        name = place.split("/")[0]
        told = {"internal": name == "internal", "filled": bool(payload[name])}
        found += [Sentence(k, label(name, content.code), (), own.pop(k, ()), **told) for k in keys]
    return found + [
        _fixed(variant, payload) for variant in content.variants if _key_of(variant) in own
    ]


def _open(content: TypedContent, payload: Payload) -> Iterator[str]:
    """Where a region may add words of its own: any list of lines, and a text that is empty."""
    for name, info in type(content).model_fields.items():
        kind = shapes.kind(name, info.annotation) if name not in _ALONE else ""
        if kind == "lines":
            yield f"{name}/{MORE}"
        elif kind in {"words", "text"} and not payload[name]:
            yield name


def _own(payload: Payload, region: str) -> dict[Key, Cells]:
    return {
        _key(variant): _said(variant)
        for variant in payload.get("variants", [])
        if variant.get("region") == region
    }


def _said(variant: Payload) -> Cells:
    value = variant["value"]
    return html.cells(value)[0] if in_block(variant["part"]) else _cells(value)


def _blocks(body: str) -> list[Cells]:
    """The words of each block that a region may say otherwise; heads of tables are head office's."""
    told = zip(html.cells(body), html.forms(body), strict=True)
    return [() if form.tag == "head" else cells for cells, form in told]


def _head(payload: Payload, path: str, blocks: Sequence[Cells]) -> Cells:
    return blocks[int(path.split("/")[1])] if in_block(path) else _cells(at(payload, path))


def _fixed(variant: Variant, payload: Payload) -> Sentence:
    head = variant.of or Variant(part=variant.part, value=at(payload, variant.part) or "").text
    name = label(variant.part.split("/")[0])
    return Sentence(_key_of(variant), name, (head,), (variant.text,), fixed=True)


def _key_of(variant: Variant) -> Key:
    return Key(variant.region, variant.part, variant.product, variant.tier)


def _key(variant: Payload) -> Key:
    told = (variant.get(name) or "" for name in ("region", "part", "product", "tier"))
    return Key(*told)


def at(payload: Any, path: str) -> Any:
    """What stands at a path such as `supplements/0/text`; None where there is nothing."""
    here = payload
    for step in path.split("/"):
        if isinstance(here, list) and step.isdecimal() and int(step) < len(here):
            here = here[int(step)]
        elif isinstance(here, dict):
            here = here.get(step)
        else:
            return None
    return here


def _cells(value: Any) -> Cells:
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    return ()


def changed(shown: Sequence[Sentence], said: dict[str, Cells]) -> list[Row]:
    """What these words, by the names of their keys, change. Raises KeyError for a strange name."""
    known = {each.key.name: each for each in shown if not each.fixed}
    rows = []
    for name, now in said.items():
        each = known[name]
        now = _tidy(now, each)
        if now != each.own:
            rows.append(Row(each.key, each.label, each.head, each.own, now))
    return rows


def _tidy(said: Cells, each: Sentence) -> Cells:
    """Nothing where nothing is said, or the same as head office says; as many cells as there, an
    empty one as head office has it."""
    head = each.head
    if each.key.adds:
        return tuple(filter(None, _lines("\n".join(said))))
    lasting = in_block(each.key.part)
    given = [_joined(words, lasting) for words in said]
    if not head:
        return tuple(filter(None, given[:1]))
    cells = tuple(own or his for own, his in zip_longest(given[: len(head)], head, fillvalue=""))
    return () if cells == head or not any(given) else cells


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines()]


def _joined(text: str, lasting: bool) -> str:
    """Words on one line; in a paragraph of the body its lines last."""
    return ("\n" if lasting else " ").join(filter(None, _lines(text)))


def placed(rows: Iterable[Row], shown: Sequence[Sentence]) -> list[Placed]:
    """These differences on the article as it is now: a part that only stands elsewhere now is
    followed, one that says another thing is told."""
    return [_placed(row, shown) for row in rows]


def _placed(row: Row, shown: Sequence[Sentence]) -> Placed:
    here = next((each for each in shown if each.key == row.key), None)
    if here is None or here.head != row.head:
        here = _elsewhere(row, shown) or here
    if here is None:
        return Placed(row, moved_on=True, gone=True, old=row.head)
    new = replace(row, key=here.key, label=here.label, head=here.head, was=here.own)
    same = (here.head, here.own) == (row.head, row.was)
    return Placed(new, moved_on=not same, old=row.head if here.head != row.head else ())


def _elsewhere(row: Row, shown: Sequence[Sentence]) -> Sentence | None:
    """The one part of the same field with those very words, under another number."""
    field = row.key.part.split("/")[0]
    wanted = (row.key.product, row.key.tier, row.head)
    alike = [
        each
        for each in shown
        if each.key.part.split("/")[0] == field
        and (each.key.product, each.key.tier, each.head) == wanted
    ]
    return alike[0] if len(alike) == 1 else None


def applied(payload: Payload, rows: Sequence[Row]) -> Payload:
    """The payload with these differences in force and nothing else changed."""
    keys = {row.key for row in rows}
    kept = [each for each in payload.get("variants", []) if _key(each) not in keys]
    variants = kept + list(_variants(payload, rows))
    rest = {name: value for name, value in payload.items() if name != "variants"}
    return rest | ({"variants": variants} if variants else {})


def _variants(payload: Payload, rows: Iterable[Row]) -> Iterator[Payload]:
    for row in rows:
        if row.now:
            told = {"product": row.key.product, "tier": row.key.tier}
            named = {name: value for name, value in told.items() if value}
            part = {"part": row.key.part, "region": row.key.region, **named}
            yield part | _value(payload, row)


def _value(payload: Payload, row: Row) -> Payload:
    """What stands there: a body's block keeps what lies on the words that stay."""
    part = row.key.part
    if in_block(part):
        body, n = payload["body"], int(part.split("/")[1])
        return {"of": html.blocks(body)[n][1], "value": html.reworded(body, n, row.now)}
    listed = row.key.adds or isinstance(at(payload, part), list)
    return {"value": list(row.now) if listed else row.now[0]}
