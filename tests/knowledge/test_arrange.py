"""The tree of sections kept in order through its screens, and for whom these are."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from tests.knowledge.test_read import sees
from zhixi.accounts import actions as staff
from zhixi.accounts.models import Audience, AuditEntry, Person, Unit
from zhixi.approval.actions import UnableToDecide
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.actions import sections as merging
from zhixi.knowledge.arranging import listing
from zhixi.knowledge.drafts import kept
from zhixi.knowledge.models import Draft, LiveSpan, SectionPlacement
from zhixi.knowledge.sections import Tree, tree
from zhixi.search import worker

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


@pytest.fixture
def card_only(units: dict[str, Unit], long_ago: dt.datetime) -> Audience:
    return staff.audience(name="信用卡中心", units=[units["card"]], by=None, now=long_ago)


@pytest.fixture
def place(zhao: Person, now: dt.datetime) -> Callable[..., int]:
    """A section of that path, made some hours ago."""

    def made(path: str, audience: Audience | None = None) -> int:
        known = tree(now).find(path.split("/"))
        early = now - 3 * HOUR
        return known or actions.section_at(
            path=path.split("/"), by=zhao, now=early, audience=audience
        )

    return made


def page(desk: Client, address: str, **asked: object) -> str:
    answer = desk.get(address, {name: str(each) for name, each in asked.items()})
    assert answer.status_code == 200
    return answer.content.decode()


def known(now: dt.datetime) -> Tree:
    """The tree as it stands soon, when what was approved just now has begun."""
    return tree(now + MINUTE)


def twice(desk: Client, address: str, **given: object) -> Any:
    """Look at what it would mean, then hand in what was seen."""
    told = {name: str(each) for name, each in given.items()}
    first = desk.post(address, told)
    seen = re.search(r'name="seen" value="([^"]+)"', first.content.decode())
    assert seen is not None, first.content.decode()
    return desk.post(address, told | {"seen": seen[1]})


def last() -> Submission:
    return Submission.objects.latest("id")


def cells(shown: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", shown.split("<tbody>")[1], re.S)
    told = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.S) for row in rows]
    return [
        [" ".join(re.sub(r"<[^>]+>|&nbsp;", " ", each).split()) for each in row] for row in told
    ]


def test_it_works(
    desk: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    number = publish(section="信用卡/安全")
    top = tree(now).find(["信用卡"])
    made = desk.post("/studio/sections/new", {"name": "年费", "under": "信用卡"})
    section = tree(now + MINUTE).find(["信用卡", "年费"])
    assert made["Location"] == f"/studio/sections/{section}"
    shown = page(desk, f"/studio/sections/{top}")
    assert cells(shown) == [
        ["安全", "1", "0", "0", "0", "全体人员"],
        ["年费", "0", "0", "0", "0", "全体人员"],
    ]
    answer = twice(
        desk, f"/studio/sections/{section}/change", name="年费与积分", under="", reason="理顺"
    )
    assert answer["Location"] == f"/studio/submissions/{last().pk}"
    assert "调整待确认" in page(desk, f"/studio/sections/{top}")
    assert f'href="/studio/submissions/{last().pk}"' in page(desk, f"/studio/sections/{section}")
    factory.approve(last(), by=cast["qian"], at=timezone.now())
    assert known(now).names(section or 0) == ["年费与积分"]
    assert sees(cast["lin"], number, now)


def test_a_new_section_is_refused_with_what_was_typed(desk: Client, place: Any) -> None:
    place("信用卡/安全")
    for given, said in (
        ({"name": "安全", "under": "信用卡"}, "已有名为“安全”"),
        ({"name": "安/全", "under": "信用卡"}, "不含斜线"),
        ({"name": "新的", "under": "没有的"}, "没有这个栏目"),
        ({"name": " ", "under": "信用卡"}, "请填写这一项"),
    ):
        answer = desk.post("/studio/sections/new", given).content.decode()
        assert 'role="alert"' in answer
        assert said in answer
        assert f'value="{given["under"]}"' in answer


def test_p78_a_preview_says_what_changes_for_whom(
    desk: Client, publish: Publish, cast: dict[str, Person], place: Any, card_only: Audience,
    now: dt.datetime,
) -> None:  # fmt: skip
    place("内部", card_only)
    section = place("内部/规则")
    place("公开")
    publish(section="内部/规则", title="甲")
    publish(section="内部/规则", title="乙")
    address = f"/studio/sections/{section}/change"
    shown = desk.post(address, {"name": "规则", "under": "公开"}).content.decode()
    assert cells(shown) == [["2", "信用卡中心", "全体人员", "海山银行（部分）", "—"]]
    assert "内部 › 规则 → 公开 › 规则" in shown
    assert not Submission.objects.filter(kind="section").exists()
    twice(desk, address, name="规则", under="公开")
    told = cast_page(cast["qian"], last())
    assert "2 条知识：信用卡中心 → 全体人员" in told


def cast_page(person: Person, submission: Submission) -> str:
    client = Client()
    client.force_login(person, backend="zhixi.accounts.backends.StaffBackend")
    return page(client, f"/studio/submissions/{submission.pk}")


def test_p78_what_was_not_seen_is_shown_and_not_handed_in(desk: Client, place: Any) -> None:
    section = place("信用卡")
    address = f"/studio/sections/{section}/change"
    first = desk.post(address, {"name": "贷记卡"}).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', first)
    assert seen is not None
    other = desk.post(address, {"name": "银行卡", "seen": seen[1]})
    assert other.status_code == 200
    assert "银行卡" in other.content.decode()
    assert "请看过影响再提交" in other.content.decode()
    assert "请看过影响再提交" not in first
    assert not Submission.objects.exists()


def test_p18_fewer_readers_at_once_and_audited_with_before_and_after(
    desk: Client, publish: Publish, cast: dict[str, Person], card_only: Audience, now: dt.datetime
) -> None:
    number = publish(section="信用卡/安全")
    section = tree(now).find(["信用卡"])
    answer = twice(desk, f"/studio/sections/{section}/change", name="信用卡", audience=card_only.pk)
    assert answer["Location"] == f"/studio/sections/{section}"
    assert not sees(cast["lin"], number, now + MINUTE)
    assert sees(cast["wang"], number, now + MINUTE)
    entry = AuditEntry.objects.get(verb="narrow")
    assert entry.facts["before"]["audience"] is None
    assert entry.facts["audience"] == "信用卡中心"
    shown = page(desk, f"/studio/sections/{section}")
    assert "本栏目限定：<b>信用卡中心</b>" in shown
    assert "可见范围：随上级栏目 → 信用卡中心" in shown
    assert cells(shown)[0][5] == "信用卡中心 随“信用卡”"


def test_p78_a_rename_does_not_undo_a_limit_that_was_set_meanwhile(
    cast: dict[str, Person], place: Any, card_only: Audience, now: dt.datetime
) -> None:
    section = place("信用卡")
    zhao = cast["zhao"]
    wanted = replace(tree(now).nodes[section], name="贷记卡")
    asked = actions.change_section(wanted=wanted, by=zhao, clock=lambda: now, reason="")
    actions.narrow_section(
        section=section, audience=card_only, by=zhao, now=now + MINUTE, reason=""
    )
    with pytest.raises(UnableToDecide, match="重新提交"):
        factory.approve(asked, by=cast["qian"], at=now + 2 * MINUTE)


def test_one_change_of_a_section_waits_at_a_time(
    cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    section = place("信用卡")
    node = tree(now).nodes[section]
    how: dict[str, Any] = {"by": cast["zhao"], "clock": lambda: now, "reason": ""}
    actions.change_section(wanted=replace(node, name="甲"), **how)
    with pytest.raises(actions.UnableToPlace, match="已有一份调整"):
        actions.change_section(wanted=replace(node, name="乙"), **how)


def test_p78_a_merge_places_all_articles_and_closes_the_empty_section(
    desk: Client, publish: Publish, cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    numbers = [publish(section="旧/挂失", title=title) for title in ("信用卡丢了怎么挂失", "乙")]
    below = publish(section="旧/挂失/补卡", title="丙")
    draft = factory.draft(by=cast["zhao"], at=now, section="旧/挂失", title="稿")
    old, into = place("旧/挂失"), place("信用卡/安全")
    answer = twice(desk, f"/studio/sections/{old}/merge", into="信用卡/安全", reason="合一")
    assert answer["Location"] == f"/studio/submissions/{last().pk}"
    assert set(LiveSpan.objects.values_list("section", flat=True)) != {into}
    assert "3 条知识：读者不变" in cast_page(cast["qian"], last())
    with pytest.raises(UnableToDecide):
        factory.approve(last(), by=cast["zhao"], at=now)
    factory.approve(last(), by=cast["qian"], at=timezone.now())
    worker.keep_up()
    later = now + MINUTE
    after = tree(later)
    assert after.nodes[old].closed
    assert after.names(_of(below, later)) == [
        "信用卡", "安全", "补卡",
    ]  # fmt: skip
    assert {_of(number, later) for number in numbers} == {into}
    assert _of(numbers[0], now) == old
    assert Draft.objects.get(pk=draft.pk).section_id == into
    assert kept(numbers[0]).words.section == into
    assert sees(cast["lin"], numbers[0], later)
    assert listing.merged_into(old, later) == after.nodes[into]
    entry = AuditEntry.objects.filter(verb="decide:approve").latest("seq")
    assert (entry.facts["articles"], entry.facts["drafts"]) == (2, 1)


def _of(number: int, at: dt.datetime) -> int:
    span = LiveSpan.objects.get(article=number, live_from__lte=at, live_until__gt=at)
    return int(span.section_id)


def test_a_merge_is_refused_into_itself_and_while_a_text_waits(
    desk: Client, cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    old = place("旧")
    place("旧/下")
    place("新")
    address = f"/studio/sections/{old}/merge"
    for into, said in (
        ("旧", "自己"),
        ("旧/下", "自己"),
        ("无", "没有这个栏目"),
        ("", "请填写这一项"),
    ):
        assert said in desk.post(address, {"into": into}).content.decode()
    factory.submitted(by=cast["zhao"], at=now, section="旧")
    assert "待确认的知识" in desk.post(address, {"into": "新"}).content.decode()


def test_a_merge_takes_along_what_is_to_come(
    publish: Publish, cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    number = publish(section="旧", effective_from=now + 48 * HOUR)
    old, into = place("旧"), place("新")
    how: dict[str, Any] = {"by": cast["zhao"], "clock": lambda: now, "reason": ""}
    with pytest.raises(actions.UnableToPlace, match="还有知识"):
        actions.close_section(section=old, by=cast["zhao"], now=now)
    factory.approve(actions.merge_sections(section=old, into=into, **how), by=cast["qian"], at=now)
    assert _of(number, now + 49 * HOUR) == into


def test_a_merge_is_bounded(
    publish: Publish, cast: dict[str, Person], place: Any, now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for title in ("甲", "乙"):
        publish(section="旧", title=title)
    how: dict[str, Any] = {"by": cast["zhao"], "clock": lambda: now, "reason": ""}
    monkeypatch.setattr(merging, "MOST", 1)
    with pytest.raises(actions.UnableToPlace, match="超过 1 条"):
        actions.merge_sections(section=place("旧"), into=place("新"), **how)


def test_children_of_one_name_keep_sections_apart(
    cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    place("旧/收费")
    place("新/收费")
    how: dict[str, Any] = {"by": cast["zhao"], "clock": lambda: now, "reason": ""}
    with pytest.raises(actions.UnableToPlace, match="已有名为“收费”"):
        actions.merge_sections(section=place("旧"), into=place("新"), **how)


def test_p79_only_an_empty_section_is_closed_and_then_offered_no_more(
    desk: Client, publish: Publish, cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    publish(section="信用卡/安全")
    held, empty = place("信用卡/安全"), place("信用卡/空")
    refused = desk.post(f"/studio/sections/{held}/close").content.decode()
    assert "还有知识" in refused
    assert (
        "还有在用的栏目" in desk.post(f"/studio/sections/{place('信用卡')}/close").content.decode()
    )
    desk.post(f"/studio/sections/{empty}/close")
    later = now + MINUTE
    assert tree(later).nodes[empty].closed
    offered = [
        page(desk, "/studio/new"),
        page(desk, "/studio/sections/places", under="空"),
        page(desk, "/studio/articles"),
        page(desk, f"/desk/sections?section={place('信用卡')}"),
    ]
    assert not [shown for shown in offered if "空<" in shown or "/空" in shown or "› 空" in shown]
    with pytest.raises(actions.UnableToPlace, match="已停用"):
        actions.section_at(path=["信用卡", "空"], by=cast["zhao"], now=later)
    with pytest.raises(actions.UnableToPlace, match="已停用"):
        actions.section_at(path=["信用卡", "空", "下"], by=cast["zhao"], now=later)
    assert "已停用" in page(desk, f"/studio/sections/{empty}")
    desk.post(f"/studio/sections/{empty}/reopen")
    assert not tree(later).nodes[empty].closed
    facts = AuditEntry.objects.filter(subject=f"section:{empty}").latest("seq").facts
    assert (facts["before"], facts["after"]) == ({"closed": True}, {"closed": False})


def test_p79_no_text_is_handed_in_for_a_closed_section(
    cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    section = place("空")
    draft = factory.draft(by=cast["zhao"], at=now, section="别处")
    merging.close_section(section=section, by=cast["zhao"], now=now)
    Draft.objects.filter(pk=draft.pk).update(section=section)
    with pytest.raises(actions.UnableToSubmit, match="已停用"):
        actions.submit(articles=[draft.article_id], by=cast["zhao"], clock=lambda: now)


def test_two_thousand_sections_are_a_page_and_the_same_queries(
    desk: Client, cast: dict[str, Person], place: Any, now: dt.datetime
) -> None:
    place("多/一")
    top = place("多")
    with CaptureQueriesContext(connection) as one:
        page(desk, f"/studio/sections/{top}")
    early = now - 3 * HOUR
    made = [merging.Section(created_at=early) for _n in range(2000)]
    merging.Section.objects.bulk_create(made)
    SectionPlacement.objects.bulk_create(
        [
            SectionPlacement(
                section=each, parent_id=top, name=f"栏目{n}", from_at=early, recorded_at=early
            )
            for n, each in enumerate(made)
        ]
    )
    with CaptureQueriesContext(connection) as many:
        shown = page(desk, f"/studio/sections/{top}")
    assert len(many) == len(one)
    assert "2001 个栏目" in shown
    assert len(cells(shown)) == 100
    assert len(shown) < 120_000
    found = page(desk, "/studio/sections", q="lm1999")
    assert [row[0] for row in cells(found)] == ["多 › 栏目1999"]
    assert len(page(desk, f"/studio/sections/{top}/change")) < 60_000


def test_p77_only_authors_and_reviewers_arrange(
    cast: dict[str, Person], client_for: For, place: Any, now: dt.datetime
) -> None:
    section, other = place("信用卡"), place("存款")
    before = (Submission.objects.count(), SectionPlacement.objects.count())
    reads = ["", "/new", "/places", f"/{section}", f"/{section}/change", f"/{section}/merge"]
    posts = {
        "/new": {"name": "新"},
        f"/{section}/change": {"name": "新"},
        f"/{section}/merge": {"into": "存款"},
        f"/{other}/close": {},
        f"/{other}/reopen": {},
    }
    for login, person in cast.items():
        client = client_for(person)
        inside = login in {"zhao", "zhou"}
        for address in reads:
            status = client.get(f"/studio/sections{address}").status_code
            assert status == (200 if inside else 404), (login, address)
        listed = client.get("/studio/submissions/").content.decode()
        assert ("/studio/sections" in listed) == inside, login
        for address, given in posts.items() if not inside else ():
            assert client.post(f"/studio/sections{address}", given).status_code == 404
    assert (Submission.objects.count(), SectionPlacement.objects.count()) == before
    for login in cast.keys() - {"zhao", "zhou"}:
        how: dict[str, Any] = {"by": cast[login], "now": now}
        for act in (actions.close_section, actions.reopen_section):
            with pytest.raises(actions.UnableToPlace, match="只有"):
                act(section=other, **how)
        with pytest.raises(actions.UnableToPlace, match="只有"):
            actions.create_section(name="新", parent=None, audience=None, **how)
        with pytest.raises(actions.UnableToPlace, match="只有"):
            actions.merge_sections(
                section=section, into=other, by=cast[login], clock=lambda: now, reason=""
            )
