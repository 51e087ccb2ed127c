"""Puts the made-up base into an empty installation of its own, past the gate and fast."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import islice

from django.db.models import Model

from zhixi.accounts import actions as staff
from zhixi.accounts import audit
from zhixi.accounts.models import Unit
from zhixi.accounts.rules import Role
from zhixi.intake.operator import operator
from zhixi.intake.speedbase import like, sections
from zhixi.intake.speedbase.rows import DAY, Rows
from zhixi.intake.speedbase.texts import texts
from zhixi.knowledge.actions.loading import refuse_filled_base
from zhixi.knowledge.models import InitialLoad, Section, SectionPlacement
from zhixi.lib.db import writing
from zhixi.lib.digest import digest

READERS = 40
PASSWORD = "zhixi-demo"  # noqa: S105 - of people who exist only in a scratch installation
NAME = "speed base"
_BATCH = 2_000


def reader_login(n: int) -> str:
    return f"load-{n:03}"


def load(count: int, now: dt.datetime, progress: Callable[[int], None]) -> None:
    """Fill the base as of now, in many transactions. Raises UnableToLoad where it is not empty."""
    refuse_filled_base()
    start = now - 500 * DAY
    with writing():
        _sections(_audiences(start), start)
        by = operator(start)
        origin = InitialLoad.objects.create(name=NAME, digest=digest(NAME), by=by, at=start)
        facts = {"name": NAME, "articles": count}
        audit.record(verb="initial-load", subject=f"load:{origin.pk}", facts=facts, by=by, at=start)
    like.create()
    made, done = texts(count), 0
    while some := list(islice(made, _BATCH)):
        with writing():
            _write([Rows(text, origin, now) for text in some])
            like.add(some)
        done += len(some)
        progress(done)


def _audiences(start: dt.datetime) -> dict[int, int]:
    """Ids of the audiences by their place in the plan; the readers' unit is in the open ones."""

    def unit(code: str, name: str, kind: str, parent: Unit | None) -> Unit:
        return staff.add_unit(code=code, name=name, kind=kind, parent=parent, by=None, now=start)

    bank = unit("LOAD", "测速银行", Unit.Kind.BANK, None)
    desk = unit("LOAD-00", "坐席一组", Unit.Kind.TEAM, bank)
    _readers(desk, start)
    made = {}
    for n in range(1, sections.AUDIENCES + 1):
        units = [unit(f"LOAD-{n:02}", f"{n:02} 部", Unit.Kind.DEPARTMENT, bank)]
        units += [desk] if n in sections.open_audiences() else []
        made[n] = staff.audience(name=f"读者圈 {n:02}", units=units, by=None, now=start).pk
    return made


def _readers(unit: Unit, start: dt.datetime) -> None:
    for n in range(1, READERS + 1):
        staff.add_person(
            number=f"9{n:04}",
            name=f"坐席{n:02}",
            login=reader_login(n),
            unit=unit,
            roles=[Role.AGENT],
            password=PASSWORD,
            by=None,
            now=start,
        )


def _sections(audiences: dict[int, int], start: dt.datetime) -> None:
    places = sections.places()
    _insert(Section(pk=place.id, created_at=start) for place in places)
    _insert(
        SectionPlacement(
            section_id=place.id,
            parent_id=place.parent,
            name=place.name,
            audience_id=audiences[place.audience] if place.audience else None,
            from_at=start,
            recorded_at=start,
        )
        for place in places
    )


def _write(rows: list[Rows]) -> None:
    contents = [each.content() for each in rows]
    _insert(each.article() for each in rows)
    _insert(contents)
    _insert(row.version(content.pk) for row, content in zip(rows, contents, strict=True))
    _insert(publication for each in rows for publication in each.publications())
    _insert(each.placement() for each in rows)
    _insert(each.span() for each in rows)


def _insert(rows: Iterable[Model]) -> None:
    made = list(rows)
    type(made[0])._default_manager.bulk_create(made)
