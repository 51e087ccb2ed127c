"""One block of a body in other words: what it stands as stays, and what lies on the words kept."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

from zhixi.lib.html.reading import read
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
    lines,
)
from zhixi.lib.html.tree import Table as Sheet
from zhixi.lib.html.writing import write

Block: TypeAlias = Paragraph | Picture | list[Cell]
AKIN = 0.4  # likeness below which words are others, and nothing lies on them


def cells(html: str) -> list[tuple[str, ...]]:
    """The words of each block of `blocks`, of a row cell by cell; nothing for a picture, and for a
    row that holds more than words."""
    return [_words(block) for block in _blocks(read(html))]


def reworded(html: str, n: int, said: Sequence[str]) -> str:
    """Block `n` alone with these words, as many as `cells` gives."""
    block = list(_blocks(read(html)))[n]
    if isinstance(block, Paragraph):
        return write(_tidy([Paragraph("p", _reworded(block.runs, said[0]))]))
    if isinstance(block, Picture):
        raise ValueError(n)
    row = [
        Cell("td", [Paragraph("p", _reworded(_runs(cell), words))])
        for cell, words in zip(block, said, strict=True)
    ]
    return write(_tidy([Sheet([], [row])]))


def as_block(words: str, *, row: bool) -> str:
    """A block with these words, on which nothing lies: a row's cells parted by ｜, or a paragraph
    with its lines."""
    if not row:
        return write(_tidy([Paragraph("p", _run_up(words, [PLAIN] * len(words)))]))
    cells = [Cell("td", [Paragraph("p", [Run(each)])]) for each in words.split("｜")]
    return write(_tidy([Sheet([], [cells])]))


def bare(html: str) -> str:
    """The words of such a block; where something lies on them, as it is."""
    found = list(lines(read(html)))
    words = _text(found[0].runs) if len(found) == 1 else ""
    return words if words and as_block(words, row=found[0].kind == "row") == html else html


def put(html: str, others: Mapping[int, str]) -> str:
    """The body with other words in these blocks, each given as one block of the same kind.

    Raises ValueError where one is no such block.
    """
    flow = read(html)
    here = list(_blocks(flow))
    for n, other in others.items():
        _put(here[n], other)
    return write(flow)


def _put(here: Block, other: str) -> None:
    blocks = list(_blocks(read(other)))
    if len(blocks) != 1 or not _words(here) or len(_words(blocks[0])) != len(_words(here)):
        raise ValueError(other)
    new = blocks[0]
    if isinstance(here, Paragraph) and isinstance(new, Paragraph):
        here.runs[:] = new.runs
    elif isinstance(here, list) and isinstance(new, list):
        for cell, words in zip(here, new, strict=True):
            cell.flow[:] = words.flow
    else:
        raise ValueError(other)


def ended(html: str, marks: Mapping[int, str]) -> str:
    """The body with a mark after the last word of these blocks, of a row after its first cell."""
    flow = read(html)
    for n, block in enumerate(_blocks(flow)):
        if n in marks and isinstance(block, Paragraph):
            block.runs.append(Run(marks[n]))
        elif n in marks and isinstance(block, list):
            block[0].flow.append(Paragraph("p", [Run(marks[n])]))
    return write(flow)


def _tidy(flow: Flow) -> Flow:
    return read(write(flow))


def _blocks(flow: Flow) -> Iterator[Block]:
    """What `tree.lines` tells, in its order, at hand."""
    for block in flow:
        if isinstance(block, Paragraph | Picture):
            yield block
        elif isinstance(block, Listing):
            for item in block.items:
                yield from _blocks(item)
        else:
            yield from (*block.head, *block.body)


def _words(block: Block) -> tuple[str, ...]:
    if isinstance(block, Paragraph):
        return (_text(block.runs),)
    if isinstance(block, Picture) or not all(map(_plain, block)):
        return ()
    return tuple(_text(_runs(cell)).replace(BREAK, " ") for cell in block)


def _plain(cell: Cell) -> bool:
    return not cell.flow or (len(cell.flow) == 1 and isinstance(cell.flow[0], Paragraph))


def _runs(cell: Cell) -> list[Run]:
    return [run for block in cell.flow if isinstance(block, Paragraph) for run in block.runs]


def _text(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _reworded(runs: list[Run], said: str) -> list[Run]:
    old = _text(runs)
    if said in (old, old.replace(BREAK, " ")):
        return runs
    lies = [run.marks for run in runs for _character in run.text]
    matcher = SequenceMatcher(None, old, said, autojunk=False)
    alike = matcher.ratio() >= AKIN
    marks: list[Marks] = []
    for op, i, to, j, end in matcher.get_opcodes():
        if op == "equal" and alike:
            marks += lies[i:to]
        else:
            marks += [_within(lies, i, to) if alike else _whole(lies)] * (end - j)
    return _run_up(said, marks)


def _run_up(said: str, marks: list[Marks]) -> list[Run]:
    runs: list[Run] = []
    for character, own in zip(said, marks, strict=True):
        if character == BREAK:
            runs.append(Run(BREAK))
        elif runs and runs[-1].text != BREAK and runs[-1].marks == own:
            runs[-1] = Run(runs[-1].text + character, own)
        else:
            runs.append(Run(character, own))
    return runs


def _within(lies: list[Marks], i: int, to: int) -> Marks:
    """What lies on all that goes, or on both sides of where something comes in."""
    around = set(lies[i:to] or lies[max(0, i - 1) : i + 1])
    return around.pop() if len(around) == 1 else PLAIN


def _whole(lies: list[Marks]) -> Marks:
    """What lies on the whole, but for a link: other words lead elsewhere."""
    every = {(each.strong, each.em) for each in lies}
    strong, em = every.pop() if len(every) == 1 else (False, False)
    return Marks(strong=strong, em=em)
