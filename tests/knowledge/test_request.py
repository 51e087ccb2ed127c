"""A department asks for knowledge and follows it until it is live."""

import datetime as dt
import re
import time
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.actions import requesting
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
from zhixi.knowledge.requesting import stages
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
    asked(by=cast["wang"], now=now, title="不急的", document="海银〔2026〕9号")
    zhao, qian = client_for(cast["zhao"]), client_for(cast["qian"])
    shown = words(zhao, "/studio/requests")
    assert shown.index("迟了的") < shown.index("不急的")
    for given, found in (
        ("state=late", {"迟了的"}),
        ("state=accepted", set()),
        ("q=海银〔2026〕9号", {"不急的"}),
        (f"q={late.pk}", {"迟了的"}),
        (f"unit={late.unit_id}&state=all", {"迟了的", "不急的"}),
        ("state=nothing&unit=x&page=999", {"迟了的", "不急的"}),
    ):
        shown = words(zhao, f"/studio/requests?{given}")
        assert {title for title in ("迟了的", "不急的") if title in shown} == found, given
    shown = words(qian, "/studio/requests?mine=on")
    assert ("迟了的" in shown, "不急的" in shown) == (True, False)


# Who may not


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
