"""The demo bank says what its parameters say, to the digit, and has what its design lists."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from tests.intake.agreeing import (
    Rule,
    disagreements,
    own_figures,
    parameters,
    rules,
    said,
    stories,
)
from tests.intake.figures import DAY, Piece, Told, pieces, spelled, versions

LISTS = Path(__file__).parent / "data"
KINDS = {
    "常见问题": {"faq"},
    "业务知识": {"business"},
    "话术": {"script"},
    "引导流程": {"procedure"},
    "差错案例": {"case"},
    "最佳实践": {"case", "practice"},
    "通知公告": {"notice"},
    "营销活动": {"campaign"},
    "产品": {"product"},
    "热点": {"notice"},
}
REGIONS = {"东屿": "R02", "江澜": "R03", "北麓": "R04"}
ISSUERS = {"海通": "东屿", "江行": "江澜", "北路": "北麓"}
# A figure with its unit: no ordinal, no guess such as 七八个, and nothing that counts nothing.
FIGURE = re.compile(
    r"(?<![\d.:{\-A-Za-z第一二两三四五六七八九十百千万点])(?!一次|一期|一家|一笔|万|[一两三五七八][两三五八九])"
    r"(?:\d+(?:\.\d+)? ?|[一二两三四五六七八九十百千万]+)"
    r"(元|天|个工作日|%|‰|期|次|小时|分钟|个月|笔|万元|家|岁)"
)
UNREAD = {"phrasings", "related", "products", "part", "title"}
SPOKEN = re.compile(
    r"lead|supplements/\d+/text|must_tell/\d+|lines/\d+/text|objections/\d+/answer|nodes/\d+/say"
    r"|correct_wording|chat_text|sms_text"
)
FEES = {"P01", "P02", "P03", "P05", "P06", "P11", "P13", "P17", "P20", "P21", "P32", "P39"}
FEES |= {"P44", "P45", "P46", "S08", "S21"}
REAL_BANKS = re.compile(
    "工商银行|工行|农业银行|农行|中国银行(?!业)|建设银行|建行|交通银行|交行|招商银行|招行|邮储|浦发"
    "|中信银行|光大|民生银行|兴业银行|平安银行|华夏银行|广发|浙商|支付宝账号|955\\d\\d|400-?\\d{3}|(?<!\\d)1[3-9]\\d{9}"
)


def listed(name: str) -> Any:
    return json.loads((LISTS / name).read_text(encoding="utf-8"))


@cache
def bank() -> dict[str, Told]:
    return {told["code"]: told for told in stories()}


@cache
def bound() -> list[Rule]:
    return rules()


def texts() -> Iterator[Told]:
    for told in bank().values():
        for _since, _before, text in versions(told):
            yield text


def now(code: str) -> Told:
    return list(versions(bank()[code]))[-1][2]


def spoken(text: Told) -> list[Piece]:
    """What an agent says or sends; a customer's lines are not ours."""
    customers = {
        f"lines/{n}/text"
        for n, line in enumerate(text.get("lines", []))
        if line.get("speaker", "坐席") == "客户"
    }
    variants = {
        f"variants/{n}/value"
        for n, each in enumerate(text.get("variants", []))
        if SPOKEN.fullmatch(each["part"])
    }
    return [
        piece
        for piece in pieces(text)
        if piece.path in variants or (SPOKEN.fullmatch(piece.path) and piece.path not in customers)
    ]


def shown(text: str) -> str:
    """With each day at its longest."""
    return DAY.sub("12月31日", text)


def changed(code: str, old: str, new: str) -> list[Told]:
    """The bank with one figure of one article written otherwise."""
    told = copy.deepcopy(list(bank().values()))
    for n, each in enumerate(told):
        if each["code"] == code:
            written = json.dumps(each, ensure_ascii=False)
            assert old in written
            told[n] = json.loads(written.replace(old, new))
    return told


