"""Files come in: every line told, every batch whole or absent, nothing doubled."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from zhixi.accounts.models import Person
from zhixi.config.cli.verbs import verbs
from zhixi.knowledge.models import Article, Draft, InitialLoad, LiveSpan

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def run(db: None, cast: dict[str, Person]) -> Run:
    """Run a verb with --json; its exit code and its last line."""

    def verb(*arguments: object) -> tuple[int, dict[str, Any]]:
        result = CliRunner().invoke(verbs, [*map(str, arguments), "--json"])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        last = result.stdout.strip().split("\n")[-1]
        return result.exit_code, json.loads(last) if last.startswith("{") else {}

    return verb


def write(path: Path, *rows: object) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n")
    return path


LOST = {
    "id": "a1",
    "title": "信用卡丢了怎么挂失",
    "body": "马上给您挂失。",
    "section": "信用卡/安全",
}
FEE = {
    "id": "a2",
    "title": "信用卡年费怎么免",
    "body": "刷满六次免次年年费。",
    "section": "信用卡/年费",
}


def test_it_works(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "k.jsonl", LOST, FEE)
    code, report = run("import", path, "--by", "zhao", "--submit")
    assert (code, report["new"], report["submission"]["size"]) == (0, 2, 2)
    digest = report["submission"]["digest"]
    code, _ = run("approve", report["submission"]["id"], "--by", "qian", "--digest", digest)
    assert code == 0
    assert LiveSpan.objects.count() == 2


def test_a_bad_line_is_named_and_the_others_come_in(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "k.jsonl", LOST, "{broken", {"id": "x", "body": "没有标题"}, FEE)
    code, report = run("import", path, "--by", "zhao")
    assert code == 1
    assert [bad["line"] for bad in report["bad"]] == [2, 3]
    assert "title" in report["bad"][1]["reason"]
    assert Draft.objects.count() == 2


def test_the_same_file_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "k.jsonl", LOST, FEE)
    run("import", path, "--by", "zhao")
    _, again = run("import", path, "--by", "zhao")
    assert (again["new"], again["changed"], again["unchanged"]) == (0, 0, 2)
    assert Article.objects.count() == 2


def test_a_changed_line_becomes_a_draft_of_the_same_article(run: Run, tmp_path: Path) -> None:
    run("import", write(tmp_path / "k.jsonl", LOST), "--by", "zhao")
    changed = write(tmp_path / "k.jsonl", LOST | {"body": "马上停用这张卡。"})
    _, report = run("import", changed, "--by", "zhao")
    assert (report["new"], report["changed"]) == (0, 1)
    assert Draft.objects.get().content["lead"] == "马上停用这张卡。"


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path) -> None:
    _, report = run("import", write(tmp_path / "k.jsonl", LOST, FEE), "--by", "zhao", "--dry-run")
    assert report["new"] == 2
    assert not Article.objects.exists()


def test_unknown_keys_are_told(run: Run, tmp_path: Path) -> None:
    _, report = run("import", write(tmp_path / "k.jsonl", LOST | {"colour": "red"}), "--by", "zhao")
    assert report["unknown"] == {"colour": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_in_every_encoding(encoding: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    table = "编号,标题,答案,相似问,栏目\na1,借记卡丢了怎么挂失,口头挂失五天有效。,卡不见了；卡被偷了,借记卡/挂失\n"
    path.write_bytes(table.encode(encoding))
    _, report = run("import", path, "--by", "zhao")
    assert report["new"] == 1
    assert Draft.objects.get().content["phrasings"] == ["卡不见了", "卡被偷了"]


def test_a_row_for_a_region_is_a_variant(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text(
        "编号,标题,答案,适用地区\na1,新卡几天寄到,五到七个工作日。,\na1,新卡几天寄到,十个工作日。,北麓\n"
    )
    run("import", path, "--by", "zhao")
    (variant,) = Draft.objects.get().content["variants"]
    assert (variant["region"], variant["value"]) == ("北麓", "十个工作日。")


def test_a_file_in_no_encoding_names_the_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_bytes("编号,标题\n".encode() + b"a1,\xff\xff\xff\n")
    result = CliRunner().invoke(verbs, ["import", str(path), "--by", "zhao"])
    assert result.exit_code == 1
    assert "第 2 行" in result.output


def test_a_workbook_with_merged_cells(run: Run, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["标题", "答案", "栏目"], ["年费多少", 80, "信用卡"], ["几天寄到", "七天", None]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / "k.xlsx")
    _, report = run("import", tmp_path / "k.xlsx", "--by", "zhao")
    assert report["new"] == 2
    assert {draft.section_id for draft in Draft.objects.all()} == {Draft.objects.first().section_id}  # type: ignore[union-attr]


def test_pages_tell_what_was_lost(run: Run, tmp_path: Path) -> None:
    (tmp_path / "k.html").write_text("<h1>年费</h1><p>八十元</p><img src=a.png><script>x</script>")
    (tmp_path / "k.md").write_text("# 挂失\n\n马上办。\n\n# 解挂\n\n到网点办。\n")
    _, page = run("import", tmp_path / "k.html", "--by", "zhao")
    assert {lost["what"] for lost in page["lost"]} == {"图片 × 1", "脚本 × 1"}
    _, text = run("import", tmp_path / "k.md", "--by", "zhao")
    assert text["new"] == 2


def test_an_initial_load_is_for_an_empty_base_only(run: Run, tmp_path: Path) -> None:
    code, _ = run("import", write(tmp_path / "k.jsonl", LOST), "--initial")
    assert code == 0
    assert LiveSpan.objects.count() == InitialLoad.objects.count() == 1
    code, _ = run("import", write(tmp_path / "l.jsonl", FEE), "--initial")
    assert code == 1
    assert LiveSpan.objects.count() == Article.objects.count() == 1


def test_an_import_makes_its_person_a_maker(run: Run, tmp_path: Path) -> None:
    _, report = run("import", write(tmp_path / "k.jsonl", LOST), "--by", "qian", "--submit")
    made = report["submission"]
    code, _ = run("approve", made["id"], "--by", "qian", "--digest", made["digest"])
    assert code == 1
    assert not LiveSpan.objects.exists()


def test_a_submission_needs_a_name(run: Run, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        verbs, ["import", str(write(tmp_path / "k.jsonl", LOST)), "--submit"]
    )
    assert result.exit_code == 2
    assert "--by" in result.output
