"""The bank's own words, a section that checks otherwise, and what became of the checks lately."""

import datetime as dt
from collections.abc import Callable
from itertools import cycle

from zhixi.accounts.models import Person
from zhixi.knowledge import actions, types
from zhixi.knowledge.checks import Standard, warnings
from zhixi.knowledge.checks.standard import shipped
from zhixi.knowledge.models import ArticleVersion, Level, OverruledCheck, RaisedCheck
from zhixi.search import wording
from zhixi.search.models import BankWord

SYNONYMS = [
    ("绿卡 = 悦购联名卡", "客户按卡面颜色说"),
    ("亲情卡 > 附属卡 ! 亲情卡现在叫附属卡", "2025 年更名"),
    ("敬老专线 = 尊长专线", ""),
]
LEXICON = [("悦购节", "每年十月的活动"), ("尊长组", "敬老服务专席")]
LEVELS = {"投诉与应急": {"internal": Level.OFF, "promise": Level.MUST}}
# Raised while somebody wrote and mended before it was handed in, one text after the other.
MENDED = ("written", "written", "unit", "internal", "spoken", "forbidden", "written", "promise")
LATELY = dt.timedelta(days=90)


def before(
    people: dict[str, Person],
    moment: Callable[[dt.date, int], dt.datetime],
    shift: dt.timedelta,
) -> None:
    """`moment` makes an hour of a day; the days are moved with the day of loading."""
    at = moment(dt.date(2026, 10, 12) + shift, 15)
    for kind, told in ((BankWord.Kind.SYNONYM, SYNONYMS), (BankWord.Kind.LEXICON, LEXICON)):
        for line, why in told:
            wording.keep(kind=kind, line=line, why=why, by=people["zhao"], now=at)
    for path, levels in LEVELS.items():
        section = actions.section_at(path=path.split("/"), by=people["zhou"], now=at)
        actions.set_levels(levels=levels, section=section, by=people["zhou"], now=at)
    _checked(moment(dt.date(2026, 11, 23) + shift, 8))


def _checked(now: dt.datetime) -> None:
    """What was said of the texts of the last months: what stands in them was overruled."""
    standard = Standard(shipped())
    versions = ArticleVersion.objects.filter(at__gte=now - LATELY).order_by("id")
    raised, overruled = [], []
    for version, mended in zip(
        versions.select_related("article", "content", "submission"), cycle(MENDED), strict=False
    ):
        content = types.load(version.article.type, version.content.payload)
        stood = {w.rule for w in warnings(content, version.at, standard) if w.level == Level.HINT}
        place = {"line": version.line, "section_id": version.section_id}
        raised += [
            RaisedCheck(rule=rule, at=version.at, handed_in_at=version.at, **place)
            for rule in sorted(stood | {mended})
        ]
        overruled += [
            OverruledCheck(rule=rule, submission=version.submission, **place)
            for rule in sorted(stood)
            if version.submission
        ]
    RaisedCheck.objects.bulk_create(raised, batch_size=500)
    OverruledCheck.objects.bulk_create(overruled, batch_size=500)
