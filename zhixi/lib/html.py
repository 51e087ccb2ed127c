"""One small subset of HTML for bodies, its plain text, and the ways into it."""

import re
from html import escape

import nh3
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

_TAGS = {
    "p",
    "h2",
    "h3",
    "h4",
    "ul",
    "ol",
    "li",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "a",
    "br",
}
_RENAMED = {"b": "strong", "i": "em", "h1": "h2", "h5": "h4", "h6": "h4", "div": "p"}
_ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
_BLOCKS = {"p", "h2", "h3", "h4", "li", "tr", "ul", "ol", "table", "thead", "tbody"}
_KINDS = {"li": "step", "tr": "row"}
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def normalise(html: str) -> str:
    """The same words in our subset; `normalise(normalise(x)) == normalise(x)`."""
    if not html.strip():
        return ""
    renamed = re.sub(
        r"(</?)(b|i|h1|h5|h6|div)(?=[\s>/])",
        lambda m: m[1] + _RENAMED[m[2].lower()],
        html,
        flags=re.IGNORECASE,
    )
    once = _clean(renamed)
    while (again := _clean(once)) != once:
        once = again
    return once


def _clean(html: str) -> str:
    clean = nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None
    )
    clean = re.sub(r"\s+", " ", clean)
    clean = re.sub(
        r" ?(</?(?:p|h[234]|ul|ol|li|table|thead|tbody|tr|th|td)(?: [^>]*)?>) ?", r"\1", clean
    )
    return re.sub(r"<p></p>", "", clean).strip()


def from_markdown(text: str) -> str:
    return normalise(_markdown.render(text))


def from_any(text: str) -> str:
    """HTML if it looks like HTML, else Markdown, which plain text is too."""
    if re.search(r"</?(p|div|br|table|ul|ol|li|h[1-6]|strong|b|em|a|span)\b[^>]*>", text, re.I):
        return normalise(text)
    return from_markdown(text)


def blocks(html: str) -> list[tuple[str, str]]:
    """(kind, text) of each paragraph, row and step in order; cells are joined by ｜."""
    body = LexborHTMLParser(html).body
    return list(_walk(body)) if body is not None else []


def _walk(node: LexborNode) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    loose: list[str] = []

    def close() -> None:
        words = _tidy("".join(loose))
        loose.clear()
        if words:
            found.append((_KINDS.get(node.tag or "", "paragraph"), words))

    for child in node.iter(include_text=True):
        if child.tag == "tr":
            close()
            cells = [_tidy(cell.text(deep=True)) for cell in child.iter()]
            found.append(("row", "｜".join(cells)))
        elif child.tag in _BLOCKS:
            close()
            found += _walk(child)
        elif child.tag == "br":
            loose.append("\n")
        else:
            loose.append(child.text(deep=True))
    close()
    return found


def _tidy(text: str) -> str:
    return re.sub(r"[ \t\r\f\v]+", " ", text).strip()


def plain(html: str) -> str:
    """The words, one block a line."""
    return "\n".join(text for _kind, text in blocks(html))


def paragraphs(text: str) -> str:
    """Plain text as HTML, nothing in it taken for markup."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
