"""Who may do what, as far as roles decide it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "agent", _("坐席")
    BRANCH = "branch", _("网点/分支行人员")
    EXPERT = "expert", _("业务专家")
    AUTHOR = "author", _("知识采编岗")
    CONFIRMER = "confirmer", _("业务确认人")
    REVIEWER = "reviewer", _("审核岗")
    TRAINER = "trainer", _("培训师")
    QUALITY = "quality", _("质检岗")
    SUPERVISOR = "supervisor", _("运营主管")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


EXCLUSIVE = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
EDITORIAL = frozenset({Role.AUTHOR, Role.REVIEWER})
DECIDING = frozenset({Role.CONFIRMER, Role.REVIEWER, Role.SECURITY_ADMIN})
ASKING = frozenset({Role.AUTHOR, Role.CONFIRMER, Role.EXPERT})  # for new knowledge, or a change
FOLLOWING = EDITORIAL | ASKING  # what was asked for, and the calendar
STUDIO = FOLLOWING | DECIDING  # who finds work at the authors' desk

SCOPES = frozenset({"read", "ask"})  # of bearer tokens


def may_hold(role: str, held: frozenset[str]) -> bool:
    """The three administrators are separate people and hold nothing else (三员分立)."""
    others = held - {role}
    return not others if role in EXCLUSIVE else not (others & EXCLUSIVE)
