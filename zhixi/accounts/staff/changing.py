"""What administrators do with people. Nobody does it to himself; every change is in the chain."""

import datetime as dt
import secrets
from typing import Any

from axes.utils import reset
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts import actions, audit
from zhixi.accounts.models import ApiToken, Person, Unit
from zhixi.accounts.queries import roles_of, unit_ids_of
from zhixi.accounts.rules import EXCLUSIVE, Role
from zhixi.accounts.staff import leaving
from zhixi.accounts.staff.leaving import UnableToHandOver
from zhixi.accounts.staff.listing import holders
from zhixi.lib.db import alone, writing

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another when read aloud


class UnableToChange(Exception):
    """Nothing was changed; the message says why."""


def give(*, person: Person, role: str, by: Person, now: dt.datetime) -> None:
    """Give a role. Raises UnableToChange, UnableToGrant."""
    with writing():
        _refuse_oneself(person, by)
        if not person.active_at(now):
            raise UnableToChange(_("%(person)s 已停用，不能授予角色。") % {"person": person})
        if role in roles_of(person, now):
            raise UnableToChange(_("%(person)s 已有这个角色。") % {"person": person})
        actions.grant(person=person, role=role, by=by, now=now)
        if role in EXCLUSIVE:
            _shut(person, by, now)


def _shut(person: Person, by: Person, now: dt.datetime) -> None:
    """Whoever kept the person's sign-in so far must not come in as an administrator: from now
    on another one opens it."""
    person.set_unusable_password()
    person.save(update_fields=["password"])
    _record("password", person, {}, by, now)


def end(*, person: Person, role: str, by: Person, now: dt.datetime) -> None:
    """Take a role away. Raises UnableToChange."""
    with writing():
        _refuse_oneself(person, by)
        if role not in roles_of(person, now):
            raise UnableToChange(_("%(person)s 现在没有这个角色。") % {"person": person})
        if role == Role.SECURITY_ADMIN:
            _refuse_the_last(person, now)
        actions.revoke(person=person, role=role, by=by, now=now)


def move(*, person: Person, unit: Unit, by: Person, now: dt.datetime) -> None:
    """From now on the person works in that unit and in no other. Raises UnableToChange."""
    with writing():
        _refuse_oneself(person, by)
        if unit.closed_at is not None:
            raise UnableToChange(_("“%(unit)s”已撤销，请选择其他机构。") % {"unit": unit})
        before = unit_ids_of(person, now)
        for each in Unit.objects.filter(pk__in=before - {unit.pk}):
            actions.leave(person=person, unit=each, by=by, now=now)
        if unit.pk not in before:
            actions.join(person=person, unit=unit, by=by, now=now)


def change(*, person: Person, name: str, login: str | None, by: Person, now: dt.datetime) -> None:
    """Another name or login. Raises UnableToChange where the login names somebody else."""
    with writing():
        _refuse_oneself(person, by)
        taken = Q(login=login) | Q(number=login)
        if login and Person.objects.filter(taken).exclude(pk=person.pk).exists():
            raise UnableToChange(_("登录名“%(login)s”已有人使用。") % {"login": login})
        before, after = _named(person), {"name": name, "login": login or None}
        if before == after:
            return
        person.name, person.login = name, login or None
        person.save(update_fields=["name", "login"])
        _record("person-changed", person, {"before": before, "after": after}, by, now)


def leave(
    *, person: Person, on: dt.date, taker: Person | None, by: Person, now: dt.datetime
) -> None:
    """The person's last day is the one before `on`; what he has in work goes to the taker when
    that day begins. Until then both are changed the same way. Raises UnableToChange."""
    with writing():
        person = deactivate(person=person, on=on, by=by, now=now)
        _take_over(person, taker, by, now)


def deactivate(*, person: Person, on: dt.date, by: Person, now: dt.datetime) -> Person:
    """The same of the day alone: whoever takes over stays. Raises UnableToChange."""
    with writing():
        person = _held(person)
        _refuse_oneself(person, by)
        refuse_day(person, on, now)
        if Role.SECURITY_ADMIN in roles_of(person, now):
            _refuse_the_last(person, now)
        if on != person.deactivated_on:
            actions.deactivate(person=person, on=on, by=by, now=now)
        return person


