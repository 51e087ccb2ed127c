"""Pictures of the screen with few colours: a third of the bytes, and the text as sharp as before."""

import struct
import zlib
from collections import Counter

COLOURS = 96
_SIGN = b"\x89PNG\r\n\x1a\n"
Colour = bytes


def small(png: bytes) -> bytes:
    """The same picture in the colours that stand for it best. `png` holds 8 bits a channel."""
    width, height, rows = pixels(png)
    count = Counter(colour for row in rows for colour in row)
    chosen = _chosen(count)
    nearest = {
        each: min(range(len(chosen)), key=lambda n: distance(each, chosen[n])) for each in count
    }
    lines = b"".join(b"\0" + bytes([nearest[colour] for colour in row]) for row in rows)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)  # 3: colours by number
    parts = (b"IHDR", head), (b"PLTE", b"".join(chosen)), (b"IDAT", zlib.compress(lines, 9))
    return _SIGN + b"".join(_part(kind, body) for kind, body in (*parts, (b"IEND", b"")))


def _chosen(count: Counter[Colour]) -> list[Colour]:
    """One after the other, the colour whose pixels are worst served by those chosen before."""
    far = dict.fromkeys(count, distance(b"\0\0\0", b"\xff\xff\xff"))
    chosen: list[Colour] = []
    while len(chosen) < min(COLOURS, len(count)):
        new = max(far, key=lambda each: far[each] * count[each])
        far = {each: min(before, distance(each, new)) for each, before in far.items()}
        chosen.append(new)
    return chosen


def colours(png: bytes) -> list[Colour]:
    """Of every pixel, row after row."""
    _width, _height, rows = pixels(png)
    return [colour for row in rows for colour in row]


def distance(one: Colour, other: Colour) -> int:
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return red * red + green * green + blue * blue


def pixels(png: bytes) -> tuple[int, int, list[list[Colour]]]:
    """Width, height and the rows of colours; filters as in the PNG specification, section 9."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) in {(8, 2), (8, 6)}
    step = 3 if kind == 2 else 4
    raw, size = zlib.decompress(_data(png)), width * step + 1
    rows, above = [], bytearray(size - 1)
    for start in range(0, len(raw), size):
        above = _unfiltered(raw[start], bytearray(raw[start + 1 : start + size]), above, step)
        rows.append([bytes(above[at : at + 3]) for at in range(0, size - 1, step)])
    return width, height, rows


def _unfiltered(filter_: int, row: bytearray, above: bytearray, step: int) -> bytearray:
    for at, value in enumerate(row):
        left, corner = (row[at - step], above[at - step]) if at >= step else (0, 0)
        guesses = (0, left, above[at], (left + above[at]) // 2)
        guess = guesses[filter_] if filter_ < 4 else _paeth(left, above[at], corner)
        row[at] = (value + guess) & 255
    return row


def _paeth(left: int, above: int, corner: int) -> int:
    wanted = left + above - corner
    return min((left, above, corner), key=lambda each: abs(each - wanted))


def _data(png: bytes) -> bytes:
    at, data = len(_SIGN), b""
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + size]
        at += size + 12
    return data


def _part(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
