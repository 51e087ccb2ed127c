"""What the sign-in chain hears of Django and of the lock."""

import datetime as dt
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.utils import timezone

from zhixi.accounts import actions
from zhixi.accounts.backends import address_of, attempted_number
from zhixi.accounts.middleware import SIGNED_IN_AT
from zhixi.accounts.models import Person


@receiver(user_logged_in)
def _signed_in(request: Any, user: Person, **_: Any) -> None:
    now = _moment(request)
    request.session[SIGNED_IN_AT] = now.timestamp()
    actions.signed(verb="sign-in", person=user, address=address_of(request), now=now)


@receiver(user_logged_out)
def _signed_out(request: Any, user: Person | None, **_: Any) -> None:
    if user is not None:
        address = address_of(request)
        actions.signed(verb="sign-out", person=user, address=address, now=_moment(request))


@receiver(user_login_failed)
def _failed(request: Any, credentials: dict[str, Any], **_: Any) -> None:
    if request is not None:
        _attempt("sign-in-failed", request, attempted_number(request, credentials))


@receiver(user_locked_out)
def _locked(request: Any, username: str, **_: Any) -> None:
    """Axes says so again at every attempt while the lock lasts; the chain keeps the first."""
    if request.axes_failures_since_start == settings.AXES_FAILURE_LIMIT:
        _attempt("lock", request, username)


def _attempt(verb: str, request: Any, number: str) -> None:
    # What nobody is called is not kept: it may be a password in the wrong field.
    person = Person.objects.filter(number=number).first()
    address = address_of(request)
    actions.signed(verb=verb, person=person, address=address, now=_moment(request))


def _moment(request: Any) -> dt.datetime:
    return getattr(request, "now", None) or timezone.now()
