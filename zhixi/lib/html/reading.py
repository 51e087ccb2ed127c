"""Any HTML into our tree: what we have no block or mark for keeps its words only."""

import re
from dataclasses import dataclass, field, replace

import nh3
from selectolax.lexbor import LexborHTMLParser, LexborNode

from zhixi.lib.html.addresses import ours
from zhixi.lib.html.tree import (
    BREAK,
    PLAIN,
    Cell,
    Flow,
    Listing,
    Marks,
    Paragraph,
    Picture,
    Run,
    Table,
)

# Below these only the words are kept; no page that people wrote is as deep. Lists and cells
# count apart, because only they come out as deep as they went in.
DEEPEST_FLOW, DEEPEST_NODE = 8, 30

_PARAGRAPHS = {"p": "p", "h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
CALLOUT = "aside"
_STRONG, _EM = {"strong", "b"}, {"em", "i"}
_LISTS = {"ul", "ol"}
_BOUNDARIES = {
    *("div", "section", "article", "main", "header", "footer", "nav", "center", "address"),
    *("blockquote", "pre", "dl", "dt", "dd", "figure", "figcaption", "form", "fieldset", "details"),
    *("summary", "caption", "hr", "li"),
}
_TABLE = {"table", "thead", "tbody", "tfoot", "tr", "th", "td"}
_KEPT = {*_PARAGRAPHS, CALLOUT, *_BOUNDARIES, *_STRONG, *_EM, *_LISTS, *_TABLE, "a", "br", "img"}
# Struck-out words are no longer said: 年费<s>80</s>60元 must not become 8060元.
STRUCK = {"del", "s", "strike"}
_DROPPED = {"script", "style", "template", "svg", "math", "iframe", "object", "noscript", *STRUCK}
_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "th": _SPANS, "td": _SPANS}
# Zero-width and direction marks make equal words unequal and hide what is read.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
_BLANKS = re.compile(r"\s+")


def read(html: str) -> Flow:
    clean = nh3.clean(
        html,
        tags=_KEPT,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=None,
    )
    body = LexborHTMLParser(clean).body if clean.strip() else None
    return _Reader(inside=False).read(body, PLAIN) if body is not None else []


