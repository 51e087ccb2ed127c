"""Coming to a text in the editor, staying there, leaving it."""

import datetime as dt

from zhixi.accounts.models import Person
from zhixi.knowledge.models import Presence
from zhixi.knowledge.presence import LASTS

FRESH = dt.timedelta(seconds=6)  # so long nothing is written anew
SOON = dt.timedelta(seconds=9)  # in which another tab, or the page read anew, tells of itself
KEPT = dt.timedelta(days=1)


def attend(*, number: int, by: Person, now: dt.datetime) -> None:
    """Note that the person has the text open, one statement at most."""
    mine = Presence.objects.filter(article=number, person=by)
    if not mine.filter(at__gt=now - FRESH).exists():
        Presence.objects.bulk_create(
            [Presence(article_id=number, person=by, at=now)],
            update_conflicts=True,
            unique_fields=["article", "person"],
            update_fields=["at"],
        )


def leave(*, number: int, by: Person, now: dt.datetime) -> None:
    """The page went; unless it comes back the person is gone soon."""
    ends = now - LASTS + SOON
    Presence.objects.filter(article=number, person=by, at__gt=ends).update(at=ends)


def sweep_presences(*, now: dt.datetime) -> None:
    """Forget who was where."""
    Presence.objects.filter(at__lt=now - KEPT).delete()
