"""Who may read the look-up log, and who keeps the words that the search goes by."""

from zhixi.accounts.rules import EDITORIAL, Role

_WATCHING = frozenset({Role.QUALITY, Role.SUPERVISOR})


def may_follow_others(roles: frozenset[str]) -> bool:
    """Quality and supervision follow any call; everybody else his own."""
    return bool(roles & _WATCHING)


def may_keep_words(roles: frozenset[str]) -> bool:
    """Keep the bank's synonyms and words of the lexicon."""
    return bool(roles & EDITORIAL)
