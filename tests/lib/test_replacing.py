"""Words in a body replaced where people read them."""

import pytest

from zhixi.lib import html
from zhixi.lib.text import starts


def test_it_works() -> None:
    body = "<p>年费80元，年费可减免。</p>"
    assert html.replaced(body, "年费", "会员费") == "<p>会员费80元，会员费可减免。</p>"
    assert html.texts(body) == ["年费80元，年费可减免。"]


@pytest.mark.parametrize(
    ("body", "words", "by", "made"),
    [
        # tags, attributes and targets are never touched
        ("<p>p</p><h2>h2</h2>", "p", "q", "<p>q</p><h2>h2</h2>"),
        (
            '<p><a href="https://x.example/年费">看年费</a></p>',
            "年费",
            "会员费",
            '<p><a href="https://x.example/年费">看会员费</a></p>',
        ),
        ("<p>strong<strong>strong</strong></p>", "strong", "s", "<p>s<strong>s</strong></p>"),
        # what is written is words, whatever it looks like
        ("<p>甲</p>", "甲", "<b>&amp;</b>", "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>"),
        ("<p>a &lt; b &amp; c</p>", "< b &", "> d", "<p>a &gt; d c</p>"),
        # across marks, under the mark of the first
        ("<p>年<strong>费</strong>高</p>", "年费", "会员费", "<p>会员费高</p>"),
        ("<p><strong>年</strong>费高</p>", "年费", "会员费", "<p><strong>会员费</strong>高</p>"),
        ("<p>一年<em>费二年</em>费</p>", "年费", "X", "<p>一X<em>二X</em></p>"),
        # lists, cells and lines; never across two of them
        (
            "<ul><li>年费</li><li>年</li><li>费</li></ul><table><tbody><tr><td>年费</td></tr></tbody></table>",
            "年费",
            "X",
            "<ul><li>X</li><li>年</li><li>费</li></ul><table><tbody><tr><td>X</td></tr></tbody></table>",
        ),
        ("<p>年<br>费</p>", "年费", "X", "<p>年<br>费</p>"),
        # exact
        ("<p>ＡＢＣ abc ABC</p>", "ABC", "X", "<p>ＡＢＣ abc X</p>"),
        ("<p>aaa</p>", "aa", "b", "<p>ba</p>"),
        ("<p>年费</p><p>二</p>", "年费", "", "<p>二</p>"),
    ],
)
def test_only_words_change(body: str, words: str, by: str, made: str) -> None:
    found = html.replaced(html.normalise(body), words, by)
    assert found == html.normalise(made)
    assert html.normalise(found) == found


def test_places_are_left_alone_one_by_one() -> None:
    body = "<p>年费一</p><ul><li>年费二，年费三</li></ul>"
    assert html.replaced(body, "年费", "X", {1}) == "<p>X一</p><ul><li>年费二，X三</li></ul>"
    assert html.replaced(body, "年费", "X", {0, 1, 2}) == body
    assert starts("年费年费", "年费") == [0, 2]
