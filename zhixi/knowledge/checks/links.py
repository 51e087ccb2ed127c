"""Whether the articles that a text points to are there."""

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhixi.knowledge.checks.found import Found
from zhixi.knowledge.queries import live
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib import html
from zhixi.lib.batches import batches

_ADDRESS = re.compile(r"(?:^|(?<=[\s（(“：:]))/k/([0-9]{1,18})\b")


def found(content: TypedContent, now: dt.datetime) -> list[Found]:
    named = list(dict.fromkeys(_named(content)))
    there: set[int] = set()
    for some in batches([number for _path, number in named], 500):
        there.update(live(now).filter(article__in=some).values_list("article_id", flat=True))
    words = _("知识 %(number)s 不存在或已失效，请更新链接。")
    return [
        Found("links", path, words % {"number": number})
        for path, number in named
        if number not in there
    ]


def _named(content: TypedContent) -> Iterator[tuple[str, int]]:
    """The numbers of articles that it links to, each with the field."""
    for run in html.runs(content.body):
        if match := _ADDRESS.match(run.marks.href):
            yield "body", int(match[1])
    for n, line in enumerate(getattr(content, "related", [])):
        if re.fullmatch("[0-9]{1,18}", line):
            yield f"related/{n}", int(line)
    for part in content.parts():
        for number in _ADDRESS.findall(part.text):
            yield part.path, int(number)
