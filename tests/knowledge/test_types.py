"""Each type of knowledge: what it accepts, what it says, to whom and until when."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.knowledge import factory
from tests.knowledge.worked import (
    CAMPAIGN,
    CASE,
    FAQ,
    WORKED,
    every_type,
    made,
    paths,
)
from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.knowledge import changes, types
from zhixi.knowledge.editing import fields, labels
from zhixi.knowledge.types.words import CHOSEN, FIELDS
from zhixi.lib.digest import canonical


def test_it_works() -> None:
    assert made("faq").answer() == FAQ["lead"]


def test_every_folder_is_a_type() -> None:
    assert list(types.registry()) == list(WORKED)


@every_type
def test_every_word_that_is_chosen_is_named_in_the_readers_language(code: str) -> None:
    waiting = [field for group in fields.groups(code, {}) for field in group.fields]
    while waiting:
        field = waiting.pop()
        waiting += [*field.fields, *field.blank]
        told = {value for value, _name in field.options if field.kind == "choice"}
        assert told <= labels.CHOICES.keys()
        assert field.name in FIELDS or not told & CHOSEN.keys()


# What every type keeps.


@every_type
def test_what_is_stored_reads_back_the_same(code: str) -> None:
    stored = types.dump(made(code))
    assert stored["schema"] == 1
    again = types.load(code, json.dumps(stored))
    assert again == made(code)
    assert canonical(types.dump(again)) == canonical(stored)


def test_nothing_empty_is_stored() -> None:
    stored = types.dump(
        types.read("faq", {"title": " 题 ", "lead": "答", "must_tell": ["  ", "甲"]})
    )
    assert stored == {"schema": 1, "title": "题", "lead": "答", "must_tell": ["甲"]}


@every_type
def test_an_unknown_field_is_refused(code: str) -> None:
    with pytest.raises(ValidationError, match="surprise"):
        made(code, surprise="?")


@every_type
def test_a_title_is_needed(code: str) -> None:
    with pytest.raises(ValidationError, match="title"):
        made(code, title="  ")


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ({"title": "题", "schema": 2}, "请先升级"),
        ({"title": "题", "schema": "2"}, "整数"),
        (["题"], "对象"),
    ],
)
def test_a_payload_of_another_kind_is_refused(payload: Any, said: str) -> None:
    with pytest.raises(types.UnreadableContent, match=said):
        types.read("faq", payload)


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(types.UnreadableContent, match="rumour"):
        types.read("rumour", {"title": "题"})


# Parts, in reading order.


def test_the_layers_of_an_answer_come_first_and_variants_last() -> None:
    assert paths(made("faq")) == [
        "lead",
        "supplements/0/text",
        "supplements/1/text",
        "must_tell/0",
        "must_tell/1",
        "must_not_say/0",
        "must_not_say/1",
        "eligibility",
        "identity_check",
        "channel_table/header",
        "channel_table/rows/0",
        "agent_steps/0",
        "agent_steps/1",
        "summary",
        "related/0",
        "related/1",
        "internal/0",
        "variants/0",
        "variants/1",
    ]


@every_type
def test_what_must_not_be_said_or_is_internal_is_never_sayable(code: str) -> None:
    content = made(code, must_not_say=["损失我们承担"], internal=["反欺诈岗复核"])
    told = {part.text: part for part in content.parts()}
    assert not told["损失我们承担"].sayable
    assert told["反欺诈岗复核"].internal
    assert not told["反欺诈岗复核"].sayable


@every_type
def test_without_a_lead_no_forbidden_or_internal_word_becomes_the_answer(code: str) -> None:
    shut = ["损失我们承担", "反欺诈岗复核", "补名额"]
    content = made(code, lead="", must_not_say=shut[:1], internal=shut[1:2])
    assert content.answer() not in shut


def test_without_a_lead_the_body_answers() -> None:
    content = types.read(
        "faq",
        {"title": "题", "identity_check": "强核身", "must_tell": ["甲"], "body": "<p>正文。</p>"},
    )
    assert content.answer() == "正文。"


def test_a_script_and_a_case_answer_with_what_is_said() -> None:
    assert made("script").answer() == "您愿意主动跟我们联系，这点很好。"
    assert made("case").answer() == CASE["correct_wording"]


def test_an_internal_variant_stays_internal() -> None:
    value = {"part": "internal/0", "region": "北麓", "value": "北麓另报"}
    parts = {part.path: part for part in made("faq", variants=[value]).parts()}
    assert parts["variants/0"].internal


@pytest.mark.parametrize(
    ("region", "value"), [("北麓", "十五个工作日。"), ("东屿", "十个工作日。")]
)
def test_whoever_confirms_sees_a_changed_variant(
    zhao: Person, qian: Person, now: dt.datetime, region: str, value: str
) -> None:
    def variants(region: str, value: str) -> list[dict[str, str]]:
        return [{"part": "lead", "region": region, "value": value}]

    before, after = now - dt.timedelta(hours=2), now - dt.timedelta(hours=1)
    first = variants("北麓", "十个工作日。")
    number = factory.through_the_gate(by=zhao, confirmer=qian, at=before, variants=first)
    asked = factory.submitted(by=zhao, at=after, article=number, variants=variants(region, value))
    (change,) = changes.of_versions(
        list(asked.versions.select_related("article", "content", "section", "owner", "audience"))
    )
    shown = re.sub(r"<del>.*?</del>|<[^>]+>", "", " ".join(html for _label, html in change.parts))
    assert f"{region}｜一句话口径｜{value}" in shown


# Variants.


@pytest.mark.parametrize(
    ("context", "fee", "delivery"),
    [
        (CallContext(), "挂失手续费四十元", "五到七个"),
        (CallContext(region="北麓"), "挂失手续费四十元", "牧区十个"),
        (CallContext(region="北麓", tier="白金"), "您的卡免收", "牧区十个"),
        (CallContext(region="东屿", tier="白金"), "您的卡免收", "五到七个"),
    ],
)
def test_the_customers_variant_is_read(context: CallContext, fee: str, delivery: str) -> None:
    content = made("faq").for_context(context)
    assert content.supplements[0].text.startswith(fee)
    assert delivery in content.supplements[1].text


def test_the_closest_variant_wins_whatever_the_order() -> None:
    close = {"part": "lead", "region": "北麓", "tier": "白金", "value": "近"}
    wide = {"part": "lead", "region": "北麓", "value": "远"}
    here = CallContext(region="北麓", tier="白金")
    for variants in ([close, wide], [wide, close]):
        assert made("faq", variants=variants).for_context(here).lead == "近"


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ({"part": "lead", "value": "答"}, "没有写明"),
        ({"part": "nowhere", "region": "北麓", "value": "答"}, "nowhere"),
        ({"part": "supplements/9/text", "region": "北麓", "value": "答"}, "supplements/9/text"),
        ({"part": "supplements/-1/text", "region": "北麓", "value": "答"}, "supplements/-1/text"),
        ({"part": "lead", "region": "北麓", "value": "长" * 61}, "60"),
        ({"part": "identity_check", "region": "北麓", "value": "随意"}, "identity_check"),
    ],
)
def test_a_variant_that_does_not_hold_is_refused(variant: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        made("faq", variants=[variant])


def test_variants_that_break_only_together_are_refused() -> None:
    fewer = {"part": "supplements", "region": "北麓", "value": FAQ["supplements"][:1]}
    beyond = {"part": "supplements/1/text", "tier": "白金", "value": "次日寄出。"}
    assert made("faq", variants=[fewer])
    assert made("faq", variants=[beyond])
    with pytest.raises(ValidationError, match="supplements/1/text"):
        made("faq", variants=[fewer, beyond])


def test_variants_that_hold_only_together_are_accepted() -> None:
    on_sale = {"status": "on_sale", "withdrawn_at": None}
    variants = [
        {"part": "status", "region": "北麓", "value": "withdrawn"},
        {"part": "withdrawn_at", "region": "北麓", "value": "2026-01-01T00:00:00+08:00"},
    ]
    content = made("product", **on_sale, variants=variants)
    assert content.for_context(CallContext(region="北麓")).status == "withdrawn"
    assert content.for_context(CallContext(region="东屿")).status == "on_sale"


# Times.


def test_a_campaign_ends_with_its_period_and_leaves_with_its_complaints() -> None:
    content = made("campaign")
    assert content.ended_from() == dt.datetime(2026, 11, 12, 16, tzinfo=dt.UTC)
    assert content.leaves_at() == dt.datetime(2027, 1, 31, 16, tzinfo=dt.UTC)


def test_a_period_names_its_last_day() -> None:
    told = {part.path: part.text for part in made("campaign").parts()}
    assert told["campaign"] == "2026-11-01 至 2026-11-12"


@pytest.mark.parametrize(
    "ends_at", ["2026-11-01T00:00:00+08:00", "2026-10-01T00:00:00+08:00", "2026-11-13T00:00:00"]
)
def test_a_period_that_does_not_run_forward_or_has_no_zone_is_refused(ends_at: str) -> None:
    period = CAMPAIGN["campaign"] | {"ends_at": ends_at}
    with pytest.raises(ValidationError, match=r"晚于|timezone"):
        made("campaign", campaign=period)


def test_a_product_is_withdrawn_on_a_day() -> None:
    assert made("product").ended_from() == dt.datetime(2025, 6, 29, 16, tzinfo=dt.UTC)
    for changed in ({"withdrawn_at": None}, {"status": "on_sale"}):
        with pytest.raises(ValidationError, match="停售"):
            made("product", **changed)


def test_a_notice_leaves_after_its_period() -> None:
    assert made("notice").leaves_at() == dt.datetime(2026, 12, 23, 16, tzinfo=dt.UTC)
    assert made("notice", period=None).leaves_at() is None


# What single types refuse.


@pytest.mark.parametrize(
    ("code", "field", "value"),
    [
        ("faq", "lead", "长" * 61),
        ("faq", "sms_text", "长" * 71),
        ("faq", "identity_check", "弱"),
        ("script", "lines", []),
        ("script", "kind", "闲聊"),
        ("script", "lines", [{"speaker": "经理", "text": "好"}]),
        ("case", "kind", "一般"),
        ("notice", "level", "特急"),
        ("procedure", "nodes", []),
    ],
)
def test_a_wrong_value_is_refused(code: str, field: str, value: Any) -> None:
    with pytest.raises(ValidationError, match=field):
        made(code, **{field: value})


def test_an_uneven_row_is_named() -> None:
    table = {"title": "年费", "header": ["卡", "年费"], "rows": [["普卡", "80"], ["金卡"]]}
    with pytest.raises(ValidationError, match="表“年费”第 2 行有 1 格，应为 2 格"):
        made("business", tables=[table])


def node(id_: str, *ways: str, kind: str = "") -> dict[str, Any]:
    choices = [{"label": f"去 {way}", "to": way} for way in ways]
    return {"id": id_, "kind": kind or ("question" if ways else "end"), "text": id_} | (
        {"choices": choices} if ways else {}
    )


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        ([node("A", "Z")], "“A”通向不存在的“Z”"),
        ([node("A", "B"), node("B"), node("C")], "“C”走不到"),
        ([node("A", "B"), node("B", kind="step")], "“B”没有去向"),
        ([node("A", "B", kind="end"), node("B")], "“A”之后不应"),
        ([node("A", "A")], "循环不止：A → A"),
        ([node("A", "B"), node("B", "C"), node("C", "B")], "循环不止：(B → C → B|C → B → C)"),
        ([node("A", "B"), node("B", "A", "C"), node("C")], "循环不止"),
        ([node("A", "B"), node("B"), node("B")], "“B”出现了两次"),
        ([node("")], "应不空"),
        ([node("甲 乙")], "不含空格"),
    ],
)
def test_a_broken_procedure_is_refused_by_the_name_of_its_node(nodes: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        types.read("procedure", {"title": "题", "nodes": nodes})


def test_a_very_long_procedure_is_read() -> None:
    chain = [node(f"N{n}", f"N{n + 1}") for n in range(2000)]
    assert types.read("procedure", {"title": "题", "nodes": [*chain, node("N2000")]})


@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=1, max_size=8))
def test_an_accepted_procedure_always_ends(graph: list[list[int]]) -> None:
    nodes = [node(str(n), *map(str, ways)) for n, ways in enumerate(graph)]
    try:
        content: Any = types.read("procedure", {"title": "题", "nodes": nodes})
    except ValidationError:
        return
    by_id = {each.id: each for each in content.nodes}
    frontier, met = {content.nodes[0].id}, set()
    for _step in range(len(nodes)):
        met |= frontier
        frontier = {way for id_ in frontier for way in by_id[id_].ways()}
    assert not frontier
    assert met == set(by_id)


def test_a_customers_numbers_are_masked_in_a_case_wherever_they_stand() -> None:
    card, phone = "6222020200112233445", "13800138000"
    content = made(
        "case",
        situation=f"卡号 {card}",
        done=[f"回拨 {phone}"],
        body=f"<p>{card}</p>",
        variants=[{"part": "lesson", "region": "北麓", "value": f"先看 {card}"}],
    )
    stored = canonical(types.dump(content))
    assert card not in stored
    assert phone not in stored
    assert content.warnings() == ["已遮盖客户信息：卡号、手机号"]


def test_a_clean_case_warns_of_nothing() -> None:
    assert made("case").warnings() == []


def test_equal_moments_give_equal_words_whatever_their_zone() -> None:
    told = [
        types.dump(types.read("faq", {"title": "年费", "effective_from": moment}))
        for moment in ("2026-10-01T08:00:00+08:00", "2026-10-01T00:00:00Z")
    ]
    assert told[0] == told[1]
