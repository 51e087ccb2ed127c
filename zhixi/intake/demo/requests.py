"""What departments had asked for by the day of loading, in each state, and the calendar's marks."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils import timezone

from zhixi.accounts.models import Person, Unit
from zhixi.intake.demo import papers
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.actions import closing, marking, requesting
from zhixi.knowledge.actions.requesting import Task, Wish
from zhixi.knowledge.models import (
    Article,
    ArticleVersion,
    KnowledgeRequest,
    RequestEvent,
    RequestTie,
    Upload,
)

Moment = Callable[[dt.date, int], dt.datetime]


@dataclass(frozen=True, slots=True)
class Story:
    """`on` is the day of asking and `wanted` day and hour; `became` tells what was made of it."""

    on: str
    by: str
    unit: str
    title: str
    text: str
    wanted: tuple[str, int]
    kind: str = "new"
    document: str = ""
    codes: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    became: str = "asked"
    told: str = ""  # the reason, the title of the draft, or the code of what went live
    paper: tuple[str, str] = ("", "")  # the document that came with it: its name and its words


STORIES = [
    Story(
        "2026-11-11", "wang", "HQ-CARD", "双十二支付立减上线口径",
        "双十二支付立减 12 月 1 日起报名，请在活动公告发布当天上线活动口径与常见问题。",
        ("2026-11-16", 12), document="海银卡〔2026〕87号", extras=("training", "robot"),
        became="live", told="A03",
    ),
    Story(
        "2026-11-13", "qian", "HQ-CARD", "十二月积分双倍口径",
        "十二月消费积分双倍，同时提醒年末积分清零，两件事请放在一条里说清楚。",
        ("2026-11-18", 9), document="海银卡〔2026〕90号", became="live", told="A09",
    ),
    Story(
        "2026-11-16", "zhao", "HQ-RETAIL", "存款挂牌利率下调通知",
        "挂牌利率 11 月 20 日起下调，坐席须在前一日收到通知并完成阅读确认。",
        ("2026-11-20", 0), kind="change", document="海银零售〔2026〕141号", codes=("K01",),
        extras=("must_read",), became="live", told="N04",
    ),
    Story(
        "2026-11-17", "qian", "HQ-CARD", "分期提前还款口径调整",
        "提前结清分期不再收取剩余期数的利息，请修改相关口径。",
        ("2026-12-01", 9), kind="change", became="returned",
        told="没有写明从哪天起执行，也没有发文字号，请补充后重新提出。",
    ),
    Story(
        "2026-11-18", "zhao", "HQ-EBANK", "手机银行人脸识别失败的处理口径",
        "新版手机银行人脸识别失败后可改用短信加交易密码核验，请补充到登录类问题。",
        ("2026-11-22", 18), extras=("robot",),
    ),
    Story(
        "2026-11-19", "qian", "HQ-CARD", "白金卡机场贵宾厅次数调整",
        "明年起白金卡贵宾厅由每年 6 次改为 4 次，已预约的不受影响。",
        ("2026-12-15", 9), kind="change", document="海银卡〔2026〕95号",
        extras=("training", "robot"), became="accepted",
        paper=("关于调整白金卡机场贵宾厅服务次数的通知.pdf", "自明年 1 月 1 日起，白金卡机场贵宾厅"
               "服务由每年 6 次调整为 4 次。|已预约未使用的次数不受影响，仍按原约定享受。"),
    ),
    Story(
        "2026-11-19", "wang", "HQ-CARD", "境外消费返现活动口径",
        "境外刷卡返现 12 月 10 日开始，请说明返现比例、封顶金额和到账时间。",
        ("2026-12-10", 0), became="drafted", told="境外刷卡返现怎么参加",
    ),
    Story(
        "2026-11-20", "qian", "HQ-CARD", "附属卡可单独设置限额",
        "附属卡限额可由主卡持卡人在手机银行单独设置，实时生效。",
        ("2026-11-28", 9), document="海银卡〔2026〕96号", extras=("ivr",),
        paper=("附属卡限额管理办法（节选）.pdf", "附属卡的限额由主卡持卡人设定。|"
               "主卡持卡人可在手机银行按卡设置，保存后实时生效。"),
        became="approval", told="附属卡的限额怎么设置",
    ),
    Story(
        "2026-11-20", "wang", "HQ-CARD", "信用卡年费政策全文上传",
        "请把年费政策全文作为一条知识上线，供坐席查阅。",
        ("2026-12-20", 9), became="declined",
        told="年费政策已按常见问题拆条上线，见“信用卡 › 年费”，不再整篇上传。",
    ),
    Story(
        "2026-11-22", "wang", "HQ-CARD", "旧版电子账单下线",
        "纸质样式的电子账单 12 月底停发，相关说明届时不再适用。",
        ("2026-12-31", 18), kind="withdraw",
    ),
]  # fmt: skip
LEADS = {"附属卡的限额怎么设置": "主卡持卡人在手机银行就能单独设置附属卡限额，设好马上生效。"}
PLAN = (
    "境外返现活动方案.pdf",
    ["境外刷卡返现活动方案（征求意见稿）", "返现比例为消费金额的 5%，每卡每月封顶 200 元",
     "达标次月 15 日前入账；预借现金、分期和退货不计"],
)  # fmt: skip


def before(
    people: dict[str, Person], units: dict[str, Unit], moment: Moment, shift: dt.timedelta
) -> None:
    """`moment` makes an hour of a day; the days are moved with the day of loading."""

    def at(day: str, hour: int) -> dt.datetime:
        return moment(dt.date.fromisoformat(day) + shift, hour)

    numbers = dict(Article.objects.values_list("source_id", "number"))
    for story in STORIES:
        asked = at(story.on, 9)
        wish = Wish(
            title=story.title,
            text=story.text,
            kind=story.kind,
            wanted_at=at(*story.wanted),
            unit=units[story.unit],
            document=story.document,
            articles=tuple(numbers[code] for code in story.codes),
            extras=story.extras,
        )
        uploads = [_handed_up(story, people[story.by], asked)] if story.paper[0] else []
        row = requesting.ask(wish=wish, by=people[story.by], now=asked, uploads=uploads)
        Upload.objects.filter(pk__in=uploads).delete()
        _became(row, story, people, asked)
    _mark(people["zhao"], moment, dt.date.fromisoformat("2026-11-23") + shift)


def _handed_up(story: Story, by: Person, at: dt.datetime) -> uuid.UUID:
    name, words = story.paper
    file = papers.taken(papers.form([[story.document, *words.split("|")]]), by, at)
    upload = Upload.objects.create(name=name, size=file.size, file=file, by=by, changed_at=at)
    return upload.pk


def _mark(by: Person, moment: Moment, loaded: dt.date) -> None:
    """The turn of the year does not move with the story; it lies ahead by some days at least."""
    year = (loaded + dt.timedelta(days=7)).year
    freeze, holiday = dt.date(year, 12, 30), dt.date(year + 1, 1, 1)
    now = moment(loaded - dt.timedelta(days=3), 9)
    for kind, name, first, last in (
        ("freeze", "年终决算冻结", freeze, holiday),
        ("holiday", "元旦", holiday, holiday + dt.timedelta(days=3)),
    ):
        start, end = moment(first, 0), moment(last, 0)
        marking.mark(kind=kind, name=name, starts_at=start, ends_at=end, by=by, now=now)


def _became(
    row: KnowledgeRequest, story: Story, people: dict[str, Person], asked: dt.datetime
) -> None:
    zhao, later = people["zhao"], asked + dt.timedelta(hours=2)
    if story.became == "returned":
        requesting.send_back(number=row.pk, reason=story.told, by=zhao, now=later)
    elif story.became == "declined":
        closing.decline(number=row.pk, reason=story.told, by=zhao, now=later)
    elif story.became != "asked":
        requesting.accept(number=row.pk, by=zhao, now=later)
    if story.became == "live":
        _tie(row, story.told, zhao, later)
    if story.became in ("drafted", "approval"):
        task = Task(zhao, timezone.localdate(row.wanted_at - dt.timedelta(days=1)))
        section = actions.section_at(path=["信用卡", "额度与用卡"], by=zhao, now=later)
        tie = requesting.begin_draft(
            number=row.pk, title=story.told, type="faq", section=section, task=task, by=zhao,
            now=later,
        )  # fmt: skip
        if story.became == "approval":
            _hand_in(tie, LEADS[story.told], zhao, later)
        else:
            _put_by(tie, zhao, later)


def _tie(row: KnowledgeRequest, code: str, by: Person, at: dt.datetime) -> None:
    """To a text of the bank's own story: its first version answers the request."""
    version = ArticleVersion.objects.filter(article__source_id=code).earliest("n")
    due = timezone.localdate(row.wanted_at - dt.timedelta(days=1))
    RequestTie.objects.create(
        request=row, article_id=version.article_id, line=version.line, owner=by, due_on=due, at=at
    )
    told = {"article": version.article_id, "owner": by.name, "due_on": due.isoformat()}
    RequestEvent.objects.create(request=row, what="tie", by=by, at=at, told=told)


def _put_by(tie: RequestTie, by: Person, at: dt.datetime) -> None:
    """The department's paper lies with the draft; what to say of it is not written yet."""
    name, lines = PLAN
    file = papers.taken(papers.form([lines]), by, at)
    kept = drafts.kept(tie.article_id)
    attachments = [{"digest": file.pk, "name": name}]
    words = replace(kept.words, content=kept.words.content | {"attachments": attachments})
    actions.keep(number=tie.article_id, words=words, base=kept.words.state, by=by, now=at)


def _hand_in(tie: RequestTie, lead: str, by: Person, at: dt.datetime) -> None:
    kept = drafts.kept(tie.article_id)
    words = replace(kept.words, content=kept.words.content | {"lead": lead})
    actions.keep(number=tie.article_id, words=words, base=kept.words.state, by=by, now=at)
    actions.submit(articles=[tie.article_id], by=by, clock=lambda: at)
