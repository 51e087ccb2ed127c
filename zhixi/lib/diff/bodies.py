"""What changed in a body: its words, the links and emphasis on words that stayed, pictures."""

from collections.abc import Iterator
from itertools import groupby
from typing import TypeAlias

from django.utils.translation import gettext as _

from zhixi.lib.diff.characters import Piece, diff_text
from zhixi.lib.html import PLAIN, Marks, blocks, runs

Marked: TypeAlias = list[tuple[str, Marks]]  # each character with what lies on it


def diff_html(old: str, new: str) -> list[Piece]:
    """The words of two bodies, and as "~" the words whose link or emphasis alone changed.

    Joining "=", "~" and "+" gives `html.plain(new)`; "=", "~" and "-" that of `old`.
    """
    return diff_marked(_marked(old), _marked(new))


def diff_marked(was: Marked, now: Marked) -> list[Piece]:
    """The same of blocks that are at hand, as `marked_blocks` gives them."""
    if was == now:
        return [Piece("=", plain(now))] if now else []
    pieces: list[Piece] = []
    i = j = 0
    for piece in diff_text(plain(was), plain(now)):
        size = len(piece.text)
        if piece.op == "=":
            pieces += _kept(was[i : i + size], now[j : j + size])
        elif piece.op == "+":
            pieces += [piece, *_links(now[j : j + size])]
        else:
            pieces.append(piece)
        i += 0 if piece.op == "+" else size
        j += 0 if piece.op == "-" else size
    return [*pieces, *_pictures(was, now)]


def marked_blocks(html: str) -> list[Marked]:
    """Each block of `html.blocks`, by its characters."""
    whole, start, found = _marked(html), 0, []
    for _kind, text in blocks(html):
        found.append(whole[start : start + len(text)])
        start += len(text) + 1  # what parts it from the next
    return found


def unmarked(text: str) -> Marked:
    """The same of words on which nothing lies."""
    return [(character, PLAIN) for character in text]


def plain(some: Marked) -> str:
    """The words alone."""
    return "".join(character for character, _marks in some)


def _marked(html: str) -> Marked:
    return [(character, run.marks) for run in runs(html) for character in run.text]


def _kept(was: Marked, now: Marked) -> Iterator[Piece]:
    triples = [(character, a, b) for (character, a), (_c, b) in zip(was, now, strict=True)]
    for note, group in groupby(triples, key=lambda triple: _note(triple[1], triple[2])):
        text = "".join(character for character, _a, _b in group)
        yield Piece("~", text, note) if note else Piece("=", text)


def _note(was: Marks, now: Marks) -> str:
    if was == now:
        return ""
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


def _pictures(was: Marked, now: Marked) -> Iterator[Piece]:
    """Those that only one side has; one that stands twice is told once."""
    old, new = ({m.src: None for _c, m in side if m.src} for side in (was, now))
    yield from (Piece("-", "", picture=src) for src in old if src not in new)
    yield from (Piece("+", "", picture=src) for src in new if src not in old)


def _links(added: Marked) -> Iterator[Piece]:
    """Where new words lead: who approves them should see the address too."""
    for href, group in groupby(added, key=lambda pair: pair[1].href):
        words = "".join(character for character, _marks in group).strip()
        if href:
            note = _("“%(words)s”链接到 %(href)s") % {"words": words, "href": href}
            yield Piece("~", "", note)
