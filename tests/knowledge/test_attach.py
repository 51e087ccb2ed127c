"""Files: handed in, judged, carried through the gate, and had only by those who may read."""

import datetime as dt
import errno
import io
import json
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from PIL import Image

from tests.knowledge import factory, paper
from tests.knowledge.worked import made
from zhixi.accounts import actions as people
from zhixi.accounts.models import AuditEntry, Person, Unit
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, checking, types
from zhixi.knowledge.files import reading, store, texts
from zhixi.knowledge.indexing import described
from zhixi.knowledge.models import ContentFile, Draft, File, FileText, Upload
from zhixi.search import worker

For = Callable[[Person], Client]
Publish = Callable[..., int]
FAQ = {
    "title": "开户要带什么",
    "lead": "您带上本人身份证就可以开户。",
    "phrasings": ["开户材料", "办卡带什么", "开卡要什么证件"],
}


pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def section(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["账户", "开户"], by=zhao, now=long_ago)


def url(attached: dict[str, str]) -> str:
    return f"/files/{attached['digest']}/{attached['name']}"


@dataclass(frozen=True)
class Fetched:
    status_code: int
    headers: dict[str, str]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return self.headers[name]


def fetched(client: Client, address: str, **headers: str) -> Fetched:
    """A file as a browser gets it, read to its end."""
    answer: Any = client.get(address, headers=headers)
    data = b"".join(answer) if answer.streaming else answer.content
    return Fetched(answer.status_code, dict(answer.headers), data)


def has(client: Client, attached: dict[str, str]) -> bool:
    """Whether this person gets the file; what he may not have is not there."""
    answer = fetched(client, url(attached))
    assert answer.status_code in {200, 404}
    return answer.status_code == 200


def wrote(client: Client, section: int, **told: Any) -> Any:
    given = json.dumps(FAQ | {"section": section} | told)
    sent = {"type": told.pop("type", "faq"), "line": str(uuid.uuid4()), "words": given}
    return client.post("/studio/new", sent).json()


def test_it_works(author: Client, client_for: For, lin: Person, qian: Person, section: int) -> None:
    attached = paper.attachment(author, "开户须知.pdf", paper.PDF)
    told = wrote(author, section, attachments=[attached])
    assert (told["problems"], told["blocking"]) == ([], 0)
    assert "开户须知.pdf" in told["beside"]
    number = told["number"]
    assert not has(client_for(lin), attached)  # a draft's
    author.post(f"/studio/articles/{number}/submit", {"base": told["state"]})
    submission = Submission.objects.get()
    assert not has(client_for(lin), attached)  # waiting at the gate
    assert has(client_for(qian), attached)  # who decides looks at it first
    page = client_for(qian).get(f"/studio/submissions/{submission.pk}").content.decode()
    assert f'href="/files/{attached["digest"]}/' in page
    decided = {"seen_digest": submission.digest, "step": 1, "verdict": "approve"}
    client_for(qian).post(f"/studio/submissions/{submission.pk}", decided)
    worker.keep_up()
    time.sleep(1.1)  # what is approved is live from the next full second on
    page = client_for(lin).get(f"/k/{number}").content.decode()
    assert "附件" in page
    answer = fetched(client_for(lin), url(attached))
    assert answer.body == paper.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-cache"


# Handing in.


def test_an_upload_goes_on_where_the_line_was_lost(author: Client) -> None:
    data = paper.picture("PNG", (900, 900)) + b"\0" * 100
    upload = paper.begin(author, "大图.png", data).json()["upload"]
    assert paper.piece(author, upload, 0, data[:1000]).json()["at"] == 1000
    assert author.get(f"/studio/files/{upload}").json()["at"] == 1000
    # The same piece again, as after a lost answer, and one too early, change nothing.
    for at in (0, 5000):
        answer = paper.piece(author, upload, at, data[at : at + 1000])
        assert (answer.status_code, answer.json()["at"]) == (409, 1000)
    early = author.post(f"/studio/files/{upload}/finish")
    at = early.json()["at"]
    assert (early.status_code, at) == (409, 1000)  # what came is kept
    assert paper.piece(author, upload, at, data[at:]).json()["at"] == len(data)
    first = author.post(f"/studio/files/{upload}/finish").json()
    late = paper.piece(author, upload, 0, data[:1000])
    assert (late.status_code, late.json()["at"]) == (409, len(data))
    again = author.post(f"/studio/files/{upload}/finish").json()
    assert first == again  # asked again after a lost answer
    assert File.objects.count() == 1


