import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import transaction

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts import audit
from zhixi.accounts.models import Audience, AuditEntry, Person, Unit
from zhixi.intake import exporting
from zhixi.intake.commands import export
from zhixi.knowledge import actions, checking
from zhixi.knowledge.models import Article, Content, InitialLoad, LiveSpan, Publication
from zhixi.knowledge.queries import NotVisible, read_then
from zhixi.knowledge.sections import tree
from zhixi.knowledge.types import read, removed


def _history(cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime) -> None:
    """Versions, a schedule, a withdrawal, a return, a move, limited places and a lone draft."""
    zhao, qian = cast["zhao"], cast["qian"]
    day = dt.timedelta(days=1)
    circle = people.audience(
        name="信用卡组", units=[units["team-card"]], by=None, now=now - 90 * day
    )
    actions.section_at(path=["内部", "反欺诈"], by=zhao, now=now - 90 * day, audience=circle)

    def bring(at: dt.datetime, **fields: Any) -> int:
        return factory.through_the_gate(by=zhao, confirmer=qian, at=at, **fields)

    lost = bring(now - 60 * day, source_id="X01")
    bring(now - 40 * day, article=lost, lead="我现在就给您挂失。", section="信用卡/补卡")
    bring(now - 2 * day, article=lost, effective_from=(now + 9 * day).isoformat())
    bring(now - 30 * day, title="异常交易怎么核实", section="内部/反欺诈")
    gone = bring(now - 30 * day, title="旧积分规则", expires_at=(now - 3 * day).isoformat())
    asked = actions.withdraw(
        article=Article.objects.get(pk=gone), by=zhao, clock=lambda: now - 9 * day, reason="停办"
    )
    factory.approve(asked, by=qian, at=now - 8 * day)
    narrowed = bring(now - 20 * day, title="白金卡权益")
    actions.narrow(
        article=Article.objects.get(pk=narrowed),
        audience=circle,
        by=zhao,
        now=now - day,
        reason="试点",
    )
    moved = replace(tree(now).nodes[tree(now).find(["内部"]) or 0], name="内控", audience=circle.pk)
    asked = actions.change_section(
        wanted=moved, by=zhao, clock=lambda: now - 5 * day, reason="改名"
    )
    factory.approve(asked, by=qian, at=now - 4 * day)
    paths = (["信用卡", "补卡"], ["信用卡", "安全"])
    old, into = (tree(now).find(path) or 0 for path in paths)
    merged = actions.merge_sections(
        section=old, into=into, by=zhao, clock=lambda: now - day / 2, reason="合一"
    )
    factory.approve(merged, by=qian, at=now - day / 3)
    factory.removed(number=bring(now - 50 * day, title="含客户信息的旧文"), cast=cast, at=now)
    factory.submitted(by=zhao, at=now - day, title="尚未确认的一条")
    factory.draft(by=zhao, at=now, title="只有草稿的一条", source_id="X09")


@pytest.fixture
def exported(
    cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime, tmp_path: Path
) -> Path:
    """The export of a base that is gone again; its people stayed."""
    path = tmp_path / "全部.jsonl"
    with transaction.atomic():
        _history(cast, units, now)
        assert CliRunner().invoke(export, [str(path)]).exit_code == 0
        transaction.set_rollback(True)
    return path


def test_it_works(exported: Path, told: Callable[..., dict[str, Any]], tmp_path: Path) -> None:
    report = told(exported)
    assert (report["new"], report["bad"]) == (7, [])
    again = tmp_path / "再次.jsonl"
    exporting.write(again)
    assert again.read_bytes() == exported.read_bytes()


def test_what_is_read_in_stands_as_it_stood(
    exported: Path, bring: Callable[..., Any], lin: Person, sun: Person, now: dt.datetime
) -> None:
    bring(exported)
    assert list(checking.spans()) == []
    assert list(checking.contents()) == []
    number = Article.objects.get(source_id="X01").pk
    before = read_then(number, lin, now - dt.timedelta(days=50))
    assert (before.n, before.section, before.confirmed_by) == (1, "信用卡 › 安全", "钱岚")
    assert read_then(number, lin, now).n == 2
    assert read_then(number, lin, now + dt.timedelta(days=10)).n == 3
    hidden = LiveSpan.objects.get(title="异常交易怎么核实").article_id
    assert read_then(hidden, lin, now).n == 1
    with pytest.raises(NotVisible):
        read_then(hidden, sun, now)
    week = dt.timedelta(days=7)
    assert read_then(hidden, lin, now).section == "内控 › 反欺诈"
    assert read_then(hidden, lin, now - week).section == "内部 › 反欺诈"
    assert read_then(number, lin, now - week).section == "信用卡 › 补卡"
    assert read_then(number, lin, now).section == "信用卡 › 安全"
    known = tree(now)
    assert known.nodes[known.find(["信用卡", "补卡"]) or 0].closed
    assert Content.objects.filter(payload=removed.PAYLOAD).count() == 1