def test_it_works() -> None:
    """Every figure is a parameter's value of its time, or listed as the article's own.

    Own figures stand in data/own_figures.json, by article and with their count.
    """
    assert disagreements(list(bank().values()), bound(), own_figures()) == []


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("X01", "40 元/卡", "45 元/卡"),
        ("X01", "四十元", "四十五元"),
        ("X01", "五十元", "四十元"),  # what was said before the change stays as it was
        ("X01", "牧区十个工作日", "牧区七个工作日"),
        ("X11", '"160"', '"80"'),
        ("X28", "十二期十四点八", "十二期十四点二"),
        ("X32", "每笔另加十二元", "每笔另加十元"),
        ("K01", '"1.25"', '"1.35"'),
        ("L01", "东屿分行提前三个工作日", "东屿分行提前五个工作日"),
        ("V02", '"2", "港币', '"3", "港币'),
        ("T01", "刷脸后二十万", "刷脸后三十万"),
        ("W10", "1‰", "1%"),
        ("Y09", "{2026-12-31|", "{2026-12-30|"),
        ("R11", "另交五百元押金", "另交六百元押金"),  # the article's own
        ("C26", "班前会十分钟", "班前会十分钟十五秒"),
    ],
)
def test_a_figure_that_is_changed_is_reported(code: str, old: str, new: str) -> None:
    wrong = disagreements(changed(code, old, new), bound(), own_figures())
    assert wrong
    assert {message[:3] for message in wrong} == {code}


@pytest.mark.slow
def test_no_figure_is_unwatched() -> None:
    """Each that is written with its unit, in any text of any day, becomes another."""
    own = own_figures()
    unseen = [
        (told["code"], was)
        for told in bank().values()
        for was, mutant in _mutants(told)
        if not disagreements([mutant], bound(), own)
    ]
    assert unseen == []


def _mutants(told: Told) -> Iterator[tuple[str, Told]]:
    for text, put in _strings(told):
        for figure in FIGURE.finditer(text):
            put(f"{text[: figure.start()]}七十七{figure[1]}{text[figure.end() :]}")
            yield figure[0], told
            put(text)


def _strings(told: Any) -> Iterator[tuple[str, Callable[[str], None]]]:
    """Each text and what puts another in its place."""
    places = list(enumerate(told) if isinstance(told, list) else told.items())
    for key, value in places:
        if isinstance(value, str) and key not in UNREAD:
            yield value, partial(told.__setitem__, key)
        elif isinstance(value, (dict, list)) and key not in UNREAD:
            yield from _strings(value)


def test_amounts_are_read_as_people_write_them() -> None:
    assert spelled("五到七个工作日、一万二千元、1.2 万元") == [
        "5个工作日",
        "7个工作日",
        "12000元",
        "12000元",
    ]
    assert spelled("万分之三点五、1‰、百分之十四点八") == ["0.035%", "0.1%", "14.8%"]
    assert spelled("第 3 天 24:00，下午五点一刻，四元五") == ["3天", "24:00", "17:15", "4.5元"]
    assert spelled("一张卡、同一号码、第三十二条、06、App 7.0、XK021、双十一") == []


def test_parameters_are_complete_and_each_is_said() -> None:
    codes = [each["code"] for each in parameters()]
    assert codes == sorted(set(codes), key=codes.index)
    assert [code for code in codes if code[0] == "P"] == [f"P{n:02}" for n in range(1, 51)]
    heard = {
        code
        for told in bank().values()
        for one in said(told, bound())
        for code, values in one.wanted.items()
        if one.figure.value in values
    }
    assert {rule.parameter for rule in bound()} - heard == set()


def test_what_binds_a_parameter_stands_in_its_own_value() -> None:
    for each in parameters():
        written = [each["value"], each.get("before", "")]
        written += [variant["value"] for variant in each.get("variants", [])]
        values = {value.replace("日", "天") for text in written for value in spelled(text)}
        for rule in (rule for rule in bound() if rule.parameter == each["code"]):
            assert {value.replace("日", "天") for value in rule.are | rule.were} <= values, rule


def test_the_regions_say_what_is_listed() -> None:
    rows = {
        region: {row[0]: row[1] for row in now(code)["tables"][0]["rows"]}
        for region, code in REGIONS.items()
    }
    for each in (each for each in parameters() if each["code"][0] == "D"):
        for variant in each["variants"]:
            value = variant["value"].split("（{")[0]
            if value != "–":
                assert rows[variant["when"]][each["name"]].startswith(value), each["name"]


