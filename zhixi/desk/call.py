"""What an address says: the customer's attributes, the call's ids and the moment to read."""

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
from zhixi.knowledge.finding import Chosen

ATTRIBUTES = ("region", "product", "tier", "channel")
LONGEST = 40
# The call and the conversation, as the call software numbers them; for the look-up log alone.
IDS = ("call", "conv")
LONGEST_ID = 80
# What a bank can have lived through; beyond it, moments overflow on their way to UTC.
YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Call:
    """The customer's context, and the fields that carry it from page to page; the call's ids."""

    context: CallContext
    fields: tuple[tuple[str, str], ...]
    ids: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        return " · ".join(filter(None, (getattr(self.context, name) for name in ATTRIBUTES)))

    @property
    def suffix(self) -> str:
        """To be hung on an address."""
        return f"?{urlencode(self.fields)}" if self.fields else ""


def call_of(given: Mapping[str, str], person: Person, now: dt.datetime) -> Call:
    """The attributes named; where none is, even an empty one, branch staff have their region."""
    ids = tuple((name, id_[:LONGEST_ID]) for name in IDS if (id_ := given.get(name, "").strip()))
    if not any(name in given for name in ATTRIBUTES):
        return Call(CallContext(region=region_of(person, now)), fields=(), ids=ids)
    named = {name: given.get(name, "").strip()[:LONGEST] for name in ATTRIBUTES}
    fields = tuple((name, value) for name, value in named.items() if value)
    return Call(CallContext(**named), fields=fields or (("region", ""),), ids=ids)


def chosen_of(given: Mapping[str, str]) -> Chosen:
    """What the reader narrowed the list to; a section that is no number narrows nothing."""
    section = given.get("section", "")
    return Chosen(
        types=(given["type"],) if given.get("type") else (),
        section=int(section) if section.isdecimal() and len(section) < 19 else None,
        product=given.get("product_of", "")[:LONGEST],
        channel=given.get("channel_of", "")[:LONGEST],
        tag=given.get("tag", "")[:LONGEST],
    )


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
