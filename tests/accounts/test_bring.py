"""People and units from a file: told first, then done whole, and never twice."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from zhixi.accounts import actions, audit
from zhixi.accounts.models import AuditEntry, Person, Unit
from zhixi.accounts.queries import roles_of, unit_ids_of

For = Callable[[Person], Client]
ADDRESS = "/studio/people/import"
HOUR = dt.timedelta(hours=1)
PEOPLE = """工号,姓名,登录名,机构,停用日期
80217,林晓晓,,北麓分行,
81001,方晴,fang,team-card,
31006,,,,2099-03-01
70011,赵宁,zhao,ops,
"""


@pytest.fixture
def desk(client_for: For, admin: Person) -> Client:
    return client_for(admin)


def shown(desk: Client, text: str | bytes, name: str = "人员.csv") -> str:
    content = text if isinstance(text, bytes) else text.encode()
    answer = desk.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    return answer.content.decode()


def applied(desk: Client, preview: str) -> Any:
    given = dict(re.findall(r'name="(rows|seen)" value="([^"]+)"', preview))
    return desk.post(ADDRESS, given)


def counts(preview: str) -> str:
    told = re.search(r'<small role="status">(.*?)</small>', preview)
    assert told is not None
    return told[1]


def faults(preview: str) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", preview.split('class="error faults"')[-1])


def book(**sheets: list[list[Any]]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(out)
    return out.getvalue()


def test_it_works(
    desk: Client, cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    preview = shown(desk, PEOPLE)
    assert counts(preview) == "新增 1、修改 1、停用 1、不变 1"
    assert "<del>林晓</del> <ins>林晓晓</ins>" in preview
    assert not Person.objects.filter(number="81001").exists()
    assert applied(desk, preview)["Location"] == "/studio/people"
    lin, fang = Person.objects.get(number="80217"), Person.objects.get(number="81001")
    later = now + HOUR
    assert (lin.name, lin.login) == ("林晓晓", "lin")
    assert unit_ids_of(lin, later) == {units["beilu"].pk}
    assert (fang.login, roles_of(fang, later)) == ("fang", set())
    assert unit_ids_of(fang, later) == {units["team-card"].pk}
    assert Person.objects.get(number="31006").deactivated_on == dt.date(2099, 3, 1)
    assert audit.verify().ok


def test_the_same_file_twice_changes_nothing(desk: Client, cast: dict[str, Person]) -> None:
    applied(desk, shown(desk, PEOPLE))
    before = AuditEntry.objects.count()
    preview = shown(desk, PEOPLE)
    assert counts(preview) == "新增 0、修改 0、停用 0、不变 4"
    assert "没有要改的" in preview
    assert 'name="seen"' not in preview
    assert AuditEntry.objects.count() == before


def test_a_workbook_brings_units_and_people_at_once(
    desk: Client, cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    file = book(
        人员=[["工号*", "姓名", "所属机构"], ["0080", "罗欣", "南屿支行"]],
        机构=[
            ["机构代码", "机构名称", "类型", "地区", "上级机构"],
            ["NY", "南屿分行", "分行", "南屿", "bank"],
            ["NY-1", "南屿支行", "网点", "南屿", "NY"],
            ["card", "信用卡部", None, None, "centre"],
        ],
    )
    preview = shown(desk, file, "组织.xlsx")
    assert counts(preview) == "新增 3、修改 1、停用 0、不变 0"
    assert "<del>海山银行</del> <ins>远程银行中心</ins>" in preview
    assert applied(desk, preview).status_code == 302
    place = Unit.objects.get(code="NY-1")
    assert (place.parent, Unit.objects.get(code="card").parent) == (
        Unit.objects.get(code="NY"),
        units["centre"],
    )
    assert unit_ids_of(Person.objects.get(number="0080"), now + HOUR) == {place.pk}
    assert counts(shown(desk, file, "组织.xlsx")) == "新增 0、修改 0、停用 0、不变 4"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",无号,,card,", "缺少工号"),
        ("81002,新人,,没有的部门,", "没有代码或名称为“没有的部门”的机构"),
        ("81002,新人,,,", "新人员缺少：机构"),
        ("81002,,,card,", "新人员缺少：姓名"),
        ("81002,新人,lin,card,", "登录名“lin”已有人使用"),
        ("81002,新人,70011,card,", "登录名“70011”已有人使用"),
        ("80217,林晓,,,2026年13月1日", "“2026年13月1日”不是日期"),
        ("80217,林晓,,,2001-01-01", "停用日期不能早于今天"),
        ("00001,换个名,,,", "不能办理本人的事项"),
        ("81002,新人,,card,2099-01-01", "没有这个工号的人员"),
        ("81002,新人,,card,,多一列", "比表头多出几列"),
        ("810020000000000000000000,新人,,card,", "超过 20 个字"),
    ],
)
def test_a_line_that_cannot_be_brought_is_named(
    line: str, reason: str, desk: Client, cast: dict[str, Person]
) -> None:
    preview = shown(desk, f"工号,姓名,登录名,机构,停用日期\n81001,方晴,,card,\n{line}\n")
    (told,) = faults(preview)
    assert told.startswith("第 3 行：")
    assert reason in told
    assert 'name="seen"' not in preview


def test_a_number_twice_and_units_that_do_not_fit_are_named(
    desk: Client, cast: dict[str, Person]
) -> None:
    preview = shown(desk, "工号,姓名,机构\n81001,方晴,card\n81001,方晴,card\n")
    assert faults(preview) == ["第 3 行：“81001”在本文件中重复"]
    preview = shown(desk, "机构代码,名称,类型,上级\nNY,南屿,小店,bank\ncard,,网点,\nZZ,,分行,\n")
    kinds = "全行、总行部门、远程银行中心、班组、分行、网点"
    assert faults(preview) == [
        f"第 2 行：没有“小店”这种机构类型，只能是：{kinds}",
        "第 3 行：机构类型不能改，现为“总行部门”",
        "第 4 行：新机构缺少：名称、上级机构",
    ]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("人员.csv", "姓名,部门\n林晓,card\n".encode(), "没有“工号”或“机构代码”这一列"),
        ("人员.xlsx", b"no workbook", "不是可读的 XLSX 文件"),
        ("人员.pdf", b"%PDF", "不认识“.pdf”文件"),
        ("人员.csv", "工号,姓名,姓名\n1,a,b\n".encode(), "有两列含义相同"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    name: str, content: bytes, told: str, desk: Client
) -> None:
    assert told in shown(desk, content, name)
    assert "请选择一个" in desk.post(ADDRESS, {}).content.decode()


def test_what_was_shown_is_what_is_done(
    desk: Client, lin: Person, cast: dict[str, Person], now: dt.datetime
) -> None:
    preview = shown(desk, PEOPLE)
    actions.deactivate(person=cast["sun"], on=dt.date(2099, 3, 1), by=None, now=now)
    late = applied(desk, preview).content.decode()
    assert "请重新核对" in late
    assert counts(late) == "新增 1、修改 1、停用 0、不变 2"
    assert not Person.objects.filter(number="81001").exists()
    assert applied(desk, late).status_code == 302
    forged = desk.post(ADDRESS, {"rows": "W10:1:x", "seen": "sha256:0"})
    assert "预览已过期" in forged.content.decode()


def test_p84_a_file_cannot_take_the_last_security_administrator_away(
    desk: Client, luo: Person
) -> None:
    late = applied(desk, shown(desk, "工号,姓名,停用日期\n00002,,2099-01-01\n"))
    assert "最后一位安全管理员" in late.content.decode()
    luo.refresh_from_db()
    assert luo.deactivated_on is None


def test_p82_only_the_system_administrator_imports(
    cast: dict[str, Person], client_for: For
) -> None:
    preview = shown(client_for(cast["admin"]), PEOPLE)
    for login, person in cast.items():
        if login != "admin":
            client = client_for(person)
            file = SimpleUploadedFile("人员.csv", PEOPLE.encode())
            assert client.post(ADDRESS, {"file": file}).status_code == 404
            assert applied(client, preview).status_code == 404
    assert not Person.objects.filter(number="81001").exists()
