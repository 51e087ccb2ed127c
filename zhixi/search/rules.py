"""Who may read the look-up log."""

from zhixi.accounts.rules import Role

_WATCHING = frozenset({Role.QUALITY, Role.SUPERVISOR})


def may_follow_others(roles: frozenset[str]) -> bool:
    """Quality and supervision follow any call; everybody else his own."""
    return bool(roles & _WATCHING)
