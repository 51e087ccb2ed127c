"""Pictures opened and written anew: nothing that was hidden in the file comes along."""

import warnings
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence

from zhixi.lib.files.kinds import RefusedFile

PIXELS = 40_000_000  # of all frames together
_FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF"}
_MODES = {"png": ("1", "L", "LA", "RGB", "RGBA"), "jpg": ("L", "RGB"), "webp": ("RGB", "RGBA")}


def renewed(path: Path, suffix: str, to: Path) -> tuple[int, int]:
    """Write the picture's pixels to another file; width and height. Raises RefusedFile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[_FORMATS[suffix]]) as picture:
                return _written(picture, suffix, to)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFile(_too_large()) from error
    # What a broken file makes of the decoders is not told beforehand.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        if isinstance(error, OSError) and error.errno:
            raise  # the disk's fault, not the picture's
        raise RefusedFile(_("图片已损坏，打不开。")) from error


def _written(picture: Image.Image, suffix: str, to: Path) -> tuple[int, int]:
    if picture.width * picture.height > PIXELS:
        raise RefusedFile(_too_large())
    moves = suffix in {"gif", "webp"} and getattr(picture, "n_frames", 1) > 1
    if moves and picture.width * picture.height * picture.n_frames > PIXELS:  # type: ignore[attr-defined]
        raise RefusedFile(_too_large())
    told: dict[str, Any] = {"format": _FORMATS[suffix]}
    if moves:
        shown = [(f.convert("RGBA"), f.info.get("duration", 100)) for f in _frames(picture)]
        frames = [frame for frame, _duration in shown]
        times = [duration for _frame, duration in shown]
        loop = picture.info.get("loop", 1)
        told |= {"save_all": True, "append_images": frames[1:], "duration": times, "loop": loop}
        bare = frames[0]
    else:
        bare = ImageOps.exif_transpose(picture)
        modes = _MODES.get(suffix, ("RGB", "RGBA"))
        if bare.mode not in modes:
            bare = bare.convert("RGB" if suffix == "jpg" else "RGBA")
    bare.info = {}
    if suffix in {"jpg", "webp"}:
        told["quality"] = 90
    bare.save(to, **told)
    return bare.width, bare.height


def _frames(picture: Image.Image) -> ImageSequence.Iterator:
    return ImageSequence.Iterator(picture)


def _too_large() -> str:
    return _("图片太大，最多 %(n)s 万像素，请缩小后再上传。") % {"n": PIXELS // 10_000}