def test_what_is_kept_lies_under_its_digest_and_is_never_written_over(
    author: Client, files: Path
) -> None:
    one = paper.attachment(author, "甲.pdf", paper.PDF)
    two = paper.attachment(author, "乙.pdf", paper.PDF)
    assert one["digest"] == two["digest"]
    path = store.place(one["digest"])
    assert store.digest_of(path) == one["digest"]
    assert path.stat().st_mode & 0o777 == 0o400
    assert [p for p in files.rglob("*") if p.is_file()] == [path]


def test_too_large_and_empty_files_are_refused_at_once(author: Client, settings: Any) -> None:
    settings.FILE_MEGABYTES = 1
    answer = paper.begin(author, "大.pdf", b"0" * (1024 * 1024 + 1))
    assert (answer.status_code, "最多 1 MB" in answer.json()["refused"]) == (400, True)
    assert paper.begin(author, "空.pdf", b"").status_code == 400
    for odd in ("", "-1", "9" * 5000, "①", "1.5"):
        sent = {"name": "甲\x00.pdf", "size": odd}
        assert author.post("/studio/files", sent).status_code == 400
    upload = paper.begin(author, "小.pdf", paper.PDF).json()["upload"]
    for odd in ("", "-1", "9" * 5000, "x"):
        sent = {"data": paper.PDF, "content_type": "application/octet-stream"}
        assert author.post(f"/studio/files/{upload}?at={odd}", **sent).status_code == 409
    assert paper.piece(author, upload, 0, paper.PDF + b"x").status_code == 409


def test_a_full_disk_is_a_message_and_no_loss(
    author: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "RESERVE", 10**18)
    answer = paper.begin(author, "表.pdf", paper.PDF)
    assert (answer.status_code, "磁盘空间不足" in answer.json()["refused"]) == (507, True)
    monkeypatch.undo()
    upload = paper.begin(author, "表.pdf", paper.PDF).json()["upload"]
    with monkeypatch.context() as full:
        full.setattr(store.os, "fsync", _no_space)
        answer = paper.piece(author, upload, 0, paper.PDF[:500])
    assert (answer.status_code, "从中断处继续" in answer.json()["refused"]) == (507, True)
    assert author.get(f"/studio/files/{upload}").json()["at"] == 0
    assert paper.piece(author, upload, 0, paper.PDF).status_code == 200
    assert author.post(f"/studio/files/{upload}/finish").status_code == 200


def _no_space(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "no space")


def test_half_uploads_are_swept_after_a_day(author: Client, files: Path, now: dt.datetime) -> None:
    upload = paper.begin(author, "表.pdf", paper.PDF).json()["upload"]
    paper.piece(author, upload, 0, paper.PDF[:500])
    assert actions.sweep_uploads(now=now + dt.timedelta(hours=23)) == 0
    assert actions.sweep_uploads(now=now + dt.timedelta(hours=25)) == 1
    assert not Upload.objects.exists()
    assert not list((files / "uploads").iterdir())
    assert author.get(f"/studio/files/{upload}").status_code == 404


