"""What a file is, told by its content and never by its name."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

UNPACKED = 300_000_000  # bytes that an Office file may hold when it is unpacked
MEMBERS = 10_000
_HEAD = 4096
_OFFICE = "application/vnd.openxmlformats-officedocument"


class RefusedFile(Exception):
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`sort` is document, picture or sound; the suffix is the one that names end with."""

    suffix: str
    label: str
    mime: str
    sort: str
    inline: bool = False  # may be shown by the browser


KINDS = {
    kind.suffix: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", "document", inline=True),
        Kind("docx", "Word", f"{_OFFICE}.wordprocessingml.document", "document"),
        Kind("xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet", "document"),
        Kind("png", "PNG", "image/png", "picture", inline=True),
        Kind("jpg", "JPEG", "image/jpeg", "picture", inline=True),
        Kind("webp", "WebP", "image/webp", "picture", inline=True),
        Kind("gif", "GIF", "image/gif", "picture", inline=True),
        Kind("mp3", "MP3", "audio/mpeg", "sound", inline=True),
        Kind("m4a", "M4A", "audio/mp4", "sound", inline=True),
        Kind("wav", "WAV", "audio/wav", "sound", inline=True),
        Kind("ogg", "OGG", "audio/ogg", "sound", inline=True),
    )
}

_BEGINNINGS = {
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"ID3": "mp3",
    b"OggS": "ogg",
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"@echo")
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|!doctype|svg|html|head|body|script)", re.I
)
_SOUND_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash"}
_VIDEO = re.compile(rb"hdlr.{8}vide", re.S)


def kind_of(path: Path) -> Kind:
    """Raises RefusedFile for whatever is not on the list, or only pretends to be."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK\x03\x04"):
        return KINDS[_office(path)]
    suffix = _told_by(head)
    if not suffix:
        raise RefusedFile(_why(head))
    if suffix == "m4a" and _VIDEO.search(path.read_bytes()):
        raise RefusedFile(_("视频不能作附件，录音请转成 mp3 或 m4a。"))
    return KINDS[suffix]


def _told_by(head: bytes) -> str:
    for beginning, suffix in _BEGINNINGS.items():
        if head.startswith(beginning):
            return suffix
    if head.startswith(b"RIFF"):
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "")
    if head[4:8] == b"ftyp" and head[8:12] in _SOUND_BRANDS:
        return "m4a"
    # A frame of MPEG layer III without tags before it (ISO/IEC 11172-3, 2.4.1.3).
    layer_three = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    return "mp3" if layer_three else ""


def _why(head: bytes) -> str:
    if not head:
        return _("这是空文件。")
    if head.startswith(_PROGRAMS):
        return _("可执行文件不能作附件。")
    if _MARKUP.match(head):
        return _("网页和 SVG 图片不能作附件，请转成 PDF 或 PNG。")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _("旧版或加密的 Office 文件不能作附件，请去掉密码，另存为 docx 或 xlsx。")
    return _("不支持这种文件。可用 PDF、Word（docx）、Excel（xlsx）、图片和录音。")


def _office(path: Path) -> str:
    """docx or xlsx. Raises RefusedFile."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MEMBERS or sum(m.file_size for m in members) > UNPACKED:
                raise RefusedFile(_("文件解开后太大，请拆成几个再上传。"))
            names = {member.filename.lower() for member in members}
            listed = archive.read("[Content_Types].xml").lower() if _listed(names) else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise RefusedFile(_("文件已损坏，请重新保存后再上传。")) from error
    if b"macroenabled" in listed or any("vbaproject" in n or "/activex/" in n for n in names):
        raise RefusedFile(_("文件里有宏，不能作附件，请另存为不含宏的 docx 或 xlsx。"))
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise RefusedFile(_("压缩包不能作附件。可用 PDF、Word（docx）、Excel（xlsx）、图片和录音。"))


def _listed(names: set[str]) -> bool:
    return "[content_types].xml" in names
