"""Evidence: tables whose rows are written once. The database itself refuses to change them.

Every model marked with `protect` gets triggers after each migration: against UPDATE and
DELETE; on SQLite also against INSERT on an existing key (INSERT OR REPLACE would delete
the old row silently); on PostgreSQL also against TRUNCATE.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db import connection, models

M = TypeVar("M", bound=type[models.Model])

_protected: list[type[models.Model]] = []

_REFUSAL = "zhixi: evidence is append-only"
_BODY = f" BEGIN RAISE EXCEPTION '{_REFUSAL}'; END "  # of the function on PostgreSQL


def protect(model: M) -> M:
    _protected.append(model)
    return model


def tables() -> list[str]:
    return sorted(model._meta.db_table for model in _protected)


def _keys(model: type[models.Model]) -> Iterator[list[str]]:
    """The columns of every unique key, the primary key among them."""
    for field in model._meta.local_fields:
        if field.unique and field.column:
            yield [field.column]
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None:
            columns = {f.name: f.column or "" for f in model._meta.local_fields}
            yield [columns[name] for name in constraint.fields]


def _sqlite(model: type[models.Model]) -> dict[str, str]:
    table = model._meta.db_table
    same_key = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"
        for key in _keys(model)
    )
    there = f'(SELECT 1 FROM "{table}" WHERE {same_key})'  # noqa: S608 - our own models' names
    raise_ = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return {
        f"evidence_{table}_update": f'BEFORE UPDATE ON "{table}" {raise_}',
        f"evidence_{table}_delete": f'BEFORE DELETE ON "{table}" {raise_}',
        f"evidence_{table}_insert": (f'BEFORE INSERT ON "{table}" WHEN EXISTS {there} {raise_}'),
    }


def _postgresql(model: type[models.Model]) -> dict[str, str]:
    table = model._meta.db_table
    call = "EXECUTE FUNCTION zhixi_evidence_refuses()"
    return {
        f"evidence_{table}_change": (f'BEFORE UPDATE OR DELETE ON "{table}" FOR EACH ROW {call}'),
        f"evidence_{table}_truncate": f'BEFORE TRUNCATE ON "{table}" FOR EACH STATEMENT {call}',
    }


def _wanted() -> dict[str, str]:
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    existing = set(connection.introspection.table_names())
    wanted: dict[str, str] = {}
    for model in _protected:
        if model._meta.db_table in existing:
            wanted |= make(model)
    return wanted


def _present() -> dict[str, str]:
    """Trigger names with their definition; on PostgreSQL with whether they still refuse."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, CASE WHEN tgenabled IN ('O', 'A') AND prosrc = %s "
                "THEN 'intact' ELSE 'altered' END "
                "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal",
                [_BODY],
            )
        return {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in cursor.fetchall()
        }


def _intact(name: str, definition: str, present: dict[str, str]) -> bool:
    if connection.vendor == "sqlite":
        return present.get(name) == f"CREATE TRIGGER {name} {definition}"
    return present.get(name) == "intact"


def missing() -> list[str]:
    """Names of triggers that are absent, altered or switched off."""
    present = _present()
    return sorted(n for n, d in _wanted().items() if not _intact(n, d, present))


def install(**_: Any) -> None:
    """Bring every trigger into being; runs after each app's migrations, and may run again."""
    absent = set(missing())
    wanted = _wanted()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and absent:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION zhixi_evidence_refuses() RETURNS trigger "
                f"LANGUAGE plpgsql AS $${_BODY}$$"
            )
        for name in sorted(absent):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                table = wanted[name].split('"')[1]
                cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
            cursor.execute(f"CREATE TRIGGER {name} {wanted[name]}")
