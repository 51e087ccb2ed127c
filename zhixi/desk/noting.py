"""What the desk tells the look-up log. It never waits, and a word it does not know is no error."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from zhixi.accounts.models import Person
from zhixi.desk.call import ATTRIBUTES, Call, call_of
from zhixi.desk.forms import SESSION, ShownForm, UsedForm
from zhixi.knowledge import queries
from zhixi.knowledge.finding import Chosen
from zhixi.search import lookups
from zhixi.search.models import Mode, What


def looked_up(
    *, by: Person, at: dt.datetime, mode: Mode, page: Mapping[str, Any], session: str = ""
) -> str:
    """Note what was asked and listed; returns the search session, a new one where none is named."""
    if not page["query"] or page["found"] is None:
        return ""
    session = session if re.fullmatch(SESSION, session) else lookups.new_session()
    found, rows, call = page["found"], page["rows"], page["call"]
    ids = dict(call.ids)
    lookups.record(
        by=by,
        at=at,
        mode=mode,
        session=session,
        query=page["query"],
        corrected=found.corrected,
        filters=_narrowed(page["kind"], page["chosen"]),
        context={name: getattr(call.context, name) for name in ATTRIBUTES},
        call=ids.get("call", ""),
        conversation=ids.get("conv", ""),
        total=found.total + len(rows) - len(found.hits),
        took_ms=found.took_ms,
        listed=[(row.number, getattr(row, "version", 0)) for row in rows],
    )
    return session


def _narrowed(kind: str, chosen: Chosen) -> dict[str, str | int]:
    named = {"type": kind, "section": chosen.section, **dict(chosen.labels)}
    return {name: value for name, value in named.items() if value}


def shown(
    *, by: Person, at: dt.datetime, given: Mapping[str, Any], call: Call, reading: queries.Reading
) -> None:
    """Note that an article of a list stands beside it."""
    form = ShownForm(given)
    if form.is_valid():
        lookups.used(
            by=by,
            at=at,
            what=What.SHOWN,
            session=form.cleaned_data["s"],
            number=reading.number,
            version=reading.n,
            position=form.cleaned_data["position"],
            call=dict(call.ids).get("call", ""),
        )


def used(*, by: Person, at: dt.datetime, given: Mapping[str, Any]) -> None:
    """Note what became of an article, if the person may read it and it has that version."""
    form = UsedForm(given)
    if not form.is_valid():
        return
    said = form.cleaned_data
    version = {"article": said["number"], "article__versions__n": said["version"]}
    if queries.visible_to(by, at).filter(**version).exists():
        lookups.used(
            by=by,
            at=at,
            what=What(said["what"]),
            session=said["s"],
            number=said["number"],
            version=said["version"],
            position=said["position"],
            seconds=said["seconds"],
            call=dict(call_of(given, by, at).ids).get("call", ""),
            reason=said["reason"],
        )
