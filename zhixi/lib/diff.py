"""What changed in a Chinese text: by character, with numbers and Latin words kept whole."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|.", re.DOTALL)
ISLAND = 2  # equal runs this short between two changes read better as part of them


@dataclass(frozen=True, slots=True)
class Piece:
    """`op`: "=" kept, "-" gone, "+" new, "~" the same words with another link or emphasis."""

    op: str
    text: str


def diff_text(old: str, new: str) -> list[Piece]:
    """Joining "=" and "+" gives `new`; joining "=" and "-" gives `old`."""
    a, b = _TOKEN.findall(old), _TOKEN.findall(new)
    codes = SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    runs = [("".join(a[i1:i2]), "".join(b[j1:j2]), op == "equal") for op, i1, i2, j1, j2 in codes]
    pieces: list[Piece] = []
    for was, is_, same in _without_islands(runs):
        if same:
            pieces.append(Piece("=", was))
            continue
        pieces += [Piece(op, text) for op, text in (("-", was), ("+", is_)) if text]
    return pieces


def _without_islands(runs: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Changes with only a letter or two between them become one change."""
    joined: list[tuple[str, str, bool]] = []
    for n, (was, is_, same) in enumerate(runs):
        island = same and len(was) < ISLAND and 0 < n < len(runs) - 1
        changed = not same or island
        if changed and joined and not joined[-1][2]:
            before = joined[-1]
            joined[-1] = (before[0] + was, before[1] + is_, False)
        else:
            joined.append((was, is_, not changed))
    return joined


def diff_html(old: str, new: str) -> list[Piece]:
    """The words of two bodies, and, as "~", links and emphasis that changed on them."""
    pieces = diff_text(_words(old), _words(new))
    was, is_ = _marks(old), _marks(new)
    pieces += [Piece("~", _("去掉 %(mark)s") % {"mark": mark}) for mark in was if mark not in is_]
    pieces += [Piece("~", _("加上 %(mark)s") % {"mark": mark}) for mark in is_ if mark not in was]
    return pieces


def _words(html: str) -> str:
    return LexborHTMLParser(html).text(separator="\n")


def _marks(html: str) -> list[str]:
    marks = []
    for node in LexborHTMLParser(html).css("a[href], strong, em"):
        name = {"strong": _("加粗"), "em": _("强调")}.get(node.tag or "", _("链接"))
        target = f" → {node.attributes.get('href')}" if node.tag == "a" else ""
        marks.append(f"{name}“{node.text()}”{target}")
    return marks


def render(pieces: Iterable[Piece]) -> str:
    """Safe HTML with <del> and <ins>."""
    tags = {"-": "del", "+": "ins", "~": "mark"}
    return mark_safe(  # noqa: S308 - every text is escaped
        "".join(
            f"<{tags[p.op]}>{escape(p.text)}</{tags[p.op]}>" if p.op in tags else escape(p.text)
            for p in pieces
        )
    )
