"""What changed in a body: its words, and the links and emphasis on words that stayed."""

from collections.abc import Iterator
from itertools import groupby
from typing import TypeAlias

from django.utils.translation import gettext as _

from zhixi.lib.diff.characters import Piece, diff_text
from zhixi.lib.html import Marks, blocks, runs

Marked: TypeAlias = list[tuple[str, Marks]]  # each character with what lies on it


def diff_html(old: str, new: str) -> list[Piece]:
    """The words of two bodies, and as "~" the words whose link or emphasis alone changed.

    Joining "=", "~" and "+" gives `html.plain(new)`; "=", "~" and "-" that of `old`.
    """
    return diff_marked(_marked(old), _marked(new))


def diff_marked(was: Marked, now: Marked) -> list[Piece]:
    """The same of blocks that are at hand, as `marked_blocks` gives them."""
    pieces: list[Piece] = []
    i = j = 0
    for piece in diff_text("".join(c for c, _m in was), "".join(c for c, _m in now)):
        size = len(piece.text)
        if piece.op == "=":
            pieces += _kept(was[i : i + size], now[j : j + size])
        elif piece.op == "+":
            pieces += [piece, *_links(now[j : j + size])]
        else:
            pieces.append(piece)
        i += 0 if piece.op == "+" else size
        j += 0 if piece.op == "-" else size
    return pieces


def marked_blocks(html: str) -> list[Marked]:
    """Each block of `html.blocks`, by its characters."""
    whole, start, found = _marked(html), 0, []
    for _kind, text in blocks(html):
        found.append(whole[start : start + len(text)])
        start += len(text) + 1  # what parts it from the next
    return found


def _marked(html: str) -> Marked:
    return [(character, run.marks) for run in runs(html) for character in run.text]


def _kept(was: Marked, now: Marked) -> Iterator[Piece]:
    triples = [(character, a, b) for (character, a), (_c, b) in zip(was, now, strict=True)]
    for note, group in groupby(triples, key=lambda triple: _note(triple[1], triple[2])):
        text = "".join(character for character, _a, _b in group)
        yield Piece("~", text, note) if note else Piece("=", text)


def _note(was: Marks, now: Marks) -> str:
    notes = []
    if was.href != now.href:
        notes.append(_link_note(was.href, now.href))
    if was.strong != now.strong:
        notes.append(_("加粗") if now.strong else _("取消加粗"))
    if was.em != now.em:
        notes.append(_("加强调") if now.em else _("取消强调"))
    return _("，").join(notes)


def _link_note(was: str, now: str) -> str:
    if not was:
        return _("加链接 %(href)s") % {"href": now}
    if not now:
        return _("去掉链接 %(href)s") % {"href": was}
    return _("链接由 %(was)s 改为 %(now)s") % {"was": was, "now": now}


def _links(added: Marked) -> Iterator[Piece]:
    """Where new words lead: who approves them should see the address too."""
    for href, group in groupby(added, key=lambda pair: pair[1].href):
        words = "".join(character for character, _marks in group).strip()
        if href:
            note = _("“%(words)s”链接到 %(href)s") % {"words": words, "href": href}
            yield Piece("~", "", note)
