"""Who may decide: never a maker, never twice, only who holds the step's role."""

from collections.abc import Collection


def may_decide(
    number: str,
    roles: Collection[str],
    *,
    role: str,
    makers: Collection[str],
    deciders: Collection[str],
) -> bool:
    return role in roles and number not in makers and number not in deciders


def may_see(
    number: str, roles: Collection[str], *, step_roles: Collection[str], makers: Collection[str]
) -> bool:
    """Makers follow what they handed in; those who decide some step read it."""
    return number in makers or bool(set(roles) & set(step_roles))