def test_files_that_no_text_carries_are_swept_after_a_month(
    publish: Publish, author: Client, section: int, now: dt.datetime
) -> None:
    later = now + dt.timedelta(days=31)
    loose, drafted, carried = (
        paper.attachment(author, f"{n}.png", paper.picture(size=(n, n))) for n in (10, 20, 30)
    )
    wrote(author, section, attachments=[drafted])
    publish(attachments=[carried])
    assert actions.sweep_files(now=later) == 0  # just handed in
    actions.sweep_uploads(now=later)
    assert actions.sweep_files(now=now) == 0  # too soon
    assert actions.sweep_files(now=later) == 1
    assert not store.place(loose["digest"]).exists()
    assert {file.pk for file in File.objects.all()} == {drafted["digest"], carried["digest"]}
    assert has(author, drafted)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        ("图.png", b"<?xml version='1.0'?><svg/>", "SVG"),
        ("页.pdf", b"<!doctype html><script>alert(1)</script>", "网页"),
        ("单.pdf", b"MZ\x90\x00" + b"\0" * 100, "可执行文件"),
        ("单.pdf", b"\x7fELF" + b"\0" * 100, "可执行文件"),
        ("单.pdf", b"#!/bin/sh\nrm -rf /", "可执行文件"),
        ("表.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "旧版或加密"),
        ("表.xlsm", paper.zipped({"xl/workbook.xml": "", "xl/vbaProject.bin": b"x"}), "宏"),
        ("文.docx", paper.docx("带宏", **{"word/vbaProject.bin": b"x"}), "宏"),
        ("包.zip", paper.zipped({"甲.txt": "一"}), "压缩包"),
        ("坏.docx", b"PK\x03\x04" + b"\0" * 50, "已损坏"),
        ("坏.png", paper.picture()[:60], "打不开"),
        ("文.txt", "只是文字".encode(), "不支持"),
        ("录像.m4a", b"\0\0\0\x18ftypisom" + b"\0" * 20 + b"hdlr" + b"\0" * 8 + b"vide", "视频"),
    ],
)
def test_p74_what_is_no_honest_document_picture_or_sound_is_refused(
    author: Client, files: Path, name: str, data: bytes, said: str
) -> None:
    answer = paper.handed_in(author, name, data, cleared="1")
    assert answer.status_code == 400
    assert said in answer.json()["refused"]
    assert not File.objects.exists()
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_p74_macros_are_found_by_what_the_file_says_of_itself(author: Client) -> None:
    kinds = "<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"
    made = paper.docx("宏", **{"[Content_Types].xml": kinds.encode()})
    assert "宏" in paper.handed_in(author, "文.docx", made).json()["refused"]


def test_p74_a_bomb_is_not_unpacked(author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # 30,000 by 30,000 points, all white: 900 million of them in a few hundred kilobytes.
    bomb = paper.bomb(30_000, 30_000)
    assert len(bomb) < 2_000_000
    assert "图片太大" in paper.handed_in(author, "白.png", bomb).json()["refused"]
    monkeypatch.setattr("zhixi.lib.files.kinds.UNPACKED", 10_000)
    grown = paper.docx("一", **{"word/media/a.bin": b"0" * 20_000})
    assert "太大" in paper.handed_in(author, "文.docx", grown).json()["refused"]


def test_p74_the_name_follows_the_content_and_is_harmless(author: Client) -> None:
    for given, kept in {
        "../../etc/passwd": "passwd.pdf",
        "C:\\共享\\表.exe": "表.pdf",
        "a<b>|c?.pdf": "a b c.pdf",
        "\u202efdp.exe": "fdp.pdf",
        "...": "pdf.pdf",
        "长" * 200: "长" * 100 + ".pdf",
    }.items():
        assert paper.attachment(author, given, paper.PDF)["name"] == kept
    picture = paper.attachment(author, "照片.png", paper.picture("JPEG"))
    assert picture["name"] == "照片.jpg"


def test_pictures_are_written_anew_without_what_was_hidden_in_them(author: Client) -> None:
    exif = Image.Exif()
    exif[0x010E] = "东屿分行 6222020200112233"
    exif[0x0112] = 6  # turned by a quarter
    data = paper.picture("JPEG", (40, 30), exif=exif) + b"<script>alert(1)</script>"
    kept = fetched(author, url(paper.attachment(author, "卡.jpg", data))).body
    assert b"6222" not in kept
    assert b"script" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.size, dict(shown.getexif())) == ((30, 40), {})
    for kind in ("PNG", "WEBP", "GIF"):
        made = paper.attachment(author, f"图.{kind.lower()}", paper.picture(kind))
        assert fetched(author, url(made))["Content-Type"] == f"image/{kind.lower()}"


