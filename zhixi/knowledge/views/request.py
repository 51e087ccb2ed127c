"""A request as the middleware hands it on, and the doors of those who write, ask and follow."""

import datetime as dt
from collections.abc import Callable, Collection
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


View = Callable[..., HttpResponse]


def _only(may: Callable[[Collection[str]], bool]) -> Callable[[View], View]:
    """There is no such page for others, and none for what there is not."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **named: Any) -> HttpResponse:
            if not may(roles_of(request.user, request.now)):
                raise Http404
            try:
                return view(request, *args, **named)
            except NotVisible as error:
                raise Http404 from error

        return guarded

    return door


for_editors = _only(rules.may_edit)
for_followers = _only(rules.may_follow)
for_askers = _only(rules.may_ask)
for_authors = _only(rules.may_accept)
for_bringers = _only(rules.may_bring_files)
for_branches = _only(rules.may_vary)
for_comparing = _only(rules.may_compare_regions)
for_vetoing = _only(rules.may_veto)
for_namers = _only(rules.may_name_types)
for_readers_of_names = _only(rules.may_see_type_names)
