"""What a reader would stumble over, said while it is written. Pure: no table is asked."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.knowledge.types.base import Part, TypedContent
from zhixi.lib.text import mask_personal

MUST, HINT = "must", "hint"
PACE = 220 / 60  # characters a second, as announcements are spoken
BREATH = 10  # seconds
PHRASINGS = 3
LED = {"faq", "business", "campaign"}

WRITTEN: dict[str, Any] = {
    "我行": gettext_lazy("我们"),
    "本行": gettext_lazy("我们"),
    "予以": gettext_lazy("直接说做什么"),
    "详见附件": gettext_lazy("把要点写出来"),
    "本人须": gettext_lazy("您本人要"),
    "须持": gettext_lazy("您带上"),
    "敬请": gettext_lazy("请您"),
    "上述": gettext_lazy("说出所指的内容"),
    "方可": gettext_lazy("才能"),
    "逾期不候": gettext_lazy("说明截止时间"),
}
PROMISES = re.compile(r"保证(?!金|人|书|保险)|肯定能|肯定会|一定能|一定会|百分之百|100[%％]|绝对")
FORBIDDEN = re.compile(r"零风险|无风险|保本保息|稳赚|包赔")
_UNIT = (
    r"\s*(?:[元块角分万亿千百%％‰年月日号天时点分秒个次笔张位期岁折倍人份条项周户步层级类种档家名遍]"
    r"|小时|工作日|公里|版|度|[-–—~～:：/.,、或至到×xX*+])"
)
_BARE = re.compile(
    rf"(?<![A-Za-z] )(?<![\dA-Za-z.:：/\-–—第×*])\d+(?:\.\d+)?(?![\d.]|[A-Za-z])(?!{_UNIT})"
)
_SERVICE = re.compile(r"1[12]\d|9[56]\d{3}|12\d{3}|400\d{7}")  # numbers that people call
_DATE = re.compile(r"(20\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})")


@dataclass(frozen=True, slots=True)
class Warning:
    """`must` has to be mended before it can be handed in; `path` leads to the field."""

    path: str
    level: str
    words: str
    url: str = ""


def warnings(content: TypedContent, now: dt.datetime) -> list[Warning]:
    """All there is to say of a content, what must be mended first."""
    found = [*_whole(content, now)]
    for part in [*content.parts(), *_named(content)]:
        found += _of_part(part, content, now)
    return sorted(dict.fromkeys(found), key=lambda warning: warning.level != MUST)


def _named(content: TypedContent) -> Iterator[Part]:
    yield Part("title", "line", "", content.title)
    for n, line in enumerate(content.phrasings):
        yield Part(f"phrasings/{n}", "line", "", line)


def _whole(content: TypedContent, now: dt.datetime) -> Iterator[Warning]:
    if not content.answer().strip():
        yield Warning("lead", MUST, _("还没有可以对客说的内容。"))
    elif not content.lead and content.code in LED:
        yield Warning("lead", HINT, _("还没有一句话口径，坐席要自己从正文里找。"))
    seconds = round(len(re.sub(r"\W", "", content.lead)) / PACE)
    if seconds > BREATH:
        words = _("一句话口径约要说 %(n)s 秒，十秒内说完更好。") % {"n": seconds}
        yield Warning("lead", HINT, words)
    if content.code == "faq" and len(content.phrasings) < PHRASINGS:
        words = _("相似问只有 %(n)s 个，至少写三个更容易找到。") % {"n": len(content.phrasings)}
        yield Warning("phrasings", HINT, words)
    if content.expires_at and content.expires_at <= now:
        yield Warning("expires_at", MUST, _("失效时间已过，通过后也不会显示。"))
    if content.review_by and content.review_by <= now:
        yield Warning("review_by", HINT, _("复审到期日已过。"))


def _of_part(part: Part, content: TypedContent, now: dt.datetime) -> Iterator[Warning]:
    kinds = mask_personal(part.text)[1]
    if kinds:
        words = _("疑似客户信息（%(kinds)s），请删除。") % {"kinds": "、".join(sorted(kinds))}
        yield Warning(part.path, MUST, words)
    if part.sayable:
        yield from _of_speech(part)
    if content.code not in {"case", "campaign"}:
        for past in _past(part.text, now):
            words = _("“%(date)s”已经过去，确认是否还适用。") % {"date": past}
            yield Warning(part.path, HINT, words)


def _of_speech(part: Part) -> Iterator[Warning]:
    for word, better in WRITTEN.items():
        if word in part.text:
            words = _("“%(word)s”是书面语，口播建议：%(better)s。")
            yield Warning(part.path, HINT, words % {"word": word, "better": better})
    for found in dict.fromkeys(FORBIDDEN.findall(part.text)):
        words = _("不得对客说“%(word)s”。") % {"word": found}
        yield Warning(part.path, MUST, words)
    for found in dict.fromkeys(PROMISES.findall(part.text)):
        words = _("“%(word)s”是绝对承诺，确认能否做到。") % {"word": found}
        yield Warning(part.path, HINT, words)
    for found in dict.fromkeys(_BARE.findall(part.text)):
        if len(found) < 7 and not _SERVICE.fullmatch(found):
            words = _("“%(number)s”后面没有单位。") % {"number": found}
            yield Warning(part.path, HINT, words)


def _past(text: str, now: dt.datetime) -> Iterator[str]:
    today = timezone.localdate(now)
    for match in _DATE.finditer(text):
        try:
            day = dt.date(*(int(piece) for piece in match.groups()))
        except ValueError:
            continue
        if day < today:
            yield match[0]
