"""The tags, products, channels and regions that a text names, and the key of such a set."""

import hashlib
import json
from uuid import UUID

from zhixi.lib.digest import canonical

KINDS = ("tags", "products", "channels", "regions")
Names = tuple[tuple[str, str], ...]


def names_in(payload: str) -> Names:
    """Kind and name, each once, of the stored text of a version; nothing of one not read."""
    told = json.loads(payload) if payload else {}
    return tuple(dict.fromkeys((kind, name) for kind in KINDS for name in told.get(kind, [])))


def key_of(names: Names) -> UUID | None:
    """The same for the same names in the same order; nothing where there are none."""
    if not names:
        return None
    return UUID(bytes=hashlib.sha256(canonical(names).encode()).digest()[:16])
