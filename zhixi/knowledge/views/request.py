"""A request as the middleware hands it on, and the door of those who may write."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse  # noqa: TID251

from zhixi.accounts.models import Person
from zhixi.accounts.queries import roles_of
from zhixi.knowledge import rules
from zhixi.knowledge.queries import NotVisible


class Request(HttpRequest):
    now: dt.datetime
    user: Person


def for_editors(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """There is no such page for those who may not edit, and none for what there is not."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **named: Any) -> HttpResponse:
        if not rules.may_edit(roles_of(request.user, request.now)):
            raise Http404
        try:
            return view(request, *args, **named)
        except NotVisible as error:
            raise Http404 from error

    return guarded
