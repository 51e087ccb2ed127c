"""What changed in a table, cell by cell."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from zhixi.lib.diff.characters import Piece, diff_text

ALIKE = 50  # per cent of common characters from which a row is the other one, changed
LARGEST = 250_000  # comparisons of one row with another

Grid = Sequence[Sequence[str]]
Pair = tuple[int | None, int | None]


def diff_rows(old: Grid, new: Grid) -> list[list[list[Piece]]]:
    """Rows of cells of pieces. Columns are found by the first row; nothing is left out."""
    a, b = _even(old), _even(new)
    columns = diff_columns(a[0] if a else [], b[0] if b else [])
    shared = [(left, right) for left, right in columns if left is not None and right is not None]
    rows = _pairs(
        [[row[left] for left, _right in shared] for row in a],
        [[row[right] for _left, right in shared] for row in b],
    )
    return [
        [
            diff_text(
                a[i][left] if i is not None and left is not None else "",
                b[j][right] if j is not None and right is not None else "",
            )
            for left, right in columns
        ]
        for i, j in rows
    ]


def diff_columns(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Which column became which, by their heads; None where one has no counterpart."""
    return list(_pairs([[name] for name in old], [[name] for name in new]))


def _even(rows: Grid) -> list[list[str]]:
    width = max(map(len, rows), default=0)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _pairs(a: Grid, b: Grid) -> Iterator[Pair]:
    """Which line became which, in order; None where one has no counterpart."""
    lines = [tuple(line) for line in a], [tuple(line) for line in b]
    for op, i1, i2, j1, j2 in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        if op == "equal" or i2 - i1 == j2 - j1 == 1:
            yield from zip(range(i1, i2), range(j1, j2), strict=True)
        else:
            for i, j in _likeliest(a[i1:i2], b[j1:j2]):
                yield None if i is None else i + i1, None if j is None else j + j1


def _likeliest(a: Grid, b: Grid) -> list[Pair]:
    """The pairing in order with the greatest sum of likeness (Needleman–Wunsch, gaps free)."""
    if len(a) * len(b) > LARGEST:
        return [*((i, None) for i in range(len(a))), *((None, j) for j in range(len(b)))]
    alike = [[_likeness(x, y) for y in b] for x in a]
    best = [[0.0] * (len(b) + 1) for _row in range(len(a) + 1)]
    for i in reversed(range(len(a))):
        for j in reversed(range(len(b))):
            both = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(a) or j < len(b):
        if (
            i < len(a)
            and j < len(b)
            and alike[i][j]
            and (best[i][j] == alike[i][j] + best[i + 1][j + 1])
        ):
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif j == len(b) or (i < len(a) and best[i][j] == best[i + 1][j]):
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return pairs


def _likeness(a: Sequence[str], b: Sequence[str]) -> float:
    """Per cent, each filled cell counting alike, so that a long remark does not outvote a name."""
    scores = [ratio(x, y) for x, y in zip(a, b, strict=True) if x or y]
    mean = sum(scores) / len(scores) if scores else 0.0
    return mean if mean >= ALIKE else 0.0
