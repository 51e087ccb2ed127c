"""What is kept for a while only: the timer of docs/operations.md."""

import datetime as dt
import logging

from axes.models import AccessAttempt
from django.core.management import call_command
from django.db import DatabaseError

from zhixi.knowledge import actions
from zhixi.search import lookups

EVERY = 3600.0  # seconds
ATTEMPTS = dt.timedelta(days=90)

log = logging.getLogger(__name__)


def tidy(now: dt.datetime) -> None:
    """Remove sessions that are over, half uploads and loose files, attempts at signing in and look-ups that are
    long past."""
    call_command("clearsessions")
    actions.sweep_uploads(now=now)
    actions.sweep_files(now=now)
    actions.sweep_presences(now=now)
    AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS).delete()
    try:
        lookups.forget(now=now)
    except DatabaseError:  # agents are served, and the index learns, without the log
        log.exception("look-up log not tidied")
