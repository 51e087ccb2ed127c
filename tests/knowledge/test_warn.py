"""What is said of a text while it is written; no table is asked."""

import datetime as dt
from typing import Any

import pytest

from zhixi.knowledge import types
from zhixi.knowledge.warnings import HINT, MUST, Warning, warnings

NOW = dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)
GOOD: dict[str, Any] = {
    "title": "信用卡丢了怎么挂失",
    "lead": "您别着急，我现在就给您挂失，办好马上生效。",
    "phrasings": ["卡不见了", "卡被偷了", "帮我把卡停了"],
}


def told(code: str = "faq", **changed: Any) -> list[Warning]:
    return warnings(types.read(code, GOOD | changed), NOW)


def words(code: str = "faq", **changed: Any) -> str:
    return "".join(warning.words for warning in told(code, **changed))


def test_it_works() -> None:
    assert told() == []


def test_an_answer_is_missed() -> None:
    assert told(lead="")[0] == Warning("lead", MUST, "还没有可以对客说的内容。")
    with_body = told(lead="", body="<p>办好马上生效。</p>")
    assert (with_body[0].path, with_body[0].level) == ("lead", HINT)


@pytest.mark.parametrize(("n", "said"), [(36, False), (37, False), (39, True), (60, True)])
def test_a_lead_is_spoken_in_ten_seconds(n: int, said: bool) -> None:
    assert ("秒" in words(lead="挂" * n)) == said


def test_three_phrasings_are_wanted_of_a_question_only() -> None:
    assert "相似问只有 2 个" in words(phrasings=["卡不见了", "卡被偷了"])
    assert "相似问" not in words("business", phrasings=[])


@pytest.mark.parametrize("word", ["我行", "予以", "详见附件", "本人须"])
def test_written_language_is_named_where_it_is_said(word: str) -> None:
    assert word in words(lead=f"您好，{word}办理。")
    assert words(internal=[f"您好，{word}办理。"]) == ""


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("保证到账。", HINT),
        ("一定会到账。", HINT),
        ("绝对没问题。", HINT),
        ("这是零风险的。", MUST),
    ],
)
def test_promises(text: str, level: str) -> None:
    (warning,) = told(lead=text)
    assert (warning.path, warning.level) == ("lead", level)


@pytest.mark.parametrize("text", ["保证金三日内退回。", "密码一定别交给别人。"])
def test_what_only_sounds_like_a_promise_is_left_alone(text: str) -> None:
    assert told(lead=text) == []


@pytest.mark.parametrize("text", ["手续费40。", "手续费40，记在账单。"])
def test_a_number_wants_a_unit(text: str) -> None:
    assert "“40”后面没有单位" in words(lead=text)


@pytest.mark.parametrize(
    "text",
    [
        "手续费40元。",
        "请拨110。",
        "请拨95588。",
        "3至5个工作日。",
        "APP 7.0 里办。",
        "11-24 首通前。",
    ],
)
def test_a_number_that_has_one_is_left_alone(text: str) -> None:
    assert told(lead=text) == []


def test_a_day_that_is_over_is_named_but_not_in_a_case() -> None:
    assert "2026-11-29" in words(internal=["2026-11-29 前执行"])
    assert words(internal=["2026-11-30 起执行", "2026-99-99"]) == ""
    assert "2025年3月1" not in words("case", situation="2025年3月1日来电", lesson="先看状态码")
    assert told(expires_at="2026-11-01T00:00:00+08:00")[0].level == MUST


def test_a_customers_number_must_go() -> None:
    (warning,) = told(internal=["客户电话 13912345678"])
    assert (warning.path, warning.level) == ("internal/0", MUST)
    assert "手机号" in warning.words
    assert "13912345678" not in warning.words


def test_what_must_be_mended_stands_first() -> None:
    levels = [w.level for w in told(lead="我行零风险。", phrasings=[])]
    assert levels == sorted(levels, key=lambda level: level != MUST)
    assert levels[0] == MUST
