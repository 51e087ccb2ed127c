"""What is said of a text while it is written; no table is asked."""

import datetime as dt
from typing import Any

import pytest

from zhixi.knowledge import types
from zhixi.knowledge.checks import Standard, Warning, warnings
from zhixi.knowledge.checks.standard import Word, shipped
from zhixi.knowledge.checks.warnings import HINT, MUST

BEGINNING = Standard(shipped())
NOW = dt.datetime(2026, 11, 30, 6, 0, tzinfo=dt.UTC)
GOOD: dict[str, Any] = {
    "title": "信用卡丢了怎么挂失",
    "lead": "您别着急，我现在就给您挂失，办好马上生效。",
    "phrasings": ["卡不见了", "卡被偷了", "帮我把卡停了"],
}


def told(code: str = "faq", by: Standard = BEGINNING, **changed: Any) -> list[Warning]:
    return warnings(types.read(code, GOOD | changed), NOW, by)


def rules(code: str = "faq", **changed: Any) -> set[str]:
    return {warning.rule for warning in told(code, **changed)}


def words(code: str = "faq", **changed: Any) -> str:
    return "".join(warning.words for warning in told(code, **changed))


def test_it_works() -> None:
    assert told() == []


def test_an_answer_is_missed() -> None:
    said = "还没有可以对客说的内容。"
    assert told(lead="")[0] == Warning("lead", MUST, said, rule="empty")
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


@pytest.mark.parametrize(
    ("lead", "said"),
    [
        ("根据相关要求，挂失免费。", True),
        ("为进一步加强管理，挂失免费。", True),
        ("您要挂失吗？我来办。", True),
        ("信用卡丢了怎么挂失。", True),
        ("为您挂失是免费的。", False),
        ("按您的账单日算，下月起减免。", False),
    ],
)
def test_the_first_sentence_answers(lead: str, said: bool) -> None:
    assert ("answers" in rules(lead=lead)) == said
    assert "answers" not in rules("script", lead=lead, lines=[{"text": "好的。"}])


def test_a_right_that_only_the_internal_remarks_name_is_pointed_out() -> None:
    assert rules(internal=["客户坚持的，可减免一次"]) == {"hidden"}
    assert (
        rules(internal=["可减免一次"], supplements=[{"condition": "老客户", "text": "可以减免。"}])
        == set()
    )
    assert rules(internal=["不得主动提减免"]) == set()
    assert rules(internal=["客户坚持的，可免一次滞纳金"]) == {"hidden"}


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("recipe", "答对三项即可通过。"),
        ("recipe", "核对姓名和身份证后四位。"),
        ("recipe", "客户着急时可跳过核身。"),
        ("recipe", "客户答错一次可以再问别的题。"),
        ("recipe", "密码锁了转人工核身，问最近一笔交易金额。"),
        ("risk", "单日转账超过五万元会被拦截。"),
        ("risk", "夜间转账超过 3 笔系统自动冻结。"),
        ("risk", "拆成几笔转就不会被拦。"),
        ("risk", "模型评分低于 600 的，不再受理。"),
        ("risk", "名单里的商户会被拦截。"),
        ("risk", "分几笔转可以避开风控。"),
        ("risk", "因为触发了风控规则。"),
        ("complaint", "您不用投诉，我来处理。"),
        ("complaint", "尽量劝阻客户投诉。"),
        ("complaint", "引导客户撤销投诉。"),
        ("complaint", "投诉会影响您的征信。"),
        ("complaint", "您撤销投诉，我们就给您减免。"),
        ("complaint", "尽量安抚，不要让客户升级到 12378。"),
    ],
)
def test_what_must_not_be_told_is_told_nowhere(rule: str, text: str) -> None:
    (warning,) = [w for w in told(agent_steps=[text]) if w.rule == rule]
    assert (warning.path, warning.level) == ("agent_steps/0", MUST)
    assert rule in rules(internal=[text])
    assert rule not in rules(must_not_say=[text])
    assert rule not in rules("case", situation=text, lesson="先看状态码")
    assert rule not in rules(
        "script", lines=[{"speaker": "客户", "text": text}, {"text": "好的。"}]
    )


@pytest.mark.parametrize(
    "text",
    [
        "不得劝阻客户投诉。",
        "严禁告知客户风控规则。",
        "您可以拨打 12378 投诉。",
        "请核对收款人姓名和卡号后四位。",
        "单日限额五万元。",
        "不能跳过核身。",
        "强核身，核对预留手机号是否在用。",
        "普通核身，报本期账单金额和还款日。",
        "信用卡逾期超过三个月会被止付。",
        "不得因客户投诉而影响用卡。",
        "客户撤销投诉的，照样登记。",
        "可以告诉客户怎么打 12378。",
    ],
)
def test_what_forbids_it_or_only_sounds_like_it_is_left_alone(text: str) -> None:
    assert not {"recipe", "risk", "complaint"} & rules(agent_steps=[text])


def test_the_name_of_another_article_is_not_what_this_one_says() -> None:
    assert rules(related=["差错案例：劝阻客户不要打12378"]) == set()


def test_what_customers_read_is_checked_like_what_they_hear() -> None:
    for name in ("chat_text", "sms_text"):
        assert rules(**{name: "这是零风险的。"}) == {"forbidden"}
    varied = [{"part": "lead", "region": "东屿", "value": "这是零风险的。"}]
    assert [w.path for w in told(variants=varied)] == ["variants/0"]
    node = {"id": "a", "kind": "end", "text": "告知", "say": "这是零风险的。"}
    assert [w.path for w in told("procedure", nodes=[node])] == ["nodes/0/say"]


def test_levels_are_the_banks() -> None:
    text = {"lead": "这是零风险的。"}
    assert told(by=Standard(shipped(), {"forbidden": "off"}), **text) == []
    assert told(by=Standard(shipped(), {"forbidden": "hint"}), **text)[0].level == HINT
    assert told(by=Standard(shipped(), {"upkeep": "must"}))[0].level == MUST


def test_words_are_the_banks_with_why_and_what_to_say_instead() -> None:
    words = (Word("forbidden", "秒批", "秒批通", "不得承诺审批", "当天出结果"),)
    (warning,) = told(by=Standard(words), lead="这个可以秒批。")
    assert warning.words == "不得对客说“秒批”：不得承诺审批。建议：当天出结果。"
    assert told(by=Standard(words), lead="用秒批通办。") == []
    assert len(told(by=Standard(words), lead="用秒批通可以秒批。")) == 1
    assert told(lead="这是零风险的。", by=Standard(words)) == []  # nothing but the bank's list
