"""Traditional script for who reads it: what is shown is turned, what is sent back never."""

import re
from functools import cache

from opencc import OpenCC

_TAG = re.compile(r"""<!--.*?-->|<(/?)([a-zA-Z][\w-]*)((?:[^>"']|"[^"]*"|'[^']*')*)>""", re.S)
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)=("[^"]*"|'[^']*')""")
# What a page says in its attributes, our scripts' own words among it; all others are for machines.
_SAID = re.compile(
    r"title|aria-label|placeholder|alt|label|data-(?:words-.+|label|once|chosen|none|said|sifted)"
)
_RAW = {"script", "style", "textarea"}
# The library reads 别着急 as 彆着急; that character stands in 彆扭 alone.
_NOT_TWISTED = re.compile("彆(?!扭)")


def turned(text: str) -> str:
    """In traditional characters, word by word where words decide."""
    return text if text.isascii() else _NOT_TWISTED.sub("別", _converter("s2hk").convert(text))


def simplified(text: str) -> str:
    """As it was before it was turned; what was never turned stays."""
    return text if text.isascii() else str(_converter("hk2s").convert(text))


def turned_page(html: str) -> str:
    """The page, or a part of it, with all that is read turned.

    What stands in a field, an address or a script stays as it is, and so does what is marked
    translate="no": an editor takes its text from there. Takes HTML as our templates write it.
    """
    made: list[str] = []
    at, keep, depth = 0, "", 0
    for tag in _TAG.finditer(html):
        text = html[at : tag.start()]
        made += [text if keep else turned(text), tag[0] if keep else _said(tag[0])]
        at = tag.end()
        closes, name, attributes = tag[1], tag[2], tag[3] or ""
        if keep and name == keep:
            depth += -1 if closes else 1
            keep = keep if depth else ""
        elif not keep and not closes and _is_kept(name, attributes):
            keep, depth = name, 1
    made.append(html[at:] if keep else turned(html[at:]))
    return "".join(made).replace('<html lang="zh-Hans">', '<html lang="zh-Hant">', 1)


def _is_kept(name: str | None, attributes: str) -> bool:
    """An option without a value is sent as it reads."""
    unnamed = name == "option" and " value=" not in attributes
    return name in _RAW or unnamed or ' translate="no"' in attributes


def _said(tag: str) -> str:
    return tag if tag.isascii() else _ATTRIBUTE.sub(_attribute, tag)


def _attribute(found: re.Match[str]) -> str:
    return f"{found[1]}={turned(found[2])}" if _SAID.fullmatch(found[1]) else found[0]


@cache
def _converter(way: str) -> OpenCC:
    return OpenCC(way)
