"""The calendar: what starts, ends, is planned and wanted, and when nothing shall go live."""

import datetime as dt
import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.knowledge import factory
from tests.knowledge.test_request import asked
from zhixi.accounts import actions as people
from zhixi.accounts.models import AuditEntry, Person, Unit
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.actions import marking
from zhixi.knowledge.calendar import periods
from zhixi.knowledge.models import Article, ArticleVersion, CalendarMark, Draft

For = Callable[[Person], Client]
Publish = Callable[..., int]
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def cells(client: Client, **given: Any) -> dict[str, list[str]]:
    """The days that are shown, each with its lines as they are read."""
    answer = client.get("/studio/calendar", given)
    assert answer.status_code == 200
    found = {}
    for cell in re.findall(r"<td.*?</td>", answer.content.decode(), re.S):
        day = re.search(r'aria-label="(\d{4}-\d\d-\d\d)"', cell)
        lines = re.findall(
            r"<li.*?</li>|<p class=\"rest\">.*?</p>|<span class=\"mark.*?</span>", cell, re.S
        )
        words = [" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in lines]
        found[day[1] if day else ""] = words
    return found


def on(client: Client, moment: dt.datetime, **given: Any) -> list[str]:
    day = timezone.localdate(moment).isoformat()
    return cells(client, view="week", day=day, **given)[day]


def soon(now: dt.datetime, days: int, hour: int = 9) -> dt.datetime:
    """That hour of a day that many days ahead, so that no test depends on the time of day."""
    day = timezone.localdate(now) + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def frozen(now: dt.datetime, by: Person, first: int, last: int) -> CalendarMark:
    start, end = soon(now, first, 0), soon(now, last, 0) + DAY
    return marking.mark(
        kind="freeze", name="年终冻结", starts_at=start, ends_at=end, by=by, now=now
    )


def test_it_works(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao, qian = cast["zhao"], cast["qian"]
    at = soon(now, 3)
    starts = publish(title="要生效的", effective_from=at)
    ends = publish(title="要到期的", expires_at=at, review_by=at + DAY)
    period = {"starts_at": now.isoformat(), "ends_at": at.isoformat()}
    publish(type="campaign", title="活动", lead="满百减十。", campaign=period)
    factory.submitted(by=zhao, at=now, title="等确认的", effective_from=at)
    row = asked(by=qian, now=now, wanted_at=at, title="要一条")
    marking.mark(
        kind="holiday", name="厂休", starts_at=soon(now, 3, 0), ends_at=soon(now, 4, 0), by=zhao,
        now=now,
    )  # fmt: skip
    browser = client_for(zhao)
    assert on(browser, at) == [
        "厂休",
        "09:00 需求 要一条",
        "09:00 计划上线 等确认的",
        "09:00 活动结束 活动",
        "09:00 到期 要到期的",
        "09:00 生效 要生效的",
    ]
    assert "09:00 复审 要到期的" not in on(browser, at + DAY)  # it ends before its review
    day = timezone.localdate(at).isoformat()
    shown = browser.get("/studio/calendar", {"day": day}).content.decode()
    for number in (starts, ends):
        assert f'href="/studio/articles/{number}/edit"' in shown
    assert f'href="/studio/requests/{row.pk}"' in shown
    assert f'href="/k/{ends}"' in client_for(qian).get(
        "/studio/calendar", {"day": day}
    ).content.decode()  # fmt: skip


def test_a_new_version_is_no_end(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish(title="第一版", at=now - 2 * HOUR)
    publish(article=number, title="第二版", at=now - HOUR)
    told = {line for lines in cells(client_for(cast["zhao"])).values() for line in lines}
    assert not [line for line in told if "到期" in line]
    factory.withdrawn(number=number, by=cast["zhao"], confirmer=cast["qian"], at=now)
    told = {line for lines in cells(client_for(cast["zhao"])).values() for line in lines}
    assert [line.split()[-1] for line in told if "到期" in line] == ["第二版"]


def test_a_batch_is_one_entry(client_for: For, cast: dict[str, Person], now: dt.datetime) -> None:
    zhao, at = cast["zhao"], soon(now, 5)
    made = [factory.draft(by=zhao, at=now, title=f"批{n}", effective_from=at) for n in range(3)]
    actions.submit(
        articles=[d.article_id for d in made], by=zhao, clock=lambda: now, title="十二月批次"
    )
    for person in ("zhao", "qian"):
        assert on(client_for(cast[person]), at) == ["09:00 计划上线 3 条 十二月批次"]


def test_a_full_day_says_how_many_there_are_more(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    at = soon(now, 2)
    for n in range(7):
        publish(title=f"条{n}", effective_from=at)
    browser = client_for(cast["zhao"])
    day = timezone.localdate(at).isoformat()
    assert cells(browser, day=day)[day][-1] == "另有 2 条"
    assert len(cells(browser, day=day)[day]) == 6
    assert len(on(browser, at)) == 7


def test_it_is_narrowed_by_section_and_department(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    at = soon(now, 2)
    publish(title="卡的", effective_from=at)
    publish(title="贷的", section="贷款/房贷", effective_from=at)
    asked(by=cast["qian"], now=now, wanted_at=at, title="要一条")
    browser = client_for(cast["zhao"])
    assert len(on(browser, at)) == 3
    assert on(browser, at, section="贷款") == ["09:00 生效 贷的"]
    assert on(browser, at, section="没有的") == []
    assert on(browser, at, unit=units["card"].pk) == ["09:00 需求 要一条"]
    assert on(browser, at, unit=units["it"].pk) == []


@pytest.mark.parametrize(
    ("view", "day", "first", "sunday", "days"),
    [
        ("month", dt.date(2026, 12, 15), dt.date(2026, 11, 30), dt.date(2027, 1, 3), 35),
        ("month", dt.date(2027, 2, 1), dt.date(2027, 2, 1), dt.date(2027, 2, 28), 28),
        ("week", dt.date(2027, 1, 3), dt.date(2026, 12, 28), dt.date(2027, 1, 3), 7),
    ],
)
def test_periods_are_whole_weeks(
    view: str, day: dt.date, first: dt.date, sunday: dt.date, days: int
) -> None:
    found = periods.period(view, day)
    assert (found.first, found.sunday, len(found.days)) == (first, sunday, days)
    assert found.inside(day)
    assert periods.period(view, found.before).last <= found.last
    assert periods.period(view, found.after).first > found.first


def test_odd_addresses_show_a_calendar(client_for: For, zhao: Person) -> None:
    browser = client_for(zhao)
    for given in ({"day": "9999-12-31"}, {"day": "0001-01-01"}, {"day": "x", "view": "y"}):
        answer = browser.get("/studio/calendar", given | {"unit": "x", "section": "／"})
        assert answer.status_code == 200, given
        assert browser.get("/studio/calendar.xlsx", given).status_code == 200


def lines(client: Client, **given: Any) -> list[list[Any]]:
    answer = client.get("/studio/calendar.xlsx", given)
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_holds_the_whole_period(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    at = soon(now, 2)
    number = publish(title="=1+1", effective_from=at)
    for n in range(8):
        publish(title=f"条{n}", effective_from=at)
    frozen(now, cast["zhao"], 2, 2)
    day = timezone.localdate(at).isoformat()
    told = [row for row in lines(client_for(cast["zhao"]), day=day) if row[0] == day]
    assert len(told) == 10
    assert told[0][2:4] == ["冻结期", "年终冻结"]
    assert told[1] == [day, "09:00", "生效", "=1+1", number, "信用卡 › 安全", None]


def test_submitting_into_a_freeze_window_is_warned_about(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    zhao = cast["zhao"]
    frozen(now, zhao, 2, 4)
    inside = factory.draft(by=zhao, at=now, title="冻结期内的", effective_from=soon(now, 4, 23))
    after = factory.draft(by=zhao, at=now, title="之后的", effective_from=soon(now, 5, 0))
    before = factory.draft(by=zhao, at=now, title="马上的")
    browser = client_for(zhao)

    def handed_in(draft: Any, **given: str) -> Any:
        base = drafts.kept(draft.article_id).words.state
        return browser.post(f"/studio/articles/{draft.article_id}/submit", {"base": base} | given)

    answer = handed_in(inside)
    assert answer.status_code == 409
    assert "将在冻结期“年终冻结”内上线" in answer.content.decode()
    assert 'name="despite"' in answer.content.decode()
    assert not ArticleVersion.objects.exists()
    assert [handed_in(draft).status_code for draft in (after, before)] == [302, 302]
    assert handed_in(inside, despite="on").status_code == 302
    frozen(now, zhao, -1, 0)
    now_too = factory.draft(by=zhao, at=now, title="今天的")
    assert handed_in(now_too).status_code == 409


WARNED = "条将在冻结期“年终冻结”内上线或下线。"


def test_every_way_in_warns_of_a_freeze_with_the_same_words(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    """In bulk, in a workbook, under another name, for one article, and beside the confirmer; and
    nothing is kept from happening that was not before."""
    zhao, qian = client_for(cast["zhao"]), client_for(cast["qian"])
    one, two = (publish(title=each, tags=["旧"], lead="年费一百元。") for each in "甲乙")
    chosen = {"chosen": f"{one} {two}", "step": "1", "do": "look"}
    until = soon(now, 60).date().isoformat()
    deeds: dict[str, dict[str, Any]] = {
        "replace": {"words": "一百", "by": "二百"},
        "extended": {"until": until},
        "owner": {"owner": Unit.objects.get(code="card").pk},
        "withdraw": {},
    }

    def previewed(code: str, **given: Any) -> str:
        answer = zhao.post("/studio/articles/many", chosen | {"act": code} | deeds[code] | given)
        shown: str = answer.content.decode()
        assert 'name="seen"' in shown, code
        return shown

    assert not [code for code in deeds if WARNED in previewed(code)]
    frozen(now, cast["zhao"], -1, 1)
    for code in deeds:
        assert f"有 2 {WARNED}" in previewed(code), code
    after = f"{soon(now, 3):%Y-%m-%dT%H:%M}"
    assert WARNED not in previewed("withdraw", from_at=after)
    address = "/studio/labels/relabel?kind=tags&name=旧"
    assert f"有 2 {WARNED}" in zhao.post(address, {"new": "新"}).content.decode()
    assert f"有 1 {WARNED}" in zhao.get(f"/studio/articles/{one}/withdraw").content.decode()

    seen = re.findall(r'name="seen" value="([^"]+)"', previewed("replace"))[0]
    given = chosen | {"act": "replace", "do": "apply", "seen": seen} | deeds["replace"]
    answer = zhao.post("/studio/articles/many", given)
    assert answer.status_code == 302
    assert f"有 2 {WARNED}" in qian.get(answer["Location"]).content.decode()
    factory.approve(Submission.objects.latest("pk"), by=cast["qian"], at=now)
    assert WARNED not in qian.get(answer["Location"]).content.decode()


def test_copies_of_last_years_batch_warn_where_their_days_are_frozen(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao = client_for(cast["zhao"])
    day = soon(now, 10)
    dated = publish(title="去年的", effective_from=day.replace(year=day.year - 1))
    plain = publish(title="没有日期的")
    frozen(now, cast["zhao"], 9, 11)
    frozen(now, cast["zhao"], -1, 0)
    given = {"act": "copy", "chosen": f"{dated} {plain}", "step": "1", "do": "look", "years": 1}
    given["owner"] = Unit.objects.get(code="ops").pk
    shown = zhao.post("/studio/articles/many", given).content.decode()
    assert f"有 1 {WARNED}" in shown
    seen = re.findall(r'name="seen" value="([^"]+)"', shown)[0]
    answer = zhao.post("/studio/articles/many", given | {"do": "apply", "seen": seen})
    assert (answer.status_code, Draft.objects.count()) == (302, 2)


def test_a_workbook_that_comes_back_warns_of_a_freeze(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao = client_for(cast["zhao"])
    number = publish(title="甲", lead="年费一百元。")
    book = zhao.post("/studio/articles/export", {"numbers": [number]}).content
    opened = load_workbook(io.BytesIO(book))
    page: Any = opened.worksheets[0]
    for row in page.iter_rows():
        for cell in row:
            if cell.value == "年费一百元。":
                cell.value = "年费二百元。"
    kept = io.BytesIO()
    opened.save(kept)
    zhao.post("/studio/articles/return", {"file": SimpleUploadedFile("改.xlsx", kept.getvalue())})
    assert WARNED not in zhao.get("/studio/articles/return").content.decode()
    frozen(now, cast["zhao"], -1, 1)
    assert f"有 1 {WARNED}" in zhao.get("/studio/articles/return").content.decode()


def test_marks_are_kept_and_taken_out_and_audited(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    browser = client_for(cast["zhao"])
    given = {"kind": "holiday", "name": "元旦", "first": "2030-01-01", "last": "2030-01-03"}
    wrong = browser.post("/studio/calendar/marks", given | {"last": "2029-01-01"})
    assert "最后一天不能早于第一天" in wrong.content.decode()
    assert 'value="元旦"' in wrong.content.decode()
    browser.post("/studio/calendar/marks", given)
    mark = CalendarMark.objects.get()
    assert timezone.localtime(mark.ends_at).isoformat()[:16] == "2030-01-04T00:00"
    assert cells(browser, day="2030-01-02")["2030-01-03"] == ["元旦"]
    assert cells(browser, day="2030-01-02")["2030-01-04"] == []
    browser.post(f"/studio/calendar/marks/{mark.pk}/remove")
    browser.post(f"/studio/calendar/marks/{mark.pk}/remove")
    told = [e.facts for e in AuditEntry.objects.filter(subject=f"mark:{mark.pk}").order_by("seq")]
    assert [(f["before"] is None, f["after"] is None) for f in told] == [
        (True, False),
        (False, True),
    ]
    assert json.dumps(told[0]["after"], ensure_ascii=False).count("元旦") == 1


def test_one_and_three_entries_cost_the_same(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    at = soon(now, 2)

    def one_more(n: int) -> None:
        publish(title=f"起{n}", effective_from=at)
        publish(title=f"止{n}", expires_at=at)
        factory.submitted(by=cast["zhao"], at=now, title=f"候{n}", effective_from=at)
        asked(by=cast["qian"], now=now, wanted_at=at)
        frozen(now, cast["zhao"], n, n)

    def cost(address: str, login: str) -> int:
        browser = client_for(cast[login])
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    day = timezone.localdate(at).isoformat()
    pages = [
        (f"/studio/calendar{end}?view=week&day={day}", login)
        for end in ("", ".xlsx")
        for login in ("zhao", "qian")
    ]
    one_more(1)
    before = [cost(*page) for page in pages]
    one_more(2)
    one_more(3)
    assert [cost(*page) for page in pages] == before


# Who may not


def test_p96_the_calendar_is_for_those_who_follow_and_its_marks_for_authors(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    mark = frozen(now, cast["zhao"], 1, 2)
    given = {"kind": "holiday", "name": "假", "first": "2030-01-01", "last": "2030-01-03"}
    for login, person in cast.items():
        browser = client_for(person)
        inside = login in {"zhao", "zhou", "qian", "wang"}
        for address in ("/studio/calendar", "/studio/calendar.xlsx"):
            assert browser.get(address).status_code == (200 if inside else 404), login
        assert browser.get("/studio/calendar/marks").status_code == (
            200 if login == "zhao" else 404
        )
        if login != "zhao":
            assert browser.post("/studio/calendar/marks", given).status_code == 404, login
            gone = browser.post(f"/studio/calendar/marks/{mark.pk}/remove")
            assert gone.status_code == 404, login
            with pytest.raises(marking.UnableToMark):
                marking.unmark(number=mark.pk, by=person, now=now)
    assert CalendarMark.objects.count() == 1


def test_p96_the_calendar_tells_only_what_its_reader_may_see(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Shut sections, shut audiences, others' requests, and what moved to a shut place since."""
    zhao, qian, at = cast["zhao"], cast["qian"], soon(now, 2)
    circle = people.audience(name="营业部", units=[units["dongyu-1"]], by=None, now=now - DAY)
    actions.section_at(path=["内部"], by=zhao, now=now - DAY, audience=circle)
    publish(title="密件一", audience=circle, effective_from=at)
    publish(title="密件二", section="内部", effective_from=at, review_by=at + DAY)
    publish(title="密件三", section="内部", expires_at=at)
    factory.submitted(by=zhao, at=now, title="密件四", section="内部", effective_from=at)
    asked(by=zhao, now=now, wanted_at=at, title="密件五", unit=units["it"])
    moved = publish(title="密件六", at=now - HOUR, review_by=at)
    publish(title="公开的", effective_from=at)
    everything = on(client_for(zhao), at)
    assert sum("密件" in line for line in everything) == 6
    before = on(client_for(qian), at)
    assert before == ["09:00 复审 密件六", "09:00 生效 公开的"]

    article = Article.objects.get(pk=moved)
    actions.narrow(article=article, audience=circle, by=zhao, now=now - HOUR / 2, reason="收窄")
    later = [str(line) for line in on(client_for(qian), at)]
    assert later == ["09:00 生效 公开的"]
    day = timezone.localdate(at).isoformat()
    today = timezone.localdate(now).isoformat()
    for person in ("qian", "wang"):
        for shown in (day, today):
            told = [row[3] for row in lines(client_for(cast[person]), day=shown)]
            assert not [title for title in told if "密件" in str(title)], (person, shown)
            assert "密件" not in str(cells(client_for(cast[person]), day=shown))


def test_p96_a_submission_is_planned_only_for_who_may_see_it(
    client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    at = soon(now, 2)
    factory.submitted(by=cast["zhao"], at=now, title="等确认的", effective_from=at)
    for login, told in (("zhao", 1), ("zhou", 1), ("qian", 1), ("wang", 0)):
        assert len(on(client_for(cast[login]), at)) == told, login
    shown = client_for(cast["qian"]).get(
        "/studio/calendar", {"day": timezone.localdate(at).isoformat()}
    )
    address = re.search(r'href="(/studio/submissions/\d+)"', shown.content.decode())
    assert address is not None
    assert client_for(cast["qian"]).get(address[1]).status_code == 200
