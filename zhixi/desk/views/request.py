"""A request as the middleware hands it on."""

import datetime as dt

from django.http import HttpRequest  # noqa: TID251
from django_htmx.middleware import HtmxDetails

from zhixi.accounts.models import Person


class Request(HttpRequest):
    htmx: HtmxDetails
    now: dt.datetime
    user: Person
