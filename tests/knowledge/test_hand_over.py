"""Who leaves hands over what he has in work when his day begins, and who takes over never decides
on it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from tests.knowledge.test_request import asked, drafted
from zhixi.accounts import actions as people
from zhixi.accounts import audit, holdings
from zhixi.accounts.models import AuditEntry, Handover, Person, Unit
from zhixi.accounts.rules import Role
from zhixi.accounts.staff import leaving
from zhixi.accounts.succession import stands_for
from zhixi.approval import actions as gate
from zhixi.approval.actions import UnableToDecide
from zhixi.approval.models import Decision
from zhixi.knowledge import actions
from zhixi.knowledge.actions import requesting
from zhixi.knowledge.models import (
    Article,
    DraftContribution,
    RegionalChange,
    RegionalDraft,
    RequestEvent,
)
from zhixi.knowledge.requesting import listing

For = Callable[[Person], Client]
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def heir(cast: dict[str, Person], long_ago: dt.datetime) -> Person:
    facts = {"number": "70012", "name": "高远", "login": "gao", "roles": ["author"]}
    return people.add_person(**facts, by=None, now=long_ago)


def leave(
    client_for: For, cast: dict[str, Person], who: str, taker: str, after: dt.timedelta = 2 * DAY
) -> str:
    given = {"on": (timezone.localdate() + after).isoformat(), "taker": taker}
    return post(client_for, cast, who, "leave", **given)


def post(client_for: For, cast: dict[str, Person], who: str, act: str, **given: str) -> str:
    address = f"/studio/people/{cast[who].pk}/{act}"
    return client_for(cast["admin"]).post(address, given).content.decode()


def begins(person: Person, now: dt.datetime) -> None:
    """His day is here; nobody has looked yet."""
    Person.objects.filter(pk=person.pk).update(deactivated_on=timezone.localdate(now))
    person.refresh_from_db()


def told(client_for: For, cast: dict[str, Person], who: str, by: str = "admin") -> str:
    shown = client_for(cast[by]).get(f"/studio/people/{cast[who].pk}").content.decode()
    return shown.split("名下的工作")[1].split("</section>")[0]


def start(client_for: For, person: Person) -> str:
    return client_for(person).get("/studio/").content.decode()


def returned(by: Person, decider: Person, now: dt.datetime) -> None:
    made = factory.submitted(by=by, at=now, title="退回的利率")
    answer = {"by": decider, "seen_digest": made.digest, "reason": "数字不对"}
    back = Decision.Verdict.RETURN
    gate.decide(submission=made.pk, step=1, verdict=back, clock=lambda: now, **answer)


def test_it_works(cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime) -> None:
    """Entered beforehand, told to both, done when the day begins."""
    zhao = cast["zhao"]
    factory.draft(by=zhao, at=now, title="年费减免草稿")
    returned(zhao, cast["qian"], now)
    waiting = factory.submitted(by=zhao, at=now, title="等待的挂失")
    shown = told(client_for, cast, "zhao")
    assert shown.count('<b class="count">1</b>') == 3
    assert "年费减免" not in shown
    leave(client_for, cast, "zhao", "gao")
    on = (timezone.localdate() + 2 * DAY).isoformat()
    assert f"{on} 起由 高远 70012 接手" in told(client_for, cast, "zhao")
    before = start(client_for, heir)
    assert f"{on} 起转给我" in before
    assert "年费减免草稿" not in before
    assert leaving.carry_out(now) == 0
    begins(zhao, now)
    assert leaving.carry_out(now) == 1
    entry = AuditEntry.objects.get(verb="handed-over")
    assert entry.facts == {"to": "70012", "knowledge": 3}
    assert entry.by == cast["admin"].number
    after = start(client_for, heir)
    for title in ("年费减免草稿", "退回的利率", "等待的挂失", "已转给我"):
        assert title in after, title
    assert "已转给 高远 70012" in told(client_for, cast, "zhao")
    people.grant(person=heir, role="confirmer", by=None, now=now)
    with pytest.raises(UnableToDecide, match="不能处理"):
        factory.approve(waiting, by=heir, at=now + HOUR)
    assert audit.verify().ok


def test_all_that_he_has_goes_over(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime,
    publish: Callable[..., int],
) -> None:  # fmt: skip
    """Texts to write and texts at the gate of requests, requests taken care of, what was asked of
    the gate without a text, what stands and wants review."""
    zhao, ago = cast["zhao"], now - HOUR
    number = publish(title="要复审的年费", review_by=(now + 3 * DAY).isoformat())
    withdrawn = actions.withdraw(
        article=Article.objects.get(pk=publish(title="要撤回的")), by=zhao, clock=lambda: ago,
        reason="停办",
    )  # fmt: skip
    row = asked(by=cast["qian"], now=ago)
    drafted(row, by=zhao, now=ago)
    sent = asked(by=cast["qian"], now=ago, title="提交了的")
    text = drafted(sent, by=zhao, now=ago, title="提交了的口径")
    factory.draft(by=zhao, at=ago, title="提交了的口径", article=text)
    actions.submit(articles=[text], by=zhao, clock=lambda: ago)
    plain = asked(by=cast["qian"], now=ago, title="只受理了")
    requesting.accept(number=plain.pk, by=zhao, now=ago)
    counts = {each.label: each.count for each in holdings.owned(zhao, now)}
    assert counts == {
        "草稿": 1, "已提交，等待他人确认": 2, "退回待修改": 0, "需求单中由其负责": 2,
        "经办的需求单": 3, "编写的现行知识": 2,
    }  # fmt: skip
    leave(client_for, cast, "zhao", "gao", 0 * DAY)
    for each in (row, sent, plain):
        each.refresh_from_db()
        assert each.handler == heir
        last = RequestEvent.objects.filter(request=each).latest("pk")
        assert (last.what, last.by) == (RequestEvent.What.HAND_ON, cast["admin"])
        assert (last.told["from"], last.told["to"]) == ("赵宁", "高远")
    assert row.ties.get().owner == sent.ties.get().owner == heir
    assert {each.pk for each in listing.to_do(heir, now)} == {row.pk, plain.pk}
    shown = start(client_for, heir)
    for title in ("要复审的年费", withdrawn.title, "提交了的口径"):
        assert title in shown, title
    seen = client_for(heir).get(f"/studio/submissions/{withdrawn.pk}")
    assert seen.status_code == 200
    assert not DraftContribution.objects.filter(person=heir, article=number).exists()


def test_the_gap_before_it_is_done_orphans_nothing(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    """From the first second of the day in the bank's zone, whenever the worker comes."""
    zhao = cast["zhao"]
    factory.draft(by=zhao, at=now, title="年费减免草稿")
    row = asked(by=cast["qian"], now=now)
    requesting.accept(number=row.pk, by=zhao, now=now)
    leave(client_for, cast, "zhao", "gao")
    zhao.refresh_from_db()
    day = timezone.make_aware(dt.datetime.combine(zhao.deactivated_on, dt.time()))
    assert set(stands_for(heir, day - SECOND)) == {heir.pk}
    assert set(stands_for(heir, day)) == {heir.pk, zhao.pk}
    assert listing.to_do(heir, day).filter(handler=zhao).exists()
    begins(zhao, now)
    assert Handover.objects.get().done_at is None
    shown = start(client_for, heir)
    assert "年费减免草稿" in shown
    assert "正在转给我" in shown
    assert client_for(zhao).get("/studio/").status_code == 302


