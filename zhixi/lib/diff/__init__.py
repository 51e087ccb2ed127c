"""What changed between two texts, bodies or tables, shown so that a person can judge it."""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from zhixi.lib.diff.bodies import Marked, diff_html, diff_marked, marked_blocks
from zhixi.lib.diff.characters import Piece, diff_text
from zhixi.lib.diff.tables import diff_columns, diff_rows

__all__ = [
    "Marked",
    "Piece",
    "diff_columns",
    "diff_html",
    "diff_marked",
    "diff_rows",
    "diff_text",
    "marked_blocks",
    "render",
]

_TAGS = {"-": "del", "+": "ins", "~": "mark"}


def render(pieces: Iterable[Piece]) -> SafeString:
    """Safe HTML with <del>, <ins>, and <mark> for the same words under other markup."""
    return mark_safe("".join(_piece(piece) for piece in pieces))  # noqa: S308 - all is escaped


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    if text and piece.op in _TAGS:
        text = f"<{_TAGS[piece.op]}>{text}</{_TAGS[piece.op]}>"
    if not piece.note:
        return text
    note = _("（%(note)s）") % {"note": piece.note}
    return f"{text}<small>{escape(note)}</small>"
