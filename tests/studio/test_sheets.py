"""A selection goes out as a workbook and comes back as drafts, its differences seen first."""

import datetime as dt
import html
import re
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from tests.knowledge import factory
from tests.studio.test_many import alert, content, seen
from zhixi.accounts.models import AuditEntry, Person, Unit
from zhixi.approval.models import Submission
from zhixi.knowledge import types
from zhixi.knowledge.models import Draft, DraftContribution, ReturnedSheet

For = Callable[[Person], Client]
Publish = Callable[..., int]
Change = Callable[[Any, dict[str, int]], None]
DAY = dt.timedelta(days=1)
OUT, BACK = "/studio/articles/export", "/studio/articles/return"


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


def exported(desk: Client, numbers: Sequence[int]) -> bytes:
    answer = desk.post(OUT, {"numbers": list(numbers)})
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert "attachment" in answer["Content-Disposition"]
    return answer.content


def changed(made: bytes, change: Change) -> bytes:
    """The workbook after somebody worked on it; `change` gets the sheet and its columns."""
    book = load_workbook(BytesIO(made))
    sheet = book.worksheets[0]
    change(sheet, {str(cell.value): cell.column for cell in sheet[1]})
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def brought(desk: Client, made: bytes, name: str = "改.xlsx") -> str:
    """What is shown of a workbook that came back."""
    answer = desk.post(BACK, {"file": SimpleUploadedFile(name, made)})
    if answer.status_code == 302:
        answer = desk.get(answer["Location"])
    assert answer.status_code == 200
    return answer.content.decode()


def applied(desk: Client, do: str = "draft") -> Any:
    shown = desk.get(BACK).content.decode()
    return desk.post(BACK, {"do": do, "seen": seen(shown), "reason": "年检"})


def faults(shown: str) -> list[str]:
    rows = re.findall(r"<li><b>第 (\d+) 行</b>.*?class=\"why\">(.*?)</span>", shown)
    return [f"{line} {html.unescape(why)}" for line, why in rows]


def told(shown: str) -> list[tuple[str, ...]]:
    """Field, before, after of each difference."""
    cells = r'class="which">(.*?)</td><td class="was">(.*?)</td><td class="now">(.*?)</td>'
    return re.findall(cells, shown, re.S)


def test_it_works(
    desk: Client, qian: Person, units: dict[str, Unit], publish: Publish, now: dt.datetime
) -> None:
    number = publish(title="年费怎么收", phrasings=["年费多少", "收年费吗"], tags=["费用"])
    publish(title="存款利率", section="存款/利率")

    def work(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["标题"]).value = "年费如何收取"
        sheet.cell(2, at["相似问"]).value += "\n会费多少"
        sheet.cell(2, at["栏目"]).value = "存款/利率"
        sheet.cell(2, at["主管部门"]).value = "信用卡中心"
        sheet.cell(2, at["复审到期日"]).value = dt.datetime(2027, 12, 31)

    shown = brought(desk, changed(exported(desk, [number]), work))
    assert "将修改 1 条" in shown
    assert told(shown) == [
        ("标准问", "年费怎么收", "年费如何收取"),
        ("相似问", "年费多少\n收年费吗", "年费多少\n收年费吗\n会费多少"),
        ("复审到期日", "—", "2028-01-01 00:00"),
        ("栏目", "信用卡 › 安全", "存款 › 利率"),
        ("主管部门", "—", "信用卡中心"),
    ]
    assert not Draft.objects.exists()
    assert applied(desk)["Location"] == "/studio/drafts"
    draft = Draft.objects.get(article=number)
    made = types.read("faq", draft.content)
    assert (made.title, made.phrasings[-1], made.tags) == ("年费如何收取", "会费多少", ["费用"])
    assert draft.owner_id == units["card"].pk
    hand = DraftContribution.objects.get(line=draft.line)
    assert (hand.how, hand.person.login) == ("import", "zhao")
    assert not ReturnedSheet.objects.exists()
    assert "将修改" not in desk.get(BACK).content.decode()