@dataclass(slots=True)
class _Reader:
    """Reads one flow: a page, or (`inside`) a list item or a cell, which have lines, not blocks."""

    inside: bool
    nested: int = 0
    depth: int = 0
    tag: str = "p"
    preformatted: bool = False
    flow: Flow = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)

    def read(self, node: LexborNode, marks: Marks) -> Flow:
        self._node(node, node.tag or "", marks)
        self._close()
        return self.flow

    def _node(self, node: LexborNode, tag: str, marks: Marks) -> None:
        if tag == "-text":
            self._words(node.text_content or "", marks)
        elif self._too_deep(tag):
            self._words(node.text(deep=True, separator=" "), marks)
        elif tag == "br":
            self.runs.append(Run(BREAK))
        elif tag == "img":
            self._picture(node)
        elif tag in _STRONG:
            self._children(node, replace(marks, strong=True))
        elif tag in _EM:
            self._children(node, replace(marks, em=True))
        elif tag == "a":
            href = _BLANKS.sub("", _INVISIBLE.sub("", node.attributes.get("href") or ""))
            self._children(node, replace(marks, href=href or marks.href))
        elif tag in _LISTS:
            self._listing(node, tag, marks)
        elif tag == "table":
            self._table(node, marks)
        else:
            self._paragraph(node, tag, marks)

    def _too_deep(self, tag: str) -> bool:
        flows = tag in _LISTS or tag == "table"
        return self.depth > DEEPEST_NODE or (flows and self.nested == DEEPEST_FLOW)

    def _children(self, node: LexborNode, marks: Marks) -> None:
        self.depth += 1
        for child in node.iter(include_text=True):
            self._node(child, child.tag or "", marks)
        self.depth -= 1

    def _words(self, text: str, marks: Marks) -> None:
        for n, line in enumerate(text.split("\n") if self.preformatted else [text]):
            if n:
                self.runs.append(Run(BREAK))
            self.runs.append(Run(_BLANKS.sub(" ", _INVISIBLE.sub("", line)), marks))

    def _picture(self, node: LexborNode) -> None:
        """Of a picture that is none of ours nothing stays."""
        src = ours(node.attributes.get("src") or "")
        if not src:
            return
        self._close()
        words = _BLANKS.sub(" ", _INVISIBLE.sub("", node.attributes.get("alt") or ""))
        self.flow.append(Picture(src, _tidy([Run(words)])))

    def _paragraph(self, node: LexborNode, tag: str, marks: Marks) -> None:
        before = self.tag, self.preformatted
        self._close()
        if CALLOUT in (tag, self.tag):
            self.tag = CALLOUT  # a callout holds lines, no headings
        else:
            self.tag = _PARAGRAPHS.get(tag, self.tag)
        self.preformatted = self.preformatted or tag == "pre"
        self._children(node, marks)
        self._close()
        self.tag, self.preformatted = before

    def _close(self) -> None:
        """Make what was said since the last block into paragraphs; an empty line parts two."""
        paragraphs = _paragraphs(self.runs)
        self.runs = []
        if self.inside:
            _add_lines(self.flow, [Paragraph("p", runs) for runs in paragraphs])
        else:
            self.flow += [Paragraph(self.tag, runs) for runs in paragraphs]

    def _within(self, node: LexborNode, marks: Marks) -> Flow:
        return _Reader(inside=True, nested=self.nested + 1).read(node, marks)

    def _listing(self, node: LexborNode, tag: str, marks: Marks) -> None:
        self._close()
        items: list[Flow] = []
        for child in node.iter(include_text=True):
            flow = self._within(child, marks)
            if child.tag in _LISTS and items:
                # Old editors write a list straight in a list; it belongs to the item before.
                _add_lines(items[-1], flow)
            elif flow:
                items.append(flow)
        if items:
            self.flow.append(Listing(tag, items))

    def _table(self, node: LexborNode, marks: Marks) -> None:
        head: list[list[Cell]] = []
        body: list[list[Cell]] = []
        for part in node.iter():
            if part.tag == "caption":
                self._paragraph(part, "p", marks)
            for row in part.iter() if part.tag in {"thead", "tbody", "tfoot"} else []:
                rows = head if part.tag == "thead" else body
                if cells := [self._cell(cell, marks) for cell in row.iter()]:
                    rows.append(cells)
                else:
                    _shorten(rows)
        if not head and body and all(cell.tag == "th" for cell in body[0]):
            head, body = body[:1], body[1:]
        self._close()
        if head or body:
            self.flow.append(Table(head, body))

    def _cell(self, node: LexborNode, marks: Marks) -> Cell:
        spans = (_span(node.attributes.get(name)) for name in ("colspan", "rowspan"))
        return Cell(node.tag or "td", self._within(node, marks), *spans)


def _shorten(rows: list[list[Cell]]) -> None:
    """A row all of whose cells those above have taken is none: they reach one row less far."""
    for n, row in enumerate(rows):
        row[:] = [
            replace(cell, rowspan=cell.rowspan - 1) if cell.rowspan > len(rows) - n else cell
            for cell in row
        ]


def _add_lines(flow: Flow, blocks: Flow) -> None:
    """Inside an item or a cell, neighbouring paragraphs are lines of one."""
    for block in blocks:
        if flow and isinstance(last := flow[-1], Paragraph) and isinstance(block, Paragraph):
            last.runs.extend([Run(BREAK), *block.runs])
        else:
            flow.append(block)


def _span(value: str | None) -> int:
    return min(int(value), 100) if value and re.fullmatch(r"[1-9]\d{0,3}", value) else 1


def _paragraphs(runs: list[Run]) -> list[list[Run]]:
    paragraphs: list[list[Run]] = []
    current: list[Run] = []
    line: list[Run] = []
    for run in [*runs, Run(BREAK), Run(BREAK)]:
        if run.text != BREAK:
            line.append(run)
        elif tidy := _tidy(line):
            current += [Run(BREAK), *tidy] if current else tidy
            line = []
        else:
            paragraphs += [current] if current else []
            current, line = [], []
    return paragraphs


def _tidy(runs: list[Run]) -> list[Run]:
    """One line without double blanks, blanks at its ends, or two runs under the same marks."""
    tidy: list[Run] = []
    blank = True
    for run in runs:
        text = run.text.removeprefix(" ") if blank else run.text
        if not text:
            continue
        blank = text.endswith(" ")
        if tidy and tidy[-1].marks == run.marks:
            text = tidy.pop().text + text
        tidy.append(Run(text, run.marks))
    if blank and tidy:
        last = tidy.pop()
        tidy += [Run(words, last.marks)] if (words := last.text.rstrip(" ")) else []
    return tidy
