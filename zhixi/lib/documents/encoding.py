"""Which encoding a text file is in; found strictly, because a wrong guess is silent nonsense."""

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from zhixi.lib.documents.rows import UnreadableFile

CHUNK = 1 << 20
# So many Han characters in good UTF-8 before the fault: the file is UTF-8, and damaged.
# GB18030 would read most of such a file as other characters and say nothing.
CERTAIN = 4


@dataclass(frozen=True, slots=True)
class _Fault:
    line: int
    han: int


def opened(path: Path) -> TextIO:
    """The file as text, line ends as they are. Raises UnreadableFile, naming the line."""
    return path.open(encoding=_encoding(path), newline="")


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        mark = file.read(2)
    if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if (fault := _fault(path, "utf-16")) is None:
            return "utf-16"
        raise UnreadableFile(
            _("%(name)s 第 %(line)s 行不是完整的 UTF-16，请另存为 UTF-8 后再导入。")
            % {"name": path.name, "line": fault.line}
        )
    if (damaged := _fault(path, "utf-8-sig")) is None:
        return "utf-8-sig"
    if damaged.han >= CERTAIN:
        raise UnreadableFile(
            _("%(name)s 是 UTF-8 编码，但第 %(line)s 行有损坏的字符，请修正该行后再导入。")
            % {"name": path.name, "line": damaged.line}
        )
    if (fault := _fault(path, "gb18030")) is None:
        return "gb18030"
    raise UnreadableFile(
        _("%(name)s 第 %(line)s 行的编码既不是 UTF-8 也不是 GB18030，请另存为 UTF-8 后再导入。")
        % {"name": path.name, "line": max(fault.line, damaged.line)}
    )


def _fault(path: Path, encoding: str) -> _Fault | None:
    """Where the file first breaks the encoding's rules, and the Han characters up to there."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, han = 1, 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(error.encoding, errors="ignore")
                return _Fault(line + good.count("\n"), han + _han(good))
            line, han = line + text.count("\n"), han + _han(text)
            if not chunk:
                return None


def _han(text: str) -> int:
    return sum("一" <= character <= "鿿" for character in text)
