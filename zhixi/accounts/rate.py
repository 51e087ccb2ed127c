"""How often one person may ask, counted in each web process by itself."""

import datetime as dt

from django.core.cache import cache

from zhixi.accounts.models import Person

PER_WINDOW = 600  # requests of one person at one door, by whatever tokens; ten a second
WINDOW = 60  # seconds


def allowed(door: str, person: Person, now: dt.datetime) -> bool:
    """Count this request; False once the person has asked too often in this window."""
    key = f"rate:{door}:{int(now.timestamp()) // WINDOW}:{person.pk}"
    cache.add(key, 0, timeout=2 * WINDOW)
    try:
        return cache.incr(key) <= PER_WINDOW
    except ValueError:  # a full cache dropped the count in between
        return True
