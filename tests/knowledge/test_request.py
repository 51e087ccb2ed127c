"""A department asks for knowledge and follows it until it is live."""

import datetime as dt
import io
import re
import time
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.knowledge import factory, paper
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.actions import closing, requesting
from zhixi.knowledge.actions.requesting import UnableToRequest, Wish
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    Draft,
    KnowledgeRequest,
    RequestEvent,
    RequestTie,
)
from zhixi.knowledge.queries import NotVisible
from zhixi.knowledge.requesting import listing, stages
from zhixi.knowledge.requesting.timeliness import rates

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def asked(*, by: Person, now: dt.datetime, **named: Any) -> KnowledgeRequest:
    from zhixi.accounts.queries import unit_ids_of

    unit = Unit.objects.get(pk=min(unit_ids_of(by, now)))
    wish = {"title": "挂失费减免", "text": "自下月起免收挂失费。", "kind": "new", "unit": unit}
    wish |= {"wanted_at": now + DAY} | named
    return requesting.ask(wish=Wish(**wish), by=by, now=now)


def task(person: Person, now: dt.datetime) -> requesting.Task:
    return requesting.Task(person, timezone.localdate(now))


def drafted(row: KnowledgeRequest, *, by: Person, now: dt.datetime, title: str = "挂失费") -> int:
    """Accept where needed and begin a text; its number."""
    if stages.staged(now).get(pk=row.pk).stage == "asked":
        requesting.accept(number=row.pk, by=by, now=now)
    section = actions.section_at(path=["信用卡", "安全"], by=by, now=now)
    made = requesting.begin_draft(
        number=row.pk, title=title, type="faq", section=section, task=task(by, now), by=by, now=now
    )
    return made.article_id


def handed_in(number: int, *, by: Person, at: dt.datetime) -> Submission:
    draft = Draft.objects.get(article=number)
    draft.content |= {"lead": "下月起免收挂失费。"}
    draft.content.pop("effective_from", None)
    draft.save()
    return actions.submit(articles=[number], by=by, clock=lambda: at)


def stage(row: KnowledgeRequest, now: dt.datetime) -> tuple[str, bool]:
    found = stages.staged(now).get(pk=row.pk)
    return found.stage, found.late


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    shown = answer.content.decode().split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def form(now: dt.datetime, **given: Any) -> dict[str, Any]:
    wanted = timezone.localtime(now + DAY).strftime("%Y-%m-%dT%H:%M")
    unit = Unit.objects.get(code="card").pk
    wish = {"title": "挂失费减免", "text": "自下月起免收。", "kind": "new", "unit": unit}
    return wish | {"wanted_at": wanted, "document": "海银〔2026〕12号"} | given


def test_it_works(client_for: For, cast: dict[str, Person], now: dt.datetime) -> None:
    qian, zhao, wang = client_for(cast["qian"]), client_for(cast["zhao"]), client_for(cast["wang"])
    answer = wang.post("/studio/requests/new", form(now, extras=["training", "must_read"]))
    row = KnowledgeRequest.objects.get()
    here = f"/studio/requests/{row.pk}"
    assert (answer.status_code, answer["Location"]) == (302, here)
    shown = words(wang, here)
    for told in ("待受理", "海银〔2026〕12号", "培训", "必读", "信用卡中心 · 王拓"):
        assert told in shown
    assert "挂失费减免" in words(zhao, "/studio/")

    assert zhao.post(f"{here}/accept").status_code == 302
    section = actions.section_at(path=["信用卡"], by=cast["zhao"], now=now)
    zhao.post(
        f"{here}/draft",
        {"title": "挂失费", "type": "faq", "section": section, "owner": cast["zhao"].pk,
         "due_on": timezone.localdate(now).isoformat()},
    )  # fmt: skip
    number = RequestTie.objects.get(request=row).article_id
    draft = Draft.objects.get(article=number)
    assert draft.content["title"] == "挂失费"
    assert draft.owner_id == row.unit_id
    assert "编写中" in words(wang, here)
    editor = zhao.get(f"/studio/articles/{number}/edit").content.decode()
    assert f'data-request>需求单 <a href="{here}">' in editor

    submission = handed_in(number, by=cast["zhao"], at=now)
    assert "确认中" in words(wang, here)
    gate_page = f"/studio/submissions/{submission.pk}"
    qian.post(gate_page, {"step": 1, "seen_digest": submission.digest, "verdict": "approve"})
    assert stage(row, timezone.now() + 5 * dt.timedelta(seconds=1)) == ("live", False)
    from zhixi.knowledge.models import Publication

    assert Publication.objects.get(article=number).live_from <= row.wanted_at


