"""A workbook that came back is kept for its person until it is applied; what goes out is told."""

import datetime as dt
from collections.abc import Sequence

from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.knowledge.many.sheets import Returned
from zhixi.knowledge.models import ReturnedSheet
from zhixi.lib.db import writing
from zhixi.lib.digest import canonical, digest


def keep_returned(*, sheet: Returned, name: str, by: Person, now: dt.datetime) -> None:
    """In place of the one before."""
    rows = {"rows": sheet.rows, "errors": sheet.errors}
    with writing():
        ReturnedSheet.objects.update_or_create(
            person=by, defaults={"name": name[:200], "rows": rows, "at": now}
        )


def drop_returned(*, by: Person) -> None:
    ReturnedSheet.objects.filter(person=by).delete()


def sent_out(*, numbers: Sequence[int], by: Person, now: dt.datetime) -> None:
    """That a person took these articles out of the house as a workbook."""
    with writing():
        facts = {"size": len(numbers), "digest": digest(canonical(list(numbers)))}
        audit.record(verb="export", subject="articles", facts=facts, by=by, at=now)
