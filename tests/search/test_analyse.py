import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixi.search.analysis import Kind, query_units, terms, words
from zhixi.search.folding import fold, folded


def test_it_works() -> None:
    found = terms("挂失手续费", characters=True)

    assert {"挂失手续费", "手续费", "挂失", "失手", "挂", "费"} <= set(found)


@pytest.mark.parametrize(
    ("typed", "same_as"),
    [
        ("信用卡掛失", "信用卡挂失"),
        ("轉帳手續費", "转账手续费"),
        ("帐户", "账户"),
        ("座席", "坐席"),
        ("ＡＴＭ取款５０００元", "atm取款5000元"),
        ("App登陆", "app登录"),
    ],
)
def test_spellings_fold_to_one(typed: str, same_as: str) -> None:
    assert fold(typed) == same_as


@pytest.mark.parametrize("word", ["手机银行", "提前还款", "大额存单", "等额本息", "挂失手续费"])
def test_words_of_the_bank_stay_whole(word: str) -> None:
    assert (word, 2, 2 + len(word)) in set(words(f"办理{word}业务"))


def test_a_word_counts_once_in_a_place_but_twice_in_two() -> None:
    assert terms("挂失", characters=False) == ["挂失"]
    assert terms("挂失，挂失", characters=False).count("挂失") == 2


def test_grams_do_not_cross_signs_or_latin() -> None:
    found = terms("转账,限额atm取款", characters=False)

    assert "账限" not in found
    assert "额取" not in found
    assert "atm" in found


def test_fillers_are_known_and_kept() -> None:
    units = {unit.text: unit for unit in query_units("请问信用卡怎么办理挂失")}

    assert units["请问"].filler
    assert not units["信用卡"].filler
    assert not units["挂失"].filler
    assert units["信用卡"].kind == Kind.WORD


def test_a_query_of_signs_has_no_units() -> None:
    assert query_units("？！ …") == ()


@given(st.text(max_size=60))
def test_every_folded_piece_comes_from_a_piece_of_the_original(text: str) -> None:
    spot = folded(text)

    spans = [spot.span(i, i + 1) for i in range(len(spot.text))]

    assert spot.text == fold(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


@given(st.lists(st.sampled_from("挂失ＡＴm㎡½①轉ß…ﬁ "), max_size=20).map("".join))
def test_what_grows_in_folding_keeps_its_place(text: str) -> None:
    spot = folded(text)

    for i, sign in enumerate(spot.text):
        start, end = spot.span(i, i + 1)
        assert sign in fold(text[start:end])


@given(st.text(max_size=60))
def test_words_lie_where_they_say(text: str) -> None:
    text = fold(text)

    assert all(text[start:end] == word for word, start, end in words(text))


def test_an_unpaired_half_of_a_character_does_no_harm() -> None:
    assert terms("\ud83d挂失", characters=False) == ["挂失"]
