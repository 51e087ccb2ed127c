"""What single parts of a text say that they should not. Pure."""

import datetime as dt
import re
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.knowledge.checks import patterns
from zhixi.knowledge.checks.found import Found
from zhixi.knowledge.checks.standard import Standard, Word
from zhixi.knowledge.models import Wording
from zhixi.knowledge.types.base import Part, TypedContent
from zhixi.lib.text import mask_personal, series

SENT = {"chat_text", "sms_text", "correct_wording", "customer_steps"}  # read by customers
_NOT_OURS = {"must_not_say", "must_not_promise", "title", "phrasings", "related"}
_TELLING = (
    ("recipe", patterns.RECIPE),
    ("risk", patterns.RISK),
    ("complaint", patterns.COMPLAINT),
)
_UNIT = (
    r"\s*(?:[元块角分万亿千百%％‰年月日号天时点分秒个次笔张位期岁折倍人份条项周户步层级类种档家名遍]"
    r"|小时|工作日|公里|版|度|[-–—~～:：/.,、或至到×xX*+])"
)
_BARE = re.compile(
    rf"(?<![A-Za-z] )(?<![\dA-Za-z.:：/\-–—第×*])\d+(?:\.\d+)?(?![\d.]|[A-Za-z])(?!{_UNIT})"
)
_SERVICE = re.compile(r"1[12]\d|9[56]\d{3}|12\d{3}|400\d{7}")  # numbers that people call
_DATE = re.compile(r"(20\d\d)[-年/.](\d{1,2})[-月/.](\d{1,2})日?")


def found(content: TypedContent, now: dt.datetime, standard: Standard) -> Iterator[Found]:
    every = [*content.parts(), *_beside(content)]
    for part in every:
        yield from _of_any(part, content, now)
        if part.sayable or part.path.split("/")[0] in SENT:
            yield from _of_speech(part, standard.words)
    yield from _hidden(every)


def _beside(content: TypedContent) -> Iterator[Part]:
    """What is said within larger parts, and what the text is called."""
    yield Part("title", "line", "", content.title)
    for n, line in enumerate(content.phrasings):
        yield Part(f"phrasings/{n}", "line", "", line)
    for n, node in enumerate(getattr(content, "nodes", [])):
        yield Part(f"nodes/{n}/say", "line", "", node.say, sayable=True)
    every = {part.path: part for part in content.parts()}
    said = {path for path, part in every.items() if part.sayable}
    for n, variant in enumerate(content.variants):
        sayable = variant.part in said or variant.part.split("/")[0] in SENT
        if variant.part not in every and (added := content.part_of(variant)):
            sayable = added.sayable
        yield Part(f"variants/{n}", "line", "", variant.text, sayable=sayable)


def _of_any(part: Part, content: TypedContent, now: dt.datetime) -> Iterator[Found]:
    kinds = mask_personal(part.text)[1]
    if kinds:
        words = _("疑似客户信息（%(kinds)s），请删除。") % {"kinds": series(sorted(kinds))}
        yield Found("personal", part.path, words)
    if content.code not in {"case", "campaign"}:
        for past in _past(part.text, now):
            words = _("“%(date)s”已经过去，确认是否还适用。") % {"date": past}
            yield Found("past", part.path, words)
    if content.code != "case" and _ours(part):
        yield from _telling(part)


def _ours(part: Part) -> bool:
    """Neither a question, nor what is forbidden to say, nor what a customer says."""
    path = part.path.split("/")
    return path[0] not in _NOT_OURS and path[-1] != "customer" and part.label != "客户"


def _telling(part: Part) -> Iterator[Found]:
    said = {
        "recipe": _("“%(words)s”写出了核身办法，只写核身级别。"),
        "risk": _("“%(words)s”写出了风控规则，请删除。"),
        "complaint": _("“%(words)s”会妨碍客户投诉，请改为受理或告知渠道。"),
    }
    for rule, pattern in _TELLING:
        for each in dict.fromkeys(patterns.told(pattern, part.text)):
            yield Found(rule, part.path, said[rule] % {"words": each})


def _of_speech(part: Part, words: tuple[Word, ...]) -> Iterator[Found]:
    for word in words:
        if word.stands_in(part.text):
            yield Found(word.kind, part.path, _told(word))
    for number in dict.fromkeys(_BARE.findall(part.text)):
        if len(number) < 7 and not _SERVICE.fullmatch(number):
            said = _("“%(number)s”后面没有单位。") % {"number": number}
            yield Found("unit", part.path, said)


def _told(word: Word) -> str:
    """What is wrong with it, why, and what to say instead, as far as the bank says so."""
    kind = Wording.Kind
    wrong = {
        kind.FORBIDDEN: _("不得对客说“%(word)s”"),
        kind.PROMISE: _("“%(word)s”是绝对承诺，确认能否做到"),
        kind.WRITTEN: _("“%(word)s”是书面语"),
        kind.INTERNAL: _("“%(word)s”是内部用语"),
    }[Wording.Kind(word.kind)] % {"word": word.word}
    told = _("%(wrong)s：%(why)s。") if word.why else _("%(wrong)s。")
    instead = _("建议：%(instead)s。") % {"instead": word.instead} if word.instead else ""
    return told % {"wrong": wrong, "why": word.why} + instead


def _hidden(every: list[Part]) -> Iterator[Found]:
    """A customer's advantage that only the internal remarks name."""
    shown = "\n".join(part.text for part in every if not part.internal)
    for part in every:
        if part.internal and not part.path.startswith("variants/"):
            for each in dict.fromkeys(patterns.told(patterns.RIGHT, part.text)):
                if each not in shown:
                    words = _("“%(words)s”只写在内部须知，客户应享有的请写进对客内容。")
                    yield Found("hidden", part.path, words % {"words": each})


def _past(text: str, now: dt.datetime) -> Iterator[str]:
    today = timezone.localdate(now)
    for match in _DATE.finditer(text):
        try:
            day = dt.date(*(int(piece) for piece in match.groups()))
        except ValueError:
            continue
        if day < today:
            yield match[0]