def refuse_day(person: Person, on: dt.date, now: dt.datetime) -> None:
    """Raises UnableToChange where the person cannot leave on that day: another day would bring
    somebody back who is gone, with all his rights."""
    if on < timezone.localdate(now):
        raise UnableToChange(_("停用日期不能早于今天。"))
    if not person.active_at(now):
        raise UnableToChange(_("%(person)s 已停用，须先恢复在职。") % {"person": person})


def _held(person: Person) -> Person:
    """The person as he is now, held until the transaction ends: his work may be on its way."""
    return Person.objects.select_for_update().get(pk=person.pk)


def _take_over(person: Person, taker: Person | None, by: Person, now: dt.datetime) -> None:
    try:
        leaving.plan(person=person, taker=taker, by=by, now=now)
    except UnableToHandOver as error:
        raise UnableToChange(str(error)) from error


def take_back(*, person: Person, token: int, by: Person, now: dt.datetime) -> None:
    """One of the person's tokens opens nothing any more. Raises UnableToChange."""
    with writing():
        _refuse_oneself(person, by)
        found = ApiToken.objects.filter(person=person, pk=token, revoked_at=None).first()
        if found is None:
            raise UnableToChange(_("这个令牌已经收回。"))
        actions.revoke_token(token=found, by=by, now=now)


def hand_over(*, person: Person, taker: Person, by: Person, now: dt.datetime) -> None:
    """Somebody goes on at once with what a person left who is gone. Raises UnableToChange."""
    with writing():
        person = _held(person)
        _refuse_oneself(person, by)
        if person.active_at(now):
            raise UnableToChange(_("%(person)s 在职，请先填写停用日期。") % {"person": person})
        _take_over(person, taker, by, now)


def reactivate(*, person: Person, by: Person, now: dt.datetime) -> None:
    """The person is with the bank again, or stays. Who was gone has no role and no token until
    one is given anew: whoever keeps people must not bring rights back. Nobody stands in his place
    any more; what was handed over stays so. Raises UnableToChange."""
    with writing():
        person = _held(person)
        _refuse_oneself(person, by)
        if person.deactivated_on is None:
            raise UnableToChange(_("%(person)s 没有停用。") % {"person": person})
        if not person.active_at(now):
            for role in sorted(roles_of(person, now)):
                actions.revoke(person=person, role=role, by=by, now=now)
            for token in ApiToken.objects.filter(person=person, revoked_at=None):
                actions.revoke_token(token=token, by=by, now=now)
        facts: dict[str, Any] = {"before": person.deactivated_on.isoformat(), "after": None}
        person.deactivated_on = None
        person.save(update_fields=["deactivated_on"])
        leaving.drop(person=person, by=by, now=now)
        _record("reactivate", person, facts, by, now)


def unlock(*, person: Person, by: Person, now: dt.datetime) -> None:
    """The person may try to sign in again at once. Raises UnableToChange."""
    with writing():
        _refuse_oneself(person, by)
        freed = reset(username=person.number)
        _record("unlock", person, {"attempts": freed}, by, now)


def new_password(*, person: Person, by: Person, now: dt.datetime) -> str:
    """A password that is told this once, and that opens only the page to replace it; sessions
    with the old one end. Raises UnableToChange."""
    _refuse_oneself(person, by)
    text = "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _m in range(4))
    actions.set_password(person=person, password=text, by=by, now=now)
    reset(username=person.number)
    return text


def _refuse_oneself(person: Person, by: Person) -> None:
    if person == by:
        raise UnableToChange(_("不能办理本人的事项，请由另一位管理员办理。"))


def _refuse_the_last(person: Person, now: dt.datetime) -> None:
    """Somebody must be left who can give roles, and whose end is not set either."""
    alone("security-admins")
    others = holders(Role.SECURITY_ADMIN, now).filter(deactivated_on=None)
    if not others.exclude(pk=person.pk).exists():
        raise UnableToChange(_("这是最后一位安全管理员，请先授予另一位人员这个角色。"))


def _named(person: Person) -> dict[str, str | None]:
    return {"name": person.name, "login": person.login}


def _record(verb: str, person: Person, facts: dict[str, Any], by: Person, now: dt.datetime) -> None:
    subject = f"person:{person.number}"
    audit.record(verb=verb, subject=subject, facts=facts, by=by, at=now)
