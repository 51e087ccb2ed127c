"""Who goes on with what a person leaves: entered beforehand, done when his day begins."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from zhixi.accounts import audit, holdings, succession
from zhixi.accounts.models import Handover, Person
from zhixi.accounts.queries import roles_of
from zhixi.lib.db import writing

log = logging.getLogger("zhixi.leaving")


class UnableToHandOver(Exception):
    """Nothing was changed; the message says why."""


def of(person: Person) -> Handover | None:
    """Who goes on, or went on, for this person."""
    return Handover.objects.select_related("person", "taker", "by").filter(person=person).first()


def to_be_taken(person: Person) -> QuerySet[Handover]:
    """For whom this person is to go on."""
    planned = Handover.objects.filter(taker=person, done_at=None).select_related("person")
    return planned.order_by("person__deactivated_on", "pk")


def plan(*, person: Person, taker: Person | None, by: Person, now: dt.datetime) -> None:
    """Name who goes on for somebody who leaves or is gone, or that nobody does; done at once
    where the day has begun. In the transaction of a caller who holds the person.

    Raises UnableToHandOver.
    """
    if taker is None:
        drop(person=person, by=by, now=now)
        return
    if taker == by:
        raise UnableToHandOver(_("不能办理本人的事项，请由另一位管理员办理。"))
    if why := unable(person, taker, now):
        raise UnableToHandOver(why)
    found = of(person)
    if found is None or found.taker != taker or found.done_at:
        facts = {"before": found and found.taker.number, "after": taker.number}
        entered = {"taker": taker, "by": by, "at": now, "reason": "", "done_at": None}
        found, _made = Handover.objects.update_or_create(person=person, defaults=entered)
        _record("handover-planned", person, facts, by, now)
    if not person.active_at(now):
        _do(found, now)


def drop(*, person: Person, by: Person, now: dt.datetime) -> None:
    """Nobody goes on for the person; what was done stays done."""
    if found := of(person):
        found.delete()
        facts = {"before": found.taker.number, "after": None}
        _record("handover-planned", person, facts, by, now)


def unable(person: Person, taker: Person, now: dt.datetime) -> str:
    """Why this one could not go on with it on the day, as far as is known now; or nothing."""
    day = max(person.deactivated_on or timezone.localdate(now), timezone.localdate(now))
    told = {"person": taker}
    if taker == person:
        return _("请选择另一位在职人员接手。")
    if not taker.active_at(now):
        return _("%(person)s 已停用，不能接手。") % told
    if not taker.active_on(day):
        return _("%(person)s 到那天也已停用，不能接手。") % told
    if not holdings.may_take(roles_of(taker, now)):
        return _("%(person)s 没有采编权限，不能接手草稿。") % told
    return holdings.lacks(person, taker, now)


def carry_out(now: dt.datetime) -> int:
    """Do all that is due, each by itself: one that cannot be done holds up no other, and is tried
    again. How many were done; it may run anywhere and at any time, also twice at once."""
    return sum(_tried(key, now) for key in succession.due(now).values_list("pk", flat=True))


def _tried(key: int, now: dt.datetime) -> bool:
    try:
        with writing():
            return _due_done(key, now)
    except Exception:
        log.exception("a handing over failed", extra={"handover": key})
        return False


def _due_done(key: int, now: dt.datetime) -> bool:
    """Whether it was done just now: somebody may have been faster, or have changed it."""
    people = Person.objects.select_for_update(of=("self",))
    if people.filter(handover=key).first() is None:
        return False
    found = succession.due(now).filter(pk=key).first()
    if found is None:
        return False
    with override(settings.LANGUAGE_CODE):  # what is kept does not follow a reader's language
        why = unable(found.person, found.taker, now)
    if not why:
        _do(found, now)
    elif why != found.reason:
        Handover.objects.filter(pk=key).update(reason=why[:200])
    return not why


def _do(found: Handover, now: dt.datetime) -> None:
    """Move it, in the name of whoever entered it."""
    person, taker, by = found.person, found.taker, found.by
    moved = holdings.hand_over(person=person, taker=taker, by=by, now=now)
    Handover.objects.filter(pk=found.pk).update(done_at=now, reason="")
    _record("handed-over", person, {"to": taker.number, **moved}, by, now)


def _record(verb: str, person: Person, facts: dict[str, Any], by: Person, now: dt.datetime) -> None:
    subject = f"person:{person.number}"
    audit.record(verb=verb, subject=subject, facts=facts, by=by, at=now)