def test_a_moving_picture_still_moves(author: Client) -> None:
    frames = [Image.new("RGB", (20, 20), (n * 60, 0, 0)) for n in range(3)]
    made = io.BytesIO()
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=b"x9")
    kept = fetched(author, url(paper.attachment(author, "步骤.gif", made.getvalue()))).body
    assert b"x9" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert (shown.n_frames, shown.info["duration"]) == (3, 80)  # type: ignore[attr-defined]


# In an article.


def test_a_draft_with_a_file_that_is_not_here_is_not_handed_in(
    author: Client, section: int
) -> None:
    nowhere = {"digest": "sha256:" + "0" * 64, "name": "没有.pdf"}
    told = wrote(author, section, attachments=[nowhere])
    answer = author.post(f"/studio/articles/{told['number']}/submit", {"base": told["state"]})
    assert answer.status_code == 409
    assert "附件“没有.pdf”不在系统里" in answer.content.decode()
    other = paper.attachment(author, "表.xlsx", paper.XLSX) | {"name": "表.pdf"}
    told = wrote(author, section, title="另一条", attachments=[other])
    answer = author.post(f"/studio/articles/{told['number']}/submit", {"base": told["state"]})
    assert answer.status_code == 409  # a name that lies about its kind
    assert not Submission.objects.exists()


def test_attachments_are_renamed_and_put_in_order_with_the_draft(
    author: Client, section: int
) -> None:
    one = paper.attachment(author, "甲.pdf", paper.PDF)
    two = paper.attachment(author, "乙.xlsx", paper.XLSX)
    wrote(author, section, attachments=[two | {"name": "新名.xlsx"}, one])
    draft = Draft.objects.get()
    assert [each["name"] for each in draft.content["attachments"]] == ["新名.xlsx", "甲.pdf"]
    page = author.get(f"/studio/articles/{draft.article_id}/edit").content.decode()
    assert page.index("新名.xlsx") < page.index("甲.pdf")


def test_another_file_under_the_same_name_is_seen_by_whoever_confirms(
    publish: Publish, author: Client, zhao: Person, now: dt.datetime
) -> None:
    old = paper.attachment(author, "费用.xlsx", paper.XLSX)
    new = paper.attachment(author, "费用.xlsx", paper.workbook({"费用": [["项目"], ["甲"]]}))
    number = publish(title="费用表", attachments=[old])
    submission = factory.submitted(
        by=zhao, at=now, article=number, title="费用表", attachments=[new]
    )
    page = author.get(f"/studio/submissions/{submission.pk}").content.decode()
    assert "费用.xlsx" in page
    assert "<ins>" in page
    assert page.count("sha256") == 1  # the link to open it


def test_old_words_without_attachments_read_as_before() -> None:
    content = types.read("faq", {"schema": 1, "title": "题", "lead": "答"})
    assert content.attachments == []
    assert types.dump(content) == {"schema": 1, "title": "题", "lead": "答"}


# What search finds.


def test_search_finds_what_an_attachment_says_and_names_its_page(
    publish: Publish, author: Client, client_for: For, lin: Person, now: dt.datetime
) -> None:
    attached = paper.attachment(author, "须知.pdf", paper.PDF)
    number = publish(title="开户要带什么", lead="带身份证。", attachments=[attached])
    found = client_for(lin).get("/desk/search?q=公证委托书").content.decode()
    assert f"/k/{number}" not in found  # nobody has read it yet
    assert reading.read_all(now) == 1
    worker.keep_up()
    assert FileText.objects.get().pages == 2
    found = client_for(lin).get("/desk/search?q=公证委托书").content.decode()
    assert f"/k/{number}" in found
    assert "附件 第 2 页" in found
    assert "代办须持" in found
    plain = client_for(lin).get("/desk/search?q=开户要带什么").content.decode()
    assert "附件 第" not in plain  # the article itself answers
    assert "2 页" in client_for(lin).get(f"/k/{number}").content.decode()