def test_it_is_changed_and_cancelled_until_the_day(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    zhao, zhou = cast["zhao"], cast["zhou"]
    factory.draft(by=zhao, at=now, title="年费减免草稿")
    leave(client_for, cast, "zhao", "gao")
    leave(client_for, cast, "zhao", "zhou", 5 * DAY)
    assert "由我接手的" not in start(client_for, heir)
    assert "由我接手的" in start(client_for, zhou)
    facts = [entry.facts for entry in AuditEntry.objects.filter(verb="handover-planned")]
    assert facts == [{"before": None, "after": "70012"}, {"before": "70012", "after": "60023"}]
    shown = client_for(cast["admin"]).get(f"/studio/people/{zhao.pk}").content.decode()
    assert f'value="{(timezone.localdate() + 5 * DAY).isoformat()}"' in shown
    assert 'value="60023"' in shown
    leave(client_for, cast, "zhao", "", 5 * DAY)
    assert "还没有指定接手人" in told(client_for, cast, "zhao")
    leave(client_for, cast, "zhao", "gao", 5 * DAY)
    post(client_for, cast, "zhao", "back")
    assert not Handover.objects.exists()
    assert "由我接手的" not in start(client_for, heir)
    assert leaving.carry_out(now + 9 * DAY) == 0
    assert not AuditEntry.objects.filter(verb="handed-over").exists()
    assert "年费减免草稿" in start(client_for, zhao)


def test_an_imported_day_keeps_who_takes_over(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    from tests.accounts.test_bring import applied, shown

    leave(client_for, cast, "zhao", "gao")
    desk = client_for(cast["admin"])
    applied(desk, shown(desk, "工号,停用日期\n70011,2099-03-01\n".encode()))
    cast["zhao"].refresh_from_db()
    assert cast["zhao"].deactivated_on == dt.date(2099, 3, 1)
    assert Handover.objects.get().taker == heir


def test_handing_over_twice_adds_no_hand(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    factory.draft(by=cast["zhao"], at=now)
    leave(client_for, cast, "zhao", "70012", 0 * DAY)
    post(client_for, cast, "zhao", "hand-over", taker="70012")
    assert leaving.carry_out(now) == 0
    moved = AuditEntry.objects.filter(verb="handed-over").order_by("id")
    assert [entry.facts["knowledge"] for entry in moved] == [1, 0]


def test_one_that_fails_holds_up_no_other_and_leaves_nothing_half(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A room that cannot move its part: nothing of that person moves, the next one's does."""

    class Failing:
        def owned(self, person: Person, now: dt.datetime) -> list[Any]:
            return []

        def may_take(self, roles: Any) -> bool:
            return True

        def lacks(self, person: Person, taker: Person, now: dt.datetime) -> str:
            return ""

        def hand_over(self, *, person: Person, **_named: Any) -> int:
            if person.number == "70011":
                raise RuntimeError("the room is shut")
            return 0

    factory.draft(by=cast["zhao"], at=now)
    for who in ("zhao", "zhou"):
        leave(client_for, cast, who, "gao")
        begins(cast[who], now)
    monkeypatch.setitem(holdings._holders, "shut", Failing())
    assert leaving.carry_out(now) == 1
    assert Handover.objects.get(done_at=None).person == cast["zhao"]
    assert not DraftContribution.objects.filter(person=heir).exists()
    monkeypatch.undo()
    assert leaving.carry_out(now) == 1
    assert DraftContribution.objects.filter(person=heir).exists()


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        ("gone", "已停用，不能接手"),
        ("stripped", "没有采编权限，不能接手草稿"),
        ("reviewer", "不是知识采编岗，不能接手经办的需求单"),
    ],
)
def test_p133_a_successor_who_may_not_by_then_gets_nothing_and_it_stays_listed(
    happens: str, reason: str, cast: dict[str, Person], heir: Person, client_for: For,
    now: dt.datetime,
) -> None:  # fmt: skip
    zhao, admin = cast["zhao"], client_for(cast["admin"])
    factory.draft(by=zhao, at=now, title="年费减免草稿")
    row = asked(by=cast["qian"], now=now)
    requesting.accept(number=row.pk, by=zhao, now=now)
    leave(client_for, cast, "zhao", "gao")
    if happens == "gone":
        people.deactivate(person=heir, on=timezone.localdate(now), by=None, now=now)
    else:
        people.revoke(person=heir, role=Role.AUTHOR, by=None, now=now)
    if happens == "reviewer":
        people.grant(person=heir, role=Role.REVIEWER, by=None, now=now)
    begins(zhao, now)
    assert leaving.carry_out(now) == leaving.carry_out(now) == 0
    assert "1 位停用人员的工作没有交接" in admin.get("/studio/people").content.decode()
    listed = admin.get("/studio/people?standing=stuck").content.decode()
    assert "赵宁" in listed
    assert reason in listed
    assert reason in told(client_for, cast, "zhao")
    assert not AuditEntry.objects.filter(verb="handed-over").exists()
    row.refresh_from_db()
    assert row.handler == zhao
    assert set(stands_for(heir, now)) == {heir.pk}
    post(client_for, cast, "zhao", "hand-over", taker="zhou")  # who reviews and does not write
    assert "不是知识采编岗" in told(client_for, cast, "zhao") or happens != "reviewer"
    people.grant(person=cast["zhou"], role=Role.AUTHOR, by=None, now=now)
    post(client_for, cast, "zhao", "hand-over", taker="zhou")
    assert "年费减免草稿" in start(client_for, cast["zhou"])
    assert "没有符合条件的人员" in admin.get("/studio/people?standing=stuck").content.decode()


def test_one_who_left_nothing_is_settled_all_the_same(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    leave(client_for, cast, "zhou", "gao")
    people.deactivate(person=heir, on=timezone.localdate(now), by=None, now=now)
    begins(cast["zhou"], now)
    assert leaving.carry_out(now) == 0
    assert f'action="/studio/people/{cast["zhou"].pk}/hand-over"' in told(client_for, cast, "zhou")
    post(client_for, cast, "zhou", "hand-over", taker="zhao")
    assert "已转给 赵宁 70011" in told(client_for, cast, "zhou")


def test_a_successor_who_leaves_too_passes_it_on(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    """And who comes back goes on with his own work himself."""
    zhao, zhou = cast["zhao"], cast["zhou"]
    returned(zhao, cast["qian"], now)
    for who, taker in ((zhao, "gao"), (heir, "zhou")):
        cast["who"] = who
        leave(client_for, cast, "who", taker, 0 * DAY)
    assert set(stands_for(zhou, now)) == {zhou.pk, heir.pk, zhao.pk}
    assert "退回的利率" in start(client_for, zhou)
    post(client_for, cast, "zhao", "back")
    assert set(stands_for(zhou, now)) == {zhou.pk, heir.pk}


def test_what_is_left_of_somebody_gone_is_handed_over_later(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    factory.draft(by=cast["zhao"], at=now, title="年费减免草稿")
    leave(client_for, cast, "zhao", "")
    address = f"/studio/people/{cast['zhao'].pk}/hand-over"
    assert "请先填写停用日期" in post(client_for, cast, "qian", "hand-over", taker="gao")
    begins(cast["zhao"], now)
    assert f'action="{address}"' in told(client_for, cast, "zhao")
    for login, person in cast.items():
        if login not in {"admin", "zhao"}:
            assert client_for(person).post(address, {"taker": "gao"}).status_code == 404
    assert client_for(cast["admin"]).post(address, {"taker": "gao"}).status_code == 302
    assert "年费减免草稿" in start(client_for, heir)


def test_what_waits_for_a_confirmer_goes_by_role(
    cast: dict[str, Person], client_for: For, now: dt.datetime
) -> None:
    factory.submitted(by=cast["zhao"], at=now)
    assert "没有其他在职的业务确认人" in told(client_for, cast, "qian")
    facts = {"number": "20141", "name": "另一位", "roles": ["confirmer"]}
    people.add_person(**facts, by=None, now=now)
    assert "另有 1 位业务确认人可以确认" in told(client_for, cast, "qian")


def test_what_belongs_to_a_department_or_a_region_stays_there(
    cast: dict[str, Person], client_for: For, now: dt.datetime, publish: Callable[..., int]
) -> None:
    asked(by=cast["wang"], now=now)
    shown = told(client_for, cast, "wang")
    assert "提出的需求" in shown
    assert "另有 1 位同事可以接着办" in shown  # qian of the same department
    bao = cast["bao"]
    people.grant(person=bao, role=Role.BRANCH_KNOWLEDGE, by=None, now=now)
    number = publish(title="各地不同")
    RegionalDraft.objects.create(article_id=number, region="北麓", rows=[], by=bao, changed_at=now)
    sent = gate.submit(
        kind="regional", title="北麓", size=1, digest="", makers=frozenset(), by=bao,
        clock=lambda: now,
    )  # fmt: skip
    RegionalChange.objects.create(
        article_id=number, submission=sent, region="北麓", line=uuid.uuid4(), rows=[], veto=False
    )
    whole = told(client_for, cast, "bao")
    assert not any(each.count for each in holdings.owned(bao, now) if each.moves)
    shown = whole.split("本地区的说法")[1]
    assert "没有其他同事可以接着办" in shown
    assert ">1</b>" in shown
    facts = {"number": "33020", "name": "同事", "unit": Unit.objects.get(code="beilu")}
    people.add_person(**facts, roles=["branch_knowledge"], by=None, now=now)
    assert "另有 1 位同事可以接着办" in told(client_for, cast, "bao").split("本地区的说法")[1]


def test_the_successors_page_says_for_whom_he_goes_on(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    cast["heir"] = heir
    leave(client_for, cast, "zhao", "gao")
    assert "接手 赵宁 70011 的工作" in told(client_for, cast, "heir")
    leave(client_for, cast, "heir", "", DAY)
    assert "到时不能交接" in told(client_for, cast, "zhao")


def test_the_list_costs_the_same_for_one_and_for_many(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    client, costs = client_for(cast["admin"]), []
    for who in ("zhao", "zhou", "lin"):
        leave(client_for, cast, who, "gao")
        if who != "zhou":
            with CaptureQueriesContext(connection) as queries:
                shown = client.get("/studio/people?standing=leaving").content.decode()
            costs.append(len(queries))
    assert shown.count("由 高远 接手") == 3
    assert costs[0] == costs[1]


# Who may not


@pytest.mark.parametrize(
    ("taker", "reason"),
    [
        ("lin", "没有采编权限"),
        ("zhao", "请选择另一位在职人员"),
        ("nobody", "没有登录名或工号为"),
        ("admin", "不能办理本人的事项"),
        ("gao", "到那天也已停用"),
    ],
)
def test_p85_only_who_may_write_takes_over(
    taker: str, reason: str, cast: dict[str, Person], heir: Person, client_for: For,
    now: dt.datetime,
) -> None:  # fmt: skip
    factory.draft(by=cast["zhao"], at=now)
    on = timezone.localdate(now) + DAY
    people.deactivate(person=heir, on=on, by=None, now=now)
    shown = leave(client_for, cast, "zhao", taker)
    assert reason in shown
    assert f'value="{taker}"' in shown
    cast["zhao"].refresh_from_db()
    assert cast["zhao"].deactivated_on is None
    assert not Handover.objects.exists()


def test_p85_another_day_brings_nobody_back(
    cast: dict[str, Person], client_for: For, now: dt.datetime
) -> None:
    from tests.accounts.test_bring import shown

    begins(cast["zhao"], now)
    assert "须先恢复在职" in leave(client_for, cast, "zhao", "")
    preview = shown(client_for(cast["admin"]), "工号,停用日期\n70011,2099-03-01\n".encode())
    assert "须先恢复在职" in preview
    cast["zhao"].refresh_from_db()
    assert not cast["zhao"].active_at(now)


def test_p132_a_planned_leaving_is_told_to_the_administrators_and_the_successor_only(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    factory.draft(by=cast["zhao"], at=now)
    leave(client_for, cast, "zhao", "gao")
    for login in ("admin", "luo", "shen"):
        assert "由 高远 70012 接手" in told(client_for, cast, "zhao", login)
    people.grant(person=heir, role=Role.CONFIRMER, by=None, now=now)
    for person in (*cast.values(), heir):
        answer = client_for(person).get("/studio/", follow=True)
        mine = person == heir
        assert ("由我接手的" in answer.content.decode()) == mine, person
        listed = client_for(person).get("/studio/taking")
        assert (b"70011" in listed.content) == mine, person


def test_p132_only_who_keeps_people_plans_changes_and_cancels(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime
) -> None:
    given = {"on": (timezone.localdate() + 2 * DAY).isoformat(), "taker": "gao"}
    for login, person in cast.items():
        if login != "admin":
            for act in ("leave", "back", "hand-over"):
                answer = client_for(person).post(f"/studio/people/{cast['zhao'].pk}/{act}", given)
                assert answer.status_code == 404, login
    assert not Handover.objects.exists()
    leave(client_for, cast, "zhao", "gao")
    assert Handover.objects.get().by == cast["admin"]


def test_p133_who_goes_on_for_a_maker_follows_and_decides_nothing_of_it(
    cast: dict[str, Person], heir: Person, client_for: For, now: dt.datetime,
    publish: Callable[..., int],
) -> None:  # fmt: skip
    """A withdrawal has no text to put a hand to."""
    ago = now - HOUR
    people.grant(person=heir, role=Role.CONFIRMER, by=None, now=ago)
    article = Article.objects.get(pk=publish(title="要撤回的"))
    sent = actions.withdraw(article=article, by=cast["zhao"], clock=lambda: ago, reason="停办")
    assert sent.title in client_for(heir).get("/studio/submissions/").content.decode()
    leave(client_for, cast, "zhao", "gao")
    begins(cast["zhao"], now)
    for _done in (False, True):
        assert sent.title not in client_for(heir).get("/studio/submissions/").content.decode()
        with pytest.raises(UnableToDecide, match="不能处理"):
            factory.approve(sent, by=heir, at=now)
        leaving.carry_out(now)
        page = client_for(heir).get(f"/studio/submissions/{sent.pk}").content.decode()
        assert "您接手了提交人的工作，不能确认本件" in page
    other = {"number": "70013", "name": "外人", "roles": ["author"]}
    stranger = people.add_person(**other, by=None, now=ago)
    assert client_for(stranger).get(f"/studio/submissions/{sent.pk}").status_code == 404
