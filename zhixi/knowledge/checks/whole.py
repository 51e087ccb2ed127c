"""What a text as a whole lacks, and whether its first sentence answers. Pure."""

import datetime as dt
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from zhixi.knowledge.checks.found import Found
from zhixi.knowledge.checks.patterns import BEATING_ABOUT
from zhixi.knowledge.types.base import TypedContent
from zhixi.lib import html
from zhixi.lib.text import sentences

PACE = 220 / 60  # characters a second, as announcements are spoken
BREATH = 10  # seconds
PHRASINGS = 3
COPIED = "（副本）"  # ends the title of a copy until its author gives it one of its own
LED = {"faq", "business", "campaign"}
KEPT_UP = {"faq", "business", "script", "procedure", "product"}


def found(content: TypedContent, now: dt.datetime) -> Iterator[Found]:
    if content.title.endswith(COPIED):
        yield Found("copied", "title", _("这是副本的标题，请改成它自己的标题。"))
    yield from _missing(content)
    yield from _first(content)
    for n, picture in enumerate(html.pictures(content.body)):
        if not picture.alt:
            words = _("正文第 %(n)s 张图片没有说明，看不见图的人靠它了解内容。")
            yield Found("described", f"body/pictures/{n}", words % {"n": n + 1})
    if content.expires_at and content.expires_at <= now:
        yield Found("lapsed", "expires_at", _("失效时间已过，通过后也不会显示。"))
    if content.review_by and content.review_by <= now:
        yield Found("past", "review_by", _("复审到期日已过。"))


def _missing(content: TypedContent) -> Iterator[Found]:
    if not content.answer().strip():
        yield Found("empty", "lead", _("还没有可以对客说的内容。"))
    elif not content.lead and content.code in LED:
        yield Found("lead", "lead", _("还没有一句话口径，坐席要自己从正文里找。"))
    if content.code == "faq" and len(content.phrasings) < PHRASINGS:
        words = _("相似问只有 %(n)s 个，至少写三个更容易找到。") % {"n": len(content.phrasings)}
        yield Found("phrasings", "phrasings", words)
    if content.code in KEPT_UP and not content.review_by:
        yield Found("upkeep", "review_by", _("还没有复审到期日。"))
    if content.code in KEPT_UP and not content.source_document:
        yield Found("upkeep", "source_document", _("还没有来源文件。"))


def _first(content: TypedContent) -> Iterator[Found]:
    seconds = round(len(_bare(content.lead)) / PACE)
    if seconds > BREATH:
        words = _("一句话口径约要说 %(n)s 秒，十秒内说完更好。") % {"n": seconds}
        yield Found("spoken", "lead", words)
    if content.code in LED and content.lead:
        yield from _answering(content)


def _answering(content: TypedContent) -> Iterator[Found]:
    first = sentences(content.lead)[0]
    beside = BEATING_ABOUT.match(first)
    if beside:
        words = _("第一句先回答，把“%(words)s……”放到后面。") % {"words": beside[0]}
        yield Found("answers", "lead", words)
    elif _bare(first) == _bare(content.title) or (first[-1] in "？?" and "，" not in first):
        yield Found("answers", "lead", _("第一句没有回答，请直接说结果。"))


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text)
