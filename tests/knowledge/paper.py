"""Files for tests: documents, pictures and sounds made by code, and ways to hand them in."""

import io
import json
import struct
import zipfile
import zlib
from typing import Any

from django.test import Client
from PIL import Image

from zhixi.intake.demo.papers import form, workbook

PDF = form([["海山银行开户须知", "请带好证件"], ["第二页的规定", "代办须持公证委托书原件"]])
XLSX = workbook({"费用": [["项目", "标准"], ["保险箱小箱年租金", "三百八十元"]]})
SOUND = b"ID3\x03\x00\x00\x00\x00\x00\x21" + b"\x00" * 400
PIECE = 512 * 1024


def docx(text: str, **extra: bytes) -> bytes:
    """A Word file with one paragraph, and further members under their names."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kinds = "http://schemas.openxmlformats.org/package/2006/content-types"
    related = "http://schemas.openxmlformats.org/package/2006/relationships"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        f'"/word/document.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{related}"><Relationship Id="r1" Type='
        f'"{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{text}</w:t>'
        "</w:r></w:p></w:body></w:document>",
    } | extra
    return zipped(members)


def zipped(members: dict[str, Any]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return kept.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **saved: Any) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(kept, kind, **saved)
    return kept.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of so many white points, packed line by line (ISO/IEC 15948)."""
    pack = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packed = b"".join(pack.compress(row) for _n in range(height)) + pack.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", packed), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def begin(client: Client, name: str, data: bytes, **told: str) -> Any:
    return client.post("/studio/files", {"name": name, "size": len(data)} | told)


def piece(client: Client, upload: str, at: int, data: bytes) -> Any:
    address = f"/studio/files/{upload}?at={at}"
    return client.post(address, data, content_type="application/octet-stream")


def handed_in(client: Client, name: str, data: bytes, **told: str) -> Any:
    """The answer to the last request of a whole upload, or to the one that was refused."""
    answer = begin(client, name, data, **told)
    at = 0
    while answer.status_code == 200 and at < len(data):
        upload = json.loads(answer.content)["upload"]
        answer = piece(client, upload, at, data[at : at + PIECE])
        at += PIECE
    if answer.status_code != 200:
        return answer
    return client.post(f"/studio/files/{json.loads(answer.content)['upload']}/finish")


def attachment(client: Client, name: str, data: bytes, **told: str) -> dict[str, str]:
    """What an article's attachments hold of a file that was handed in."""
    answer = handed_in(client, name, data, **told)
    assert answer.status_code == 200, answer.content.decode()
    found = answer.json()
    return {"digest": found["digest"], "name": found["name"]}
