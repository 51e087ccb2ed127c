"""The bank calls a type of knowledge otherwise: seen before, shown everywhere, taken back."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import zhixi
from tests.knowledge import factory
from tests.studio.test_sheets import brought, changed, exported, faults
from zhixi.accounts import actions as people
from zhixi.accounts.models import AuditEntry, Person, Unit
from zhixi.approval.models import Submission
from zhixi.intake.importing import Import
from zhixi.knowledge import typenames, types
from zhixi.knowledge.actions.naming import UnableToName, name_type
from zhixi.knowledge.models import ArticleVersion, Content, Draft, TypeName
from zhixi.lib.digest import canonical, digest
from zhixi.lib.documents import Row

For = Callable[[Person], Client]
Publish = Callable[..., int]
HERE = "/studio/labels/types"
FAQ = f"{HERE}/faq"
ZHIXI = Path(zhixi.__file__).parent
KEPT: list[Any] = [ArticleVersion, Content, Submission]
NEW = {"zh-hans": "问答知识", "en": "Questions"}


@pytest.fixture
def office(client_for: For, admin: Person) -> Client:
    return client_for(admin)


def words(client: Client, address: str, **given: Any) -> str:
    """What stands on a page."""
    answer = client.get(address, given)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def twice(client: Client, **given: str) -> Any:
    """Looked at, and then kept."""
    seen = client.post(FAQ, given).content.decode()
    found = re.search(r'name="seen" value="([^"]+)"', seen)
    return client.post(FAQ, given | ({"seen": found[1]} if found else {}))


def test_it_works(
    office: Client, publish: Publish, client_for: For, cast: dict[str, Person]
) -> None:
    number = publish(title="年费怎么免")
    seen = office.post(FAQ, NEW).content.decode()
    assert "<del>常见问题</del> → <ins>问答知识</ins>" in seen
    assert "<del>FAQ</del> → <ins>Questions</ins>" in seen
    assert "您可见的 1 条现行知识立即显示“问答知识”" in seen
    assert '<b>年费怎么免</b><span class="meta"><span class="kind">问答知识</span>' in seen
    assert not TypeName.objects.exists()
    answer = twice(office, **NEW)
    assert answer["Location"] == f"{HERE}?changed=faq"
    assert "各处现在显示“问答知识”" in words(office, HERE, changed="faq")
    assert (
        '<span class="kind">问答知识</span>'
        in client_for(cast["lin"]).get(f"/k/{number}").content.decode()
    )
    english = client_for(cast["lin"]).get(f"/k/{number}", headers={"Accept-Language": "en"})
    assert '<span class="kind">Questions</span>' in english.content.decode()


def test_every_screen_goes_by_it(
    publish: Publish, client_for: For, cast: dict[str, Person], now: dt.datetime
) -> None:
    """All that names a type, with every type called otherwise; the built-in name is nowhere."""
    number = publish(title="年费怎么免", tags=["热点"])
    other = publish(title="挂失费怎么免")
    waiting = factory.submitted(by=cast["zhao"], at=now, title="等确认的")
    draft = factory.draft(by=cast["zhao"], at=now, title="年费草稿")
    for n, code in enumerate(types.registry()):
        name_type(code=code, names={"zh-hans": f"甲乙类{n}"}, by=cast["admin"], now=now)
    zhao, lin = client_for(cast["zhao"]), client_for(cast["lin"])
    pages = [
        (lin, "/"),
        (lin, "/?q=年费"),
        (lin, "/desk/sections"),
        (lin, f"/k/{number}"),
        (lin, f"/k/{number}/with/{other}"),
        (zhao, "/studio/"),
        (zhao, "/studio/drafts"),
        (zhao, "/studio/articles"),
        (zhao, "/studio/articles?q=年费&state=all"),
        (zhao, "/studio/new"),
        (zhao, f"/studio/articles/{draft.article_id}/edit"),
        (zhao, "/studio/checks"),
        (zhao, f"/studio/submissions/{waiting.pk}"),
        (zhao, f"/studio/articles/{number}/merge?q=挂失"),
    ]
    for client, address in pages:
        shown = words(client, address)
        assert "甲乙类0" in shown, address
        assert "常见问题" not in shown, address


def test_it_is_taken_back_to_the_built_in_name(
    office: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    name_type(code="faq", names=NEW, by=cast["admin"], now=now)
    assert "常见问题 · FAQ" in words(office, HERE)
    seen = office.post(FAQ, {**NEW, "do": "built-in"}).content.decode()
    assert "<del>问答知识</del> → <ins>常见问题</ins>" in seen
    assert twice(office, **{"zh-hans": "", "en": "FAQ"}).status_code == 302
    assert not TypeName.objects.exists()
    assert typenames.names()["faq"] == "常见问题"


def test_it_is_audited_with_before_and_after_and_read_in_the_record(
    office: Client, shen: Person, client_for: For
) -> None:
    twice(office, **NEW)
    twice(office, **NEW | {"zh-hans": "问答"})
    entry = AuditEntry.objects.filter(verb="type-name").latest("seq")
    assert entry.facts["before"] == {"zh-hans": "问答知识", "en": "Questions"}
    assert entry.facts["after"] == {"zh-hans": "问答", "en": "Questions"}
    shown = words(client_for(shen), "/studio/trail", verb="type-name")
    assert (
        "类型名称 知识类型 常见问题 中文：问答知识；英文：Questions 中文：问答；英文：Questions"
        " — 系统管理员" in shown
    )
    assert "中文：常见问题；英文：FAQ 中文：问答知识；英文：Questions" in shown


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"zh-hans": "话术"}, "“话术”是另一类知识（话术）的名称"),
        ({"zh-hans": " SCRIPT "}, "“SCRIPT”是另一类知识（话术）的名称"),
        ({"en": "Ｓｃｒｉｐｔ"}, "是另一类知识（话术）的名称"),
        ({"en": "practice"}, "是另一类知识（最佳实践）的名称"),
        ({"zh-hans": "问"}, "名称至少 2 个字，最多 8 个汉字或 16 个字母"),
        ({"zh-hans": "问" * 9}, "最多 8 个汉字"),
        ({"zh-hans": "FAQ 常见问题与解答"}, "最多 8 个汉字"),
        ({"en": "q" * 17}, "最多 8 个汉字"),
        ({"zh-hans": "问\u202e答"}, "名称里有看不见的字符"),
        ({"zh-hans": "问\x07答"}, "名称里有看不见的字符"),
        ({"zh-hans": "问\u200b答"}, "名称里有看不见的字符"),
        ({"en": "——"}, "名称里至少要有一个字"),
        ({"zh-hans": " "}, "名称和现在一样"),
        ({"zh-hans": "常见问题", "en": "FAQ"}, "名称和现在一样"),
    ],
)
def test_a_name_that_cannot_be_says_why(office: Client, given: dict[str, str], said: str) -> None:
    answer = office.post(FAQ, given).content.decode()
    assert said in answer
    assert 'name="seen"' not in answer
    assert not TypeName.objects.exists()


def test_a_name_once_given_is_taken_and_so_is_the_one_left(
    cast: dict[str, Person], now: dt.datetime
) -> None:
    """A workbook may still say the built-in name: it goes on meaning the same type."""
    how: dict[str, Any] = {"by": cast["admin"], "now": now}
    name_type(code="script", names={"zh-hans": "说法"}, **how)
    for name in ("说法", "话术"):
        with pytest.raises(UnableToName, match=f"“{name}”是另一类知识（说法）的名称"):
            name_type(code="faq", names={"zh-hans": name}, **how)
    assert not name_type(code="script", names={"zh-hans": "说法"}, **how)
    assert AuditEntry.objects.filter(verb="type-name").count() == 1


def test_markup_in_a_name_is_text(office: Client) -> None:
    twice(office, **{"zh-hans": "<b>问</b>"})
    shown = office.get(HERE).content.decode()
    assert "&lt;b&gt;问&lt;/b&gt;" in shown
    assert "<b>问" not in shown


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    office: Client, cast: dict[str, Person], now: dt.datetime
) -> None:
    seen = re.search(r'name="seen" value="([^"]+)"', office.post(FAQ, NEW).content.decode())
    assert seen
    name_type(code="faq", names={"zh-hans": "问答"}, by=cast["admin"], now=now)
    answer = office.post(FAQ, NEW | {"seen": seen[1]}).content.decode()
    assert "请看过影响再保存" in answer
    assert "<del>问答</del>" in answer
    assert typenames.names()["faq"] == "问答"


def test_a_file_names_a_type_as_it_likes(cast: dict[str, Person], now: dt.datetime) -> None:
    name_type(code="faq", names=NEW, by=cast["admin"], now=now)
    named = ["faq", "常见问题", "问答知识", "questions", "ＦＡＱ", "", "问题"]
    rows = [
        Row(n, {"id": str(n), "type": name, "title": f"第{n}题", "body": f"第{n}答。"})
        for n, name in enumerate(named, start=2)
    ]
    report = Import(name="in.xlsx", by=cast["zhao"], into=["信用卡"], clock=lambda: now).run(rows)
    assert Draft.objects.filter(article__type="faq").count() == report.new == 6
    assert report.bad == [{"line": 8, "reason": "没有“问题”这种知识类型。"}]


def test_a_workbook_comes_back_whatever_the_type_was_called_meanwhile(
    client_for: For, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    number, desk = publish(title="年费怎么免"), client_for(cast["zhao"])
    made = {"before": exported(desk, [number])}
    name_type(code="faq", names=NEW, by=cast["admin"], now=now)
    made["after"] = exported(desk, [number])
    kinds = [
        openpyxl.load_workbook(BytesIO(book)).worksheets[0]["C2"].value for book in made.values()
    ]
    assert kinds == ["常见问题", "问答知识"]

    def title(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["标题"]).value = "年费怎么减免"

    def kind(sheet: Any, columns: dict[str, int]) -> None:
        sheet.cell(2, columns["类型"]).value = "话术"

    for book in made.values():
        assert faults(brought(desk, changed(book, title))) == []
        assert "年费怎么减免" in brought(desk, changed(book, title))
        assert faults(brought(desk, changed(book, kind))) == ["2 “类型”不能在表中改"]


def test_names_are_asked_for_once_a_page_and_hold_in_every_process(
    publish: Publish, client_for: For, cast: dict[str, Person]
) -> None:
    """Another process's change is a row that this one learns of by nothing but asking."""
    for n in range(3):
        publish(title=f"年费{n}")
    lin, zhao = client_for(cast["lin"]), client_for(cast["zhao"])
    for client, address in ((lin, "/"), (lin, "/desk/search?q=年费"), (zhao, "/studio/articles")):
        with CaptureQueriesContext(connection) as asked:
            before = words(client, address)
        assert len([each for each in asked if "typename" in each["sql"]]) == 1, address
        TypeName.objects.create(code="faq", language="zh-hans", name="问答知识")
        assert ("问答知识" in before, "问答知识" in words(client, address)) == (False, True), (
            address
        )
        TypeName.objects.all().delete()


