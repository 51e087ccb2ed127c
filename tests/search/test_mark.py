from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixi.search import excerpt, mark


def marked(text: str, query: str) -> list[str]:
    return [text[start:end] for start, end in mark(text, query)]


def test_it_works() -> None:
    assert marked("信用卡丢失后请立即挂失。", "信用卡怎么挂失") == ["信用卡", "挂失"]


def test_marks_stand_in_the_original_spelling() -> None:
    assert marked("ＡＴＭ轉帳限額㎡五萬", "ATM转账五万") == ["ＡＴＭ轉帳", "五萬"]


def test_filler_is_not_marked() -> None:
    assert marked("怎么办理挂失", "请问怎么办") == []


def test_a_number_is_marked_only_as_a_whole() -> None:
    assert marked("限额15000元，不是5000元", "5000") == ["5000"]


def test_a_single_character_is_marked_where_it_is_all_that_was_asked() -> None:
    assert marked("换卡", "换") == ["换"]


@given(st.text(max_size=80), st.text(max_size=20))
def test_marks_are_apart_and_in_order(text: str, query: str) -> None:
    spans = mark(text, query)

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] < b[0] for a, b in pairwise(spans))


def test_a_short_text_is_lifted_whole() -> None:
    assert excerpt(" 请立即挂失。 ", "年费") == "请立即挂失。"


def test_the_sentence_that_answers_is_lifted() -> None:
    text = "本行提供多种服务。" * 6 + "挂失手续费为每卡10元。" + "其他事项另行通知。" * 6

    lifted = excerpt(text, "挂失手续费多少", width=22)

    assert lifted == "…挂失手续费为每卡10元。其他事项另行通知。…"


def test_a_limit_to_what_was_said_is_never_cut_away() -> None:
    text = (
        "前言说明。" * 5 + "持卡人可以在任意网点办理销户，但未满十六周岁的除外，详见公告内容附件。"
    )

    assert "但未满十六周岁的除外" in excerpt(text, "网点办理销户", width=16)


def test_a_negation_stays_with_its_verb() -> None:
    text = (
        "前言说明。" * 5
        + "经审核后不予减免年费并应按照原定标准足额收取相应费用且不再另行通知持卡人本人"
    )

    assert "不予减免年费" in excerpt(text, "减免年费", width=18)


@pytest.mark.parametrize("width", range(5, 40))
def test_a_number_is_lifted_whole_or_not_at_all(width: int) -> None:
    text = "单日累计限额为人民币1,234,567.89元整" + "以及其他相关费用说明" * 10

    lifted = excerpt(text, "单日累计限额", width)

    assert ("1,234,567.89元" in lifted) == any(sign.isdigit() for sign in lifted)


@given(st.text(alphabet="挂失费用，。；不但10 a\n", max_size=200), st.integers(5, 60))
def test_an_excerpt_is_a_piece_of_the_text(text: str, width: int) -> None:
    assert excerpt(text, "挂失费用", width).strip("…").strip() in text
