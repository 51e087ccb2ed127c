"""Numbers that belong to customers are covered; the others stay readable. All are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixi.lib.text import mask_personal, sentences


def test_it_works() -> None:
    said = "客户卡号6222021234567890128，手机13812345678，身份证11010519491231002X。"
    masked, kinds = mask_personal(said)
    assert masked == "客户卡号［卡号·尾号0128］，手机［手机号］，身份证［证件号］。"
    assert kinds == {"卡号", "手机号", "证件号"}


@pytest.mark.parametrize(
    ("number", "mask"),
    [
        ("6222 0212 3456 7890 128", "［卡号·尾号0128］"),
        ("6222-0212-3456-7890", "［卡号·尾号7890］"),
        ("622202 1234567890128", "［卡号·尾号0128］"),
        ("６２２２０２１２３４５６７８９０", "［卡号·尾号7890］"),
        ("4111111111111111", "［卡号·尾号1111］"),
        ("4111 1111 1111 1111", "［卡号·尾号1111］"),
        ("138 1234 5678", "［手机号］"),
        ("138-1234-5678", "［手机号］"),
        ("+8613812345678", "［手机号］"),
        ("+86 138 1234 5678", "［手机号］"),
        ("1 3 8 1 2 3 4 5 6 7 8", "［手机号］"),
        ("１３８１２３４５６７８", "［手机号］"),
        ("11010519491231002x", "［证件号］"),
        ("110105 19491231 002X", "［证件号］"),
        ("１１０１０５１９４９１２３１００２Ｘ", "［证件号］"),
        ("110105491231002", "［证件号］"),
    ],
)
def test_each_way_to_write_a_number(number: str, mask: str) -> None:
    assert mask_personal(f"客户报{number}，请查")[0] == f"客户报{mask}，请查"


@pytest.mark.parametrize(
    "text",
    [
        "单日累计50,000元，年累计1,000,000.00元",
        "请致电95588或12378，境外+86-571-95588",
        "工单20240315123045678，流水号202403150930123",
        "有效期2024-01-01 2024-12-31，每日09:00-17:30",
        "服务时间1300-1730 100元起",
        "贷款余额6200000000000元",
        "知识编号100234，第15条，2024年3月15日",
        "身份证110105194912310021（校验位不符）",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_personal(text) == (text, frozenset())


def test_neighbours_are_told_apart() -> None:
    assert mask_personal("13812345678 95588")[0] == "［手机号］ 95588"
    masked, _kinds = mask_personal("6222021234567890,13812345678 13912345678")
    assert masked == "［卡号·尾号7890］,［手机号］ ［手机号］"


@given(st.text(alphabet="0123456789 -Xx６２卡元，年.", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    masked, _kinds = mask_personal(text)
    assert mask_personal(masked)[0] == masked


def test_sentences_end_where_chinese_ends_them() -> None:
    text = "年费80元。刷满6次免吗？“免的！”客户说3.5%太高……\n好的"
    assert sentences(text) == [
        "年费80元。",
        "刷满6次免吗？",
        "“免的！”",
        "客户说3.5%太高……",
        "好的",
    ]
