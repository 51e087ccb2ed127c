"""The simple form of an import, as content of any type."""

from typing import Any

import pytest

from tests.knowledge.worked import PROCEDURE, SCRIPT
from zhixi.knowledge import types


def simple(code: str, **values: Any) -> dict[str, Any]:
    stored = types.dump(types.registry()[code].simple({"title": "题"} | values))
    return {key: value for key, value in stored.items() if key not in ("schema", "title")}


def test_it_works() -> None:
    assert simple("faq", body="四十元。", phrasings=["多少钱"]) == {
        "phrasings": ["多少钱"],
        "lead": "四十元。",
    }


@pytest.mark.parametrize(
    ("values", "stored"),
    [
        ({"body": "手续费 40 元。"}, {"lead": "手续费 40 元。"}),
        ({"body": "长" * 61}, {"body": f"<p>{'长' * 61}</p>"}),
        ({"body": "甲\n\n乙"}, {"body": "<p>甲</p><p>乙</p>"}),
        ({"body": "**40** 元"}, {"body": "<p><strong>40</strong> 元</p>"}),
        ({"lead": "口径", "body": "短"}, {"lead": "口径", "body": "<p>短</p>"}),
        ({"body": "a &lt; b，5<6"}, {"lead": "a < b，5<6"}),
        ({}, {}),
    ],
)
def test_a_short_plain_body_is_the_lead_of_a_faq(
    values: dict[str, Any], stored: dict[str, Any]
) -> None:
    assert simple("faq", **values) == stored


@pytest.mark.parametrize("code", ["business", "practice", "case", "notice", "product"])
def test_a_body_stays_a_body_elsewhere(code: str) -> None:
    assert simple(code, body="正文") == {"body": "<p>正文</p>"}


def test_a_body_becomes_the_lines_of_a_script() -> None:
    assert simple("script", body="客户：能免吗？\n\n坐席: 我帮您看。\n\n请稍候。") == {
        "lines": [
            {"speaker": "客户", "text": "能免吗？"},
            {"text": "我帮您看。"},
            {"text": "请稍候。"},
        ]
    }


def test_lines_and_nodes_that_are_given_stand() -> None:
    assert simple("script", lines=SCRIPT["lines"], body="附注")["body"] == "<p>附注</p>"
    assert len(simple("procedure", nodes=PROCEDURE["nodes"])["nodes"]) == 3


@pytest.mark.parametrize(
    ("code", "body", "said"),
    [
        ("procedure", "先挂断", "content"),
        ("script", "", "逐段写明"),
        ("faq", ["甲"], "一段文字"),
        ("notice", 5, "一段文字"),
    ],
)
def test_a_body_that_says_nothing_usable_is_refused(code: str, body: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        simple(code, body=body)
