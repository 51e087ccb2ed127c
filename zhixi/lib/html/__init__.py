"""One small subset of HTML for bodies, its plain text, and the ways into it."""

import re
from functools import lru_cache
from html import escape

from zhixi.lib.html import markdown
from zhixi.lib.html.reading import read
from zhixi.lib.html.replacing import replaced, texts
from zhixi.lib.html.tree import (
    BREAK,
    PLAIN,
    WIDEST,
    Flow,
    Form,
    Line,
    Marks,
    Paragraph,
    Picture,
    Place,
    Run,
    lines,
)
from zhixi.lib.html.tree import pictures as _pictures
from zhixi.lib.html.wording import as_block, bare, cells, ended, put, reworded
from zhixi.lib.html.writing import write

__all__ = [
    "PLAIN",
    "WIDEST",
    "Form",
    "Marks",
    "Picture",
    "Place",
    "Run",
    "as_block",
    "bare",
    "blocks",
    "cells",
    "ended",
    "forms",
    "from_any",
    "from_markdown",
    "normalise",
    "paragraphs",
    "pictures",
    "plain",
    "put",
    "replaced",
    "reworded",
    "runs",
    "sections",
    "texts",
]


def normalise(html: str) -> str:
    """The same words in our subset; `normalise(normalise(x)) == normalise(x)`.

    Struck-out text, scripts, styles and pictures that are not ours go; of unknown markup nothing
    stays but words.
    """
    return write(read(html))


def from_markdown(text: str) -> str:
    return normalise(markdown.rendered(text))


def from_any(text: str) -> str:
    """HTML if it looks like HTML, else Markdown, which plain text is too."""
    if re.search(r"</?(p|div|br|table|ul|ol|li|h[1-6]|strong|b|em|a|span|img)\b[^>]*>", text, re.I):
        return normalise(text)
    return from_markdown(text)


@lru_cache(maxsize=16)  # an article's own parts ask for its body one after the other
def _lines(html: str) -> tuple[Line, ...]:
    return tuple(lines(read(html)))


def blocks(html: str) -> list[tuple[str, str]]:
    """(kind, text) of each paragraph, row, step and picture in order; cells are joined by ｜."""
    return [(line.kind, "".join(run.text for run in line.runs)) for line in _lines(html)]


def forms(html: str) -> list[Form]:
    """What each of `blocks` stands as."""
    return [line.form for line in _lines(html)]


def pictures(html: str) -> list[Picture]:
    """In reading order."""
    return list(_pictures(read(html))) if "<img" in html else []


def plain(html: str) -> str:
    """The words, one block a line."""
    return "\n".join(text for _kind, text in blocks(html))


def runs(html: str) -> list[Run]:
    """The words of `plain`, with the link and emphasis that lie on each."""
    found: list[Run] = []
    for line in _lines(html):
        found += [Run(BREAK), *line.runs] if found else line.runs
    return found


def paragraphs(text: str) -> str:
    """Plain text as HTML, nothing in it taken for markup."""
    return "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())


def sections(html: str) -> list[str]:
    """Each heading with what follows it; without headings each block. Joined they are the whole."""
    flow = read(html)
    heads = [isinstance(block, Paragraph) and block.tag != "p" for block in flow]
    found: list[Flow] = []
    for block, head in zip(flow, heads, strict=True):
        if head or not found or not any(heads):
            found.append([])
        found[-1].append(block)
    return [write(each) for each in found]
