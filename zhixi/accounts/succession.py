"""In whose place somebody stands: whoever takes over is told so by the clock, from the moment at
which the other has left, whether his work was moved already or not."""

import datetime as dt

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from zhixi.accounts import holdings
from zhixi.accounts.models import Handover, Person
from zhixi.accounts.queries import roles_of

TOLD = dt.timedelta(days=14)  # what was taken over is told so long

_LINE = """
WITH RECURSIVE line(id) AS (
    SELECT taken.person_id FROM accounts_handover taken
    JOIN accounts_person gone ON gone.id = taken.person_id
    WHERE taken.taker_id = %s AND gone.deactivated_on <= %s AND taken.reason = ''
    UNION
    SELECT taken.person_id FROM line JOIN accounts_handover taken ON taken.taker_id = line.id
    JOIN accounts_person gone ON gone.id = taken.person_id
    WHERE gone.deactivated_on <= %s AND taken.reason = ''
)
SELECT accounts_person.id, number FROM accounts_person JOIN line ON line.id = accounts_person.id
"""


def left_to(person: Person, at: dt.datetime) -> dict[int, str]:
    """Ids and numbers of those who have left and whose work goes to this person, by way of others
    who left later too; not where it was tried in vain."""
    day = connection.ops.adapt_datefield_value(timezone.localdate(at))
    with connection.cursor() as cursor:
        cursor.execute(_LINE, [person.pk, day, day])
        found = dict(cursor.fetchall())
    found.pop(person.pk, None)  # two who took over from each other
    return found


def stands_for(person: Person, at: dt.datetime) -> dict[int, str]:
    """Ids and numbers of the person, and of those with whose work he goes on and may."""
    own = {person.pk: person.number}
    found = left_to(person, at)
    return own | found if found and holdings.may_take(roles_of(person, at)) else own


def due(at: dt.datetime) -> QuerySet[Handover]:
    """What is to be handed over and was not yet, though its day has begun."""
    begun = Handover.objects.filter(person__deactivated_on__lte=timezone.localdate(at))
    return begun.filter(done_at=None).select_related("person", "taker", "by").order_by("pk")


def coming_to(person: Person, at: dt.datetime) -> QuerySet[Handover]:
    """What this person takes over soon, or took over lately, the next first."""
    told = Handover.objects.filter(taker=person).filter(Q(done_at=None) | Q(done_at__gt=at - TOLD))
    return told.select_related("person").order_by("person__deactivated_on", "pk")
