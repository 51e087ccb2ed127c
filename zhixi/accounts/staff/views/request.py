"""A request as the middleware hands it on, and the doors of the three administrators."""

import datetime as dt
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251
from django.views.decorators.cache import never_cache

from zhixi.accounts import rules
from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    now: dt.datetime
    user: Person
    roles: frozenset[str]


def door(may: Callable[[Collection[str]], bool]) -> Callable[[View], View]:
    """There is no such page for those who may not."""

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **named: Any) -> HttpResponse:
            request.roles = roles_of(request.user, request.now)
            if not may(request.roles):
                raise Http404
            return view(request, *args, **named)

        return never_cache(guarded)

    return guarding


for_administrators = door(rules.may_see_staff)
for_keepers = door(rules.may_keep_staff)
for_givers = door(rules.may_give_roles)
for_auditors = door(rules.may_read_trail)