def test_the_index_learns_a_files_name_and_not_what_vouches_for_it() -> None:
    attached = {"digest": f"sha256:{'0' * 64}", "name": "须知.pdf"}
    content = types.read("faq", {"title": "题", "lead": "答", "attachments": [attached]})
    assert described(content, number=1, version=1, attached="第一页").body == "答\n须知.pdf\n第一页"


def test_workbooks_and_word_files_are_read_too(
    publish: Publish, author: Client, client_for: For, lin: Person, now: dt.datetime
) -> None:
    book = paper.attachment(author, "费用.xlsx", paper.XLSX)
    text = paper.attachment(author, "说明.docx", paper.docx("钥匙遗失须登报声明"))
    publish(title="保险箱怎么租", lead="网点可以租。", attachments=[book, text])
    reading.read_all(now)
    worker.keep_up()
    found = client_for(lin).get("/desk/search?q=保险箱小箱年租金").content.decode()
    assert "附件 工作表“费用”" in found
    assert "三百八十元" in found
    assert "声明" in client_for(lin).get("/desk/search?q=钥匙遗失登报").content.decode()


def test_the_worker_reads_beside_its_other_rounds(
    author: Client, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.attachment(author, "坏.pdf", b"%PDF-1.4 broken")
    paper.attachment(author, "须知.pdf", paper.PDF)
    monkeypatch.setattr(reading, "LOOK", 0.0)
    rounds, deadline = reading.Rounds(), time.monotonic() + 60
    while not FileText.objects.filter(pages=2).exists() and time.monotonic() < deadline:
        rounds.round(now)
        time.sleep(0.05)
    rounds.end()
    assert FileText.objects.get(done_at__isnull=False).texts[1][0] == "2"
    assert FileText.objects.get(done_at=None).claimed_at is None  # another may try


def test_a_document_is_claimed_by_one_and_tried_a_few_times(
    author: Client, now: dt.datetime
) -> None:
    paper.attachment(author, "坏.pdf", b"%PDF-1.4 broken")
    assert texts.claim(now) is not None
    assert texts.claim(now) is None
    later = now + texts.LEASE * 1.1
    assert [texts.claim(later + n * texts.LEASE * 1.1) is not None for n in range(4)] == [
        *(True, True),
        *(False, False),
    ]


# Serving.


def test_a_player_gets_the_part_that_it_asks_for(author: Client) -> None:
    sound = paper.attachment(author, "录音.mp3", paper.SOUND, cleared="1")
    whole = len(paper.SOUND)
    for asked, status, told in [
        ("bytes=0-1", 206, f"bytes 0-1/{whole}"),
        (f"bytes=-{whole + 9}", 206, f"bytes 0-{whole - 1}/{whole}"),
        ("bytes=400-", 206, f"bytes 400-{whole - 1}/{whole}"),
        (f"bytes={whole}-", 416, f"bytes */{whole}"),
    ]:
        answer = fetched(author, url(sound), Range=asked)
        assert (answer.status_code, answer["Content-Range"]) == (status, told)
    answer = fetched(author, url(sound), Range="bytes=400-409")
    assert answer.body == paper.SOUND[400:410]
    assert (answer["Content-Length"], answer["Content-Type"]) == ("10", "audio/mpeg")


def test_a_name_in_the_address_makes_no_other_kind_of_it(author: Client) -> None:
    book = paper.attachment(author, "费用.xlsx", paper.XLSX)
    answer = fetched(author, f"/files/{book['digest']}/evil.html")
    assert answer["Content-Disposition"] == 'attachment; filename="evil.xlsx"'
    assert answer["Content-Security-Policy"].endswith("sandbox")


def test_bytes_that_a_browser_has_are_not_sent_again_but_rights_are_asked(
    publish: Publish,
    author: Client,
    client_for: For,
    lin: Person,
    cast: dict[str, Person],
    now: dt.datetime,
) -> None:
    attached = paper.attachment(author, "须知.pdf", paper.PDF)
    number = publish(attachments=[attached])
    etag = fetched(client_for(lin), url(attached))["ETag"]
    again = fetched(client_for(lin), url(attached), **{"If-None-Match": etag})
    assert again.status_code == 304
    _withdraw(number, cast, now)
    gone = fetched(client_for(lin), url(attached), **{"If-None-Match": etag})
    assert gone.status_code == 404


def _withdraw(number: int, cast: dict[str, Person], now: dt.datetime) -> None:
    at = now - dt.timedelta(hours=1)
    factory.withdrawn(number=number, by=cast["zhao"], confirmer=cast["qian"], at=at)


# What lasts.


def test_p76_what_an_approved_text_carries_is_evidence(publish: Publish, author: Client) -> None:
    attached = paper.attachment(author, "须知.pdf", paper.PDF)
    publish(attachments=[attached])
    tied = ContentFile.objects.get()
    assert tied.file_id == attached["digest"]
    for change in (tied.delete, lambda: ContentFile.objects.update(file=attached["digest"])):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM knowledge_contentfile")
    assert list(checking.files()) == []
    path = store.place(attached["digest"])
    path.chmod(0o600)
    path.write_bytes(paper.PDF + b" ")
    assert "与其摘要不符" in next(iter(checking.files()))
    path.unlink()
    assert "文件不在了" in next(iter(checking.files()))


def test_p76_what_the_law_removes_goes_with_its_files(
    publish: Publish,
    author: Client,
    cast: dict[str, Person],
    now: dt.datetime,
    django_capture_on_commit_callbacks: Any,
) -> None:
    attached = paper.attachment(author, "须知.pdf", paper.PDF)
    number = publish(attachments=[attached])
    with django_capture_on_commit_callbacks(execute=True):
        factory.removed(number=number, cast=cast, at=now)
    assert not store.place(attached["digest"]).exists()
    assert not FileText.objects.exists()
    assert not has(author, attached)
    assert list(checking.files()) == []
    assert ContentFile.objects.exists()  # that there was one stays known


# Who may not.


def test_p71_a_file_is_had_only_by_readers_of_an_article_that_carries_it(
    publish: Publish, author: Client, client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    circle = Unit.objects.filter(code="card")
    card = people.audience(name="信用卡中心", units=circle, by=None, now=now)
    attached = paper.attachment(author, "内部.pdf", paper.PDF)
    publish(title="内部口径", section="信用卡/内部", audience=card, attachments=[attached])
    inside = {"wang", "qian", "zhao", "zhou"}
    for login, person in cast.items():
        assert has(client_for(person), attached) == (login in inside), login
    assert fetched(client_for(cast["wang"]), url(attached))["Cache-Control"] == "no-store"
    hidden = client_for(cast["lin"]).get(url(attached))
    unknown = client_for(cast["lin"]).get(f"/files/sha256:{'0' * 64}/x.pdf")
    assert hidden.status_code == unknown.status_code == 404
    assert _without_csrf(hidden) == _without_csrf(unknown)
    assert Client().get(url(attached)).status_code == 302
    # The same file in an article for all is for all.
    publish(title="公开口径", attachments=[attached])
    assert has(client_for(cast["lin"]), attached)


def _without_csrf(answer: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_p71_a_section_that_is_shut_hides_its_files(
    publish: Publish, author: Client, client_for: For, lin: Person, zhao: Person, now: dt.datetime
) -> None:
    attached = paper.attachment(author, "内部.pdf", paper.PDF)
    publish(section="信用卡/安全", attachments=[attached])
    assert has(client_for(lin), attached)
    card = people.audience(name="卡", units=Unit.objects.filter(code="card"), by=None, now=now)
    shut = actions.section_at(path=["信用卡", "安全"], by=zhao, now=now)
    actions.narrow_section(section=shut, audience=card, by=zhao, now=now, reason="收窄")
    assert not has(client_for(lin), attached)


def test_p72_a_file_comes_with_approval_and_goes_with_withdrawal(
    publish: Publish, author: Client, client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    lin, attached = client_for(cast["lin"]), paper.attachment(author, "须知.pdf", paper.PDF)
    factory.draft(by=cast["zhao"], at=now, title="草稿", attachments=[attached])
    assert not has(lin, attached)
    factory.submitted(by=cast["zhao"], at=now, title="待确认", attachments=[attached])
    assert not has(lin, attached)
    ahead = (now + dt.timedelta(days=3)).isoformat()
    publish(title="三天后生效", effective_from=ahead, attachments=[attached])
    assert not has(lin, attached)
    number = publish(title="现行", attachments=[attached])
    assert has(lin, attached)
    _withdraw(number, cast, now)
    assert not has(lin, attached)
    assert has(author, attached)


def test_p72_a_former_version_keeps_its_files_for_those_who_look_back(
    publish: Publish, author: Client, client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    old = paper.attachment(author, "旧表.pdf", paper.PDF)
    days = dt.timedelta(days=3)
    number = publish(title="费用", attachments=[old], at=now - days)
    publish(title="费用", article=number)
    lin = client_for(cast["lin"])
    assert has(lin, old)
    assert fetched(lin, url(old))["Cache-Control"] == "no-store"
    assert "旧表.pdf" not in lin.get(f"/k/{number}").content.decode()
    assert "旧表.pdf" in lin.get(f"/k/{number}/v/1").content.decode()
    _withdraw(number, cast, now)
    assert not has(lin, old)


def test_p73_only_those_who_edit_hand_files_in_and_only_for_themselves(
    author: Client, client_for: For, cast: dict[str, Person]
) -> None:
    upload = paper.begin(author, "表.pdf", paper.PDF).json()["upload"]
    for login, person in cast.items():
        if login == "zhao":
            continue
        client = client_for(person)
        assert client.get(f"/studio/files/{upload}").status_code == 404
        assert paper.piece(client, upload, 0, paper.PDF).status_code == 404
        for verb in ("finish", "drop"):
            assert client.post(f"/studio/files/{upload}/{verb}").status_code == 404
        begun = paper.begin(client, "表.pdf", paper.PDF).status_code
        assert begun == (200 if login in {"zhou", "qian", "wang"} else 404), login
    assert author.get(f"/studio/files/{upload}").json()["at"] == 0
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["zhao"], backend="zhixi.accounts.backends.StaffBackend")
    assert paper.begin(strict, "表.pdf", paper.PDF).status_code == 403
    assert paper.piece(strict, upload, 0, paper.PDF).status_code == 403


def test_p75_sounds_stand_only_in_cases_and_practice_cleared_and_written_down(
    author: Client, zhao: Person
) -> None:
    refused = paper.handed_in(author, "录音.mp3", paper.SOUND)
    assert "已脱敏" in refused.json()["refused"]
    sound = paper.attachment(author, "录音.mp3", paper.SOUND, cleared="1")
    assert File.objects.get().cleared
    entry = AuditEntry.objects.get(verb="recording")
    assert (entry.subject, entry.by) == (sound["digest"], zhao.number)
    told = sound | {"transcript": "客户：我的卡 6222020200112233445 丢了"}
    for code in types.registry():
        if code in {"case", "practice"}:
            with pytest.raises(ValueError, match="缺少文字稿"):
                types.read(code, {"title": "题", "attachments": [sound]})
            read = types.read(code, {"title": "题", "attachments": [told]})
            assert read.attachments[0].digest == sound["digest"]
        else:
            with pytest.raises(ValueError, match="这一类知识不能附录音"):
                types.read(code, types.dump(made(code)) | {"attachments": [told]})
    case = types.read("case", {"title": "题", "attachments": [told]})
    assert "6222" not in case.attachments[0].transcript
