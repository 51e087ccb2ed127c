"""The audit administrator reads what was changed, by whom, with before and after."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import chain, product

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from zhixi.accounts import actions as people
from zhixi.accounts import audit
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.staff import trail
from zhixi.knowledge import actions
from zhixi.knowledge.actions import labelling
from zhixi.knowledge.checks import Word
from zhixi.knowledge.models import Article, Label

For = Callable[[Person], Client]
TRAIL = "/studio/trail"


@pytest.fixture
def shen_reads(shen: Person, client_for: For) -> Callable[..., str]:
    client = client_for(shen)

    def page(**given: str) -> str:
        answer = client.get(TRAIL, given)
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))

    return page


def test_it_works(
    shen_reads: Callable[..., str], zhao: Person, zhou: Person, now: dt.datetime
) -> None:
    """Names of sections and rules, and never their codes."""
    made = actions.create_section(name="挂失", parent=None, audience=None, by=zhao, now=now)
    actions.set_levels(levels={"unit": "must"}, section=made, by=zhou, now=now)
    actions.keep_wording(word=Word("forbidden", "稳稳赚到", why="不得承诺收益"), by=zhao, now=now)
    shown = shen_reads()
    assert re.search(r"写作检查 栏目 挂失 — 数字缺单位：必须改 — 周慎", shown)
    assert re.search(
        r"写作词表 词 \d+ — 类别：禁用语；词：稳稳赚到；原因：不得承诺收益 — 赵宁", shown
    )
    assert "栏目 栏目 挂失 — 名称：挂失 — 赵宁" in shown


def test_before_and_after_stand_beside_each_other(
    shen_reads: Callable[..., str], zhao: Person, publish: Callable[..., int], now: dt.datetime
) -> None:
    labelling.add_label(kind="products", name="标准金卡", by=zhao, now=now)
    labelling.set_active(label=Label.objects.get(), active=False, by=zhao, now=now)
    assert "名录 标准金卡 在用：是 在用：否 — 赵宁" in shen_reads(verb="label")
    circle = people.audience(
        name="信用卡中心", units=Unit.objects.filter(code="card"), by=None, now=now
    )
    article = Article.objects.get(pk=publish())
    actions.narrow(article=article, audience=circle, by=zhao, now=now, reason="只给本部门")
    shown = shen_reads(verb="narrow")
    assert f"知识 {article.pk} — 可见范围：信用卡中心 只给本部门 赵宁" in shown


def test_it_is_narrowed_and_paged(
    shen_reads: Callable[..., str], zhao: Person, zhou: Person, now: dt.datetime
) -> None:
    for n in range(60):
        by = zhao if n % 2 else zhou
        actions.keep_wording(word=Word("written", f"书面词{n:02}"), by=by, now=now)
    assert "书面词59" in shen_reads()
    assert "书面词05" not in shen_reads()
    assert "更早" in shen_reads(verb="wording")
    assert "书面词58" not in shen_reads(by="赵宁")
    assert "书面词59" in shen_reads(by="70011")
    older = shen_reads(verb="wording", older=str(2**40))
    assert "最新" in older
    assert "没有符合条件的变更记录" in shen_reads(last="2001-01-01", verb="wording")
    assert "书面词59" in shen_reads(first="不是日子", older="x", verb="没有这种")


def test_one_and_many_cost_the_same(
    shen: Person, zhao: Person, client_for: For, now: dt.datetime
) -> None:
    client, counts = client_for(shen), []
    for some in (range(1), range(1, 40)):
        for n in some:
            actions.keep_wording(word=Word("written", f"书面词{n:02}"), by=zhao, now=now)
        with CaptureQueriesContext(connection) as seen:
            client.get(TRAIL)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_kind_person_and_period_narrow_it_together(
    shen_reads: Callable[..., str], zhao: Person, zhou: Person, now: dt.datetime
) -> None:
    """Midnight is the bank's; the last day is in the period."""
    days = {"甲": (zhao, 0), "乙": (zhou, 1), "丙": (zhao, 1), "丁": (zhao, 2)}
    for word, (by, later) in days.items():
        at = now + dt.timedelta(days=later)
        actions.keep_wording(word=Word("written", f"书面词{word}"), by=by, now=at)
        labelling.add_label(kind="products", name=f"产品{word}", by=by, now=at)
    days_ = [f"{timezone.localdate(now) + dt.timedelta(days=n):%Y-%m-%d}" for n in range(3)]
    shown = shen_reads(verb="wording", by="赵宁", first=days_[1], last=days_[1])
    assert found(shown) == ["书面词丙"]
    assert found(shen_reads(verb="wording", first=days_[1])) == ["书面词丁", "书面词丙", "书面词乙"]
    assert found(shen_reads(by=zhou.number)) == ["产品乙", "书面词乙"]
    assert found(shen_reads(verb="label", by="赵宁", last=days_[0])) == ["产品甲"]
    assert found(shen_reads(verb="label", by="周慎", first=days_[2], last=days_[0])) == []


