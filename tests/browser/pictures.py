"""Pictures of the screen with few colours: a third of the bytes, and the text as sharp as before."""

from io import BytesIO

from PIL import Image

COLOURS = 96
Colour = tuple[int, int, int]


def small(png: bytes) -> bytes:
    """The same picture in the colours that stand for it best."""
    few = opened(png).quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
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
