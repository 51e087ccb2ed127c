"""A body as a page shows it: tables in boxes of their own, a list of its headings if it is long.

Bodies are HTML as `lib.html` writes it, so the tags in them are known to the letter.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from itertools import count

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.knowledge.files import listing
from zhixi.knowledge.templatetags import sheets
from zhixi.knowledge.types.base import TypedContent
from zhixi.knowledge.types.places import in_block
from zhixi.lib.html import Picture, ended

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
_PICTURE = re.compile(r'<img src="([^"]*)" alt="([^"]*)">')
_TAG = re.compile(r"<[^>]+>")
# Around a block's number while its tag is not set yet; nobody types them.
_OPENS, _CLOSES = "\ue000", "\ue001"
_TOLD = re.compile(f"{_OPENS}(\\d+){_CLOSES}")


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
    told = _told_for(context["content"], customer)
    html = ended(html, {n: f"{_OPENS}{n}{_CLOSES}" for n in told}) if told else html
    shown = _boxed(_INNERMOST.sub(lambda found: _table(found[1], customer), html))
    if told:
        shown = _TOLD.sub(lambda found: f" {_tag(told.get(int(found[1]), ''))}", shown)
    shown = _pictured(shown)
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


def _told_for(content: TypedContent, customer: CallContext | None) -> dict[int, str]:
    """The blocks that read otherwise for this customer than for all others, and for whom."""
    suiting = [v for v in content.variants if customer and v.suits(customer)]
    if any(variant.part == "body" for variant in suiting):
        return {}
    suiting.sort(key=lambda variant: len(variant.conditions))
    return {int(v.part.split("/")[1]): v.condition_text for v in suiting if in_block(v.part)}


def _pictured(shown: str) -> str:
    """Each picture in a link to it at its full size, with its measures, asked at once."""
    told = {src: Picture(unescape(src), []) for src, _alt in _PICTURE.findall(shown)}
    facts = listing.rows((picture.digest, picture.name, "") for picture in told.values())
    here = dict(zip(told, facts, strict=True))
    return _PICTURE.sub(lambda f: _link(f[1], f[2], here[f[1]]), shown)


def _link(src: str, alt: str, file: listing.Shown) -> str:
    """Both are escaped already."""
    if not file.stored:
        missing = _("图片缺失，请联系系统管理员")
        return f'<p class="notice">{missing} {alt}</p>'
    label = _("看大图：%(words)s") % {"words": alt} if alt else _("看大图")
    size = f' width="{file.width}" height="{file.height}"' if file.width else ""
    return (
        f'<a class="figure" href="{src}" target="_blank" rel="noopener" aria-label="{label}"'
        f' data-words-close="{_("关闭")}"><img src="{src}" alt="{alt}"{size} loading="lazy"></a>'
    )


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
    return _tag(_("本客户"))


def _tag(words: str) -> str:
    return f'<span class="tag mine">{escape(words)}</span>'


def _cell(tag: str, text: str, width: str, amount: bool, lit: bool) -> str:
    classes = " ".join(filter(None, [width, "num" if amount else "", "lit" if lit else ""]))
    opening = f'<{tag} class="{classes}">' if classes else f"<{tag}>"
    return f"{opening}{text}</{tag}>"
