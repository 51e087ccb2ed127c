"""Who may do what, as far as roles decide it."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "agent", _("坐席")
    BRANCH = "branch", _("网点/分支行人员")
    BRANCH_KNOWLEDGE = "branch_knowledge", _("分行知识管理员")
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
NAMING = frozenset({Role.SYSTEM_ADMIN})  # the types of knowledge
COMPARING = EDITORIAL | {Role.CONFIRMER, Role.BRANCH_KNOWLEDGE}  # what regions say otherwise
STUDIO = FOLLOWING | DECIDING | COMPARING  # who finds work at the authors' desk

SCOPES = {"read": _("检索与阅读"), "ask": _("知识征询")}  # of bearer tokens


def may_hold(role: str, held: frozenset[str]) -> bool:
    """The three administrators are separate people and hold nothing else (三员分立)."""
    others = held - {role}
    return not others if role in EXCLUSIVE else not (others & EXCLUSIVE)


def may_see_staff(roles: Collection[str]) -> bool:
    """Read who is who, in which role and unit, and what he may see and why."""
    return bool(EXCLUSIVE & set(roles))


def may_keep_staff(roles: Collection[str]) -> bool:
    """People, units, and who works where; never a role."""
    return Role.SYSTEM_ADMIN in roles


def may_give_roles(roles: Collection[str]) -> bool:
    return Role.SECURITY_ADMIN in roles


def may_read_trail(roles: Collection[str]) -> bool:
    return Role.AUDIT_ADMIN in roles


def may_reset(roles: Collection[str], theirs: Collection[str]) -> bool:
    """Open somebody's sign-in again. Whoever sets a password could sign in with it: who keeps
    people must not become an administrator that way."""
    return (Role.SECURITY_ADMIN if EXCLUSIVE & set(theirs) else Role.SYSTEM_ADMIN) in roles
