"""Who else has a text open in the editor, in words."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts.models import Person
from zhixi.knowledge import drafts
from zhixi.knowledge.models import Presence
from zhixi.lib.text import series

LASTS = dt.timedelta(seconds=18)  # after it was last heard; the editor says it every eight
NAMED = 2  # people; of more only how many


def others(number: int, but: Person, now: dt.datetime) -> list[Person]:
    """Whoever else is there, first come first."""
    here = Presence.objects.filter(article=number, at__gt=now - LASTS).exclude(person=but)
    return [each.person for each in here.select_related("person").order_by("pk")]


def said(number: int, but: Person, now: dt.datetime) -> str:
    """One line; nothing where one is alone."""
    found = others(number, but, now)
    if not found:
        return ""
    names = series(person.name for person in found[:NAMED])
    if len(found) > NAMED:
        told = _("%(names)s 等 %(n)s 人也开着这一条") % {"names": names, "n": len(found)}
    else:
        told = _("%(names)s 也开着这一条") % {"names": names}
    saves = drafts.others_lately(number, but, now) if len(found) == 1 else []
    at = next((save.at for save in saves if save.by_id == found[0].pk), None)
    if at is None:
        return told
    return _("%(told)s，%(at)s 保存过") % {"told": told, "at": f"{timezone.localtime(at):%H:%M}"}
