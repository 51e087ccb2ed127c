"""Parts of a file, as players ask for them (RFC 9110, 14)."""

import re

_ONE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(Exception):
    """The part lies outside of the file."""


def part_of(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; None where the whole is wanted.

    Several parts at once are answered with the whole, as the standard allows. Raises
    Unsatisfiable.
    """
    asked = _ONE.fullmatch(header.strip())
    if not asked or not any(asked.groups()):
        return None
    first, last = asked.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < start:
            return None
    if start >= size or start >= end:
        raise Unsatisfiable
    return start, end