def test_nothing_that_is_kept_changes(
    publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    publish(title="年费怎么免")
    kept = [list(model.objects.order_by("pk").values_list()) for model in KEPT]
    name_type(code="faq", names=NEW, by=cast["admin"], now=now)
    assert [list(model.objects.order_by("pk").values_list()) for model in KEPT] == kept


def test_one_door_tells_the_name_of_a_type() -> None:
    """Whoever asked the type itself would go by the built-in name."""
    told = re.compile(r"(?:content|kind|registry\(\)\[[^]]+\]|labels\[[^]]+\])\.label\b")
    found = [
        str(path.relative_to(ZHIXI))
        for path in sorted(ZHIXI.rglob("*.py"))
        if told.search(path.read_text(encoding="utf-8"))
    ]
    assert found == ["knowledge/typenames.py"]


def test_p130_only_the_system_administrator_names_types(
    cast: dict[str, Person], client_for: For, publish: Publish, now: dt.datetime
) -> None:
    publish()
    for login, person in cast.items():
        client = client_for(person)
        reads = login in {"zhao", "zhou", "admin"}
        assert client.get(HERE).status_code == (200 if reads else 404), login
        assert (FAQ in client.get(HERE).content.decode()) == (login == "admin"), login
        if login == "admin":
            continue
        seen = digest(canonical(["faq", typenames.called("faq"), NEW]))  # as the form would say
        for answer in (client.get(FAQ), client.post(FAQ, NEW | {"seen": seen})):
            assert answer.status_code == 404, login
        with pytest.raises(UnableToName, match="只有系统管理员"):
            name_type(code="faq", names=NEW, by=person, now=now)
    assert not TypeName.objects.exists()
    assert not AuditEntry.objects.filter(verb="type-name").exists()
    assert client_for(cast["admin"]).get(f"{HERE}/nothing").status_code == 404


def test_p130_what_is_counted_and_shown_is_what_the_administrator_may_read(
    office: Client, publish: Publish, cast: dict[str, Person], now: dt.datetime
) -> None:
    units = Unit.objects.filter(code="card")
    card = people.audience(name="信用卡中心", units=units, by=None, now=now)
    publish(title="内部的规则", audience=card)
    shown = office.post(FAQ, NEW).content.decode()
    assert "内部的规则" not in shown
    assert "您还看不到这一类的现行知识" in shown
    publish(title="年费怎么免")
    assert "年费怎么免" in office.post(FAQ, NEW).content.decode()
    assert re.search(r"常见问题 FAQ 未改名 1 ", words(office, HERE))
