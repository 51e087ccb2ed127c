"""Our tree as HTML, the only way it is ever written."""

from html import escape
from itertools import groupby

from zhixi.lib.html.tree import BREAK, Block, Cell, Flow, Listing, Paragraph, Picture, Run


def write(flow: Flow, *, inside: bool = False) -> str:
    return "".join(_block(block, inside) for block in flow)


def _block(block: Block, inside: bool) -> str:
    if isinstance(block, Paragraph):
        words = _inline(block.runs)
        return words if inside else f"<{block.tag}>{words}</{block.tag}>"
    if isinstance(block, Picture):
        return f'<img src="{escape(block.src)}" alt="{escape(block.alt)}">'
    if isinstance(block, Listing):
        items = "".join(f"<li>{write(item, inside=True)}</li>" for item in block.items)
        return f"<{block.tag}>{items}</{block.tag}>"
    return f"<table>{_rows('thead', block.head)}{_rows('tbody', block.body)}</table>"


def _rows(tag: str, rows: list[list[Cell]]) -> str:
    written = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<{tag}>{written}</{tag}>" if rows else ""


def _cell(cell: Cell) -> str:
    spans = (("colspan", cell.colspan), ("rowspan", cell.rowspan))
    attributes = "".join(f' {name}="{n}"' for name, n in spans if n > 1)
    return f"<{cell.tag}{attributes}>{write(cell.flow, inside=True)}</{cell.tag}>"


def _inline(runs: list[Run]) -> str:
    """Marks nest as a, strong, em, each as long as it lasts."""
    out = []
    for href, linked in groupby(runs, key=lambda run: run.marks.href):
        words = ""
        for strong, heavy in groupby(linked, key=lambda run: run.marks.strong):
            inner = ""
            for em, leaning in groupby(heavy, key=lambda run: run.marks.em):
                text = "".join(_text(run) for run in leaning)
                inner += f"<em>{text}</em>" if em else text
            words += f"<strong>{inner}</strong>" if strong else inner
        out.append(f'<a href="{escape(href)}">{words}</a>' if href else words)
    return "".join(out)


def _text(run: Run) -> str:
    return "<br>" if run.text == BREAK else escape(run.text, quote=False)
