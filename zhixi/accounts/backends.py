"""Signing in by login or staff number, and what counts as one attempt."""

import ipaddress
import unicodedata
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from zhixi.accounts.models import Person
from zhixi.accounts.queries import UnknownPerson, person_named
from zhixi.lib.db import writing


class StaffBackend(BaseBackend):
    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **_: Any
    ) -> Person | None:
        if not username or not password:
            return None
        try:
            person = person_named(_typed(username))
        except UnknownPerson:
            Person().set_password(password)  # an unknown name takes as long as a wrong password
            return None
        right = person.check_password(password)
        now = getattr(request, "now", None) or timezone.now()
        return person if right and person.active_at(now) else None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id).first()


class WaitingCounter(AxesDatabaseHandler):
    """Counts failures as a writer from the start.

    Axes reads the count before it writes it; on SQLite a failure that comes in between
    would otherwise end in "database is locked" instead of waiting its turn.
    """

    def user_login_failed(self, *args: Any, **kwargs: Any) -> None:
        with writing():
            super().user_login_failed(*args, **kwargs)


def attempted_number(request: Any, credentials: dict[str, Any] | None) -> str:
    """Login and staff number of one person, however typed, share one count of failures.

    Axes hands the name over under two keys: the form's, and the model's.
    """
    given = credentials or {}
    name = given.get("username") or given.get(Person.USERNAME_FIELD)
    name = _typed(name or request.POST.get("username", ""))
    try:
        return person_named(name).number
    except UnknownPerson:
        return name[:60]


def address_of(request: Any) -> str:
    """Where the browser is: the socket's other end, or what the outermost own proxy saw.

    Further hops of X-Forwarded-For are the client's own words and count for nothing.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxies = settings.AXES_IPWARE_PROXY_COUNT or 0
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not 0 < proxies <= len(hops):
        return direct
    try:
        return str(ipaddress.ip_address(hops[-proxies].strip()))
    except ValueError:
        return direct


def _typed(name: str) -> str:
    """The name without what input methods add: full-width letters, blanks around it."""
    return unicodedata.normalize("NFKC", name).strip()
