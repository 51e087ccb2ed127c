"""How each type reads on the page."""

import re
from typing import Any

from django.template.loader import render_to_string

from tests.knowledge.worked import every_type, made, paths
from zhixi.accounts.context import CallContext


def page(code: str, **changed: Any) -> str:
    return render_to_string(f"types/{code}/article.html", {"content": made(code, **changed)})


def test_it_works() -> None:
    assert "您别着急，我现在就给您挂失" in page("faq")


@every_type
def test_every_part_stands_on_the_page_under_its_path(code: str) -> None:
    content = made(code, must_tell=["费用与减免"], must_not_say=["肯定能追回来"], internal=["复核"])
    shown = render_to_string(f"types/{code}/article.html", {"content": content})
    marked = set(re.findall(r'data-part="([^"]+)"', shown))
    missing = {path for path in paths(content) if not path.startswith("body/")} - marked
    assert missing == set()


@every_type
def test_a_page_obeys_the_content_security_policy(code: str) -> None:
    shown = page(code, body="<p onclick='x()' style='color:red'>正文<script>x()</script></p>")
    assert "正文" in shown
    assert re.findall(r"<script|<style|\sstyle=|\son\w+=|javascript:", shown) == []


@every_type
def test_what_is_written_is_never_markup(code: str) -> None:
    assert "<img" not in page(code, lead="<img src=x>", must_tell=["<img>"], internal=["<img>"])


def test_the_sayable_stands_apart_from_the_internal() -> None:
    shown = page("faq")
    say, rest = shown.split("</section>", 1)
    assert "您别着急，我现在就给您挂失" in say
    assert "必告知" in say
    assert "肯定能追回来" in say
    assert "反欺诈岗复核" not in say
    assert "反欺诈岗复核" in rest.split('<section class="inner">')[1]
    assert "内部须知 · 严禁对客" in rest


def test_amounts_stand_to_the_right() -> None:
    shown = page("business")
    assert '<td class="num">2600</td>' in shown
    assert '<th scope="row">尊享白金</th>' in shown
    assert '<td class="num">40 元</td>' in page("faq")


def test_a_procedure_can_be_followed_by_its_links() -> None:
    shown = page("procedure")
    targets = set(re.findall(r'href="#([^"]+)"', shown))
    assert targets == {"node-N2", "node-N3"}
    assert targets <= set(re.findall(r'\sid="([^"]+)"', shown))


def test_a_script_shows_who_speaks() -> None:
    shown = page("script")
    assert '<dt class="customer">客户</dt><dd data-part="lines/0/text">我要停息挂账。' in shown
    assert '<dt class="agent">坐席</dt><dd data-part="lines/1/text">您愿意' in shown


def test_an_article_that_is_named_by_number_is_linked() -> None:
    shown = page("faq")
    assert '<a href="/k/12">12</a>' in shown
    assert '<a href="/?q=J01">J01</a>' in shown


def test_the_page_shows_the_customers_variant() -> None:
    content = made("faq").for_context(CallContext(region="北麓"))
    shown = render_to_string("types/faq/article.html", {"content": content})
    assert "牧区十个工作日寄到。" in shown.split("</section>")[0]
    assert "您的卡免收挂失手续费。" in shown.split('<details class="variants">')[1]
