"""Pictures of the screen with few colours: a third of the bytes, and the text as sharp as before."""

from io import BytesIO
from itertools import chain

from PIL import Image

COLOURS = 96
FREQUENT = 16
Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """The same picture in few colours: its most frequent ones as they are, and those that stand
    best for the rest."""
    picture = opened(png)
    counted = picture.getcolors(picture.width * picture.height) or []
    frequent = [colour for _n, colour in sorted(counted, reverse=True)[:FREQUENT]]
    rest = picture.quantize(COLOURS - FREQUENT, method=Image.Quantize.MAXCOVERAGE).getpalette()
    palette = Image.new("P", (1, 1))
    palette.putpalette([*chain.from_iterable(frequent), *(rest or [])])
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    file = BytesIO()
    few.save(file, "PNG", optimize=True)
    return file.getvalue()


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def colours(png: bytes) -> list[Colour]:
    """Of every pixel, row after row."""
    return list(opened(png).get_flattened_data())


def distance(one: Colour, other: Colour) -> int:
    red, green, blue = (a - b for a, b in zip(one, other, strict=True))
    return red * red + green * green + blue * blue
