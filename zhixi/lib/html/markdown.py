"""Markdown, and plain text, which is Markdown too, on the way into our HTML."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

from zhixi.lib.html.addresses import ours

# The line breaks of plain text count, and an indented line of it is no program.
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("code")


@dataclass(frozen=True, slots=True)
class Heading:
    """A first-level heading, on the lines `first` to `after` - 1, counted from 0."""

    title: str
    first: int
    after: int


def rendered(text: str) -> str:
    """HTML in it is shown as written, but for <br>, without which a cell has no second line."""
    return re.sub(r"&lt;br\s*/?&gt;", "<br>", _parser.render(text))


def headings(text: str) -> list[Heading]:
    """Those of the document itself, not what only looks like one inside a list or a program."""
    tokens = _parser.parse(text)
    return [
        Heading(_words(tokens[n + 1].content), token.map[0], token.map[1])
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h1" and token.level == 0 and token.map
    ]


def _words(inline: str) -> str:
    children = _parser.parseInline(inline)[0].children or []
    return "".join(child.content for child in children if child.type in {"text", "code_inline"})


def images(text: str) -> int:
    """How many pictures do not come along: those that are not ours."""
    return sum(
        child.type == "image" and not ours(str(child.attrGet("src") or ""))
        for token in _parser.parse(text)
        for child in token.children or []
    )
