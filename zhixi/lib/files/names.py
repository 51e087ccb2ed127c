"""Names of files, made harmless."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 100  # characters without the suffix
_UNSAFE = re.compile(r'[<>:"/\\|?*;%]')


def harmless(name: str, suffix: str) -> str:
    """The name without a path, signs that no system takes and hidden ones, and this suffix.

    Marks that turn the direction of writing go too: they let `fdp.exe` look like `exe.pdf`.
    """
    last = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = seen.rpartition(".")[0] if "." in seen else seen
    plain = " ".join(_UNSAFE.sub(" ", stem).split()).strip(". ")[:LONGEST].strip(". ")
    return f"{plain or suffix}.{suffix}"


def suffix_of(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
