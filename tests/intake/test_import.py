import datetime as dt
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from openpyxl import Workbook

from tests.installation import ON_SQLITE, ZHIXI, environment, zhixi
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, types
from zhixi.knowledge.models import Article, ArticleVersion, Draft, InitialLoad, LiveSpan, Section
from zhixi.knowledge.sections import tree

LOST = {
    "id": "A1",
    "title": "信用卡丢了怎么挂失",
    "body": "您别着急，我现在就给您挂失，办好马上生效。",
    "phrasings": ["信用卡不见了先做什么"],
    "section": "信用卡/安全",
    "owner": "信用卡中心",
}
FEE = {"id": "A2", "title": "挂失手续费多少", "body": "挂失手续费五十元一张。"}
Told = Callable[..., dict[str, Any]]
Lines = Callable[..., Path]


def test_it_works(told: Told, lines: Lines) -> None:
    report = told(lines(LOST, FEE), "--into", "信用卡/费用", "--by", "zhao")
    assert (report["new"], report["bad"], report["submission"]) == (2, [], None)
    draft = Draft.objects.get(article__source_id="A1")
    content = types.read("faq", draft.content)
    assert content.answer() == LOST["body"]
    assert content.phrasings == LOST["phrasings"]
    assert draft.owner is not None
    assert draft.owner.code == "card"
    now = dt.datetime.now(dt.UTC)
    placed = {d.article.source_id: tree(now).names(d.section_id) for d in Draft.objects.all()}
    assert placed == {"A1": ["信用卡", "安全"], "A2": ["信用卡", "费用"]}


def test_running_again_changes_nothing(told: Told, lines: Lines) -> None:
    path = lines(LOST, FEE)
    told(path)
    before = list(Draft.objects.values())
    report = told(path)
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 2)
    assert list(Draft.objects.values()) == before


def test_running_again_after_the_gate_changes_nothing(told: Told, lines: Lines) -> None:
    path = lines(LOST, FEE)
    first = told(path, "--submit", "--by", "zhao")
    assert first["submission"]["size"] == 2
    assert (
        Submission.objects.get(pk=first["submission"]["id"]).digest == first["submission"]["digest"]
    )
    again = told(path, "--submit", "--by", "zhao")
    assert (again["unchanged"], again["submission"]) == (2, None)
    assert Draft.objects.count() == 0


def test_a_changed_line_becomes_a_draft_of_the_same_article(told: Told, lines: Lines) -> None:
    told(lines(LOST))
    report = told(lines(LOST | {"body": "我现在就给您办挂失。"}))
    assert (report["new"], report["changed"]) == (0, 1)
    assert Article.objects.count() == 1


def test_a_moved_line_is_a_change(told: Told, lines: Lines) -> None:
    told(lines(LOST))
    assert told(lines(LOST | {"section": "信用卡/补卡"}))["changed"] == 1
    assert tree(dt.datetime.now(dt.UTC)).names(Draft.objects.get().section_id) == ["信用卡", "补卡"]


def test_a_change_does_not_widen_who_may_read(
    told: Told, lines: Lines, zhao: Person, units: dict[str, Any], now: dt.datetime
) -> None:
    circle = people.audience(name="信用卡组", units=[units["team-card"]], by=None, now=now)
    told(lines(LOST))
    draft = Draft.objects.get()
    item = actions.DraftItem(
        types.read("faq", draft.content),
        draft.section_id,
        audience=circle.pk,
        article=draft.article,
    )
    actions.save_draft(item=item, by=zhao, now=now)
    told(lines(LOST | {"body": "我现在就给您办挂失。"}))
    assert Draft.objects.get().audience == circle


def test_bad_lines_are_told_and_the_others_loaded(told: Told, lines: Lines) -> None:
    path = lines(
        LOST,
        {"id": "B2", "body": "没有标题"},
        {"id": "B3", "title": "年费", "type": "奇怪"},
        {"id": "A1", "title": "编号重复", "body": "甲"},
        {"id": "B5", "title": "相似问写成文字", "body": "甲", "phrasings": "挂失"},
        {"id": "B6", "title": "时间不对", "body": "甲", "effective_from": "明天"},
        FEE,
    )
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "B8", "title": \n["不是对象"]\n')
    report = told(path)
    assert report["new"] == 2
    assert [bad["line"] for bad in report["bad"]] == [2, 3, 4, 5, 6, 8, 9]
    reasons = [bad["reason"] for bad in report["bad"]]
    assert reasons[0] == "title：缺少这一项"
    assert "奇怪" in reasons[1]
    assert "A1" in reasons[2]
    assert reasons[3].startswith("phrasings：应是一个列表")
    assert reasons[4].startswith("effective_from：不是时间")


def test_bad_lines_give_exit_code_one(bring: Callable[..., Any], lines: Lines) -> None:
    assert bring(lines({"id": "B"}, name="坏.jsonl"), lines(FEE)).exit_code == 1
    assert bring(lines(FEE)).exit_code == 0


def test_unknown_keys_and_owners_are_reported(told: Told, lines: Lines) -> None:
    report = told(lines(LOST | {"owner": "外太空部", "热度": 5}, FEE | {"热度": 1}))
    assert report["unknown"] == {"热度": 2}
    assert "外太空部" in report["warnings"][0]["what"]
    assert report["new"] == 2
    assert Draft.objects.get(article__source_id="A1").owner is None


