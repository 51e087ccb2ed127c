"""What became what: clauses of two versions, and two articles facing each other."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.knowledge import factory
from zhixi.accounts.models import Person
from zhixi.approval import subjects
from zhixi.knowledge import facing, types
from zhixi.knowledge.changes.cells import Size
from zhixi.knowledge.changes.groups import Fold, Group, folded, groups
from zhixi.knowledge.changes.rows import Row, merged, rows
from zhixi.knowledge.changes.sides import Side
from zhixi.knowledge.clauses import Clause, cut
from zhixi.knowledge.types import TypedContent
from zhixi.lib import diff

FEES = {"title": "费用", "header": ["项目", "标准"], "rows": [["挂失", "50元"], ["补卡", "5元"]]}
OLD: dict[str, Any] = {
    "lead": "您别着急，我现在就给您挂失。",
    "must_tell": ["办好后不能恢复", "费用与减免"],
    "documents": ["身份证", "银行卡", "授权书"],
    "tables": [FEES],
    "body": '<p>见<a href="/k/1">指南</a>。</p><p>马上生效。</p>',
}


def made(code: str = "business", **fields: Any) -> TypedContent:
    return types.read(code, {"title": "信用卡挂失"} | fields)


def compared(**fields: Any) -> list[Group]:
    """What a next version changes that has these fields otherwise."""
    old, new = made(**OLD), made(**OLD | fields)
    before = cut(old.parts())
    after = cut(new.parts(), before, len(before))
    return groups(Side(old, before), Side(new, after), [])


def told(some: Iterable[Group | Fold]) -> dict[str, list[str]]:
    """By field the lines that changed, with their marks and notes."""
    return {
        str(group.title): [
            "｜".join(cell.both for cell in line.cells) + line.note
            for line in group.lines
            if line.state
        ]
        for group in some
        if isinstance(group, Group) and group.size.places
    }


def size(some: Iterable[Group]) -> Size:
    return sum((group.size for group in some), Size())


def test_it_works() -> None:
    some = compared(lead="您别着急，我马上给您挂失。")
    assert told(some) == {"一句话口径": ["您别着急，我<del>现在就</del><ins>马上</ins>给您挂失。"]}
    assert size(some) == Size(1, 3)
    fold = folded(some)[1]
    assert isinstance(fold, Fold)
    assert (fold.count, fold.titles) == (9, ["必告知", "所需资料", "费用", "正文"])


def test_a_line_that_moves_to_another_field_is_gone_there_and_new_here() -> None:
    """Its words are the same and its clause too; all the more it must be told."""
    some = compared(must_tell=["办好后不能恢复"], must_not_say=["费用与减免"])
    assert told(some) == {
        "必告知": ["<del>费用与减免</del>"],
        "禁说": ["<ins>费用与减免</ins>原在“必告知”"],
    }


def test_a_line_that_moves_says_where_it_stood() -> None:
    some = compared(documents=["授权书", "身份证", "银行卡"])
    assert told(some) == {"所需资料": ["授权书原为第 3 条"]}
    assert size(some) == Size(1, 0)


def test_what_is_gone_stands_where_it_stood() -> None:
    (group,) = (g for g in compared(documents=["身份证", "授权书", "代办人证件"]) if g.size.places)
    assert [line.cells[0].both for line in group.lines] == [
        "身份证",
        "<del>银行卡</del>",
        "授权书",
        "<ins>代办人证件</ins>",
    ]


def test_tables_are_told_by_cell() -> None:
    rows_ = [["挂失", "40元"], ["补卡", "5元"]]
    some = compared(tables=[FEES | {"rows": rows_}])
    assert told(some) == {"费用": ["挂失｜<del>50</del><ins>40</ins>元"]}


def test_a_new_column_is_told_by_its_head() -> None:
    wide = {
        "header": ["项目", "标准", "减免"],
        "rows": [["挂失", "50元", "白金"], ["补卡", "5元", ""]],
    }
    (group,) = (g for g in compared(tables=[FEES | wide]) if g.size.places)
    assert [str(head) for head in group.blocks[0].heads] == ["项目", "标准", "<ins>减免</ins>"]
    assert group.size == Size(2, 4)


def test_a_table_before_it_that_is_gone_changes_no_other() -> None:
    other = FEES | {"title": "限额", "rows": [["转账", "5万"], ["取现", "2万"]]}
    before, after = made(tables=[other, FEES]), made(tables=[FEES])
    old = cut(before.parts())
    new = cut(after.parts(), old, len(old))
    assert set(told(groups(Side(before, old), Side(after, new), []))) == {"限额"}


def test_links_and_emphasis_are_marked_in_their_place() -> None:
    body = '<p>见<a href="/k/2">指南</a>。</p><p><strong>马上</strong>生效。</p>'
    assert told(compared(body=body)) == {
        "正文": [
            "见<mark>指南</mark><small>（链接由 /k/1 改为 /k/2）</small>。",
            "<mark>马上</mark><small>（加粗）</small>生效。",
        ]
    }


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("phrasings", ["卡丢了", "卡被偷了"], {"相似问": ["<ins>卡丢了；卡被偷了</ins>"]}),
        ("regions", ["北麓"], {"地区": ["<ins>北麓</ins>"]}),
    ],
)
def test_fields_without_clauses_are_told_too(
    field: str, value: list[str], shown: dict[str, list[str]]
) -> None:
    assert told(compared(**{field: value})) == shown


def test_another_condition_is_a_change() -> None:
    supplements = [{"condition": "费用", "text": "免收。"}]
    before, after = (
        made("faq", supplements=[extra | {"condition": name}])
        for extra in supplements
        for name in ("费用", "白金卡")
    )
    old = cut(before.parts())
    some = groups(Side(before, old), Side(after, cut(after.parts(), old, len(old))), [])
    (line,) = some[0].lines
    assert line.label == "<del>费用</del><ins>白金卡</ins>"
    assert len(some) == 1


texts = st.lists(st.text(alphabet="年费免收一二三", min_size=1, max_size=6), max_size=6)


@given(texts, texts, texts, texts)
def test_no_clause_is_lost(a: list[str], b: list[str], c: list[str], d: list[str]) -> None:
    before, after = made(must_tell=a, cautions=b), made(must_tell=c, cautions=d)
    old = cut(before.parts())
    new = cut(after.parts(), old, len(old))
    found = rows(old, new)
    assert sorted(ids(found, lambda row: row.was)) == sorted(clause.id for clause in old)
    assert ids(found, lambda row: row.now) == [clause.id for clause in new]
    for group in groups(Side(before, old), Side(after, new), []):
        for line in group.lines:
            for cell in line.cells:
                assert bare(cell.both, "ins") == bare(cell.left, "ins")
                assert bare(cell.both, "del") == bare(cell.right, "del")


def ids(found: list[Row], side: Callable[[Row], Clause | None]) -> list[int]:
    return [clause.id for row in found if (clause := side(row))]


def bare(html: str, without: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(rf"<{without}>.*?</{without}>", "", html))


@given(st.lists(st.integers(0, 9), unique=True), st.lists(st.integers(0, 9), unique=True))
def test_merging_keeps_the_new_order_and_loses_nothing(old: list[int], new: list[int]) -> None:
    whole = merged(old, new)
    assert [key for key in whole if key in new] == new
    assert sorted(whole) == sorted({*old, *new})


# Two articles.

CREDIT = {
    "lead": "您别着急，我现在就给您挂失，办好马上生效。",
    "supplements": [
        {"condition": "费用", "text": "手续费四十元。"},
        {"condition": "寄送", "text": "五个工作日寄到。"},
    ],
    "must_tell": ["办好后不能恢复", "费用与减免"],
    "identity_check": "普通核身",
    "channel_table": {"header": ["渠道", "时间"], "rows": [["手机银行", "24 小时"]]},
}
DEBIT = CREDIT | {
    "lead": "您别着急，我先给您口头挂失，办好马上生效。",
    "supplements": [
        {"condition": "人在外地", "text": "外地网点也能办。"},
        {"condition": "费用", "text": "手续费不收。"},
    ],
    "channel_table": {"header": ["渠道", "时间"], "rows": [["手机银行、网银", "营业时间"]]},
}


def faced(left: TypedContent, right: TypedContent) -> dict[str, list[tuple[str, str, str]]]:
    """By field: name, left and right of each line."""
    return {
        field.title: [
            (line.label, *("｜".join(side) for side in zip(*_cells(line), strict=True)))
            for line in field.lines
        ]
        for field in facing.fields(left, right)
    }


def _cells(line: facing.Line) -> list[tuple[str, str]]:
    return [(cell.left, cell.right) for cell in line.cells]


def test_two_articles_face_each_other_field_by_field() -> None:
    found = faced(made("faq", **CREDIT), made("faq", **DEBIT))
    lead = "您别着急，我<mark>{}</mark>挂失，办好马上生效。"
    assert found["一句话口径"] == [("", lead.format("现在就给您"), lead.format("先给您口头"))]
    assert found["补充口径"] == [
        ("人在外地", "", "外地网点也能办。"),
        ("费用", "手续费<mark>四十元</mark>。", "手续费<mark>不收</mark>。"),
        ("寄送", "五个工作日寄到。", ""),
    ]
    assert found["必告知"] == [("", text, text) for text in ("办好后不能恢复", "费用与减免")]
    assert found["渠道"] == [("手机银行 / 手机银行、网银", "24 小时", "营业时间")]


def test_a_field_that_only_one_has_faces_nothing() -> None:
    fields = facing.fields(made("faq", **CREDIT), made("faq", lead="您别着急。"))
    alone = {field.title: field.alone for field in fields}
    assert alone == {
        "一句话口径": False,
        "补充口径": True,
        "必告知": True,
        "核身级别": True,
        "渠道": True,
    }


def test_fields_of_other_types_stand_below_and_tables_find_each_other() -> None:
    channels = [{"channel": "手机银行", "can": "挂失", "hours": "24 小时"}]
    business = made(lead="您好。", channel_matrix=channels, cautions=["先核身"])
    fields = facing.fields(made("faq", **CREDIT), business)
    assert [(field.title, field.shared) for field in fields] == [
        ("一句话口径", True),
        ("必告知", True),
        ("核身级别", True),
        ("渠道", True),
        ("补充口径", False),
        ("注意事项", False),
    ]


def test_two_that_say_the_same_are_the_same() -> None:
    fields = facing.fields(made("faq", **CREDIT), made("faq", **CREDIT))
    assert all(field.same for field in fields)


def test_what_never_is_for_customers_says_so() -> None:
    both = [made("faq", lead="您好。", internal=["转反欺诈岗"]) for _side in range(2)]
    assert [field.title for field in facing.fields(*both) if field.internal] == ["内部须知"]


@given(texts, texts)
def test_nothing_is_lost_between_two(a: list[str], b: list[str]) -> None:
    found = faced(made(lead="您好。", must_tell=a), made(lead="您好。", must_tell=b))
    for side, given_ in ((1, a), (2, b)):
        said = [bare(line[side], "none") for line in found.get("必告知", [])]
        assert sorted(text for text in said if text) == sorted(given_)


# The confirmer.


def test_the_confirmer_sees_that_a_line_went_to_another_field(
    publish: Callable[..., int], zhao: Person, now: dt.datetime
) -> None:
    number = publish(must_tell=["损失我们承担"])
    asked = factory.submitted(by=zhao, at=now, article=number, must_not_say=["损失我们承担"])
    (change,) = subjects.of(asked).changes(asked, 0, 20)
    assert change.parts == [
        ("禁说", "<ins>损失我们承担</ins>"),
        ("删去", "<del>损失我们承担</del>"),
    ]


@given(st.lists(st.sampled_from(["年费80元，", "满六次免收", "。", "1,000元、", "首年：", "\n"])))
def test_a_long_text_is_told_whole(phrases: list[str]) -> None:
    """Long stretches are cut at their commas before characters are compared."""
    long = "".join(chr(ord("一") + n) for n in range(400))
    old, new = long + "".join(phrases), long[5:] + "".join(reversed(phrases))
    pieces = diff.diff_text(old, new)
    for ops, text in (("=-", old), ("=+", new)):
        assert "".join(piece.text for piece in pieces if piece.op in ops) == text
