"""Turning into traditional script: what is read is turned, what is sent back never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixi.lib.traditional import simplified, turned, turned_page


def test_it_works() -> None:
    assert turned("信用卡挂失，您别着急") == "信用卡掛失，您別着急"
    assert turned_page("<p>东屿<b>分行</b></p>") == "<p>東嶼<b>分行</b></p>"


@pytest.mark.parametrize(
    "kept",
    [
        '<input value="东屿">',
        '<input type="hidden" name="东屿" value="东屿">',
        "<textarea>东屿</textarea>",
        "<textarea>\n东屿 &lt;/div&gt; 东屿</textarea>",
        '<script type="application/json">"东屿"</script>',
        '<a href="/?q=东屿"></a>',
        '<a data-value="东屿" data-key="东屿"></a>',
        "<option>东屿</option>",
        '<option value="东屿"></option>',
        '<div translate="no" data-rich><div>东</div><p title="东屿">屿</p></div>',
        "<!-- 东屿 -->",
    ],
)
def test_what_is_sent_back_stays(kept: str) -> None:
    assert turned_page(f"<i>东</i>{kept}<i>东</i>") == f"<i>東</i>{kept}<i>東</i>"


@pytest.mark.parametrize(
    "said",
    [
        '<a title="{}" href="/东屿">{}</a>',
        '<input placeholder=\'{}\' aria-label="{}" value="东屿">',
        '<optgroup label="{}"><option value="东屿" selected>{}</option></optgroup>',
        '<img alt="{}" src="/东屿">',
        '<main data-words-saving="{}" data-key="东屿">{}</main>',
        '<textarea aria-label="{}">东屿</textarea><p>{}</p>',
        '<div data-label="{}" translate="no">东屿</div><p>{}</p>',
        '<p title="a > b">{}</p>{} < 5 万'.replace("万", "元"),
    ],
)
def test_what_is_read_is_turned(said: str) -> None:
    assert turned_page(said.replace("{}", "东屿")) == said.replace("{}", "東嶼")


@given(st.text(st.sampled_from("东<>/\"'=- a!p"), max_size=40))
def test_half_written_html_loses_nothing(text: str) -> None:
    assert turned_page(text).replace("東", "东") == text


@pytest.mark.parametrize(
    "text", ["投诉与应急", "柜台", "卫生间", "别着急", "著作权", "乾隆", "说了算", "干杯"]
)
def test_what_is_typed_as_it_is_read_is_what_was_written(text: str) -> None:
    assert simplified(turned(text)) == text
    assert simplified(text) == text