def test_a_request_is_live_with_its_last_text(cast: dict[str, Person], now: dt.datetime) -> None:
    zhao, qian = cast["zhao"], cast["qian"]
    row = asked(by=qian, now=now - 9 * HOUR, wanted_at=now - 2 * HOUR)
    assert stage(row, now - 9 * HOUR) == ("asked", False)
    one = drafted(row, by=zhao, now=now - 8 * HOUR, title="一")
    two = drafted(row, by=zhao, now=now - 8 * HOUR, title="二")
    assert stage(row, now - 8 * HOUR) == ("drafted", False)
    first = handed_in(one, by=zhao, at=now - 7 * HOUR)
    assert stage(row, now - 7 * HOUR)[0] == "drafted"
    factory.approve(first, by=qian, at=now - 6 * HOUR)
    second = handed_in(two, by=zhao, at=now - 5 * HOUR)
    assert stage(row, now - 5 * HOUR) == ("approval", False)
    factory.approve(second, by=qian, at=now - HOUR)
    assert stage(row, now) == ("live", True)
    assert stages.staged(now).get().done_at > now - HOUR


def test_what_comes_back_from_the_gate_is_being_written_again(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao, qian = cast["zhao"], cast["qian"]
    row = asked(by=qian, now=now - HOUR)
    number = drafted(row, by=zhao, now=now - HOUR)
    submission = handed_in(number, by=zhao, at=now - HOUR)
    gate.decide(
        submission=submission.pk, step=1, by=qian, seen_digest=submission.digest,
        verdict="return", reason="写错了", clock=lambda: now,
    )  # fmt: skip
    assert stage(row, now)[0] == "drafted"
    assert "确认人退回" in words(client_for(qian), f"/studio/requests/{row.pk}")
    version = ArticleVersion.objects.get(submission=submission)
    actions.reopen(version=version, by=zhao, now=now)
    again = actions.submit(articles=[number], by=zhao, clock=lambda: now)
    factory.approve(again, by=qian, at=now)
    assert stage(row, now + 2 * dt.timedelta(seconds=1))[0] == "live"


def test_what_is_to_go_live_later_waits_for_its_moment(
    cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao, qian = cast["zhao"], cast["qian"]
    wanted = (now + DAY).replace(second=0, microsecond=0)
    row = asked(by=qian, now=now, wanted_at=wanted)
    number = drafted(row, by=zhao, now=now)
    draft = Draft.objects.get(article=number)
    assert dt.datetime.fromisoformat(draft.content["effective_from"]) == wanted
    draft.content["lead"] = "下月起免收挂失费。"
    draft.save()
    submission = actions.submit(articles=[number], by=zhao, clock=lambda: now)
    factory.approve(submission, by=qian, at=now)
    assert stage(row, now) == ("ahead", False)
    assert stage(row, wanted) == ("live", False)


def test_a_live_article_is_tied_and_taken_down(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao, qian = cast["zhao"], cast["qian"]
    old = publish(title="旧规则")
    row = asked(by=qian, now=now - HOUR, kind="change", articles=(old,))
    requesting.accept(number=row.pk, by=zhao, now=now - HOUR)
    requesting.tie(number=row.pk, article=old, task=task(zhao, now), by=zhao, now=now - HOUR)
    assert stage(row, now)[0] == "drafted"
    assert Draft.objects.get(article=old).line == RequestTie.objects.get(request=row).line
    factory.approve(actions.submit(articles=[old], by=zhao, clock=lambda: now), by=qian, at=now)
    assert stage(row, now + 2 * dt.timedelta(seconds=1))[0] == "live"

    gone = publish(title="停办的")
    row = asked(by=qian, now=now - HOUR, kind="withdraw", articles=(gone,))
    requesting.accept(number=row.pk, by=zhao, now=now - HOUR)
    requesting.tie(number=row.pk, article=gone, task=task(zhao, now), by=zhao, now=now - HOUR)
    assert "待申请撤回" in words(client_for(qian), f"/studio/requests/{row.pk}")
    article = Article.objects.get(pk=gone)
    leave = actions.withdraw(article=article, by=zhao, clock=lambda: now, reason="停办")
    assert stage(row, now)[0] == "approval"
    factory.approve(leave, by=qian, at=now)
    assert stage(row, now + 2 * dt.timedelta(seconds=1))[0] == "live"
    time.sleep(1.1)  # the page is read by the clock on the wall
    assert "已下线" in words(client_for(zhao), f"/studio/requests/{row.pk}")


def test_a_request_is_returned_with_a_reason_and_asked_again(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    row = asked(by=cast["qian"], now=now)
    here = f"/studio/requests/{row.pk}"
    zhao, qian = client_for(cast["zhao"]), client_for(cast["qian"])
    answer = zhao.post(f"{here}/return", {"reason": "  "})
    assert (answer.status_code, "退回时请写明原因" in answer.content.decode()) == (409, True)
    zhao.post(f"{here}/return", {"reason": "缺少费率"})
    assert stage(row, now) == ("returned", False)
    assert "缺少费率" in words(qian, here)
    qian.post(f"{here}/change", form(now, title="挂失费改为零元"))
    assert stage(row, now)[0] == "asked"
    shown = words(qian, here)
    assert "标题：挂失费减免 → 挂失费改为零元" in shown
    whats = list(RequestEvent.objects.order_by("pk").values_list("what", flat=True))
    assert whats == ["ask", "return", "change"]


def test_bad_input_says_what_to_do_and_loses_nothing(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    qian = client_for(cast["qian"])
    given = form(now, wanted_at="2020-01-01T08:00", articles=f"{number}、99999", text="很长的要求")
    shown = qian.post("/studio/requests/new", given).content.decode()
    assert "希望上线时间应在现在之后" in shown
    assert "没有编号为 99999 的知识" in shown
    assert "很长的要求" in shown
    shown = qian.post("/studio/requests/new", form(now, title="", articles="abc"))
    assert "没有编号为 abc 的知识" in shown.content.decode()
    assert not KnowledgeRequest.objects.exists()
    row = asked(by=cast["qian"], now=now)
    zhao = client_for(cast["zhao"])
    zhao.post(f"/studio/requests/{row.pk}/accept")
    answer = zhao.post(f"/studio/requests/{row.pk}/tie", {"article": 99999, "owner": cast["zhao"].pk,
                                                          "due_on": "2030-01-01"})  # fmt: skip
    assert (answer.status_code, "没有编号为 99999" in answer.content.decode()) == (409, True)
    answer = zhao.post(f"/studio/requests/{row.pk}/draft", {"title": "新的标题"})
    assert (answer.status_code, "新的标题" in answer.content.decode()) == (409, True)


def test_a_tie_is_undone_and_the_text_stays(cast: dict[str, Person], now: dt.datetime) -> None:
    zhao = cast["zhao"]
    row = asked(by=cast["qian"], now=now)
    number = drafted(row, by=zhao, now=now)
    with pytest.raises(UnableToRequest):
        requesting.tie(number=row.pk, article=number, task=task(zhao, now), by=zhao, now=now)
    with pytest.raises(UnableToRequest):
        requesting.send_back(number=row.pk, reason="太迟", by=zhao, now=now)
    requesting.untie(number=row.pk, article=number, by=zhao, now=now)
    assert stage(row, now)[0] == "accepted"
    assert Draft.objects.filter(article=number).exists()
    assert RequestEvent.objects.filter(what="untie", told={"article": number}).exists()


def test_timeliness_is_measured_to_the_second(cast: dict[str, Person], now: dt.datetime) -> None:
    """Two in time, one a second late, one not live, one returned, one whose moment is ahead."""
    zhao, qian = cast["zhao"], cast["qian"]
    start = (now - 2 * DAY).replace(microsecond=0)
    for wanted in (1, 5, 0):
        row = asked(by=qian, now=start - HOUR, wanted_at=start + dt.timedelta(seconds=wanted))
        number = drafted(row, by=zhao, now=start - HOUR)
        factory.approve(handed_in(number, by=zhao, at=start - HOUR), by=qian, at=start)
    asked(by=qian, now=start, wanted_at=now - DAY)
    back = asked(by=qian, now=start, wanted_at=now - DAY)
    requesting.send_back(number=back.pk, reason="不需要", by=zhao, now=start)
    asked(by=qian, now=start, wanted_at=now + DAY)
    told, whole = rates(zhao, start - DAY, now + 9 * DAY, now)
    assert [(r.unit, r.wanted, r.in_time, r.share) for r in told] == [("信用卡中心", 4, 2, 50.0)]
    assert (whole.wanted, whole.in_time) == (4, 2)
    assert rates(zhao, now + DAY, now + 9 * DAY, now)[1].share is None


def test_who_is_to_write_a_text_finds_it_on_the_start_page(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao, zhou = cast["zhao"], cast["zhou"]
    row = asked(by=cast["qian"], now=now)
    requesting.accept(number=row.pk, by=zhao, now=now)
    section = actions.section_at(path=["信用卡"], by=zhao, now=now)
    told = {"title": "新", "type": "faq", "section": section, "task": task(zhou, now)}
    tie = requesting.begin_draft(number=row.pk, by=zhao, now=now, **told)
    day = timezone.localdate(now)
    assert f"编写中 · {day:%m-%d} 前由我提交" in words(client_for(zhou), "/studio/")
    assert "挂失费减免" not in words(client_for(zhao), "/studio/")
    handed_in(tie.article_id, by=zhou, at=now)
    assert "挂失费减免" not in words(client_for(zhou), "/studio/")


def test_one_and_three_requests_cost_the_same(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao = cast["zhao"]
    addresses = ["/studio/requests", "/studio/", "/studio/requests/timeliness"]

    def one_more(n: int) -> KnowledgeRequest:
        row = asked(by=cast["qian"], now=now - DAY, title=f"第{n}张", wanted_at=now - HOUR)
        drafted(row, by=zhao, now=now - DAY, title=f"稿{n}")
        return row

    def cost(address: str) -> int:
        browser = client_for(zhao)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    row = one_more(1)
    addresses.append(f"/studio/requests/{row.pk}")
    before = [cost(address) for address in addresses]
    one_more(2)
    one_more(3)
    drafted(row, by=zhao, now=now, title="又一稿")
    drafted(row, by=zhao, now=now, title="再一稿")
    assert [cost(address) for address in addresses] == before


def test_the_list_is_narrowed(client_for: For, cast: dict[str, Person], now: dt.datetime) -> None:
    late = asked(by=cast["qian"], now=now - DAY, title="迟了的", wanted_at=now - HOUR)
    asked(by=cast["wang"], now=now, title="不急的", document="海银办字九号")
    zhao, qian = client_for(cast["zhao"]), client_for(cast["qian"])
    shown = words(zhao, "/studio/requests")
    assert shown.index("迟了的") < shown.index("不急的")
    for given, found in (
        ("state=late", {"迟了的"}),
        ("state=accepted", set()),
        ("q=海银办字九号", {"不急的"}),
        (f"q={late.pk}", {"迟了的"}),
        (f"unit={late.unit_id}&state=all", {"迟了的", "不急的"}),
        ("state=nothing&unit=x&page=999", {"迟了的", "不急的"}),
    ):
        shown = words(zhao, f"/studio/requests?{given}")
        assert {title for title in ("迟了的", "不急的") if title in shown} == found, given
    shown = words(qian, "/studio/requests?mine=on")
    assert ("迟了的" in shown, "不急的" in shown) == (True, False)


def brought(client: Client, name: str = "通知.pdf", data: bytes = paper.PDF) -> str:
    """The upload of a file that this person handed in, whole."""
    upload: str = paper.begin(client, name, data).json()["upload"]
    assert paper.piece(client, upload, 0, data).status_code == 200
    answer = client.post(f"/studio/files/{upload}/finish", {"for": "request"})
    assert f'name="upload" value="{upload}"' in answer.json()["row"]
    return upload


def url_of(row: KnowledgeRequest) -> str:
    file = row.files.first()
    assert file is not None
    return f"/files/{file.file_id}/{file.name}"


def had(client: Client, address: str) -> int:
    """The status with which a file is answered, read to its end."""
    answer: Any = client.get(address)
    if answer.streaming:
        assert b"".join(answer) == paper.PDF
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"
    status: int = answer.status_code
    return status


@pytest.mark.usefixtures("files")
def test_a_request_comes_with_the_departments_document(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    """Shown on it, told in its history, reached from its drafts, and had by who follows it."""
    wang, zhao, qian = (client_for(cast[login]) for login in ("wang", "zhao", "qian"))
    upload = brought(wang)
    wang.post("/studio/requests/new", form(now, upload=upload))
    row = KnowledgeRequest.objects.get()
    here = f"/studio/requests/{row.pk}"
    for reader in (wang, qian, zhao):
        assert "通知.pdf" in words(reader, here)
        assert had(reader, url_of(row)) == 200
    assert "添加附件" in words(qian, here)

    number = drafted(row, by=cast["zhao"], now=now)
    editor = zhao.get(f"/studio/articles/{number}/edit").content.decode()
    assert f'href="/files/{row.files.get().file_id}/' in editor.split("data-request>")[1]

    more = brought(zhao, "补充.xlsx", paper.XLSX)
    zhao.post(f"{here}/files", {"upload": [more, more]})
    assert "补充.xlsx" in words(wang, here)
    kept = row.files.get(name="补充.xlsx")
    zhao.post(f"{here}/files/{kept.pk}/remove")
    shown = words(wang, here)
    assert shown.count("补充.xlsx") == 2  # in the history: when it came, and when it went
    assert had(wang, f"/files/{kept.file_id}/补充.xlsx") == 404


@pytest.mark.usefixtures("files")
def test_files_are_not_lost_with_a_form_that_comes_back(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    wang = client_for(cast["wang"])
    upload = brought(wang)
    answer = wang.post("/studio/requests/new", form(now, title="", upload=upload))
    assert f'name="upload" value="{upload}"' in answer.content.decode()
    assert not KnowledgeRequest.objects.exists()
    wang.post("/studio/requests/new", form(now, upload=upload))
    row = KnowledgeRequest.objects.get()
    actions.sweep_uploads(now=now + 40 * DAY)
    assert actions.sweep_files(now=now + 40 * DAY) == 0
    assert had(wang, url_of(row)) == 200


@pytest.mark.usefixtures("files")
def test_what_is_no_document_is_refused_and_said(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    wang = client_for(cast["wang"])
    row = asked(by=cast["wang"], now=now)
    refused = paper.handed_in(wang, "图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    assert (refused.status_code, "SVG" in refused.json()["refused"]) == (400, True)
    sound = paper.begin(wang, "录音.mp3", paper.SOUND, cleared="1").json()["upload"]
    paper.piece(wang, sound, 0, paper.SOUND)
    wang.post(f"/studio/files/{sound}/finish")
    for upload, said in ((sound, "不收录音"), (str(uuid.uuid4()), "没有传完或已过期")):
        answer = wang.post(f"/studio/requests/{row.pk}/files", {"upload": upload})
        assert (answer.status_code, said in answer.content.decode()) == (409, True)
    assert not row.files.exists()


def test_a_request_is_handed_on_with_a_word(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao, zhou = cast["zhao"], cast["zhou"]
    hua = people.add_person(
        number="20998", name="华芳", login="hua", unit=None, roles=["author"], password=None,
        by=None, now=now - DAY,
    )  # fmt: skip
    row = asked(by=cast["qian"], now=now)
    here = f"/studio/requests/{row.pk}"
    desk = client_for(zhao)
    desk.post(f"{here}/accept")
    assert "挂失费减免" in words(desk, "/studio/")
    number, other = (drafted(row, by=zhao, now=now, title=each) for each in "一二")
    tie = RequestTie.objects.get(request=row, article=other)
    desk.post(f"{here}/hand-on", {"to": zhou.pk, "article": other, "note": "您熟悉"})
    tie.refresh_from_db()
    assert tie.owner == zhou
    desk.post(f"{here}/hand-on", {"to": hua.pk, "note": "我下周休假"})
    row.refresh_from_db()
    assert row.handler == hua
    owners = dict(RequestTie.objects.values_list("article", "owner__login"))
    assert owners == {number: "hua", other: "zhou"}
    shown = words(client_for(cast["qian"]), here)
    for told in (zhao.name, "→ 华芳", "我下周休假", "您熟悉", "经办人 华芳"):
        assert told in shown, told
    assert "挂失费减免" in words(client_for(hua), "/studio/")
    assert "挂失费减免" not in words(desk, "/studio/")
    answer = desk.post(f"{here}/hand-on", {"to": cast["lin"].pk})
    assert answer.status_code == 409
    with pytest.raises(UnableToRequest):
        closing.hand_on(number=row.pk, to=cast["lin"], note="", by=zhao, now=now)


def test_a_request_is_cancelled_with_a_reason_and_counts_no_more(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao, wang = cast["zhao"], client_for(cast["wang"])
    row = asked(by=cast["qian"], now=now - DAY, wanted_at=now - HOUR)
    number = drafted(row, by=zhao, now=now - DAY)
    here = f"/studio/requests/{row.pk}"
    assert "挂失费减免" in words(client_for(zhao), "/studio/")
    answer = wang.post(f"{here}/cancel", {"reason": " "})
    assert (answer.status_code, "取消时请写明原因" in answer.content.decode()) == (409, True)
    wang.post(f"{here}/cancel", {"reason": "活动不办了"})
    assert stage(row, now) == ("cancelled", False)
    assert "活动不办了" in words(client_for(zhao), here)
    assert "挂失费减免" not in words(client_for(zhao), "/studio/")
    editor = client_for(zhao).get(f"/studio/articles/{number}/edit").content.decode()
    assert "部门已取消或未采纳" in editor
    _told, whole = rates(zhao, now - DAY, now, now)
    assert (whole.wanted, whole.in_time, whole.left_out, whole.share) == (0, 0, 1, None)
    assert "取消和未采纳的不计入" in words(wang, "/studio/requests/timeliness")
    day = timezone.localdate(row.wanted_at)
    assert "挂失费减免" not in words(wang, f"/studio/calendar?day={day}")
    for act in ("accept", "return", "decline", "hand-on", "draft", "tie", f"untie/{number}"):
        given = {"reason": "再来", "to": cast["zhou"].pk, "article": number}
        assert client_for(zhao).post(f"{here}/{act}", given).status_code == 409, act
    assert Draft.objects.filter(article=number).exists()


def test_a_request_is_declined_and_the_department_sees_why(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    row = asked(by=cast["qian"], now=now)
    here = f"/studio/requests/{row.pk}"
    zhao, qian = client_for(cast["zhao"]), client_for(cast["qian"])
    assert zhao.post(f"{here}/decline", {"reason": ""}).status_code == 409
    zhao.post(f"{here}/decline", {"reason": "已有同样的知识"})
    assert stage(row, now)[0] == "declined"
    assert f"未采纳 {cast['zhao'].name}：已有同样的知识" in words(qian, here)
    assert "挂失费减免" in words(qian, "/studio/")
    assert "挂失费减免" in words(qian, "/studio/requests?state=declined")
    later = stages.requests(cast["qian"], now + 20 * DAY)
    assert later.get(pk=row.pk).stage == "declined"
    assert not listing.asked_by(cast["qian"], now + 20 * DAY).exists()


def test_the_list_goes_out_as_a_workbook(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    late = asked(by=cast["qian"], now=now - DAY, title="=1+1", wanted_at=now - HOUR)
    asked(by=cast["wang"], now=now, title="不急的", document="海银〔2026〕9号")

    def sheet(login: str, given: str = "") -> list[tuple[Any, ...]]:
        answer = client_for(cast[login]).get(f"/studio/requests.xlsx{given}")
        page: Any = load_workbook(io.BytesIO(answer.content)).active
        return list(page.iter_rows(values_only=True))

    rows = sheet("zhao")
    assert rows[0][:2] == ("编号", "标题")
    assert [row[1] for row in rows[1:]] == ["=1+1", "不急的"]
    assert (rows[1][0], rows[1][12]) == (late.pk, 0)
    assert (rows[1][5], rows[1][6], rows[2][11]) == ("待受理", "是", "海银〔2026〕9号")
    assert len(sheet("qian", "?state=late")) == 2
    assert len(sheet("qian", "?mine=on&q=不急")) == 1


# Who may not


@pytest.mark.usefixtures("files")
def test_p118_a_requests_file_is_had_by_those_who_may_follow_it_only(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    other = people.add_person(
        number="20999", name="某某", login="other", unit=units["ops"], roles=["expert"],
        password=None, by=None, now=now - DAY,
    )  # fmt: skip
    wang, stranger = client_for(cast["wang"]), client_for(other)
    upload = brought(wang)
    wang.post("/studio/requests/new", form(now, upload=upload))
    row = KnowledgeRequest.objects.get()
    here, key = f"/studio/requests/{row.pk}", row.files.get().pk
    follow = {"zhao", "zhou", "qian", "wang"}
    for login, person in cast.items():
        found = had(client_for(person), url_of(row))
        assert found == (200 if login in follow else 404), login
    assert had(stranger, url_of(row)) == 404
    assert stranger.post(f"{here}/files", {"upload": brought(stranger)}).status_code == 404
    assert stranger.post(f"{here}/files/{key}/remove").status_code == 404
    for login in ("zhou", "lin", "admin"):
        browser = client_for(cast[login])
        assert browser.post(f"{here}/files", {"upload": upload}).status_code == 404, login
        assert browser.post(f"{here}/files/{key}/remove").status_code == 404, login
    # What somebody else handed in is not had by naming it, nor taken away from him.
    own = asked(by=other, now=now, title="自己的")
    answer = stranger.post(f"/studio/requests/{own.pk}/files", {"upload": upload})
    assert answer.status_code == 409
    assert client_for(cast["qian"]).post(f"{here}/files/{key}/remove").status_code == 409
    assert row.files.count() == 1


@pytest.mark.usefixtures("files")
def test_p118_a_closed_request_takes_no_files_and_keeps_its_own(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    wang = client_for(cast["wang"])
    wang.post("/studio/requests/new", form(now, upload=brought(wang)))
    row = KnowledgeRequest.objects.get()
    closing.cancel(number=row.pk, reason="不要了", by=cast["wang"], now=now)
    here = f"/studio/requests/{row.pk}"
    answer = wang.post(f"{here}/files", {"upload": brought(wang, "又.xlsx", paper.XLSX)})
    assert answer.status_code == 409
    assert wang.post(f"{here}/files/{row.files.get().pk}/remove").status_code == 409
    assert had(wang, url_of(row)) == 200


def test_p119_authors_hand_on_and_decline_and_the_department_cancels(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    other = people.add_person(
        number="20999", name="某某", login="other", unit=units["ops"], roles=["expert"],
        password=None, by=None, now=now - DAY,
    )  # fmt: skip
    row = asked(by=cast["qian"], now=now)
    here = f"/studio/requests/{row.pk}"
    given = {"reason": "不要", "to": cast["zhou"].pk, "note": ""}
    for login, person in {**cast, "other": other}.items():
        browser = client_for(person)
        for act in ("hand-on", "decline") if login != "zhao" else ():
            assert browser.post(f"{here}/{act}", given).status_code == 404, (login, act)
        if login not in {"qian", "wang"}:  # an author declines; it is not his to cancel
            refused = browser.post(f"{here}/cancel", given).status_code
            assert refused == (409 if login == "zhao" else 404), login
        for act in (closing.decline, closing.cancel):
            if (login, act) in {
                ("zhao", closing.decline),
                ("qian", closing.cancel),
                ("wang", closing.cancel),
            }:
                continue
            with pytest.raises((UnableToRequest, NotVisible)):
                act(number=row.pk, reason="不要", by=person, now=now)
    assert RequestEvent.objects.count() == 1
    assert stage(row, now)[0] == "asked"
    for act in ("hand-on", "cancel", "decline", "files"):
        assert client_for(cast["zhao"]).get(f"{here}/{act}").status_code == 405
    shown = client_for(cast["qian"]).get(here).content.decode()
    assert ("取消需求</button>" in shown, "不予采纳</button>" in shown) == (True, False)
    assert "取消需求</button>" not in client_for(cast["zhao"]).get(here).content.decode()


def test_p119_what_is_approved_is_cancelled_no_more(
    cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao, qian = cast["zhao"], cast["qian"]
    row = asked(by=qian, now=now)
    factory.approve(handed_in(drafted(row, by=zhao, now=now), by=zhao, at=now), by=qian, at=now)
    for act, by in ((closing.cancel, qian), (closing.decline, zhao)):
        with pytest.raises(UnableToRequest):
            act(number=row.pk, reason="不要", by=by, now=now + HOUR)


def test_p120_the_history_tells_no_more_than_the_door(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    """An article in a shut place has no number there, in the history or beside it, for those who
    may not know its title; and is kept when they word the request anew."""
    zhao, qian = cast["zhao"], cast["qian"]
    circle = people.audience(name="营业部", units=[units["dongyu-1"]], by=None, now=now)
    hidden = publish(title="营业部的密件", audience=circle)
    open_ = publish(title="公开的")
    row = asked(by=qian, now=now, articles=(open_,))
    wish = Wish("挂失费减免", "免收。", "change", now + DAY, row.unit, articles=(open_, hidden))
    requesting.change(number=row.pk, wish=wish, by=zhao, now=now)
    here = f"/studio/requests/{row.pk}"
    qians = client_for(qian)
    page = qians.get(f"{here}/change").content.decode()
    assert f'value="{open_}"' in page
    answer = qians.post(f"{here}/change", form(now, kind="change", articles=str(open_)))
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.articles == [open_, hidden]
    requesting.accept(number=row.pk, by=zhao, now=now)
    for number in (hidden, open_):
        requesting.tie(number=row.pk, article=number, task=task(zhao, now), by=zhao, now=now)
    closing.hand_on(
        number=row.pk, to=cast["zhou"], note="", article=hidden, by=zhao, now=now
    )  # fmt: skip
    requesting.untie(number=row.pk, article=hidden, by=zhao, now=now)
    for reader in (qians, client_for(cast["wang"])):
        shown = words(reader, here)
        assert f"知识 {open_}" in shown
        assert "不在您的可见范围" in shown
        assert f"知识 {hidden}" not in shown.split("经过")[1]
        assert f"{open_}、{hidden}" not in shown
        assert f"{open_}、（不可见）" in shown
        page = reader.get(here).content.decode()
        assert not re.search(rf'/(k|articles|untie)/{hidden}["/]', page)
    assert f"知识 {hidden}" in words(client_for(zhao), here)


def test_p121_the_workbook_holds_what_the_person_may_follow(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    other = people.add_person(
        number="20999", name="某某", login="other", unit=units["ops"], roles=["expert"],
        password=None, by=None, now=now - DAY,
    )  # fmt: skip
    asked(by=cast["qian"], now=now, title="信用卡的密件")
    for login, person in {**cast, "other": other}.items():
        answer = client_for(person).get("/studio/requests.xlsx?state=all")
        if login not in {"zhao", "zhou", "qian", "wang", "other"}:
            assert answer.status_code == 404, login
            continue
        page: Any = load_workbook(io.BytesIO(answer.content)).active
        assert page.max_row == (1 if login == "other" else 2), login


def test_p91_requests_are_for_departments_and_editors(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    row = asked(by=cast["qian"], now=now)
    here = f"/studio/requests/{row.pk}"
    follow, ask = {"zhao", "zhou", "qian", "wang"}, {"zhao", "qian", "wang"}
    for login, person in cast.items():
        browser = client_for(person)
        for address in ("/studio/requests", "/studio/requests/timeliness", here):
            assert browser.get(address).status_code == (200 if login in follow else 404), login
        assert browser.get("/studio/requests/new").status_code == (200 if login in ask else 404)
        listed = "/studio/requests" in browser.get("/studio/").content.decode()
        assert listed == (login in follow), login
        if login not in ask:
            assert browser.post("/studio/requests/new", form(now)).status_code == 404, login
    assert KnowledgeRequest.objects.count() == 1


def test_p92_a_department_follows_its_own_requests_only(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    """Another department's expert finds nothing: no page, no line, no count, no rate."""
    other = people.add_person(
        number="20999", name="某某", login="other", unit=units["ops"], roles=["expert"],
        password=None, by=None, now=now - DAY,
    )  # fmt: skip
    row = asked(by=cast["qian"], now=now - DAY, title="信用卡的密件", wanted_at=now - HOUR)
    here = f"/studio/requests/{row.pk}"
    stranger = client_for(other)
    assert stranger.get(here).status_code == 404
    assert stranger.get(f"{here}/change").status_code == 404
    assert stranger.post(f"{here}/change", form(now)).status_code == 404
    for address in ("/studio/requests?state=all", "/studio/", "/studio/requests/timeliness"):
        shown = words(stranger, address)
        assert ("密件" in shown, "信用卡中心" in shown) == (False, False), address
    assert "0 张" in words(stranger, "/studio/requests?state=all")
    assert "信用卡的密件" in words(client_for(cast["wang"]), "/studio/requests")
    assert "没有这段" not in words(client_for(cast["wang"]), "/studio/requests/timeliness")
    # nor can it ask in another's name
    given = form(now)
    assert stranger.post("/studio/requests/new", given).status_code == 200
    with pytest.raises(UnableToRequest):
        asked(by=other, now=now, unit=units["card"])
    assert KnowledgeRequest.objects.count() == 1


def test_p93_only_authors_handle_requests(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    row = asked(by=cast["qian"], now=now)
    here = f"/studio/requests/{row.pk}"
    acts = ("accept", "return", "draft", "tie", "untie/1")
    for login, person in cast.items():
        if login != "zhao":
            browser = client_for(person)
            for act in acts:
                given = {"reason": "不要", "article": 1, "title": "我的"}
                assert browser.post(f"{here}/{act}", given).status_code == 404, (login, act)
            for act in (requesting.accept, requesting.untie):
                more = {"article": 1} if act is requesting.untie else {}
                with pytest.raises((UnableToRequest, NotVisible)):
                    act(number=row.pk, by=person, now=now, **more)
    assert stage(row, now)[0] == "asked"
    assert RequestEvent.objects.count() == 1
    for act in acts:
        assert client_for(cast["zhao"]).get(f"{here}/{act}").status_code == 405
    assert "受理</button>" not in client_for(cast["qian"]).get(here).content.decode()


def test_p93_a_text_is_given_to_somebody_who_writes(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    row = asked(by=cast["qian"], now=now)
    requesting.accept(number=row.pk, by=cast["zhao"], now=now)
    section = actions.section_at(path=["信用卡"], by=cast["zhao"], now=now)
    given = {"title": "新", "type": "faq", "section": section, "due_on": "2030-01-01"}
    here = f"/studio/requests/{row.pk}/draft"
    answer = client_for(cast["zhao"]).post(here, given | {"owner": cast["lin"].pk})
    assert answer.status_code == 409
    with pytest.raises(UnableToRequest):
        requesting.begin_draft(
            number=row.pk, title="新", type="faq", section=section, task=task(cast["lin"], now),
            by=cast["zhao"], now=now,
        )  # fmt: skip
    assert not RequestTie.objects.exists()
    assert not Draft.objects.exists()


def test_p94_of_a_text_in_a_shut_place_the_department_learns_the_stage_only(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    zhao, qian = cast["zhao"], cast["qian"]
    circle = people.audience(name="营业部", units=[units["dongyu-1"]], by=None, now=now)
    hidden = publish(title="营业部的密件", audience=circle)
    answer = client_for(qian).post("/studio/requests/new", form(now, articles=str(hidden)))
    assert f"没有编号为 {hidden} 的知识" in answer.content.decode()
    row = asked(by=qian, now=now)
    requesting.accept(number=row.pk, by=zhao, now=now)
    requesting.tie(number=row.pk, article=hidden, task=task(zhao, now), by=zhao, now=now)
    here = f"/studio/requests/{row.pk}"
    shown = client_for(qian).get(here).content.decode()
    assert ("密件" in shown, "不在您的可见范围" in shown, "编写中" in shown) == (False, True, True)
    assert "营业部的密件" in client_for(zhao).get(here).content.decode()


def test_p95_the_history_of_a_request_is_never_changed(
    cast: dict[str, Person], now: dt.datetime
) -> None:
    from django.db import DatabaseError, transaction

    row = asked(by=cast["qian"], now=now)
    for change in (
        lambda: RequestEvent.objects.update(what="accept"),
        lambda: RequestEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert row.events.get().told["title"] == "挂失费减免"