def test_each_issuer_stands_with_its_region() -> None:
    for text in texts():
        home = f"{text['title']} {' '.join(text.get('regions', []))}"
        for piece in pieces(text):
            for name in (
                name for name in ISSUERS if f"发行方{name}" in re.sub("[“”是为]", "", piece.text)
            ):
                assert ISSUERS[name] in f"{piece.text} {piece.heads} {piece.title} {home}"


def test_the_states_of_an_account_are_those_of_the_list() -> None:
    for text in (text for _since, _before, text in versions(bank()["G01"])):
        assert text["tables"][0]["rows"] == listed("statuses.json")


def test_every_title_is_there_with_its_type() -> None:
    titles = listed("titles.json")
    assert set(titles) == set(bank()) - {"XR1"}
    assert len(titles) == 348
    for code, (kind, title) in titles.items():
        for _since, _before, text in versions(bank()[code]):
            assert DAY.sub(_day_as_told, text["title"]) == title
            assert text["type"] in KINDS[kind]
            assert kind != "热点" or "热点" in text["tags"]
            assert kind != "差错案例" or text["kind"] == "差错"


def _day_as_told(match: re.Match[str]) -> str:
    year, month, day = (int(part) for part in match[1].split("-"))
    return f"{year}" if match[0].endswith("|%Y}") else f"{month}月{day}日"


def test_every_product_is_known() -> None:
    everything = json.dumps(list(bank().values()), ensure_ascii=False)
    assert [name for name in listed("products.json") if name not in everything] == []
    rows = re.findall(r"<tr><td>(.*?)</td></tr>", now("W13")["body"])
    funds = {cells[0]: cells[1:] for cells in (row.split("</td><td>") for row in rows)}
    assert len(funds) == 20
    assert funds["稳健日开"][1:3] == ["R2", "现金类"]
    assert funds["季季盈"][1:3] == ["R2", "封闭 90 天"]
    assert funds["均衡一年"][1] == "R3"
    gone = {code: text["status"] for code in ("X48", "K14") if (text := now(code))}
    assert gone == {"X48": "withdrawn", "K14": "withdrawn"}
    assert now("X48")["withdrawn_at"].startswith("{2025-06-30}")


def test_texts_keep_to_their_form() -> None:
    for text in texts():
        assert len(shown(text.get("lead", ""))) <= 60, text["title"]
        assert len(shown(text.get("sms_text", ""))) <= 70, text["title"]
        if text["type"] == "faq":
            assert len(text["phrasings"]) >= 3, text["title"]
            assert text["must_tell"], text["title"]
        if text["type"] == "script":
            assert text["objections"], text["title"]
        if text["type"] == "procedure":
            ends = {node["id"] for node in text["nodes"] if node["kind"] == "end"}
            for node in text["nodes"]:
                ways = [each["to"] for each in node.get("choices", [])] + [node.get("next", "")]
                assert (node["id"] in ends) == (not any(ways)), text["title"]


def test_whoever_tells_a_fee_must_tell_of_it() -> None:
    missing = []
    for code, told in bank().items():
        if told["type"] in ("case", "practice"):
            continue
        fees = {
            parameter
            for one in said(told, bound())
            for parameter, values in one.wanted.items()
            if SPOKEN.fullmatch(one.figure.path) and one.figure.value in values
        } & FEES
        if fees and not re.search(
            "费|收|元|免|利息|分之", " ".join(now(code).get("must_tell", []))
        ):
            missing.append(code)
    assert missing == []


def test_the_old_word_is_said_only_to_explain_it() -> None:
    for text in texts():
        for piece in spoken(text):
            old = "分期" in piece.text and "手续费" in piece.text
            assert not old or "现在叫分期利息" in piece.text, piece.text


def test_nothing_real_is_named() -> None:
    everything = json.dumps(list(bank().values()), ensure_ascii=False)
    assert REAL_BANKS.findall(everything) == []


def test_what_stays_inside_is_not_said() -> None:
    """Neither the bank's own words for risks nor what the same article forbids."""
    for text in texts():
        for piece in spoken(text):
            assert not re.search("评分|反欺诈|风控|黑名单|返回码|系统判定", piece.text), piece.text
            for never in text.get("must_not_say", []):
                assert never not in piece.text, piece.text
