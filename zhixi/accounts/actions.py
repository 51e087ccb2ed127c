"""Changing people and places; every change is a link in the chain."""

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import (
    ApiToken,
    Audience,
    AudienceUnit,
    Chain,
    Person,
    RoleMembership,
    Unit,
    UnitMembership,
)
from zhixi.accounts.queries import roles_of, token_of, unit_ids_of
from zhixi.accounts.rules import SCOPES, Role, may_hold
from zhixi.lib.db import writing
from zhixi.lib.digest import digest


class UnableToAdd(Exception):
    """The person cannot be added; the message says why."""


class UnableToGrant(Exception):
    """The role cannot go to this person; the message says why."""


class UnableToSetPassword(Exception):
    """The password is too weak; the message says why."""


class UnableToIssue(Exception):
    """The token cannot be given; the message says why."""


def add_unit(
    *,
    code: str,
    name: str,
    kind: str,
    region: str = "",
    parent: Unit | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Unit:
    with writing():
        unit = Unit.objects.create(code=code, name=name, kind=kind, region=region, parent=parent)
        audit.record(verb="unit", subject=f"unit:{code}", facts={"name": name}, by=by, at=now)
        return unit


def add_person(
    *,
    number: str,
    name: str,
    login: str | None = None,
    unit: Unit | None = None,
    roles: Sequence[str] = (),
    password: str | None = None,
    by: Person | None,
    now: dt.datetime,
) -> Person:
    """A new member of staff. Without a password the person cannot sign in yet.

    Raises UnableToAdd where login or number already name somebody: a number taken as a
    login would let one sign in under the other's name.
    """
    person = Person(number=number, name=name, login=login)
    _hash(person, password)
    with writing():
        names = [n for n in (number, login) if n]
        if Person.objects.filter(Q(number__in=names) | Q(login__in=names)).exists():
            raise UnableToAdd(
                _("工号或登录名已有人使用：%(names)s。") % {"names": "、".join(names)}
            )
        person.save()
        if unit is not None:
            join(person=person, unit=unit, by=by, now=now)
        for role in roles:
            grant(person=person, role=role, by=by, now=now)
        facts = {"unit": unit and unit.code, "roles": list(roles)}
        audit.record(verb="person", subject=f"person:{number}", facts=facts, by=by, at=now)
    return person


def grant(*, person: Person, role: str, by: Person | None, now: dt.datetime) -> None:
    """Give a role. Raises UnableToGrant where administrators' roles would mix."""
    with writing():
        # Two grants at once would each see the other's role not yet held.
        Person.objects.select_for_update().get(pk=person.pk)
        if not may_hold(role, roles_of(person, now)):
            raise UnableToGrant(
                _("系统、安全、审计管理员三员分立，%(person)s 不能同时具备“%(role)s”。")
                % {"person": person, "role": Role(role).label}
            )
        _role(person, role, True, by, now)


def revoke(*, person: Person, role: str, by: Person | None, now: dt.datetime) -> None:
    with writing():
        _role(person, role, False, by, now)


def _role(person: Person, role: str, held: bool, by: Person | None, now: dt.datetime) -> None:
    before = roles_of(person, now)
    RoleMembership.objects.create(
        person=person, role=role, held=held, from_at=now, recorded_at=now, recorded_by=by
    )
    facts = {"role": role, "held": held} | _turned(before, {role}, held)
    audit.record(verb="role", subject=f"person:{person.number}", facts=facts, by=by, at=now)


def _turned(before: frozenset[str], some: set[str], held: bool) -> dict[str, list[str]]:
    """What was held before and after, for the chain."""
    return {"before": sorted(before), "after": sorted(before | some if held else before - some)}


def join(*, person: Person, unit: Unit, by: Person | None, now: dt.datetime) -> None:
    with writing():
        _unit(person, unit, True, by, now)


def leave(*, person: Person, unit: Unit, by: Person | None, now: dt.datetime) -> None:
    with writing():
        _unit(person, unit, False, by, now)


def _unit(person: Person, unit: Unit, held: bool, by: Person | None, now: dt.datetime) -> None:
    ids = unit_ids_of(person, now)
    before = frozenset(Unit.objects.filter(pk__in=ids).values_list("code", flat=True))
    UnitMembership.objects.create(
        person=person, unit=unit, held=held, from_at=now, recorded_at=now, recorded_by=by
    )
    facts = {"unit": unit.code, "held": held} | _turned(before, {unit.code}, held)
    audit.record(verb="member", subject=f"person:{person.number}", facts=facts, by=by, at=now)


def deactivate(*, person: Person, on: dt.date, by: Person | None, now: dt.datetime) -> None:
    """From that day of the bank's zone on the person cannot sign in, and sessions end."""
    with writing():
        before = person.deactivated_on
        person.deactivated_on = on
        person.save(update_fields=["deactivated_on"])
        facts = {"on": on.isoformat(), "before": before and before.isoformat()}
        audit.record(
            verb="deactivate", subject=f"person:{person.number}", facts=facts, by=by, at=now
        )


def set_password(*, person: Person, password: str, by: Person | None, now: dt.datetime) -> None:
    """Change the password; the person's other sessions end with it. One that another person
    gave is to be replaced before anything else. Raises UnableToSetPassword."""
    _hash(person, password)
    person.password_given_at = now if by is not None and by != person else None
    with writing():
        person.save(update_fields=["password", "password_given_at"])
        audit.record(verb="password", subject=f"person:{person.number}", facts={}, by=by, at=now)


def _hash(person: Person, password: str | None) -> None:
    """Costly on purpose, hence outside the writer's lock."""
    if password is not None:
        try:
            validate_password(password, person)
        except ValidationError as error:
            raise UnableToSetPassword("".join(error.messages)) from error
    person.set_password(password)


def audience(*, name: str, units: Iterable[Unit], by: Person | None, now: dt.datetime) -> Audience:
    """A new circle of readers; it never changes afterwards."""
    with writing():
        made = Audience.objects.create(name=name)
        members = [AudienceUnit(audience=made, unit=unit) for unit in units]
        AudienceUnit.objects.bulk_create(members)
        facts = {"units": sorted(member.unit.code for member in members)}
        audit.record(verb="audience", subject=f"audience:{name}", facts=facts, by=by, at=now)
        return made


def issue_token(
    *, person: Person, scopes: Sequence[str], by: Person | None, now: dt.datetime, name: str = ""
) -> str:
    """A bearer token, called by what it is for; this is the only time its text is known.

    Raises UnableToIssue.
    """
    if not scopes or set(scopes) - set(SCOPES):
        known = "、".join(sorted(SCOPES))
        raise UnableToIssue(_("令牌的权限范围只能是：%(known)s。") % {"known": known})
    text = "zx_" + secrets.token_urlsafe(32)
    with writing():
        token = ApiToken.objects.create(
            person=person,
            name=name,
            digest=digest(text),
            scopes=sorted(set(scopes)),
            created_at=now,
        )
        facts = {"token": token.pk, "for": name, "scopes": token.scopes, "after": token.scopes}
        audit.record(verb="token", subject=f"person:{person.number}", facts=facts, by=by, at=now)
    return text


def use_token(*, text: str, scope: str, now: dt.datetime) -> Person | None:
    """Whose token this is, if it opens that. The day of it is kept, by one write a day; where
    the database cannot write just now, the token opens all the same."""
    token = token_of(text, now, scope)
    if token is None:
        return None
    today = timezone.localdate(now)
    if token.last_used_on is None or token.last_used_on < today:
        before = Q(last_used_on=None) | Q(last_used_on__lt=today)
        with suppress(DatabaseError), writing():
            ApiToken.objects.filter(before, pk=token.pk).update(last_used_on=today)
    return token.person


def revoke_token(*, token: ApiToken, by: Person | None, now: dt.datetime) -> None:
    """From now on the token opens nothing; revoking twice changes nothing."""
    with writing():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            return
        subject = f"person:{token.person.number}"
        facts = {"token": token.pk, "before": token.scopes, "after": []}
        audit.record(verb="token-revoked", subject=subject, facts=facts, by=by, at=now)


def signed(*, verb: str, person: Person | None, address: str, now: dt.datetime) -> None:
    """Keep a sign-in, its failure, a lock or an end in the chain of its own."""
    with writing():
        audit.record(
            verb=verb,
            subject=f"person:{person.number}" if person else "nobody",
            facts={"address": address},
            by=person if verb in {"sign-in", "sign-out"} else None,
            at=now,
            chain=Chain.SIGNIN,
        )