def test_of_several_people_of_one_name_all_is_told(
    shen_reads: Callable[..., str], zhao: Person, zhou: Person, qian: Person, now: dt.datetime
) -> None:
    Person.objects.filter(pk__in=[zhao.pk, zhou.pk]).update(name="同名")
    for n, by in enumerate((zhao, qian, zhou, zhao)):
        facts = {"name": f"产品{n}"}
        audit.record(verb="label", subject=f"label:{n}", facts=facts, by=by, at=now)
    assert found(shen_reads(by="同名")) == ["产品3", "产品2", "产品0"]


def test_pages_lose_no_link_of_one_moment_and_tell_none_twice(
    shen: Person, zhao: Person, client_for: For, now: dt.datetime
) -> None:
    for n in range(120):
        later = dt.timedelta(seconds=n % 3)  # links come in out of the order of their moments
        actions.keep_wording(word=Word("written", f"书面词{n:03}"), by=zhao, now=now + later)
    client, address, seen = client_for(shen), "?verb=wording", []
    while address:
        page = client.get(f"{TRAIL}{address}").content.decode()
        seen.append(found(page))
        older = re.search(r'href="([^"]*older=\d+)">更早', page)
        address = older[1].replace("&amp;", "&") if older else ""
    assert [len(each) for each in seen] == [50, 50, 20]
    assert list(chain.from_iterable(seen)) == [
        f"书面词{n:03}" for n in sorted(range(120), key=late, reverse=True)
    ]


def late(n: int) -> tuple[int, int]:
    return n % 3, n


def found(shown: str) -> list[str]:
    return re.findall(r"(?:书面词|产品)(?!类)[甲乙丙丁\d]+", shown)


@pytest.mark.parametrize(
    ("verb", "by", "index"),
    [
        ("", "", "audit_at"),
        ("wording", "", "audit_verb"),
        ("", "赵宁", "audit_by"),
        ("", "同名", "audit_by"),
        ("wording", "赵宁", "audit_by_verb"),
        ("wording", "同名", "audit_by_verb"),
    ],
)
def test_a_chain_of_any_length_is_neither_walked_nor_sorted(
    zhao: Person, qian: Person, zhou: Person, now: dt.datetime, verb: str, by: str, index: str
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("plans are read on SQLite")
    Person.objects.filter(pk__in=[qian.pk, zhou.pk]).update(name="同名")
    actions.keep_wording(word=Word("written", "书面词"), by=zhao, now=now)
    for first, last, older in product((None, now), (None, now + dt.timedelta(days=1)), (0, 1)):
        plan = planned(trail.Asked(verb, by, first, last, older), now)
        assert {each.split(" INDEX ")[1].split()[0] for each in plan if "SEARCH" in each} == {index}
        assert not [each for each in plan if each.startswith("SCAN")]
        assert by == "同名" or not [each for each in plan if "TEMP" in each]


def planned(asked: trail.Asked, now: dt.datetime) -> list[str]:
    """How SQLite finds a page, but for the lines that are found already."""
    with CaptureQueriesContext(connection) as seen:
        trail.latest(asked, now)
    (sql,) = (each["sql"] for each in seen if "chain = 'main'" in each["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[3] for row in cursor.fetchall() if "rowid=?" not in row[3]]


def test_p128_only_the_audit_administrator_reads_what_was_changed(
    cast: dict[str, Person], client_for: For
) -> None:
    for login, person in cast.items():
        client = client_for(person)
        assert client.get(TRAIL).status_code == (200 if login == "shen" else 404), login
        shown = client.get("/" if login not in {"admin", "luo", "shen"} else "/studio/people")
        assert (TRAIL in shown.content.decode()) == (login == "shen"), login
