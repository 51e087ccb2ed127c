"""What is kept for a while only: the timer of docs/operations.md."""

import datetime as dt

from axes.models import AccessAttempt
from django.core.management import call_command

EVERY = 3600.0  # seconds
ATTEMPTS = dt.timedelta(days=90)


def tidy(now: dt.datetime) -> None:
    """Remove sessions that are over and attempts at signing in that are long past."""
    call_command("clearsessions")
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()
