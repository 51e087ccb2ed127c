"""Where the reader works and which doors the page's head offers."""

import datetime as dt
from dataclasses import dataclass

from django import template

from zhixi.accounts.models import Person, Unit
from zhixi.accounts.queries import roles_of, unit_ids_of
from zhixi.accounts.rules import (
    COMPARING,
    DECIDING,
    EDITORIAL,
    FOLLOWING,
    NAMING,
    STUDIO,
    may_read_trail,
    may_see_staff,
)

register = template.Library()


@dataclass(frozen=True, slots=True)
class Standing:
    unit: str
    studio: bool
    edits: bool
    decides: bool
    follows: bool
    compares: bool
    staff: bool
    audits: bool
    names: bool


@register.simple_tag
def standing(person: Person, at: dt.datetime) -> Standing:
    """The person's unit, and what the studio has for them."""
    unit = Unit.objects.filter(pk__in=unit_ids_of(person, at)).order_by("pk").first()
    roles = roles_of(person, at)
    return Standing(
        unit=unit.name if unit else "",
        studio=bool(roles & STUDIO),
        edits=bool(roles & EDITORIAL),
        decides=bool(roles & DECIDING),
        follows=bool(roles & FOLLOWING),
        compares=bool(roles & COMPARING),
        staff=may_see_staff(roles),
        audits=may_read_trail(roles),
        names=bool(roles & NAMING),
    )
