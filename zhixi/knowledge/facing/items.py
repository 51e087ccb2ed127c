"""What an article says, by field, ready to face what another says there."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from zhixi.knowledge.changes.fields import FIELDS, names
from zhixi.knowledge.changes.forms import SEAM
from zhixi.knowledge.changes.rows import field_of
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.clauses import Clause, cut
from zhixi.knowledge.types import TypedContent
from zhixi.knowledge.types.words import shown

ALIKE = 0.6  # from which two tables face each other, see `_alike`
NEVER = {"related"}  # numbers of other articles, which say nothing side by side
UNNAMED = {"nodes"}  # whose names belong to one article alone
CHANNELS = ("channel_table", "channel_matrix")  # two types' fields for the same


@dataclass(frozen=True, slots=True)
class Item:
    """A clause, its name if it has one, and its words by the head of their column."""

    clause: Clause
    name: str
    words: dict[str, str]
    keyed: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What one article says in a field."""

    title: str
    items: list[Item]

    @property
    def heads(self) -> list[str]:
        return list(dict.fromkeys(head for item in self.items for head in item.words))


def kept_by(content: TypedContent) -> dict[str, Kept]:
    """What the article says, by field."""
    side = Side(content, cut(content.parts()))
    found: dict[str, Kept] = {}
    for clause in side.clauses:
        field = field_of(clause.path)
        heads = side.heads(clause) if field != "body" else []
        if field in NEVER or clause.text == SEAM.join(heads):
            continue
        over, name = names(clause.path, side.labels[clause.path])
        key = "channels" if field in CHANNELS else field
        kept = found.setdefault(key, Kept(over or str(FIELDS["tables"]), []))
        kept.items.append(_item(clause, field, name, heads))
    return found


def _item(clause: Clause, field: str, name: str, heads: list[str]) -> Item:
    cells = clause.text.split(SEAM, len(heads) - 1) if heads else []
    if not heads or len(set(heads)) != len(cells):
        name = "" if field in UNNAMED else name
        return Item(clause, name, {"": shown(field, clause.text)}, keyed=field == "supplements")
    own = 2 if field == "variants" else 1
    words = dict(zip(heads[own:], cells[own:], strict=True))
    return Item(clause, " · ".join(cells[:own]), words, keyed=True)


def tables_matched(one: dict[str, Kept], other: dict[str, Kept]) -> dict[str, Kept]:
    """The right one's fields, its tables under the key of the left table they are like."""
    free = [key for key in one if _is_table(key)]
    found: dict[str, Kept] = {}
    for key, kept in other.items():
        like = key
        if _is_table(key):
            alike = {each: _alike(one[each], kept) + (each == key == "channels") for each in free}
            like = max(alike, key=lambda each: alike[each], default="")
            like = like if like and alike[like] >= ALIKE else f"{key}/right"
        if like in free:
            free.remove(like)
        found[like] = kept
    return found


def _is_table(key: str) -> bool:
    return key == "channels" or key.startswith("tables/")


def _alike(one: Kept, other: Kept) -> float:
    """How alike two tables are, by the names of their rows, their heads and their titles."""
    names = [{item.name for item in kept.items} for kept in (one, other)]
    common = len(names[0] & names[1]) / max(1, min(len(each) for each in names))
    return 2 * common + (one.heads == other.heads) / 2 + fuzz.ratio(one.title, other.title) / 100
