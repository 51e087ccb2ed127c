"""The chain's links in words, of one subject or one after another: what was before, and after."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import Audience, AuditEntry, Chain, Person
from zhixi.accounts.rules import SCOPES, Role
from zhixi.lib.text import series

MOST = 50
LATEST = ("-at", "-seq")
VERBS: dict[str, Any] = {
    "person": _("新增人员"),
    "person-changed": _("修改资料"),
    "role": _("角色"),
    "member": _("机构"),
    "deactivate": _("停用"),
    "reactivate": _("恢复"),
    "handover-planned": _("安排接手人"),
    "handed-over": _("工作交接"),
    "password": _("重设密码"),
    "unlock": _("解除锁定"),
    "token": _("发放令牌"),
    "token-revoked": _("收回令牌"),
    "unit": _("新增机构"),
    "unit-changed": _("修改机构"),
    "audience": _("新增可见范围"),
}
SUBJECTS: dict[str, Any] = {
    "person": _("人员"),
    "unit": _("机构"),
    "audience": _("可见范围"),
}
_WORDS: dict[str, Any] = (
    {
        "name": _("名称"),
        "login": _("登录名"),
        "region": _("地区"),
        "parent": _("上级"),
        "units": _("机构"),
        "closed_at": _("撤销时间"),
        "True": _("是"),
        "False": _("否"),
    }
    | {role.value: role.label for role in Role}
    | SCOPES
)
Names = Mapping[str, Mapping[int, str]]
_NAMED: dict[str, Callable[[dt.datetime], Mapping[int, str]]] = {
    "audience": lambda now: dict(Audience.objects.values_list("pk", "name"))
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How the chain is narrowed; `older` than the link of that number, 0 from its end."""

    verb: str = ""
    by: str = ""
    first: dt.datetime | None = None
    last: dt.datetime | None = None
    older: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """`by` is empty where no person did it: at the command line, or by loading."""

    seq: int
    at: dt.datetime
    by: str
    what: str
    subject: str
    before: str
    after: str
    reason: str


def register(
    verbs: Mapping[str, Any],
    subjects: Mapping[str, Any],
    words: Mapping[str, Any],
    named: Mapping[str, Callable[[dt.datetime], Mapping[int, str]]],
) -> None:
    """What a room above calls the links that it adds, what they are about, codes in them, and
    how the keys under a name are called now."""
    VERBS.update(verbs)
    _NAMED.update(named)
    SUBJECTS.update(subjects)
    _WORDS.update(words)


def of_subject(subject: str, now: dt.datetime) -> list[Link]:
    """The latest links first."""
    return _links(AuditEntry.objects.filter(subject=subject).order_by("-id")[:MOST], now)


def latest(asked: Asked, now: dt.datetime) -> tuple[list[Link], bool]:
    """A page of the chain, the latest first, and whether there are older ones."""
    found = _links(_page(asked), now)
    return found[:MOST], len(found) > MOST


def _page(asked: Asked) -> QuerySet[AuditEntry]:
    """One more than a page. Of several people of one name the latest of each are found by an
    index; narrowed to all of them at once, the database would sort all that they ever did."""
    rows = _narrowed(asked)
    if not asked.by:
        return rows[: MOST + 1]
    some = [rows.filter(by=number) for number in _numbers(asked.by)]
    if len(some) == 1:
        return some[0][: MOST + 1]
    either = Q(pk__in=[])
    for each in some:
        either |= Q(pk__in=each.values("pk")[: MOST + 1])
    return AuditEntry.objects.filter(either).order_by(*LATEST)[: MOST + 1]


def _numbers(text: str) -> list[str]:
    """Of those who have this name, login or number, at most as many as a page has lines."""
    who = Q(number=text) | Q(login=text) | Q(name=text)
    return list(Person.objects.filter(who).values_list("number", flat=True)[:MOST])


def _narrowed(asked: Asked) -> QuerySet[AuditEntry]:
    # Written out: SQLite takes an index over a part of a table only where it sees the condition.
    rows = AuditEntry.objects.filter(RawSQL("chain = 'main'", (), BooleanField()))
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.first:
        rows = rows.filter(at__gte=asked.first)
    end = AuditEntry.objects.filter(chain=Chain.MAIN, seq=asked.older).first()
    if end and (asked.last is None or end.at < asked.last):
        rows = rows.filter(Q(at__lt=end.at) | Q(seq__lt=end.seq), at__lte=end.at)
    elif asked.last:
        rows = rows.filter(at__lt=asked.last)
    return rows.order_by(*LATEST)


def _links(entries: Iterable[AuditEntry], now: dt.datetime) -> list[Link]:
    rows = list(entries)
    numbers = {entry.by for entry in rows}
    people = dict(Person.objects.filter(number__in=numbers).values_list("number", "name"))
    names = {name: named(now) for name, named in _NAMED.items()}
    return [_link(entry, people.get(entry.by, ""), names) for entry in rows]


def _link(entry: AuditEntry, by: str, names: Names) -> Link:
    told = entry.facts
    after = told.get("after") or told.get("on") or told.get("to")
    if entry.verb in {"person", "unit", "audience", "section"} and not after:
        after = [told.get("name"), told.get("unit"), *told.get("roles", ())]
        after += [*told.get("units", ()), *told.get("path", ())]
    what = str(VERBS.get(entry.verb, entry.verb))
    return Link(
        seq=entry.seq,
        at=entry.at,
        by=by,
        what=what,
        subject=_subject(entry.subject, told.get("name"), names),
        before=_words(told.get("before"), names),
        after=_words(after, names),
        reason=str(told.get("reason") or ""),
    )


def _subject(subject: str, name: Any, names: Names) -> str:
    kind, _colon, key = subject.partition(":")
    known = names.get(kind, {}).get(int(key), key) if key.isdecimal() else key
    told = [str(SUBJECTS.get(kind, kind)), name if isinstance(name, str) and name else known]
    return " ".join(str(_WORDS.get(each, each)) for each in told if each)


def _words(value: Any, names: Names) -> str:
    """A fact as one reads it."""
    if isinstance(value, dict):
        order = dict.fromkeys([*_WORDS, *value])  # the chain keeps keys by the alphabet
        told = [(n, _named(n, value[n], names)) for n in order if n in value]
        return "；".join(f"{_WORDS.get(name, name)}：{each}" for name, each in told if each)
    if isinstance(value, list):
        return series(_words(each, names) for each in value if each)
    return "" if value is None else str(_WORDS.get(str(value)) or _moment(str(value)))


def _moment(text: str) -> str:
    """A moment in the bank's zone; anything else as it is."""
    moment = parse_datetime(text) if re.match(r"\d{4}-\d\d-\d\dT", text) else None
    if moment is None or moment.tzinfo is None:
        return text
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _named(name: str, value: Any, names: Names) -> str:
    known = names.get(name, {}).get(value) if isinstance(value, int) else None
    return known or _words(value, names)
