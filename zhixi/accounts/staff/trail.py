"""The chain's links about one subject, in words: what it was before, and after."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhixi.accounts.models import AuditEntry, Person
from zhixi.accounts.rules import Role

MOST = 50
VERBS = {
    "person": _("新增人员"),
    "person-changed": _("修改资料"),
    "role": _("角色"),
    "member": _("机构"),
    "deactivate": _("停用"),
    "reactivate": _("恢复"),
    "handed-over": _("工作交接"),
    "password": _("重设密码"),
    "unlock": _("解除锁定"),
    "token": _("发放令牌"),
    "token-revoked": _("收回令牌"),
    "unit": _("新增机构"),
    "unit-changed": _("修改机构"),
}
_ROLES = {role.value: role.label for role in Role}


@dataclass(frozen=True, slots=True)
class Link:
    """`by` is empty where no person did it: at the command line, or by loading."""

    seq: int
    at: dt.datetime
    by: str
    what: str
    before: str
    after: str


def of_subject(subject: str) -> list[Link]:
    """The latest links first."""
    entries = list(AuditEntry.objects.filter(subject=subject).order_by("-id")[:MOST])
    numbers = {entry.by for entry in entries}
    names = dict(Person.objects.filter(number__in=numbers).values_list("number", "name"))
    return [_link(entry, names.get(entry.by, "")) for entry in entries]


def _link(entry: AuditEntry, by: str) -> Link:
    told = entry.facts
    after = told.get("after") or told.get("on") or told.get("to")
    if entry.verb in {"person", "unit"}:
        after = [told.get("name"), told.get("unit"), *told.get("roles", ())]
    what = str(VERBS.get(entry.verb, entry.verb))
    return Link(entry.seq, entry.at, by, what, _words(told.get("before")), _words(after))


def _words(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return "、".join(str(_ROLES.get(each, each)) for each in value if each)
    return str(value or "")
