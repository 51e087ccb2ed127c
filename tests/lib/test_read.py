"""Files become rows; what cannot is named by its line."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from zhixi.lib.documents import BadRow, Row, UnreadableFile, read

Keep = Callable[..., Path]


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    def write(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """A workbook of sheets, each a list of rows; `shape` does the rest to it."""

    def make(shape: Callable[[Workbook], Any] | None = None, **sheets: list[list[Any]]) -> Path:
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        if shape:
            shape(workbook)
        workbook.save(tmp_path / "k.xlsx")
        return tmp_path / "k.xlsx"

    return make


def values(path: Path) -> list[dict[str, Any]]:
    return [row.values for row in read(path) if isinstance(row, Row)]


def faults(path: Path) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in read(path) if isinstance(row, BadRow)]


def test_it_works(keep: Keep) -> None:
    path = keep(
        "k.csv",
        "编号,标准问,答案,相似问,关键词,栏目,生效时间,失效时间,备注\n"
        'a1,年费怎么免,"刷满六次,免次年年费。","免年费吗；年费多少\n要交年费吗",年费｜免年费,信用卡/年费,2024/3/1,2024年12月31日,新\n',
    )
    assert list(read(path)) == [
        Row(
            2,
            {
                "id": "a1",
                "title": "年费怎么免",
                "body": "刷满六次,免次年年费。",
                "phrasings": ["免年费吗", "年费多少", "要交年费吗"],
                "keywords": ["年费", "免年费"],
                "section": "信用卡/年费",
                "effective_from": "2024-03-01T00:00:00+08:00",
                "expires_at": "2025-01-01T00:00:00+08:00",
                "unknown:备注": "新",
            },
        )
    ]


def test_an_ending_nobody_reads(keep: Keep) -> None:
    with pytest.raises(UnreadableFile, match="JSONL"):
        read(keep("k.pdf", "x"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_encoding_and_line_end(encoding: str, end: str, keep: Keep) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    line = json.dumps({"title": "挂失后㐂卡能用吗"}, ensure_ascii=False)
    path = keep("k.jsonl", mark + (line + end + line + end).encode(encoding))
    assert [row.line for row in read(path)] == [1, 2]
    assert values(path)[1] == {"title": "挂失后㐂卡能用吗"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("编号,标题\n".encode() + b"a1,\xff\xff\n", "第 2 行"),
        # valid GB18030 byte for byte, but this file is UTF-8 with one broken line
        ("标题,答案\n年费,八十元\n挂失,".encode() + b"\xb4\xf0\n", "UTF-8 编码，但第 3 行"),
        (b"\xff\xfe" + "标题\n年".encode("utf-16-le") + b"\x00\xd8", "第 2 行不是完整的 UTF-16"),
    ],
)
def test_a_damaged_file_names_the_line(raw: bytes, said: str, keep: Keep) -> None:
    with pytest.raises(UnreadableFile, match=said):
        list(read(keep("k.csv", raw)))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "年费",}', "第 16 列"),
        ('["年费"]', "JSON 对象"),
        ('{"title": "甲", "title": "乙"}', "出现了两次"),
        ('{"n": NaN}', "NaN"),
        ('{"title": "\\ud800"}', "代理字符"),
        ('{"title": {"x": ["\\u0000"]}}', "空字符"),
        ("[" * 100_000, "嵌套过深"),
    ],
)
def test_a_bad_json_line_is_named_and_the_next_one_read(line: str, reason: str, keep: Keep) -> None:
    path = keep("k.jsonl", f'{{"title": "甲"}}\n\n{line}\n{{"title": "乙"}}\n')
    ((at, said),) = faults(path)
    assert at == 3
    assert reason in said
    assert values(path) == [{"title": "甲"}, {"title": "乙"}]


def test_an_open_quote_costs_one_row(keep: Keep) -> None:
    path = keep("k.csv", '标题,答案\n甲,"一\n乙,二\n丙,"三\n四"\n丁,五\n')
    assert [line for line, _reason in faults(path)] == [2]
    assert values(path) == [
        {"title": "乙", "body": "二"},
        {"title": "丙", "body": "三\n四"},
        {"title": "丁", "body": "五"},
    ]


def test_rows_of_another_length_are_named(keep: Keep) -> None:
    path = keep("k.csv", "标题,答案\n甲\n乙,二,三\n丙,三,,\n丁\x00,四\n戊,五\n")
    assert [line for line, _reason in faults(path)] == [2, 3, 5]
    assert "表头有 2 列" in faults(path)[0][1]
    assert values(path) == [{"title": "丙", "body": "三"}, {"title": "戊", "body": "五"}]


@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_other_separators_and_headings(mark: str, keep: Keep) -> None:
    table = "信用卡知识表|\n标题*|Answer（必填）|相似问1|相似问2\n甲|一|子|丑\n".replace("|", mark)
    assert values(keep("k.csv", table)) == [
        {"title": "甲", "body": "一", "phrasings": ["子", "丑"]}
    ]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("标题，答案\n甲，一\n", "请补上表头"),
        ("", "请补上表头"),
        ("标题,答案,正文\n甲,一,二\n", "“答案”、“正文”"),
    ],
)
def test_headings_that_do_not_serve(table: str, said: str, keep: Keep) -> None:
    with pytest.raises(UnreadableFile, match=said):
        list(read(keep("k.csv", table)))


@pytest.mark.parametrize("moment", ["2024-13-01", "明天", "2024-03-01T08:00:00+08:00"])
def test_other_moments_are_left_for_the_content_to_judge(moment: str, keep: Keep) -> None:
    path = keep("k.csv", f"标题,生效时间\n甲,{moment}\n")
    assert values(path)[0]["effective_from"] == moment


def test_an_end_with_a_time_is_that_time(keep: Keep) -> None:
    path = keep("k.csv", "标题,失效时间\n甲,2024-12-31 18:00\n乙,2024-12-31 24:00\n")
    assert [row["expires_at"] for row in values(path)] == [
        "2024-12-31T18:00:00+08:00",
        "2025-01-01T00:00:00+08:00",
    ]


cells = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\"',;"), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(cells, cells), max_size=5))
def test_what_a_spreadsheet_writes_is_read_back(rows: list[tuple[str, str]], keep: Keep) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("标题", "答案"), *rows])
    expected = [(a.strip(), b.strip()) for a, b in rows if a.strip() or b.strip()]
    found = values(keep("k.csv", out.getvalue()))
    assert [(row.get("title", ""), row.get("body", "")) for row in found] == expected


def test_a_workbook_as_people_see_it(book: Callable[..., Path]) -> None:
    def shape(workbook: Workbook) -> None:
        sheet = workbook["利率"]
        sheet["B3"].number_format, sheet["D3"].number_format = "0.00%", "00000"
        sheet.merge_cells("C3:C4")
        sheet.merge_cells("A1:D1")

    path = book(
        shape,
        利率=[
            ["存款知识表"],
            ["标题", "答案", "栏目", "编号", "生效时间"],
            ["一年期利率", 0.0145, "存款/利率", 7, dt.datetime(2024, 3, 1)],
            ["起存金额", 50.0, None, "a2", dt.datetime(2024, 3, 1, 8, 30)],
            ["上浮", 0.1 + 0.2, "存款", "a3", None],
        ],
    )
    assert [list(row.values()) for row in values(path)] == [
        ["一年期利率", "1.45%", "存款/利率", "00007", "2024-03-01T00:00:00+08:00"],
        ["起存金额", "50", "存款/利率", "a2", "2024-03-01T08:30:00+08:00"],
        ["上浮", "0.3", "存款", "a3"],
    ]


def test_every_sheet_is_read_and_named(book: Callable[..., Path]) -> None:
    path = book(
        说明=[["请勿修改表头"]],
        挂失=[["标题", "答案"], ["甲", "一"]],
        空=[],
        年费=[["标题", "答案"], ["乙", "=1+1"], ["丙", "三"]],
    )
    rows = list(read(path))
    assert [(row.sheet, row.line) for row in rows if isinstance(row, Row)] == [
        ("挂失", 2),
        ("年费", 3),
    ]
    assert isinstance(rows[0], Row)
    assert rows[0].loss == ["工作表“说明”没有表头，未读取"]
    ((line, reason),) = faults(path)
    assert (line, reason[:12]) == (2, "工作表“年费”：单元格 B"[:12])
    assert "公式没有算出的值" in reason


def test_an_error_in_a_cell_is_named(book: Callable[..., Path]) -> None:
    path = book(表=[["标题", "答案"], ["甲", "#REF!"]])
    assert faults(path) == [(2, "单元格 B2 是错误值 #REF!，请改正")]


@pytest.mark.parametrize("raw", [b"", b"\xd0\xcf\x11\xe0", b"PK\x03\x04broken"])
def test_what_only_is_called_a_workbook(raw: bytes, keep: Keep) -> None:
    with pytest.raises(UnreadableFile, match="另存为"):
        list(read(keep("k.xlsx", raw)))


def test_a_workbook_without_headings(book: Callable[..., Path]) -> None:
    with pytest.raises(UnreadableFile, match="请补上表头"):
        list(read(book(表=[["甲", "乙"]])))


def test_a_page_is_an_article(keep: Keep) -> None:
    page = (
        "<html><head><title>海山银行</title><style>p{}</style></head><body><h1><img></h1>"
        "<h1>信用卡年费</h1><h1>收取标准</h1><p>普卡<s>60</s>80元</p><script>x</script></body>"
    )
    (row,) = read(keep("k.html", page.encode("gb18030")))
    assert isinstance(row, Row)
    assert row.values == {
        "id": "k.html",
        "title": "信用卡年费",
        "body": "<h2>收取标准</h2><p>普卡80元</p>",
    }
    assert row.loss == ["图片 × 1", "脚本 × 1", "样式 × 1", "删除线文字 × 1"]


def test_a_page_without_words(keep: Keep) -> None:
    assert faults(keep("k.htm", "<title>空</title><img>")) == [(1, "这个页面没有正文文字")]
    assert values(keep("页面.htm", "<p>甲</p>"))[0]["title"] == "页面"


def test_markdown_has_an_article_for_each_heading(keep: Keep) -> None:
    text = (
        "# **挂失**怎么办\r\n\r\n马上办。\r\n\r\n```\r\n# 不是标题\r\n```\r\n\r\n"
        "解挂\r\n===\r\n\r\n到网点办。![图](a.png)\r\n\r\n# 空的\r\n"
    )
    path = keep("k.md", text)
    assert values(path) == [
        {
            "id": "k.md#挂失怎么办",
            "title": "挂失怎么办",
            "body": "<p>马上办。</p><p># 不是标题</p>",
        },
        {"id": "k.md#解挂", "title": "解挂", "body": "<p>到网点办。</p>"},
    ]
    assert [(row.line, row.loss) for row in read(path) if isinstance(row, Row)] == [
        (1, []),
        (9, ["图片 × 1"]),
    ]
    assert faults(path) == [(14, "标题“空的”下没有正文")]


def test_markdown_without_a_heading(keep: Keep) -> None:
    assert faults(keep("k.md", "\n只有正文\n")) == [(2, "这段正文前缺少“# 标题”一行，请补上标题")]
    assert list(read(keep("k.md", ""))) == []
