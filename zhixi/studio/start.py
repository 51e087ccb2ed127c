"""The lists that the start page begins and that have a page each, for the person who looks."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.accounts.rules import ASKING, DECIDING, EDITORIAL, Role
from zhixi.accounts.succession import coming_to
from zhixi.approval import queries as gate
from zhixi.approval.models import Decision, Submission
from zhixi.knowledge import shelf, typenames
from zhixi.knowledge.queries import Rights, rights_of
from zhixi.knowledge.regional import listing as differing
from zhixi.knowledge.requesting import listing
from zhixi.knowledge.requesting.stages import Stage
from zhixi.knowledge.rules import may_edit
from zhixi.knowledge.working import mine
from zhixi.knowledge.working.mine import Due
from zhixi.search import failing
from zhixi.studio import regional, taking, unfound
from zhixi.studio.lines import Line

REASONS = {
    "irrelevant": gettext_lazy("不相关"),
    "wrong": gettext_lazy("内容有误"),
    "unclear": gettext_lazy("没看懂"),
    "": gettext_lazy("未注明原因"),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """Who looks, with what rights, and when."""

    person: Person
    now: dt.datetime
    roles: frozenset[str]
    rights: Rights

    @property
    def edits(self) -> bool:
        return may_edit(self.roles)


def seat(person: Person, now: dt.datetime) -> Seat:
    return Seat(person, now, roles_of(person, now), rights_of(person, now))


Rows = Sequence[Any] | QuerySet[Any, Any]


ELSEWHERE = {
    "waiting": ("approval:submissions", ""),
    "requests": ("knowledge:requests", ""),
    "asked": ("knowledge:requests", "?state=all&mine=on"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the lists: what it holds for a person, how each of it is told, and for whom it is.

    The start page leaves a `rare` one out while it is empty.
    """

    code: str
    title: str | Promise
    empty: str | Promise
    hint: str | Promise
    rows: Callable[[Seat], Rows]
    line: Callable[[Seat, Any], Line]
    roles: frozenset[str]
    rare: bool = False

    @property
    def url(self) -> str:
        address, asked = ELSEWHERE.get(self.code, (f"studio:{self.code}", ""))
        return reverse(address) + asked


def edit(number: int) -> str:
    return reverse("knowledge:edit", args=[number])