def test_lines_without_an_id_make_no_doubles(told: Told, lines: Lines) -> None:
    nameless = {key: value for key, value in LOST.items() if key != "id"}
    path = lines(nameless, nameless | {"body": "另一个答案"})
    report = told(path)
    assert report["new"] == 1
    assert "标题“信用卡丢了怎么挂失”在本文件中重复" in report["bad"][0]["reason"]
    assert told(path)["unchanged"] == 1


def test_a_dry_run_says_the_same_and_writes_nothing(told: Told, lines: Lines) -> None:
    path = lines(LOST, FEE, {"id": "B"})
    dry = told(path, "--dry-run")
    assert Article.objects.count() == Section.objects.count() == 0
    wet = told(path)
    assert {k: v for k, v in dry.items() if k != "dry_run"} == {
        k: v for k, v in wet.items() if k != "dry_run"
    }


def test_typed_content_of_any_type_comes_in(told: Told, lines: Lines) -> None:
    content = {"title": "高温天气关怀", "body": "<p>请多喝水。</p>"}
    report = told(lines({"id": "N1", "type": "notice", "content": content}))
    assert report["bad"] == []
    assert Article.objects.get().type == "notice"


def test_variant_rows_are_put_into_their_article(told: Told, tmp_path: Path) -> None:
    path = tmp_path / "补卡.csv"
    path.write_text(
        "编号,标题,正文,适用地区\nC1,新卡多久寄到,一般五到七个工作日。,\n"
        "C1,新卡多久寄到,牧区一般十个工作日。,北麓\nC2,年费多少,首年免年费。,\n",
        encoding="gb18030",
    )
    report = told(path)
    assert (report["new"], report["bad"], report["unknown"]) == (2, [], {})
    content = types.read("faq", Draft.objects.get(article__source_id="C1").content)
    assert [(v.part, v.region, v.value) for v in content.variants] == [
        ("lead", "北麓", "牧区一般十个工作日。")
    ]


def test_a_day_without_zone_is_a_day_of_the_bank(told: Told, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["编号", "标题", "正文", "生效时间", "失效时间"])
    sheet.append(["D1", "双十一分期优惠", "满一千减十元。", dt.datetime(2027, 11, 1), "2027-11-11"])
    book.save(tmp_path / "活动.xlsx")
    assert told(tmp_path / "活动.xlsx")["bad"] == []
    content = types.read("faq", Draft.objects.get().content)
    assert content.effective_from == dt.datetime(2027, 10, 31, 16, tzinfo=dt.UTC)
    assert content.expires_at == dt.datetime(2027, 11, 11, 16, tzinfo=dt.UTC)


def test_a_bad_row_of_a_workbook_names_its_sheet(told: Told, tmp_path: Path) -> None:
    book = Workbook()
    for name, title in (("信用卡", "年费怎么收"), ("借记卡", "年" * 201)):
        sheet = book.create_sheet(name)
        sheet.append(["标题", "正文"])
        sheet.append([title, "首年免年费。"])
    book.save(tmp_path / "两张表.xlsx")
    report = told(tmp_path / "两张表.xlsx")
    assert report["new"] == 1
    assert report["bad"][0]["line"] == 2
    assert report["bad"][0]["reason"] == "工作表“借记卡”：title：超过 200 个字"


def test_an_unreadable_encoding_names_the_line(bring: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "乱码.jsonl"
    path.write_bytes('{"title": "年费"}\n'.encode() + b'{"title": "\xff\xfe\xff"}\n')
    result = bring(path)
    assert result.exit_code == 1
    assert "第 2 行" in result.stderr


def test_initial_load_publishes_and_refuses_a_filled_base(
    told: Told, bring: Callable[..., Any], lines: Lines
) -> None:
    told(lines(LOST, FEE), "--initial")
    assert LiveSpan.objects.count() == 2
    assert InitialLoad.objects.get().name == "常见问题.jsonl"
    with pytest.raises(actions.UnableToLoad):
        bring(lines(LOST), "--initial")


def test_submitting_needs_a_name(bring: Callable[..., Any], lines: Lines) -> None:
    result = bring(lines(LOST), "--submit")
    assert result.exit_code == click.UsageError.exit_code
    assert ArticleVersion.objects.count() == 0


@ON_SQLITE
@pytest.mark.slow
def test_a_killed_import_goes_on_without_doubles(tmp_path: Path) -> None:
    path = tmp_path / "大批.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for n in range(4000):
            row = {"id": f"K{n}", "title": f"第 {n} 问", "body": f"第 {n} 个答案。"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    own = environment(tmp_path)
    zhixi(own, "index", "status")
    command = [ZHIXI, "import", str(path)]
    started = subprocess.Popen(
        command,
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while _drafts(tmp_path) == 0 and started.poll() is None:
        time.sleep(0.01)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    cut_short = _drafts(tmp_path)
    assert 0 < cut_short < 4000
    assert cut_short % 500 == 0
    again = zhixi(own, "import", path, "--json")
    report = json.loads(again.stdout.splitlines()[-1])
    assert (report["unchanged"], report["new"]) == (cut_short, 4000 - cut_short)
    assert _drafts(tmp_path) == 4000


def _drafts(folder: Path) -> int:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(folder / "zhixi.sqlite3")) as base:
        count: int = base.execute("SELECT count(*) FROM knowledge_draft").fetchone()[0]
        return count
