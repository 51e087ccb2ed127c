"""The demo bank's attachments, made when it is loaded: a workbook of fees, a form, a picture."""

import datetime as dt
import io
import uuid
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from PIL import Image, ImageDraw

from zhixi.accounts.models import Person
from zhixi.knowledge import actions
from zhixi.knowledge.files import store
from zhixi.knowledge.models import File
from zhixi.lib import html

FEES = [
    ["费用项目", "标准", "白金及以上", "备注"],
    ["挂失手续费", "40 元/卡", "0", "按卡计，附属卡另计"],
    ["补卡工本费（损坏换卡）", "15 元/张", "15 元/张", "挂失补卡不收"],
    ["加急寄送费", "20 元/次", "0", "三个工作日内寄出"],
    ["预借现金手续费（境内）", "1%，最低 10 元", "1%，最低 10 元", "自动柜员机每卡每日 1 万元"],
    ["预借现金手续费（境外）", "1%，最低 10 元，另加 12 元/笔", "同左", "按交易金额计"],
    ["货币转换费", "1.5%", "尊享白金 0", "以人民币以外的货币结算时收取"],
]
NOTES = [
    ["事项", "说明"],
    ["口径来源", "海山银行信用卡收费标准（演示）"],
    ["更新", "随业务参数更新"],
]
FORM = [
    [
        "海山银行信用卡个性化分期还款申请表",
        "第一部分  申请人信息（由本人填写，不接受代办机构）",
        "姓名                          联系电话",
        "申请分期的卡片（只写尾号四位）",
        "每月能还多少                  从哪个月开始",
        "申请期数（最长 60 期）",
        "第二部分  困难情况",
        "失业    停业    患病    受灾    其他（请说明）",
    ],
    [
        "第三部分  随表材料",
        "一、收入证明或失业、停业证明",
        "二、住院病历与费用单、残疾证、受灾证明等，有哪样给哪样",
        "第四部分  申请人声明",
        "所附材料属实；结清以前不再向任何银行申请信用卡。",
        "委托他人代填的，须另附授权书并写明代填原因。",
        "本表交回后，登记编号会发到预留手机。",
    ],
]


def attached(by: Person, now: dt.datetime) -> dict[str, dict[str, Any]]:
    """The files, handed in; what the texts with these codes say of them."""
    made: list[tuple[tuple[str, ...], str, Callable[[], bytes]]] = [
        (("X37",), "信用卡收费标准.xlsx", lambda: workbook({"收费标准": FEES, "说明": NOTES})),
        (("X23",), "个性化分期申请表.pdf", lambda: form(FORM)),
    ]
    told: dict[str, dict[str, Any]] = {}
    for codes, name, make in made:
        file = taken(make(), by, now)
        told |= {code: {"attachments": [{"digest": file.pk, "name": name}]} for code in codes}
    return told | {"X38": {"body": shown(by, now)}}


def shown(by: Person, now: dt.datetime) -> str:
    """A body with a picture in it."""
    file = taken(card_back(), by, now)
    alt = "卡背面左下角，红框里是境外专线号码"
    image = f'<img src="/files/{file.pk}/卡背面.png" alt="{alt}">'
    return html.normalise(f"<p>请客户看卡背面的左下角：</p>{image}")


def taken(data: bytes, by: Person, now: dt.datetime) -> File:
    """A file as if it had been uploaded."""
    part = store.part(uuid.uuid4())
    store.write(part, io.BytesIO(data))
    return actions.take_file(part=part, cleared=False, by=by, now=now)


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """A workbook with a bold first row on each sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in "ABCD":
            sheet.column_dimensions[column].width = 28
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def card_back() -> bytes:
    """The back of a card, with the place of the number framed in red."""
    picture = Image.new("RGB", (760, 480), "#f4f6f9")
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((20, 20, 740, 460), 36, fill="#27496d")
    draw.rectangle((20, 80, 740, 160), fill="#14202e")  # the magnetic stripe
    draw.rectangle((60, 200, 500, 250), fill="#eef1f5")  # for the signature
    draw.rectangle((520, 200, 620, 250), fill="#ffffff")
    for top, right in ((300, 560), (330, 640), (360, 500)):  # small print
        draw.rectangle((60, top, right, top + 10), fill="#4d6b8c")
    draw.rectangle((60, 404, 380, 424), fill="#cfd8e3")
    draw.rounded_rectangle((44, 390, 396, 438), 10, outline="#e5484d", width=6)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def form(pages: list[list[str]]) -> bytes:
    """A PDF with a line of text below the other, by a font that every reader has for Chinese
    (ISO 32000-1, 9.7.5.2)."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000"
        " /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 6"
        " /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120"
        " /CapHeight 880 /StemV 93 >> >>] >>"
    )
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        font,
    ]
    for n, lines in enumerate(pages):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]"
            f" /Resources << /Font << /F 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        drawn = _drawn(lines)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    return _joined(objects)


def _drawn(lines: list[str]) -> str:
    told = [f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines]
    return "\n".join(["BT /F 14 Tf 56 770 Td 32 TL", *told, "ET"])


def _joined(objects: list[str]) -> bytes:
    """With the table of where each object begins."""
    file, places = b"%PDF-1.4\n", []
    for n, each in enumerate(objects, start=1):
        places.append(len(file))
        file += f"{n} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    return file + head.encode() + end.encode()
