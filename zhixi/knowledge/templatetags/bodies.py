"""A body as a page shows it: tables in boxes of their own, a list of its headings if it is long.

Bodies are HTML as `lib.html` writes it, so the tags in them are known to the letter.
"""

import re
from dataclasses import dataclass
from html import unescape
from itertools import count

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.knowledge.templatetags import sheets

register = template.Library()

_SINGLE = str.maketrans("“”", "‘’")
MANY = 4  # headings from which on they are listed above the body
MOST = 24  # of them, beyond which only the higher levels are
_HEADING = re.compile(r"<(h[2-4])>(.*?)</\1>", re.S)
_INNERMOST = re.compile(r"<table>((?:(?!</?table>).)*)</table>", re.S)
_ANY_TABLE = re.compile(r"<(/?)table( class=\"spans\")?>")
_ROW = re.compile(r"<tr>(.*?)</tr>", re.S)
_CELL = re.compile(r"<(t[hd])((?: \w+=\"\d+\")*)>(.*?)</\1>", re.S)
_CALLOUT = re.compile(r"<aside>(.*?)</aside>", re.S)
_TAG = re.compile(r"<[^>]+>")


@register.filter
def in_quotes(text: str) -> str:
    """Quotes within quotes are single ones (GB/T 15834)."""
    return text.translate(_SINGLE)


@dataclass(frozen=True, slots=True)
class Heading:
    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Body:
    html: SafeString
    headings: list[Heading]


@register.simple_tag(takes_context=True)
def body(context: Context, html: str) -> Body:
    """The body, and its headings where they are many."""
    customer = sheets.customer_of(context)
    shown = _boxed(_INNERMOST.sub(lambda found: _table(found[1], customer), html))
    shown = _CALLOUT.sub(r'<div class="callout" role="note">\1</div>', shown)  # no landmark
    headings = [
        Heading(f"part-{n}", _words(text), int(tag[1]))
        for n, (tag, text) in enumerate(_HEADING.findall(shown), start=1)
    ]
    if len(headings) < MANY:
        return Body(SafeString(shown), [])
    numbers = count(1)
    shown = _HEADING.sub(lambda h: f'<{h[1]} id="part-{next(numbers)}">{h[2]}</{h[1]}>', shown)
    return Body(SafeString(shown), _most_telling(headings))


def _most_telling(headings: list[Heading]) -> list[Heading]:
    """Without the lower levels where they would make the list as long as a text."""
    while len(headings) > MOST and len({heading.level for heading in headings}) > 1:
        lowest = max(heading.level for heading in headings)
        headings = [heading for heading in headings if heading.level < lowest]
    return headings


def _words(html: str) -> str:
    return unescape(_TAG.sub("", html.replace("<br>", " "))).strip()


def _boxed(html: str) -> str:
    """Each outermost table in a box, in which it scrolls when it is too large."""
    depth = 0

    def box(found: re.Match[str]) -> str:
        nonlocal depth
        if found[1]:
            depth -= 1
            return "</table></div>" if depth == 0 else "</table>"
        depth += 1
        rows = html.count("<tr", found.end(), html.find("</table>", found.end())) - 1
        tall = " tall" if rows > sheets.FEW_ROWS else ""
        opening = f'<div class="sheet{tall}" tabindex="0" role="region" aria-label="{_("表格")}">'
        return f"{opening}{found[0]}" if depth == 1 else found[0]

    return _ANY_TABLE.sub(box, html)


def _table(html: str, customer: CallContext | None) -> str:
    """A table without tables in it: amounts to the right, the customer's own rows lit."""
    rows = [_CELL.findall(row) for row in _ROW.findall(html)]
    if any(spans for row in rows for _tag, spans, _text in row):
        return f'<table class="spans">{html}</table>'
    header, texts = _parted(rows)
    if not header:
        return f"<table>{html}</table>"
    shown = iter(_written(rows, sheets.laid_out(header, texts, customer)))
    return f"<table>{_ROW.sub(lambda _row: next(shown), html)}</table>"


def _parted(rows: list[list[tuple[str, str, str]]]) -> tuple[list[str], list[list[str]]]:
    """The words of the heads, if the first row is one of heads, and those of the other rows."""
    words = [[_words(text) for _tag, _spans, text in row] for row in rows]
    headed = bool(rows) and bool(rows[0]) and all(tag == "th" for tag, _spans, _text in rows[0])
    return (words[0], words[1:]) if headed else ([], words)


def _written(rows: list[list[tuple[str, str, str]]], sheet: sheets.Sheet) -> list[str]:
    heads = zip(rows[0], sheet.columns, strict=True)
    lines = [
        "<tr>"
        + "".join(_cell("th", text, f"w{c.width}", c.amounts, c.lit) for (_t, _s, text), c in heads)
        + "</tr>"
    ]
    for row, laid in zip(rows[1:], sheet.rows, strict=True):
        cells = [
            _cell(tag, text, "", cell.amount, cell.lit)
            for (tag, _spans, text), cell in zip(row, laid.cells, strict=True)
        ]
        if laid.lit and cells:
            cells[0] = cells[0].replace(f"</{row[0][0]}>", f" {_own()}</{row[0][0]}>")
        lines.append(('<tr class="lit">' if laid.lit else "<tr>") + "".join(cells) + "</tr>")
    return lines


def _own() -> str:
    return f'<span class="tag mine">{_("本客户")}</span>'


def _cell(tag: str, text: str, width: str, amount: bool, lit: bool) -> str:
    classes = " ".join(filter(None, [width, "num" if amount else "", "lit" if lit else ""]))
    opening = f'<{tag} class="{classes}">' if classes else f"<{tag}>"
    return f"{opening}{text}</{tag}>"
