"""What a document says, page by page; run in a process of its own, for files come from anywhere.

    python -m zhixi.lib.files.texts pdf FILE

prints one JSON object: `pages`, how many there are or null, and `texts`, pairs of page or sheet
and its text.
"""

import json
import os
import re
import resource
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

LONGEST = 20_000  # characters of a file that search learns
MEMORY = 2_000_000_000  # bytes
SECONDS = 60  # of computing
ROWS = 20_000  # of a sheet
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")

Told = Iterator[tuple[str, str]]


def read(suffix: str, path: Path) -> dict[str, Any]:
    """What the document says up to so many characters."""
    pages, told = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx}[suffix](path)
    texts, left = [], LONGEST
    for mark, text in told:
        clean = "\n".join(
            filter(None, (line.strip() for line in _HIDDEN.sub("", text).split("\n")))
        )
        if clean:
            texts.append([mark, clean[:left]])
        left -= len(clean)
        if left <= 0:
            break
    return {"pages": pages, "texts": texts}


def _pdf(path: Path) -> tuple[int, Told]:
    import pdfplumber

    document = pdfplumber.open(path)

    def pages() -> Told:
        for n, page in enumerate(document.pages, start=1):
            yield str(n), page.extract_text() or ""
            page.close()  # it keeps all its letters otherwise

    return len(document.pages), pages()


def _docx(path: Path) -> tuple[None, Told]:
    import mammoth  # type: ignore[import-untyped]

    with path.open("rb") as file:
        return None, iter([("", mammoth.extract_raw_text(file).value)])


def _xlsx(path: Path) -> tuple[int, Told]:
    import openpyxl

    # Opened here: by a path it would ask for a suffix, and files lie under their digests.
    book = openpyxl.load_workbook(path.open("rb"), read_only=True, data_only=True)

    def sheets() -> Told:
        for sheet in book.worksheets:
            rows = islice(sheet.iter_rows(values_only=True), ROWS)
            lines = ("｜".join(str(cell) for cell in row if cell is not None) for row in rows)
            yield sheet.title, "\n".join(_up_to(lines, LONGEST))

    return len(book.worksheets), sheets()


def _up_to(lines: Iterator[str], most: int) -> Iterator[str]:
    for line in lines:
        yield line
        most -= len(line)
        if most <= 0:
            return


def main(suffix: str, path: str) -> None:
    os.nice(10)  # the desk goes first
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    print(json.dumps(read(suffix, Path(path))))


if __name__ == "__main__":
    main(*sys.argv[1:])
