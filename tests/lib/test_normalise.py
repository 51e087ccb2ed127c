"""Bodies come in as anything and go out as one small subset."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixi.lib import html

NAMES = (
    *("p", "h1", "h2", "h5", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th"),
    *("td", "strong", "b", "em", "i", "a", "br", "div", "blockquote", "pre", "s", "script"),
    *("aside", "span", "dl", "dt", "dd", "hr", "form", "select", "option", "svg", "math"),
)
MARKUP = [f"<{name}>" for name in NAMES] + [f"</{name}>" for name in NAMES]
MARKUP += ['<a href="/k/1">', '<a href="http://a.b/?q=1&amp;c=2">', "<td colspan=2>", "&nbsp;"]
soup = st.lists(st.sampled_from(MARKUP) | st.text(max_size=5), max_size=30).map("".join)


def test_it_works() -> None:
    body = html.normalise(
        "<h1>年费</h1><div>刷满<b>六次</b>免，见<a href='/k/12' onclick='x()'>细则</a></div>"
        "<ul><li>金卡<li>普卡</ul><table><tr><th>卡种<th>年费<tr><td>金卡<td>160</table>"
    )
    assert body == (
        '<h2>年费</h2><p>刷满<strong>六次</strong>免，见<a href="/k/12">细则</a></p>'
        "<ul><li>金卡</li><li>普卡</li></ul><table><thead><tr><th>卡种</th><th>年费</th></tr>"
        "</thead><tbody><tr><td>金卡</td><td>160</td></tr></tbody></table>"
    )
    assert list(html.blocks(body)) == [
        ("paragraph", "年费"),
        ("paragraph", "刷满六次免，见细则"),
        ("step", "金卡"),
        ("step", "普卡"),
        ("row", "卡种｜年费"),
        ("row", "金卡｜160"),
    ]


@settings(max_examples=300)
@given(soup)
def test_twice_is_once(text: str) -> None:
    once = html.normalise(text)
    assert html.normalise(once) == once
    assert html.blocks(once) == html.blocks(text)


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ("年费<s>80</s>60元", "<p>年费60元</p>"),
        ("<blockquote>甲</blockquote><dl><dt>乙<dd>丙</dl>", "<p>甲</p><p>乙</p><p>丙</p>"),
        ("<b>刷</b><strong>满</strong>", "<p><strong>刷满</strong></p>"),
        ("<p>　　首行缩进&nbsp; 两格</p><p> </p>", "<p>首行缩进 两格</p>"),
        ("甲<br>乙<br><br>丙", "<p>甲<br>乙</p><p>丙</p>"),
        ("<pre>甲\n乙</pre>", "<p>甲<br>乙</p>"),
        ("<b><p>甲</p><p>乙</p></b>", "<p><strong>甲</strong></p><p><strong>乙</strong></p>"),
        ("<ul><li>甲</li><ul><li>乙</li></ul></ul>", "<ul><li>甲<ul><li>乙</li></ul></li></ul>"),
        ("年\u200b费\ufeff", "<p>年费</p>"),
        ("<aside>甲<br>乙<p>丙</p></aside>丁", "<aside>甲<br>乙</aside><aside>丙</aside><p>丁</p>"),
        ("<aside><h2>甲</h2></aside><h2>乙</h2>", "<aside>甲</aside><h2>乙</h2>"),
        ("<ul><li>甲<aside>乙</aside></li></ul>", "<ul><li>甲<br>乙</li></ul>"),
        ("", ""),
    ],
)
def test_how_people_and_editors_write(given_: str, wanted: str) -> None:
    assert html.normalise(given_) == wanted


def test_spans_stay_and_cells_hold_lines() -> None:
    body = html.normalise("<table><tr><td colspan=2 rowspan=1><p>甲<p>乙<td colspan=x>丙</table>")
    assert body == (
        '<table><tbody><tr><td colspan="2">甲<br>乙</td><td>丙</td></tr></tbody></table>'
    )
    assert html.plain(body) == "甲 乙｜丙"


def test_a_row_that_those_above_have_taken_whole_leaves_no_gap() -> None:
    """An editor that merges whole rows leaves an empty one, which would push the next aside."""
    body = html.normalise("<table><tr><td rowspan=3>甲<td rowspan=2>乙<tr></tr><tr><td>丙</table>")
    assert body == (
        '<table><tbody><tr><td rowspan="2">甲</td><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>'
    )


@pytest.mark.parametrize("deep", ["<div>" * 3000, "<ul><li>" * 3000, "<table><tr><td>" * 200])
def test_bottomless_pages_keep_their_words(deep: str) -> None:
    body = html.normalise(deep + "深")
    assert html.plain(body) == "深"
    assert html.normalise(body) == body


def test_markdown_comes_in_with_tables_and_lines() -> None:
    body = html.from_markdown("第一行\n第二行\n\n|项目|限额|\n|-|-|\n|单笔|5万<br>起|")
    assert body.startswith("<p>第一行<br>第二行</p><table><thead>")
    assert "<td>5万<br>起</td>" in body


def test_markup_in_markdown_is_words() -> None:
    assert html.from_markdown("<script>x</script>") == "<p>&lt;script&gt;x&lt;/script&gt;</p>"
    assert html.plain(html.paragraphs("a<b\n\n甲")) == "a<b\n甲"


@pytest.mark.parametrize(
    "evil",
    [
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>点</a>",
        "<a href=' java\tscript:alert(1)'>点</a>",
        "<p style='position:fixed' onclick=x()>点</p>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    ],
)
def test_nothing_runs(evil: str) -> None:
    body = html.normalise(evil)
    assert not any(word in body for word in ("script", "onerror", "onclick", "style", "<img"))
