"""What changed between two texts, bodies or tables, shown so that a person can judge it."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhixi.lib.diff.bodies import Marked, diff_html, diff_marked, marked_blocks, plain, unmarked
from zhixi.lib.diff.characters import Piece, diff_text
from zhixi.lib.diff.tables import Pair, diff_columns, diff_rows

__all__ = [
    "Marked",
    "Pair",
    "Piece",
    "diff_columns",
    "diff_html",
    "diff_marked",
    "diff_rows",
    "diff_text",
    "marked_blocks",
    "plain",
    "render",
    "unmarked",
]

_TAGS = {"-": "del", "+": "ins", "~": "mark"}


def render(pieces: Iterable[Piece]) -> SafeString:
    """Safe HTML with <del>, <ins>, and <mark> for the same words under other markup; pictures that
    are gone or new are shown small, on a line of their own."""
    shown, words = "", False
    for piece in pieces:
        shown += "\n" * (words and bool(piece.picture)) + _piece(piece)
        words = bool(piece.text)
    return mark_safe(shown)  # noqa: S308 - all is escaped


def _piece(piece: Piece) -> str:
    text = escape(piece.text) + _picture(piece.picture)
    if text and piece.op in _TAGS:
        text = f"<{_TAGS[piece.op]}>{text}</{_TAGS[piece.op]}>"
    if not piece.note:
        return text
    note = _("（%(note)s）") % {"note": piece.note}
    return f"{text}<small>{escape(note)}</small>"


def _picture(src: str) -> str:
    if not src:
        return ""
    image = f'<img src="{escape(src)}" alt="" loading="lazy">'
    link = f'href="{escape(src)}" target="_blank" rel="noopener" aria-label="{_("看大图")}"'
    return f'<a class="figure" {link} data-words-close="{_("关闭")}">{image}</a>'
