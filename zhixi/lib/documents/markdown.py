"""A Markdown file is one article for each first-level heading."""

from pathlib import Path

from django.utils.translation import gettext as _

from zhixi.lib import html
from zhixi.lib.documents.encoding import opened
from zhixi.lib.documents.rows import BadRow, Row, Rows, checked
from zhixi.lib.html import markdown


def read(path: Path) -> Rows:
    with opened(path) as file:
        lines = file.read().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = markdown.headings("\n".join(lines))
    before = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if before < (found[0].first if found else len(lines)):
        yield BadRow(before + 1, _("这段正文前缺少“# 标题”一行，请补上标题"))
    bounds = [*(heading.first for heading in found), len(lines)]
    for heading, end in zip(found, bounds[1:], strict=True):
        yield _article(path, heading, "\n".join(lines[heading.after : end]))


def _article(path: Path, heading: markdown.Heading, text: str) -> Row | BadRow:
    line, body = heading.first + 1, html.from_markdown(text)
    if not heading.title.strip():
        return BadRow(line, _("“#”后面没有标题文字，请补上标题"))
    if not body:
        return BadRow(line, _("标题“%(title)s”下没有正文") % {"title": heading.title})
    pictures = markdown.images(text)
    loss = [_("图片 × %(n)s") % {"n": pictures}] if pictures else []
    values = {"id": f"{path.name}#{heading.title}", "title": heading.title, "body": body}
    return checked(Row(line, values, loss))
