"""What a body consists of: paragraphs and headings of marked runs, lists and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Marks:
    href: str = ""
    strong: bool = False
    em: bool = False


PLAIN = Marks()


@dataclass(frozen=True, slots=True)
class Run:
    """Text under the same marks; a line break is a run of its own."""

    text: str
    marks: Marks = PLAIN


@dataclass(frozen=True, slots=True)
class Paragraph:
    # p, h2, h3, h4, or aside, a callout; inside list items and cells always p, never two in a row
    tag: str
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Listing:
    tag: str
    items: "list[Flow]"


@dataclass(frozen=True, slots=True)
class Cell:
    tag: str
    flow: "Flow"
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    head: list[list[Cell]]
    body: list[list[Cell]]


Block: TypeAlias = Paragraph | Listing | Table
Flow: TypeAlias = list[Block]


def lines(flow: Flow, kind: str = "paragraph") -> Iterator[tuple[str, list[Run]]]:
    """Each paragraph, step and row in reading order; cells are joined by ｜."""
    for block in flow:
        if isinstance(block, Paragraph):
            yield kind, block.runs
        elif isinstance(block, Listing):
            for item in block.items:
                yield from lines(item, "step")
        else:
            for row in [*block.head, *block.body]:
                yield "row", _joined([_cell(cell) for cell in row], "｜")


def _cell(cell: Cell) -> list[Run]:
    """A cell on one line, so that its row is one line."""
    runs = _joined([runs for _kind, runs in lines(cell.flow)], " ")
    return [Run(" ") if run.text == BREAK else run for run in runs]


def _joined(parts: list[list[Run]], mark: str) -> list[Run]:
    joined: list[Run] = []
    for n, runs in enumerate(parts):
        joined += [Run(mark), *runs] if n else runs
    return joined