def test_the_chain_says_where_this_history_came_from(
    exported: Path, bring: Callable[..., Any]
) -> None:
    bring(exported, "--by", "zhao")
    load = InitialLoad.objects.get()
    assert set(Publication.objects.values_list("load", "decision")) == {(load.pk, None)}
    entry = AuditEntry.objects.get(verb="restore-export")
    assert (entry.by, entry.facts["file"], entry.facts["articles"]) == ("70011", load.digest, 7)
    assert audit.verify().ok


def test_the_next_article_gets_a_new_number(
    exported: Path, bring: Callable[..., Any], zhao: Person, now: dt.datetime
) -> None:
    bring(exported)
    highest = max(Article.objects.values_list("pk", flat=True))
    assert factory.draft(by=zhao, at=now, title="新的一条").article_id > highest


def test_strangers_become_stubs_that_nobody_can_act_as(
    exported: Path, bring: Callable[..., Any], now: dt.datetime
) -> None:
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace('"70011"', '"99001"').replace('"team-card"', '"闭店"'))
    bring(exported)
    stranger = Person.objects.get(number="99001")
    assert not stranger.active_at(now)
    assert not stranger.has_usable_password()
    assert Unit.objects.get(code="闭店").parent == Unit.objects.get(code="bank")
    assert AuditEntry.objects.get(verb="restore-export").facts["strangers"] == {
        "persons": ["99001"],
        "units": ["闭店"],
    }


def test_a_line_that_was_tampered_with_is_told(
    exported: Path, told: Callable[..., dict[str, Any]]
) -> None:
    rows = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    rows[0]["versions"][0]["content"]["lead"] = "损失我们承担。"
    rows[1]["publications"][0]["version"] = 7
    rows[2]["publications"][0]["from"] = "2020-01-01T00:00:00Z"
    rows.append(rows[3])
    exported.write_text("\n".join(json.dumps(row) for row in rows))
    dry = told(exported, "--dry-run")
    report = told(exported)
    assert dry["bad"] == report["bad"]
    assert report["new"] == 4
    assert [bad["line"] for bad in report["bad"]] == [1, 2, 3, 8]
    assert "摘要不符" in report["bad"][0]["reason"]
    assert "不存在的版本 7" in report["bad"][1]["reason"]
    assert "早于记录时间" in report["bad"][2]["reason"]
    assert "重复" in report["bad"][3]["reason"]


def test_drafts_stay_at_home(exported: Path) -> None:
    rows = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert [len(row["versions"]) for row in rows] == [3, 1, 1, 1, 1, 1, 0]


def test_exporting_takes_few_queries(
    cast: dict[str, Person],
    units: dict[str, Unit],
    now: dt.datetime,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    _history(cast, units, now)
    with django_assert_max_num_queries(13):
        assert len(list(exporting.lines())) == 7


def test_a_filled_base_is_refused(exported: Path, bring: Callable[..., Any]) -> None:
    bring(exported)
    with pytest.raises(actions.UnableToLoad):
        bring(exported)


def test_a_circle_of_the_same_name_with_others_in_it_is_refused(
    exported: Path, bring: Callable[..., Any], units: dict[str, Unit], now: dt.datetime
) -> None:
    people.audience(name="信用卡组", units=[units["bank"]], by=None, now=now)
    with pytest.raises(actions.UnableToLoad, match="信用卡组"):
        bring(exported)
    assert Article.objects.count() == 0
    assert Audience.objects.count() == 1


def test_the_content_is_readable_by_anyone(exported: Path) -> None:
    row = json.loads(exported.read_text(encoding="utf-8").splitlines()[0])
    assert read(row["type"], row["versions"][1]["content"]).answer() == "我现在就给您挂失。"
    assert "挂失" in exported.read_text(encoding="utf-8")
