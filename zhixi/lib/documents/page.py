"""An HTML page is one article; a Markdown file one for each first-level heading."""

import re
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from selectolax.lexbor import LexborHTMLParser

from zhixi.lib import html
from zhixi.lib.documents.rows import BadRow, Row, Rows, text_of

_DROPPED = {"img": _("图片"), "script": _("脚本"), "video": _("视频"), "iframe": _("嵌入页面")}


def read_html(path: Path) -> Rows:
    tree = LexborHTMLParser(text_of(path))
    heading = tree.css_first("h1") or tree.css_first("title")
    title = heading.text(strip=True) if heading else path.stem
    loss = [f"{label} × {len(tree.css(tag))}" for tag, label in _DROPPED.items() if tree.css(tag)]
    for node in tree.css("script, style, head, h1"):
        node.decompose()
    body = html.normalise(tree.body.html or "") if tree.body else ""
    yield Row(1, {"id": path.name, "title": title, "body": body}, loss)


def read_markdown(path: Path) -> Rows:
    title, start, lines = "", 1, list[str]()
    for n, line in enumerate(text_of(path).split("\n"), start=1):
        if match := re.match(r"#\s+(.+)", line):
            yield from _article(path, title, start, lines)
            title, start, lines = match[1].strip(), n, []
        else:
            lines.append(line)
    yield from _article(path, title, start, lines)


def _article(path: Path, title: str, line: int, lines: list[str]) -> Rows:
    body = "\n".join(lines).strip()
    if title:
        images = len(re.findall(r"!\[", body))
        loss = [f"{_DROPPED['img']} × {images}"] if images else []
        yield Row(line, {"id": f"{path.name}#{title}", "title": title, "body": body}, loss)
    elif body:
        yield BadRow(line, _("正文前缺少“# 标题”一行"))
