"""Who acts when nobody is named at the command line."""

import datetime as dt

from zhixi.accounts import actions
from zhixi.accounts.models import Person
from zhixi.accounts.rules import Role
from zhixi.search import WriterBusy, worker

NUMBER = "0"


def operator(now: dt.datetime) -> Person:
    """A service person without a password, who may read and bring in, never approve."""
    found = Person.objects.filter(number=NUMBER).first()
    return found or actions.add_person(
        number=NUMBER, name="命令行", roles=[Role.AUTHOR], by=None, now=now
    )


def index_now() -> None:
    """Bring waiting changes into the index, unless a server's worker is at it anyway."""
    try:
        while worker.keep_up():
            pass
    except WriterBusy:
        return
