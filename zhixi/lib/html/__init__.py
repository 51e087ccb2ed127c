"""One small subset of HTML for bodies, its plain text, and the ways into it."""

import re
from functools import lru_cache
from html import escape

from zhixi.lib.html import markdown
from zhixi.lib.html.reading import read
from zhixi.lib.html.replacing import replaced, texts
from zhixi.lib.html.tree import BREAK, Flow, Marks, Paragraph, Run, lines
from zhixi.lib.html.writing import write

__all__ = [
    "Marks",
    "Run",
    "blocks",
    "from_any",
    "from_markdown",
    "normalise",
    "paragraphs",
    "plain",
    "replaced",
    "runs",
    "sections",
    "texts",
]


def normalise(html: str) -> str:
    """The same words in our subset; `normalise(normalise(x)) == normalise(x)`.

    Struck-out text, scripts and styles go; of pictures and unknown markup nothing stays but words.
    """
    return write(read(html))


def from_markdown(text: str) -> str:
    return normalise(markdown.rendered(text))


def from_any(text: str) -> str:
    """HTML if it looks like HTML, else Markdown, which plain text is too."""
    if re.search(r"</?(p|div|br|table|ul|ol|li|h[1-6]|strong|b|em|a|span)\b[^>]*>", text, re.I):
        return normalise(text)
    return from_markdown(text)


@lru_cache(maxsize=16)  # an article's own parts ask for its body one after the other
def blocks(html: str) -> tuple[tuple[str, str], ...]:
    """(kind, text) of each paragraph, row and step in order; cells are joined by ｜."""
    return tuple((kind, "".join(run.text for run in line)) for kind, line in lines(read(html)))


def plain(html: str) -> str:
    """The words, one block a line."""
    return "\n".join(text for _kind, text in blocks(html))


def runs(html: str) -> list[Run]:
    """The words of `plain`, with the link and emphasis that lie on each."""
    found: list[Run] = []
    for _kind, line in lines(read(html)):
        found += [Run(BREAK), *line] if found else line
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
