"""Who may decide: never a maker or who took over from one, never twice, only who holds the
step's role."""

from collections.abc import Collection


def may_decide(
    number: str,
    roles: Collection[str],
    *,
    role: str,
    makers: Collection[str],
    deciders: Collection[str],
    left: Collection[str] = (),
) -> bool:
    """`left` are the numbers of those whose work was left to the person."""
    makes = bool({number, *left} & set(makers))
    return role in roles and not makes and number not in deciders


def may_see(
    numbers: Collection[str],
    roles: Collection[str],
    *,
    step_roles: Collection[str],
    makers: Collection[str],
) -> bool:
    """Makers follow what they handed in, and whoever goes on for them by one of his `numbers`;
    those who decide some step read it."""
    return bool(set(numbers) & set(makers) or set(roles) & set(step_roles))