def _day(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d")


def _minute(moment: dt.datetime) -> str:
    return timezone.localtime(moment).strftime("%m-%d %H:%M")


def _handed_in(seat: Seat, submission: Submission) -> Line:
    others = submission.submitted_by != seat.person
    facts = [submission.submitted_by.name] if others else []
    facts.append(_minute(submission.submitted_at))
    if submission.size > 1:
        facts.insert(0, _("%(n)s 条") % {"n": submission.size})
    url = reverse("approval:submission", args=[submission.pk])
    return Line(submission.title, url, facts, submission.reason)


def _returned(seat: Seat, decision: Decision) -> Line:
    submission = decision.submission
    number: int | None = getattr(decision, "number", None)
    own = number is not None and submission.size == 1 and seat.edits
    url = edit(number) if own and number else reverse("approval:submission", args=[submission.pk])
    return Line(submission.title, url, [decision.by.name, _minute(decision.at)], decision.reason)


def _draft(seat: Seat, row: dict[str, Any]) -> Line:
    label = typenames.names()[row["article__type"]]
    path = " › ".join(seat.rights.tree.names(row["section_id"]))
    title = row["title"] or _("未命名")
    return Line(title, edit(row["article_id"]), [label, path, _minute(row["changed_at"])])


def _due(seat: Seat, due: Due) -> Line:
    words = {
        (True, True): _("%(day)s 已到期"),
        (True, False): _("%(day)s 到期"),
        (False, True): _("%(day)s 复审逾期"),
        (False, False): _("%(day)s 复审"),
    }
    said = words[due.ends, due.passed] % {"day": _day(due.at)}
    gone = due.ends and due.passed
    url = edit(due.number) if seat.edits else ("" if gone else f"/k/{due.number}")
    return Line(due.title, url, [due.label, due.section, said], late=due.passed)


def _request(seat: Seat, row: Any) -> Line:
    """To those who handle it, whose it is; to who asked, how far it is."""
    facts = [row.unit.name] if row.asked_by_id != seat.person.pk else []
    facts.append(str(Stage(row.stage).label))
    due: dt.date | None = getattr(row, "due_on", None)
    if due:
        facts.append(_("%(day)s 前由我提交") % {"day": f"{due:%m-%d}"})
    facts.append(_("希望 %(at)s 上线") % {"at": _minute(row.wanted_at)})
    late = row.late or bool(due and due < timezone.localdate(seat.now))
    return Line(row.title, reverse("knowledge:request", args=[row.pk]), facts, late=late)


@dataclass(frozen=True, slots=True)
class Disliked:
    entry: shelf.Entry
    reasons: dict[str, int]


def _disliked(seat: Seat) -> list[Disliked]:
    sums = failing.unsolved(seat.now)
    entries = shelf.among(sums, seat.rights, seat.now)
    return [Disliked(entry, sums[number]) for number, entry in entries.items()]


def _unsolved(seat: Seat, row: Disliked) -> Line:
    why = [f"{REASONS.get(code, code)} {n}" for code, n in sorted(row.reasons.items())]
    number = row.entry.number
    url = edit(number) if seat.edits else f"/k/{number}"
    times = _("%(n)s 次") % {"n": sum(row.reasons.values())}
    return Line(row.entry.title, url, [times, *why])


_OWNERS = EDITORIAL | {Role.CONFIRMER}
_BRANCH = frozenset({Role.BRANCH_KNOWLEDGE})

KINDS = [
    Kind(
        "waiting",
        gettext_lazy("待我确认"),
        gettext_lazy("没有待您确认的提交。"),
        "",
        lambda seat: gate.waiting_for(seat.person, seat.now),
        _handed_in,
        DECIDING,
    ),
    Kind(
        "requests",
        gettext_lazy("需求单"),
        gettext_lazy("没有要您处理的需求单。"),
        gettext_lazy("要我处理的"),
        lambda seat: listing.to_do(seat.person, seat.now),
        _request,
        EDITORIAL,
    ),
    Kind(
        "asked",
        gettext_lazy("我提的需求"),
        gettext_lazy("没有进行中的需求，在“需求单”里提出。"),
        gettext_lazy("上线后保留 14 天"),
        lambda seat: listing.asked_by(seat.person, seat.now),
        _request,
        ASKING - EDITORIAL,
    ),
    Kind(
        "taking",
        gettext_lazy("由我接手的"),
        gettext_lazy("没有要您接手的工作。"),
        gettext_lazy("到停用日，名下的工作转给我"),
        lambda seat: coming_to(seat.person, seat.now),
        lambda seat, row: taking.told(row, seat.now),
        EDITORIAL,
        rare=True,
    ),
    Kind(
        "returned",
        gettext_lazy("退回给我的"),
        gettext_lazy("没有退回的内容。"),
        "",
        lambda seat: mine.returned(seat.person, seat.now),
        _returned,
        EDITORIAL,
    ),
    Kind(
        "drafts",
        gettext_lazy("我的草稿"),
        gettext_lazy("没有未提交的草稿，从“新建”开始写。"),
        "",
        lambda seat: mine.drafts(seat.person, seat.rights, seat.now),
        _draft,
        EDITORIAL,
    ),
    Kind(
        "submitted",
        gettext_lazy("我提交的"),
        gettext_lazy("没有等待他人确认的提交。"),
        gettext_lazy("等待他人确认"),
        lambda seat: gate.made_by(seat.person, seat.now),
        _handed_in,
        EDITORIAL,
    ),
    Kind(
        "regional",
        gettext_lazy("本地区的说法"),
        gettext_lazy("没有未提交或待确认的说法。"),
        gettext_lazy("打开一条知识，点“本地区的说法”开始写"),
        lambda seat: differing.in_work(seat.person, seat.now),
        lambda _seat, row: regional.in_work(row),
        _BRANCH,
    ),
    Kind(
        "vetoed",
        gettext_lazy("总行否决的"),
        gettext_lazy("总行没有否决过本地区的说法。"),
        gettext_lazy("近 30 天"),
        lambda seat: differing.told_to(seat.person, seat.now),
        lambda _seat, row: regional.vetoed(row),
        _BRANCH,
    ),
    Kind(
        "due",
        gettext_lazy("将到期与待复审"),
        gettext_lazy("30 天内没有到期或待复审的知识。"),
        gettext_lazy("本部门和我编写的，30 天内"),
        lambda seat: mine.due(seat.person, seat.rights, seat.now),
        _due,
        _OWNERS,
    ),
    Kind(
        "unfound",
        gettext_lazy("坐席没有找到的"),
        gettext_lazy("近 14 天没有多人查不到的问题。"),
        gettext_lazy("近 14 天，至少 3 人"),
        lambda seat: unfound.missed(seat.person, seat.rights, seat.now),
        lambda _seat, row: unfound.line(row),
        EDITORIAL,
    ),
    Kind(
        "unsolved",
        gettext_lazy("坐席评为未解决的"),
        gettext_lazy("近 14 天没有评为未解决的知识。"),
        gettext_lazy("近 14 天"),
        _disliked,
        _unsolved,
        _OWNERS,
    ),
]


def lists_of(seat: Seat) -> list[Kind]:
    """The lists that are for this person."""
    return [kind for kind in KINDS if kind.roles & seat.roles]
