"""What a body consists of: paragraphs and headings of marked runs, pictures, lists and tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple, TypeAlias
from urllib.parse import unquote

BREAK = "\n"
WIDEST = 100  # columns of a table, from which on where a cell stands is not told
NAMELESS = "［图片］"  # stands for a picture of which nothing is said


@dataclass(frozen=True, slots=True)
class Marks:
    href: str = ""
    strong: bool = False
    em: bool = False
    src: str = ""  # of the picture that these words stand for


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
class Picture:
    """One of our own files; `runs` are its words for those who cannot see it."""

    src: str
    runs: list[Run]

    @property
    def alt(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def digest(self) -> str:
        return self.src.split("/")[2]

    @property
    def name(self) -> str:
        return unquote(self.src.split("/")[3])

    @property
    def suffix(self) -> str:
        return self.src.rpartition(".")[2]


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


Block: TypeAlias = Paragraph | Picture | Listing | Table
Flow: TypeAlias = list[Block]


class Place(NamedTuple):
    """Where a cell stands in its row: its first column, from 0, and how far it reaches."""

    column: int
    columns: int = 1
    rows: int = 1


class Form(NamedTuple):
    """What words stand as: the tag of their block or list, head or row, img; how deep a list
    they stand in; and where the cells of a row do, if any cell near it reaches over others."""

    tag: str
    depth: int = 0
    cells: tuple[Place, ...] = ()


OUTSIDE = Form("")  # of any list


class Line(NamedTuple):
    """A paragraph, step, row or picture, with its words."""

    kind: str
    form: Form
    runs: list[Run]


def lines(flow: Flow, form: Form = OUTSIDE) -> Iterator[Line]:
    """Each paragraph, step, row and picture in reading order; cells are joined by ｜."""
    for block in flow:
        if isinstance(block, Paragraph):
            kind = "step" if form.depth else "paragraph"
            yield Line(kind, form if form.depth else Form(block.tag), block.runs)
        elif isinstance(block, Picture):
            yield Line("picture", Form("img", form.depth), _shown(block))
        elif isinstance(block, Listing):
            for item in block.items:
                yield from lines(item, Form(block.tag, form.depth + 1))
        else:
            for tag, rows in (("head", block.head), ("row", block.body)):
                merged = any(cell.colspan > 1 or cell.rowspan > 1 for row in rows for cell in row)
                places = _places(rows) if merged else repeat(())
                for row, cells in zip(rows, places, strict=False):
                    words = _joined([_cell(cell) for cell in row], "｜")
                    yield Line("row", Form(tag, form.depth, cells), words)


def _places(rows: list[list[Cell]]) -> Iterator[tuple[Place, ...]]:
    """Row by row; a cell begins in the first column that none above it reaches into."""
    free: dict[int, int] = {}  # by column, the first row that no cell above reaches into
    for n, row in enumerate(rows):
        places, column = [], 0
        for cell in row:
            while column < WIDEST and free.get(column, 0) > n:
                column += 1
            places.append(Place(column, cell.colspan, min(cell.rowspan, len(rows) - n)))
            covered = range(column, min(column + cell.colspan, WIDEST))
            free |= dict.fromkeys(covered, n + cell.rowspan)
            column += cell.colspan
        yield tuple(places)


def pictures(flow: Flow) -> Iterator[Picture]:
    """In reading order, wherever they stand."""
    for block in flow:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Listing):
            for item in block.items:
                yield from pictures(item)
        elif isinstance(block, Table):
            for row in [*block.head, *block.body]:
                for cell in row:
                    yield from pictures(cell.flow)


def _shown(picture: Picture) -> list[Run]:
    return [Run(picture.alt or NAMELESS, Marks(src=picture.src))]


def _cell(cell: Cell) -> list[Run]:
    """A cell on one line, so that its row is one line."""
    runs = _joined([line.runs for line in lines(cell.flow)], " ")
    return [Run(" ") if run.text == BREAK else run for run in runs]


def _joined(parts: list[list[Run]], mark: str) -> list[Run]:
    joined: list[Run] = []
    for n, runs in enumerate(parts):
        joined += [Run(mark), *runs] if n else runs
    return joined
