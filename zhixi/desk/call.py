"""What an address says: the customer's attributes and the moment to read."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Person
from zhixi.accounts.queries import region_of

ATTRIBUTES = ("region", "product", "tier", "channel")
LONGEST = 40
# What a bank can have lived through; beyond it, moments overflow on their way to UTC.
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Call:
    """The customer's context, and the fields that carry it from page to page."""

    context: CallContext
    fields: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        return " · ".join(filter(None, (getattr(self.context, name) for name in ATTRIBUTES)))

    @property
    def suffix(self) -> str:
        """To be hung on an address."""
        return f"?{urlencode(self.fields)}" if self.fields else ""


def call_of(given: Mapping[str, str], person: Person, now: dt.datetime) -> Call:
    """The attributes named; where none is, even an empty one, branch staff have their region."""
    if not any(name in given for name in ATTRIBUTES):
        return Call(CallContext(region=region_of(person, now)), fields=())
    named = {name: given.get(name, "").strip()[:LONGEST] for name in ATTRIBUTES}
    fields = tuple((name, value) for name, value in named.items() if value)
    return Call(CallContext(**named), fields=fields or (("region", ""),))


def moment_of(text: str, now: dt.datetime) -> tuple[dt.datetime, str]:
    """The moment asked for, in the bank's zone if none is named, and what was wrong with it."""
    if not text:
        return now, ""
    try:
        at = parse_datetime(text.strip().replace(" ", "+"))  # an unescaped plus arrives as a blank
    except ValueError:
        at = None
    if at is None or at.year not in YEARS:
        problem = _("看不懂时点“%(text)s”，请写成 2026-09-30T14:31+08:00；现显示现行内容。")
        return now, problem % {"text": text[:LONGEST]}
    at = at if timezone.is_aware(at) else timezone.make_aware(at)
    return (now, _("时点不能晚于现在；现显示现行内容。")) if at > now else (at, "")
