"""Words in a body replaced where people read them: never in a tag, never in a link's target."""

from collections.abc import Collection, Iterator, Sequence
from itertools import count

from zhixi.lib.html.reading import read
from zhixi.lib.html.tree import Flow, Listing, Paragraph, Picture, Run
from zhixi.lib.html.writing import write
from zhixi.lib.text import starts


def texts(html: str) -> list[str]:
    """The words of each paragraph, item, cell and picture, in reading order."""
    return ["".join(run.text for run in runs) for runs in _paragraphs(read(html))]


def replaced(html: str, words: str, by: str, but: Collection[int] = ()) -> str:
    """The body with other words; `but` are the places left alone, counted from 0 through it.

    New words stand under the marks of the first word that they replace.
    """
    flow, places = read(html), count()
    for runs in _paragraphs(flow):
        text = "".join(run.text for run in runs)
        cuts = [start for start in starts(text, words) if next(places) not in but]
        if cuts:
            runs[:] = _cut(runs, cuts, len(words), by)
    return write(read(write(flow)))


def _paragraphs(flow: Flow) -> Iterator[list[Run]]:
    for block in flow:
        if isinstance(block, Paragraph | Picture):
            yield block.runs
        elif isinstance(block, Listing):
            for item in block.items:
                yield from _paragraphs(item)
        else:
            for row in [*block.head, *block.body]:
                for cell in row:
                    yield from _paragraphs(cell.flow)


def _cut(runs: list[Run], cuts: Sequence[int], size: int, by: str) -> list[Run]:
    """`cuts` are where the old words begin, in the joined text of the runs."""
    made, at = [], 0
    for run in runs:
        end, here, text = at + len(run.text), 0, ""
        for start in cuts:
            if start < end and start + size > at:
                text += run.text[here : max(start - at, here)] + (by if start >= at else "")
                here = min(start + size, end) - at
        made.append(Run(text + run.text[here:], run.marks))
        at = end
    return made
