"""Signing in by login or staff number."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from zhixi.accounts.models import Person
from zhixi.accounts.queries import UnknownPerson, person_named


class StaffBackend(BaseBackend):
    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **_: Any
    ) -> Person | None:
        if not username or not password:
            return None
        try:
            person = person_named(username.strip())
        except UnknownPerson:
            Person().set_password(password)  # an unknown name takes as long as a wrong password
            return None
        right = person.check_password(password)
        return person if right and person.active_at(timezone.now()) else None

    def get_user(self, user_id: int) -> Person | None:
        return Person.objects.filter(pk=user_id).first()


def attempted_number(request: Any, credentials: dict[str, Any] | None) -> str:
    """Login and staff number of one person share one count of failures."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    try:
        return person_named(name.strip()).number
    except UnknownPerson:
        return name.strip()[:60]
