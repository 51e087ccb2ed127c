"""Who may write, change places and ask for removal; reading is decided by `queries`."""

from collections.abc import Collection

from zhixi.accounts.rules import EDITORIAL, Role


def may_edit(roles: Collection[str]) -> bool:
    """Write drafts, hand them in and ask that an article be withdrawn."""
    return bool(EDITORIAL & set(roles))


def may_place(roles: Collection[str]) -> bool:
    """Move and rename sections, change who reads there or reads an article."""
    return bool(EDITORIAL & set(roles))


def may_ask_removal(roles: Collection[str]) -> bool:
    """Ask that words be removed on a legal ground; the way's step names who decides."""
    return Role.REVIEWER in roles
