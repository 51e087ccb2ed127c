"""Each type of knowledge in its own form: what is lit, drawn, listed and kept in its place."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from tests.knowledge.worked import WORKED, every_type, made
from zhixi.accounts import actions as staff
from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person, Unit
from zhixi.knowledge import types
from zhixi.knowledge.templatetags import periods, sheets
from zhixi.knowledge.types.base import Period

NOW = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
REGIONS = {"header": ["事项", "东屿", "江澜", "北麓"], "rows": [["领卡", "当日", "当日", "7 日"]]}
FEES = {
    "title": "年费",
    "header": ["卡产品", "年费", "免年费条件"],
    "rows": [
        ["标准金卡", "160", "年刷 6 次免次年"],
        ["海山白金", "480", "年消费满 6 万"],
        ["尊享白金", "2600", "–"],
    ],
}


def page(code: str, customer: CallContext | None = None, **changed: Any) -> str:
    content = made(code, **changed)
    about = {"content": content.for_context(customer or CallContext()), "now": NOW}
    return render_to_string(f"types/{code}/article.html", about | {"customer": customer})


def lit(shown: str) -> list[str]:
    return re.findall(r'<tr[^>]*class="lit"[^>]*><th scope="row">([^<]+?) <', shown)


def test_it_works() -> None:
    shown = page("business", CallContext(product="海山白金"), tables=[FEES])
    assert lit(shown) == ["海山白金"]
    assert "尊享白金" in shown


def test_without_a_customer_nothing_is_lit() -> None:
    for customer in (None, CallContext()):
        shown = page("business", customer, tables=[FEES, REGIONS])
        assert "lit" not in shown
        assert "本客户" not in shown


@pytest.mark.parametrize(
    ("customer", "rows"),
    [
        (CallContext(product="标准金卡"), ["标准金卡"]),
        (CallContext(product="金卡"), []),
        (CallContext(tier="尊享白金"), ["尊享白金"]),
        (CallContext(tier="白金"), []),
        (CallContext(region="北麓"), []),
    ],
)
def test_a_row_is_the_customers_by_its_name_alone(customer: CallContext, rows: list[str]) -> None:
    assert lit(page("business", customer, tables=[FEES])) == rows


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("白金及以上", True),
        ("普卡、白金卡", True),
        ("金卡（白金除外）", False),
        ("不含白金", False),
        ("海山白金", False),
        ("白金不参加", False),
    ],
)
def test_what_names_the_customers_tier(text: str, told: bool) -> None:
    assert sheets.names(text, CallContext(tier="白金")) is told


def test_a_column_that_says_for_whom_lights_its_row_and_others_do_not() -> None:
    rows = [["挂失", "北麓、东屿", "看江澜"], ["补卡", "江澜", "看北麓"]]
    shown = page(
        "business",
        CallContext(region="北麓"),
        tables=[{"header": ["事项", "适用地区", "容易答错"], "rows": rows}],
    )
    assert lit(shown) == ["挂失"]


def test_the_customers_own_column_is_lit() -> None:
    shown = page("business", CallContext(region="北麓"), tables=[REGIONS])
    assert re.search(r'<th scope="col" class="[^"]*lit">北麓', shown)
    assert '<td class="num lit">7 日</td>' in shown


def test_what_holds_for_all_rows_lights_none() -> None:
    rows = [["白金", "1"], ["白金卡", "2"]]
    table = {"header": ["客户", "费用"], "rows": rows}
    assert lit(page("business", CallContext(tier="白金"), tables=[table])) == []


def test_a_products_facts_are_lit_and_none_is_hidden() -> None:
    facts = [{"name": "海山白金", "value": "免收"}, {"name": "适用客户", "value": "白金、钻石"}]
    facts.append({"name": "年费", "value": "480 元"})
    shown = page("product", CallContext(product="海山白金", tier="白金"), facts=facts)
    assert lit(shown) == ["海山白金", "适用客户"]
    assert "480 元" in shown


def test_a_table_in_a_body_is_lit_and_stands_in_a_box_of_its_own() -> None:
    body = "<table><thead><tr><th>产品</th><th>费用</th></tr></thead>"
    body += "<tbody><tr><td>金卡</td><td>5 元</td></tr><tr><td>白金</td><td>0 元</td></tr></tbody></table>"
    shown = page("notice", CallContext(tier="白金"), body=body)
    assert re.search(r'<div class="sheet"[^>]*><table><thead>', shown)
    assert re.search(r'<tr class="lit"><td>白金 <span class="tag mine">本客户</span></td>', shown)
    assert '<td class="num">5 元</td>' in shown


def test_a_body_with_merged_or_nested_tables_keeps_them() -> None:
    inner = "<table><tr><td>内</td></tr></table>"
    body = f'<table><tr><td rowspan="2">合并</td><td>{inner}</td></tr><tr><td>乙</td></tr></table>'
    shown = page("notice", CallContext(tier="合并"), body=body)
    assert shown.count("<table") == shown.count("</table>") == 2
    assert shown.count('<div class="sheet"') == 1
    assert 'rowspan="2">合并</td>' in shown


def test_merged_cells_leave_the_first_column_where_it_is() -> None:
    body = '<table><tr><td rowspan="2">合并</td><td>甲</td></tr><tr><td>乙</td></tr></table>'
    assert '<table class="spans">' in page("notice", body=body)


def test_the_amounts_of_a_column_stand_to_the_right_with_its_head() -> None:
    shown = page("business", tables=[FEES])
    assert re.search(r'<th scope="col" class="w\d num">年费</th>', shown)
    assert re.search(r'<th scope="col" class="w\d">免年费条件</th>', shown)
    assert '<th scope="row">标准金卡</th>' in shown


def test_a_large_table_has_a_box_that_the_keyboard_reaches() -> None:
    rows = [[f"{n}", *"abcdefghijk"] for n in range(200)]
    table = {"title": "总表", "header": [f"列{n}" for n in range(12)], "rows": rows}
    shown = page("business", tables=[table])
    assert '<div class="sheet tall" tabindex="0" role="region" aria-label="总表">' in shown
    assert "共 200 行" in shown


def test_a_body_of_many_headings_lists_them() -> None:
    body = "".join(f"<h2>第 {n} 章 &amp; 附则</h2><p>正文</p>" for n in range(1, 5))
    shown = page("business", body=body)
    assert '<a href="#part-4">第 4 章 &amp; 附则</a>' in shown
    assert '<h2 id="part-4">第 4 章' in shown
    assert "本条目录" not in page("business", body=body.replace("<h2>第 4 章", "<p>第 4 章"))


def test_the_variant_that_speaks_says_for_whom() -> None:
    shown = page("faq", CallContext(region="北麓", tier="白金"))
    say = shown.split("</section>")[0]
    assert re.search(r'牧区十个工作日寄到。</span> <span class="tag mine">北麓</span>', say)
    assert re.search(r'您的卡免收挂失手续费。</span> <span class="tag mine">白金</span>', say)
    assert shown.count('<dt class="lit">') == 2


def test_chat_text_short_message_and_summary_have_a_button_each() -> None:
    shown = page("faq", chat_text="您好，已为您办理挂失。", sms_text="您的卡已挂失。")
    assert set(re.findall(r'data-copy-of="(\w+)"', shown)) == {"chat_text", "sms_text", "summary"}
    assert "7 字" in shown


def test_what_must_not_be_said_stays_with_the_player() -> None:
    for code in ("script", "procedure"):
        shown = page(code, lead="先听。", must_not_say=["肯定能追回来"])
        say, played = shown.split('<section class="play"')
        assert "肯定能追回来" not in say
        assert "肯定能追回来" in played
        assert shown.count("must_not_say/0") == 1


def test_a_procedure_and_a_script_are_read_without_a_script_of_the_page() -> None:
    procedure = page("procedure")
    assert [n for n in ("N1", "N2", "N3") if f'id="node-{n}"' in procedure] == ["N1", "N2", "N3"]
    assert re.search(r'class="end">.*流程到此结束', procedure, re.S)
    assert "<details><summary>" in page("script")
    for shown in (procedure, page("script")):
        assert '<div class="bar" hidden>' in shown


def test_the_periods_of_a_campaign_stand_on_a_line_with_today() -> None:
    shown = page("campaign")
    assert "今天" in shown
    assert re.findall(r'class="(done|on|ahead)"', shown) == ["done", "on"]
    assert "已结束" in shown
    assert "还剩 69 天" in shown
    assert "2026-11-01 至 2026-11-12" in shown


def test_a_bar_begins_and_ends_where_its_period_does() -> None:
    days = [
        dt.datetime(2026, 11, day, tzinfo=timezone.get_default_timezone()) for day in (1, 6, 11)
    ]
    spans = [
        ("a", "全程", Period(starts_at=days[0], ends_at=days[2])),
        ("b", "后半", Period(starts_at=days[1], ends_at=days[2])),
    ]
    line = periods.drawn(spans, days[1])
    assert [(bar.x, bar.width) for bar in line.bars] == [("0.00%", "100.00%"), ("50.00%", "50.00%")]
    assert line.today == "50.00%"
    assert periods.drawn(spans, days[2] + dt.timedelta(days=300)).today == ""
    assert periods.drawn(spans, None).bars[0].state_text == ""


@pytest.mark.parametrize(
    ("day", "said"),
    [(1, "4 天后开始"), (5, "还剩 2 天"), (7, "今天最后一天"), (8, "已结束")],
)
def test_how_a_period_stands_is_said_in_days(day: int, said: str) -> None:
    zone = timezone.get_default_timezone()
    period = Period(
        starts_at=dt.datetime(2026, 11, 5, tzinfo=zone),
        ends_at=dt.datetime(2026, 11, 8, tzinfo=zone),
    )
    now = dt.datetime(2026, 11, day, 12, tzinfo=zone)
    assert periods.drawn([("a", "活动期", period)], now).bars[0].state_text == said


def test_a_notice_shows_level_readers_and_that_it_is_over() -> None:
    shown = page("notice")
    assert "urgent" in shown
    assert "还剩" in shown
    over = {"starts_at": "2026-01-01T00:00:00+08:00", "ends_at": "2026-02-01T00:00:00+08:00"}
    assert "已过期" in page("notice", period=over)


def test_a_case_says_at_once_whether_to_follow_it() -> None:
    assert "不可照着做" in page("case")
    assert "可照着做" in page("case", kind="优秀")
    assert "不可照着做" not in page("case", kind="优秀")


@every_type
def test_a_form_stands_without_a_page_around_it(code: str) -> None:
    content = types.read(code, WORKED[code])
    assert render_to_string(f"types/{code}/article.html", {"content": content}).strip()


def test_the_desk_hands_the_customer_and_the_moment_on(
    publish: Callable[..., int], lin: Person, client_for: Callable[[Person], Client]
) -> None:
    number = publish(type="business", title="年费", tables=[FEES])
    reader = client_for(lin)
    assert lit(reader.get(f"/k/{number}?product=海山白金").content.decode()) == ["海山白金"]
    answer = reader.get(f"/k/{number}").content.decode()
    assert lit(answer) == []
    assert f"打印时间 <time>{timezone.localtime():%Y-%m-%d}" in answer


def test_related_titles_lead_to_a_search_that_keeps_the_customer(
    publish: Callable[..., int], lin: Person, client_for: Callable[[Person], Client]
) -> None:
    number = publish(related=["借记卡丢了&怎么挂失"])
    shown = client_for(lin).get(f"/k/{number}?region=北麓").content.decode()
    asked = "%E5%80%9F%E8%AE%B0%E5%8D%A1%E4%B8%A2%E4%BA%86%26%E6%80%8E%E4%B9%88%E6%8C%82%E5%A4%B1"
    assert f'href="/?q={asked}&amp;region=%E5%8C%97%E9%BA%93"' in shown


def test_who_may_not_read_sees_no_form_of_it(
    publish: Callable[..., int],
    units: dict[str, Unit],
    now: dt.datetime,
    lin: Person,
    zhao: Person,
    client_for: Callable[[Person], Client],
) -> None:
    closed = staff.audience(name="东屿", units=[units["dongyu"]], by=None, now=now)
    number = publish(type="business", title="年费", tables=[FEES], audience=closed)
    assert client_for(lin).get(f"/k/{number}?product=海山白金").status_code == 404
    assert client_for(zhao).get(f"/k/{number}?product=海山白金").status_code == 200