def test_the_workbook_explains_itself(desk: Client, publish: Publish, now: dt.datetime) -> None:
    numbers = [
        publish(
            title="甲", lead="口径。", must_tell=["告知"], keywords=["词"], expires_at=now + DAY
        ),
        publish(title="乙", type="business", body="<p>正<strong>文</strong></p><p>二</p>"),
    ]
    book = load_workbook(BytesIO(exported(desk, numbers)))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    first, second = (dict(zip(rows[0], row, strict=True)) for row in rows[1:])
    assert (first["编号"], first["版本"], first["类型"], first["标题"]) == (
        numbers[0], 1, "常见问题", "甲",
    )  # fmt: skip
    assert (first["一句话口径"], first["必告知"], first["关键词"]) == ("口径。", "告知", "词")
    assert first["失效时间"] == timezone.localtime(now + DAY).strftime("%Y-%m-%d %H:%M")
    assert (second["正文"], second["栏目"]) == ("正文\n二", "信用卡/安全")
    about = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert [row[0] for row in about[1:]] == rows[0]
    assert all(row[1] for row in about)
    entry = AuditEntry.objects.get(verb="export")
    assert (entry.facts["size"], entry.by) == (2, "70011")


def test_no_cell_is_a_formula(desk: Client, publish: Publish) -> None:
    title = '=HYPERLINK("http://x.example","点")'
    number = publish(title=title, keywords=["+1", "@x"], lead="-2", tags=["=1+1"])
    made = exported(desk, [number])
    with zipfile.ZipFile(BytesIO(made)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()
    found = load_workbook(BytesIO(made)).worksheets[0]
    texts = {str(cell.value): cell for cell in found[2] if cell.value}
    for text in (title, "+1\n@x", "-2", "=1+1"):
        assert texts[text].data_type == "s"
        assert texts[text].quotePrefix
    shown = brought(desk, made)
    assert "1 条没有变化" in shown
    assert faults(shown) == []


def test_what_nobody_touched_comes_back_unchanged(
    desk: Client, publish: Publish, now: dt.datetime
) -> None:
    numbers = [
        publish(
            title="一", body="<h2>a</h2><ul><li>b</li></ul>" + "<p>长</p>" * 200, review_by=now
        ),
        publish(title="二", type="business", phrasings=["甲；乙", "丙"], effective_from=now - DAY),
    ]
    shown = brought(desk, exported(desk, numbers))
    assert ("2 条没有变化" in shown, faults(shown), told(shown)) == (True, [], [])
    assert "没有可以修改" in shown


def test_faults_name_their_lines(
    desk: Client, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    numbers = [publish(title=f"第{n}条") for n in range(12)]
    made = exported(desk, numbers)
    factory.approve(
        factory.submitted(by=zhao, at=now - DAY / 24, article=numbers[3], title="后来改了"),
        by=qian,
        at=now - DAY / 24,
    )
    factory.draft(by=zhao, at=now, article=numbers[4])

    def work(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["标题"]).value = "改好的"
        sheet.cell(3, at["编号"]).value = "x"
        sheet.cell(4, at["编号"]).value = numbers[0]
        for line in (5, 6):
            sheet.cell(line, at["标题"]).value = "盖掉"
        sheet.cell(7, at["标题"]).value = "=1+1"
        sheet.cell(8, at["栏目"]).value = "没有/这里"
        sheet.cell(9, at["主管部门"]).value = "没有这个部"
        sheet.cell(10, at["失效时间"]).value = "明年"
        sheet.cell(11, at["类型"]).value = "公告"
        sheet.cell(12, at["标题"]).value = ""
        sheet.cell(13, at["一句话口径"]).value = "长" * 61
        sheet.cell(14, at["编号"]).value = 10**9

    shown = brought(desk, changed(made, work))
    assert faults(shown) == [
        "3 编号“x”不是知识编号",
        f"4 编号 {numbers[0]} 与第 2 行重复",
        "5 导出的是 v1，现在是 v2，请重新导出",
        "6 已有草稿（赵宁）",
        f"7 单元格 {column(made, '标题')}7 是公式或错误值，请改为文字",
        "8 没有栏目“没有/这里”",
        "9 没有部门“没有这个部”",
        "10 失效时间：“明年”不是日期",
        "11 “类型”不能在表中改",
        "12 标准问：请填写这一项。",
        "13 一句话口径：最多 60 个字。",
        "14 不是现行知识",
    ]
    assert "将修改 1 条" in shown
    assert applied(desk).status_code == 302
    assert types.read("faq", Draft.objects.get(article=numbers[0]).content).title == "改好的"
    assert not Draft.objects.exclude(article__in=[numbers[0], numbers[4]]).exists()


def column(made: bytes, heading: str) -> str:
    sheet = load_workbook(BytesIO(made)).worksheets[0]
    return next(cell.column_letter for cell in sheet[1] if cell.value == heading)


def test_all_of_it_handed_in_as_one_submission(
    desk: Client, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    numbers = [publish(title=f"第{n}条") for n in range(3)]

    def work(sheet: Any, at: dict[str, int]) -> None:
        for line in (2, 3):
            sheet.cell(line, at["标签"]).value = "年检"

    brought(desk, changed(exported(desk, numbers), work))
    answer = applied(desk, "submit")
    submission = Submission.objects.latest("pk")
    assert answer["Location"] == f"/studio/submissions/{submission.pk}"
    assert (submission.size, submission.title) == (2, "表格改动：2 条")
    factory.approve(submission, by=qian, at=now)
    assert content(numbers[1], now + dt.timedelta(seconds=5)).tags == ["年检"]


def test_what_changed_since_it_was_seen_is_not_applied(
    desk: Client, zhao: Person, publish: Publish, now: dt.datetime
) -> None:
    number, other = publish(title="一"), publish(title="二")

    def work(sheet: Any, at: dict[str, int]) -> None:
        for line in (2, 3):
            sheet.cell(line, at["标签"]).value = "甲"

    stale = seen(brought(desk, changed(exported(desk, [number, other]), work)))
    factory.draft(by=zhao, at=now, article=other)
    for do in ("draft", "submit"):
        answer = desk.post(BACK, {"do": do, "seen": stale})
        assert "有知识变了" in alert(answer.content.decode())
    assert Draft.objects.count() == 1
    assert ReturnedSheet.objects.count() == 1
    assert desk.post(BACK, {"do": "drop"}).status_code == 302
    assert not ReturnedSheet.objects.exists()
    assert desk.post(BACK, {"do": "draft", "seen": stale}).status_code == 200


def empty() -> bytes:
    file = BytesIO()
    Workbook().save(file)
    return file.getvalue()


def test_other_files_are_refused_in_words(desk: Client, publish: Publish) -> None:
    made = exported(desk, [publish()])

    def twice(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(1, at["标签"]).value = "标题"

    def bare(sheet: Any, at: dict[str, int]) -> None:
        sheet.delete_rows(2)

    for file, said in (
        (b"no workbook", "不是可读的 XLSX"),
        (empty(), "没有“编号”这一列"),
        (changed(made, twice), "出现了两次"),
        (changed(made, bare), "里没有知识"),
    ):
        assert said in alert(brought(desk, file)), said
    assert "10 MB" in alert(desk.post(BACK, {}).content.decode())
    assert "请先选中要导出" in alert(desk.post(OUT, {}).content.decode())
    assert not ReturnedSheet.objects.exists()


def test_a_column_that_was_taken_out_stays_as_it_is(desk: Client, publish: Publish) -> None:
    made = exported(desk, [publish(tags=["留"])])

    def work(sheet: Any, at: dict[str, int]) -> None:
        sheet.delete_cols(at["标签"])
        sheet.cell(2, at["标题"]).value = "只改标题"

    assert [row[0] for row in told(brought(desk, changed(made, work)))] == ["标准问"]


# Who may not


def test_p100_a_selection_goes_out_only_to_those_who_may_edit(
    client_for: For, cast: dict[str, Person], publish: Publish
) -> None:
    number = publish(title="只给采编的表")
    for login, person in cast.items():
        answer = client_for(person).post(OUT, {"numbers": number, "all": "on"})
        assert answer.status_code == (200 if login in {"zhao", "zhou"} else 404), login
    assert Client().post(OUT, {"numbers": number}).status_code == 302
    assert set(AuditEntry.objects.filter(verb="export").values_list("by", flat=True)) == {
        cast["zhao"].number,
        cast["zhou"].number,
    }


def test_p101_a_workbook_comes_back_only_from_those_who_may_edit_and_is_the_persons_own(
    client_for: For, cast: dict[str, Person], publish: Publish
) -> None:
    number = publish(title="原题")
    zhao = client_for(cast["zhao"])

    def work(sheet: Any, at: dict[str, int]) -> None:
        sheet.cell(2, at["标题"]).value = "改过的题"

    made = changed(exported(zhao, [number]), work)
    digest = seen(brought(zhao, made))
    for login, person in cast.items():
        client = client_for(person)
        if login == "zhao":
            continue
        assert client.get(BACK).status_code == (200 if login == "zhou" else 404), login
        assert "改过的题" not in client.get(BACK).content.decode()
        for do in ("draft", "submit", "drop"):
            client.post(BACK, {"do": do, "seen": digest})
        if login != "zhou":
            file = SimpleUploadedFile("a.xlsx", made)
            assert client.post(BACK, {"file": file}).status_code == 404, login
    assert ReturnedSheet.objects.get().person == cast["zhao"]
    assert not Draft.objects.exists()
    submission = applied(zhao, "submit")["Location"].rsplit("/", 1)[1]
    assert Submission.objects.get(pk=submission).makers == [cast["zhao"].number]
