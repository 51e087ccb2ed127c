"""Who somebody is at a moment."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from zhixi.accounts.models import (
    ApiToken,
    Audience,
    AudienceUnit,
    Person,
    RoleMembership,
    Unit,
    UnitMembership,
)
from zhixi.lib.digest import digest


class UnknownPerson(Exception):
    """Nobody has this login or staff number."""


class UnknownUnit(Exception):
    """No unit has this code or name, or no audience this name."""


_AUDIENCES_ABOVE = """
WITH RECURSIVE line(id) AS (
    SELECT id FROM accounts_unit WHERE id IN ({marks})
    UNION
    SELECT CASE WHEN past.id IS NULL THEN unit.parent_id ELSE past.parent_id END
    FROM line JOIN accounts_unit unit ON unit.id = line.id
    LEFT JOIN accounts_unitpast past ON past.id = (
        SELECT id FROM accounts_unitpast WHERE unit_id = unit.id AND until_at > %s
        ORDER BY until_at, id LIMIT 1
    )
)
SELECT DISTINCT audience_id FROM accounts_audienceunit JOIN line ON unit_id = line.id
"""


# Every search asks this twice: written out, it costs a third of what putting it together costs.
_HELD = """
SELECT {what}, held FROM {table} WHERE person_id = %s AND from_at <= %s ORDER BY from_at, id
"""


def _held(model: type[Model], what: str, person: Person, at: dt.datetime) -> frozenset[Any]:
    """What the latest rows up to the moment say that the person holds."""
    statement = _HELD.format(what=what, table=model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(statement, [person.pk, connection.ops.adapt_datetimefield_value(at)])
        return frozenset(key for key, held in dict(cursor.fetchall()).items() if held)


def roles_of(person: Person, at: dt.datetime) -> frozenset[str]:
    return _held(RoleMembership, "role", person, at)


def unit_ids_of(person: Person, at: dt.datetime) -> frozenset[int]:
    """The units the person belongs to directly."""
    return _held(UnitMembership, "unit_id", person, at)


def audience_ids_of(person: Person, at: dt.datetime) -> frozenset[int]:
    """Audiences that hold one of the person's units, or a unit above it."""
    units = unit_ids_of(person, at)
    if not units:
        return frozenset()
    # Every search asks this: the database climbs, so that a bank of thousands of units costs
    # no more than one of ten.
    marks = ",".join(["%s"] * len(units))
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(at)
        cursor.execute(_AUDIENCES_ABOVE.format(marks=marks), [*units, moment])
        return frozenset(audience for (audience,) in cursor.fetchall())


def audience_reach(audience: int | None) -> frozenset[int]:
    """The ids of all units in an audience, those below included; None is the whole bank."""
    return audience_reaches([audience])[audience]


def audience_reaches(audiences: Iterable[int | None]) -> dict[int | None, frozenset[int]]:
    """The same of several, with the whole bank's."""
    parents: dict[int, int | None] = dict(Unit.objects.values_list("id", "parent_id"))
    children: dict[int | None, list[int]] = {}
    for unit, parent in parents.items():
        children.setdefault(parent, []).append(unit)
    named: dict[int, set[int]] = {each: set() for each in audiences if each is not None}
    rows = AudienceUnit.objects.filter(audience__in=named)
    for audience, unit in rows.values_list("audience_id", "unit_id"):
        named[audience].add(unit)
    reaches: dict[int | None, frozenset[int]] = {None: frozenset(parents)}
    for audience, units in named.items():
        reaches[audience] = _with_below(units, children)
    return reaches


def _with_below(units: set[int], children: dict[int | None, list[int]]) -> frozenset[int]:
    reach, open_ = set(units), list(units)
    while open_:
        below = children.get(open_.pop(), [])
        reach.update(below)
        open_ += below
    return frozenset(reach)


def person_named(text: str) -> Person:
    """By login or staff number. Raises UnknownPerson."""
    person = Person.objects.filter(Q(login=text) | Q(number=text)).first()
    if person is None:
        raise UnknownPerson(_("没有登录名或工号为“%(text)s”的人员。") % {"text": text})
    return person


def unit_named(text: str) -> Unit:
    """By code or name. Raises UnknownUnit."""
    unit = Unit.objects.filter(Q(code=text) | Q(name=text)).order_by("id").first()
    if unit is None:
        raise UnknownUnit(_("没有代码或名称为“%(text)s”的机构。") % {"text": text})
    return unit


def audience_named(text: str) -> Audience:
    """By its whole name. Raises UnknownUnit."""
    audience = Audience.objects.filter(name=text).first()
    if audience is None:
        raise UnknownUnit(_("没有名为“%(text)s”的可见范围。") % {"text": text})
    return audience


def region_of(person: Person, at: dt.datetime) -> str:
    """The region of the branch or outlet the person works in, or nothing."""
    kinds = [Unit.Kind.BRANCH, Unit.Kind.OUTLET]
    unit = Unit.objects.filter(pk__in=unit_ids_of(person, at), kind__in=kinds).first()
    return unit.region if unit else ""


def token_of(text: str, now: dt.datetime, scope: str) -> ApiToken | None:
    """The token, if it holds, has the scope and its person is still with the bank."""
    token = (
        ApiToken.objects.filter(digest=digest(text), revoked_at__isnull=True)
        .select_related("person")
        .first()
    )
    if token is None or scope not in token.scopes:
        return None
    return token if token.person.active_at(now) else None


def people_named(text: str) -> frozenset[int]:
    """The ids of those who have this name, login or staff number, at most 50."""
    named = Q(name=text) | Q(login=text) | Q(number=text)
    return frozenset(Person.objects.filter(named).values_list("pk", flat=True)[:50])


def holders_of(roles: frozenset[str], at: dt.datetime) -> list[Person]:
    """Who is with the bank and holds one of these roles, by name."""
    rows = RoleMembership.objects.filter(role__in=roles, from_at__lte=at)
    held = {
        (person, role): holds
        for person, role, holds in rows.order_by("from_at", "id").values_list(
            "person", "role", "held"
        )
    }
    holders = {person for (person, _role), holds in held.items() if holds}
    found = Person.objects.filter(pk__in=holders).order_by("name", "pk")
    return [person for person in found if person.active_at(at)]
