"""An HTML page is one article."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from selectolax.lexbor import LexborHTMLParser, LexborNode

from zhixi.lib import html
from zhixi.lib.documents.encoding import opened
from zhixi.lib.documents.rows import BadRow, Row, Rows, checked
from zhixi.lib.html.addresses import ours

DROPPED = {
    "img, svg, canvas": _("图片"),
    "script": _("脚本"),
    "style": _("样式"),
    "video, audio": _("音视频"),
    "iframe, object, embed": _("嵌入页面"),
    "del, s, strike": _("删除线文字"),
    "input, select, textarea, button": _("表单控件"),
}


def read(path: Path) -> Rows:
    with opened(path) as file:
        tree = LexborHTMLParser(file.read())
    counts = {label: _dropped(tree, selector) for selector, label in DROPPED.items()}
    loss = [f"{label} × {count}" for label, count in counts.items() if count]
    heading = _first(tree, "h1")
    named = heading or _first(tree, "title")
    title = " ".join(named.text().split()) if named else path.stem
    if heading:
        heading.decompose()
    body = html.normalise(tree.body.html or "") if tree.body else ""
    values = {"id": path.name, "title": title, "body": body}
    yield checked(Row(1, values, loss)) if body else BadRow(1, str(_("这个页面没有正文文字")))


def _dropped(tree: LexborHTMLParser, selector: str) -> int:
    """How many of them do not come along: our own pictures do."""
    return sum(not ours(node.attributes.get("src") or "") for node in tree.css(selector))


def _first(tree: LexborHTMLParser, selector: str) -> LexborNode | None:
    """The first one that says something; a page's logo is often an empty h1."""
    return next((node for node in tree.css(selector) if node.text(strip=True)), None)
