"""A change is shown as small as it is, and whole."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from zhixi.lib import html
from zhixi.lib.diff import Piece, diff_html, diff_rows, diff_text, render

OLD = (
    "信用卡自激活之日起首年免收年费，首年内刷卡消费满六次，次年年费予以免除；未满六次的，"
    "按普卡每年80元、金卡每年160元收取。客户可通过手机银行、网上银行或致电客服热线查询年费"
    "减免情况。附属卡年费按主卡标准减半收取，随主卡一并减免。年费一经收取，除系统差错外不予"
    "退还。客户对年费有异议的，可在账单日后六十天内提出核查申请。"
)
NEW = (
    OLD.replace("满六次", "满五次")
    .replace("80元", "100元")
    .replace("网上银行", "微信银行")
    .replace("六十天", "三十天")
    .replace("减半", "全额")
    .replace("系统差错", "银行差错")
)
chinese = st.text(alphabet="年费免收一二三次，。；1a \n", max_size=40)


def joined(pieces: Iterable[Piece], ops: str) -> str:
    return "".join(piece.text for piece in pieces if piece.op in ops)


def shown(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.op, piece.text) for piece in diff_text(old, new)]


def test_it_works() -> None:
    assert shown("年费80元，刷满六次免", "年费100元，刷满五次免") == [
        ("=", "年费"),
        ("-", "80"),
        ("+", "100"),
        ("=", "元，刷满"),
        ("-", "六"),
        ("+", "五"),
        ("=", "次免"),
    ]


def test_twelve_changed_characters_mark_about_twelve() -> None:
    assert len(OLD) >= 150
    pieces = diff_text(OLD, NEW)
    assert joined(pieces, "-") == "六六80网上减半系统六"
    assert joined(pieces, "+") == "五五100微信全额银行三"


@given(chinese, chinese)
def test_both_texts_can_be_read_from_it(old: str, new: str) -> None:
    pieces = diff_text(old, new)
    assert joined(pieces, "=+") == new
    assert joined(pieces, "=-") == old


def test_scattered_letters_become_one_change() -> None:
    assert shown("甲乙丙丁戊己庚", "甲子丙丑戊寅庚") == [
        ("=", "甲"),
        ("-", "乙丙丁戊己"),
        ("+", "子丙丑戊寅"),
        ("=", "庚"),
    ]


def test_an_insertion_begins_where_a_word_does() -> None:
    assert shown("一、二、三", "一、二、四、三") == [("=", "一、二、"), ("+", "四、"), ("=", "三")]


def test_numbers_stay_whole() -> None:
    assert shown("限额15元25元", "限额15元") == [("=", "限额15元"), ("-", "25元")]
    assert shown("请致电95588。", "请致电95599。")[1:3] == [("-", "95588"), ("+", "95599")]


def test_an_unchanged_text_has_no_change() -> None:
    assert shown(OLD, OLD) == [("=", OLD)]
    assert shown("", "") == []


def test_another_link_is_a_change() -> None:
    pieces = diff_html('<p>见<a href="/a">指南</a></p>', '<p>见<a href="/b">指南</a></p>')
    assert pieces == [Piece("=", "见"), Piece("~", "指南", "链接由 /a 改为 /b")]


def test_emphasis_is_a_change() -> None:
    assert diff_html("<p><b>免费</b>办理</p>", "<p>免费<em>办理</em></p>") == [
        Piece("~", "免费", "取消加粗"),
        Piece("~", "办理", "加强调"),
    ]


def test_new_words_tell_where_they_lead() -> None:
    pieces = diff_html("<p>好</p>", '<p>好，见<a href="http://x.cn/">公告</a></p>')
    assert pieces[-1] == Piece("~", "", "“公告”链接到 http://x.cn/")


@given(chinese, chinese)
def test_bodies_can_be_read_from_it_too(old: str, new: str) -> None:
    a, b = f"<p><b>{old}</b></p>", f'<p>{new[:5]}<a href="/x">{new[5:]}</a></p>'
    pieces = diff_html(a, b)
    assert joined(pieces, "=~+") == html.plain(b)
    assert joined(pieces, "=~-") == html.plain(a)


def test_tables_are_compared_by_cell() -> None:
    old = [["渠道", "限额"], ["柜面", "5万"], ["自助设备", "2万"], ["网上银行", "10万"]]
    new = [["渠道", "限额", "说明"], ["柜面", "5万", "需预约"], ["网上银行", "20万", ""]]
    rows = [[[(p.op, p.text) for p in cell] for cell in row] for row in diff_rows(old, new)]
    assert rows == [
        [[("=", "渠道")], [("=", "限额")], [("+", "说明")]],
        [[("=", "柜面")], [("=", "5万")], [("+", "需预约")]],
        [[("-", "自助设备")], [("-", "2万")], []],
        [[("=", "网上银行")], [("-", "10"), ("+", "20"), ("=", "万")], []],
    ]


grids = st.lists(st.lists(chinese, min_size=2, max_size=2), max_size=5)


@given(grids, grids)
def test_no_row_is_lost(old: list[list[str]], new: list[list[str]]) -> None:
    rows = diff_rows(old, new)
    for ops, grid in (("=-", old), ("=+", new)):
        said = [sorted(joined(cell, ops) for cell in row) for row in rows]
        filled = [sorted(row) for row in grid if any(row)]
        assert [[t for t in row if t] for row in said if any(row)] == [
            [t for t in row if t] for row in filled
        ]


def test_it_is_shown_safely() -> None:
    shown_ = render([Piece("=", "<b>"), Piece("-", "a&"), Piece("+", "“"), Piece("~", "c", "<x>")])
    assert (
        shown_ == "&lt;b&gt;<del>a&amp;</del><ins>“</ins><mark>c</mark><small>（&lt;x&gt;）</small>"
    )
