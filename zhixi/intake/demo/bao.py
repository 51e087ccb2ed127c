"""What bao said otherwise for her region: some is live, one waits, one was vetoed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from zhixi.accounts.models import Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge.actions import varying
from zhixi.knowledge.models import Article
from zhixi.knowledge.regional.sentences import Key, changed, sentences
from zhixi.knowledge.regional.writing import kept, standing

Moment = Callable[[dt.date, int], dt.datetime]
REGION = "北麓"


@dataclass(frozen=True, slots=True)
class Story:
    """`why` is the branch's reason, `vetoed` head office's, `on` the day of handing in."""

    on: str
    code: str
    part: str
    said: str
    why: str
    decided: bool = True
    vetoed: str = ""


STORIES = [
    Story(
        "2026-11-05", "R08", "supplements/2/text",
        "不约也可以，直接到店取号；要双语服务的跟大堂经理说，给您安排会双语的同事。",
        "北麓网点都有双语窗口。",
    ),
    Story(
        "2026-11-10", "J26", "supplements/0/text",
        "网点打印最近三个月的不收费，更早的按页收费。",
        "县域网点打印纸用得快。", vetoed="流水打印的收费标准全行统一，分行不得自定。",
    ),
    Story(
        "2026-11-18", "N03", "body/7",
        "取现 5 万元以上须提前 1 个工作日预约，牧区网点请提前 3 个工作日；外币现钞只在主办行预约",
        "牧区网点押运一周两次。",
    ),
    Story(
        "2026-11-19", "N03", "must_tell/+",
        "牧区网点1月1日、2日都不营业，急用现金请到助农取款点。",
        "总行的安排没有写牧区网点。",
    ),
    Story(
        "2026-11-20", "R12", "supplements/3/text",
        "实在来不了的，可以申请上门；牧区路远，网点会先打电话跟您约日子。",
        "牧区上门要先约日子。", decided=False,
    ),
]  # fmt: skip


def before(people: dict[str, Person], moment: Moment, shift: dt.timedelta) -> None:
    """`moment` makes an hour of a day; the days are moved with the day of loading."""
    numbers = dict(Article.objects.values_list("source_id", "number"))
    for story in STORIES:
        at = moment(dt.date.fromisoformat(story.on) + shift, 10)
        _told(story, numbers[story.code], people, at)


def _told(story: Story, number: int, people: dict[str, Person], at: dt.datetime) -> None:
    stands, key = standing(number, at), Key(REGION, story.part)
    if stands is None:
        return
    rows = changed(sentences(stands.content, REGION), {key.name: (story.said,)})
    by = people["bao"]
    varying.keep(number=number, region=REGION, rows=rows, base="", by=by, now=at)
    base = kept(number, REGION).state
    made = varying.hand_in(
        number=number, region=REGION, base=base, by=by, clock=lambda: at, reason=story.why
    )
    if story.decided:
        _agreed(made, people["qian"], at + dt.timedelta(hours=4))
    if story.vetoed:
        later = at + dt.timedelta(days=2)
        asked = varying.veto(
            number=number,
            key=key,
            by=people["zhou"],
            clock=lambda: later,
            reason=story.vetoed,
        )
        _agreed(asked, people["qian"], later + dt.timedelta(hours=1))


def _agreed(made: Submission, by: Person, at: dt.datetime) -> None:
    gate.decide(
        submission=made.pk,
        step=1,
        by=by,
        seen_digest=made.digest,
        verdict="approve",
        clock=lambda: at,
    )
