"""Who may write, change places and ask for removal; reading is decided by `queries`."""

from collections.abc import Collection

from zhixi.accounts.rules import ASKING, EDITORIAL, FOLLOWING, Role


def may_edit(roles: Collection[str]) -> bool:
    """Write drafts, hand them in, ask for withdrawal, and keep the words that are watched."""
    return bool(EDITORIAL & set(roles))


def may_place(roles: Collection[str]) -> bool:
    """Move and rename sections, change who reads there or reads an article."""
    return bool(EDITORIAL & set(roles))


def may_ask_removal(roles: Collection[str]) -> bool:
    """Ask that words be removed on a legal ground; the way's step names who decides."""
    return Role.REVIEWER in roles


def may_ask(roles: Collection[str]) -> bool:
    """Ask, for a department, that knowledge be written, changed or taken down."""
    return bool(ASKING & set(roles))


def may_follow(roles: Collection[str]) -> bool:
    """Open requests and the calendar; which of them is decided by `requesting.seen_by`."""
    return bool(FOLLOWING & set(roles))


def may_accept(roles: Collection[str]) -> bool:
    """Accept and return requests, tie drafts to them, keep freeze windows and holidays."""
    return Role.AUTHOR in roles


def may_set_checks(roles: Collection[str]) -> bool:
    """Say how much each check weighs: whoever writes is measured by it and does not set it."""
    return Role.REVIEWER in roles
