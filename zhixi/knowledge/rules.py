"""Who may write, change places and ask for removal; reading is decided by `queries`."""

from collections.abc import Collection

from zhixi.accounts.rules import ASKING, COMPARING, EDITORIAL, FOLLOWING, NAMING, Role


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


def may_bring_files(roles: Collection[str]) -> bool:
    """Hand files in: for the texts that one writes, or for what one asks."""
    return bool((EDITORIAL | ASKING) & set(roles))


def may_follow(roles: Collection[str]) -> bool:
    """Open requests and the calendar; which of them is decided by `requesting.seen_by`."""
    return bool(FOLLOWING & set(roles))


def may_accept(roles: Collection[str]) -> bool:
    """Accept and return requests, tie drafts to them, keep freeze windows and holidays."""
    return Role.AUTHOR in roles


def may_set_checks(roles: Collection[str]) -> bool:
    """Say how much each check weighs: whoever writes is measured by it and does not set it."""
    return Role.REVIEWER in roles


def may_vary(roles: Collection[str]) -> bool:
    """Write what the region of one's own unit says otherwise in an article that one may read."""
    return Role.BRANCH_KNOWLEDGE in roles


def may_compare_regions(roles: Collection[str]) -> bool:
    """See what regions say otherwise: head office of all, a branch of its own."""
    return bool(COMPARING & set(roles))


def may_veto(roles: Collection[str]) -> bool:
    """Ask, for head office, that a region no longer say it otherwise."""
    return bool((EDITORIAL | {Role.CONFIRMER}) & set(roles))


def may_name_types(roles: Collection[str]) -> bool:
    """Say by which names the types of knowledge go on all screens."""
    return bool(NAMING & set(roles))


def may_see_type_names(roles: Collection[str]) -> bool:
    """Read which names were given, beside the other labels."""
    return bool((EDITORIAL | NAMING) & set(roles))
