"""A request as the middleware hands it on, and the door of the studio."""

import datetime as dt

from django.http import Http404, HttpRequest  # noqa: TID251

from zhixi.accounts.models import Person
from zhixi.accounts.rules import STUDIO
from zhixi.studio.start import Seat, seat


class Request(HttpRequest):
    now: dt.datetime
    user: Person


def seated(request: Request) -> Seat:
    """Who looks, if the studio has work for him; for others there is no such page."""
    found = seat(request.user, request.now)
    if not found.roles & STUDIO:
        raise Http404
    return found


def editing(request: Request) -> Seat:
    """Who looks, if he may edit; for others there is no such page."""
    found = seated(request)
    if not found.edits:
        raise Http404
    return found
