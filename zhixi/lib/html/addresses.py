"""The addresses of our own pictures, the only ones that a body shows."""

import re
from urllib.parse import quote, unquote

from zhixi.lib.files.kinds import KINDS
from zhixi.lib.files.names import harmless, suffix_of

_OURS = re.compile(r"/files/(sha256:[0-9a-f]{64})/([^/?#\s]+)")


def ours(src: str) -> str:
    """The address as it is always written; nothing where it is none of a picture of ours."""
    found = _OURS.fullmatch(src)
    if found is None:
        return ""
    name = unquote(found[2])
    kind = KINDS.get(suffix_of(name))
    if kind is None or kind.sort != "picture":
        return ""
    return f"/files/{found[1]}/{quote(harmless(name, kind.suffix))}"
