"""Evidence: tables whose rows are written once. The database itself refuses to change them.

Every model marked with `protect` gets triggers after each migration: against UPDATE and
DELETE; on SQLite also against INSERT on an existing key (INSERT OR REPLACE would delete
the old row silently); on PostgreSQL also against TRUNCATE.

The law may demand that words be removed. A model protected with a `Tombstone` lets its rows
change to exactly that, where the condition holds, and to nothing else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, models

M = TypeVar("M", bound=type[models.Model])


@dataclass(frozen=True, slots=True)
class Tombstone:
    """These fields may become these texts, all others stay, where `when` (SQL over OLD) holds."""

    fields: dict[str, str]
    when: str


_protected: dict[type[models.Model], Tombstone | None] = {}

_REFUSAL = "zhixi: evidence is append-only"


def protect(model: M) -> M:
    _protected[model] = None
    return model


def protect_except(tombstone: Tombstone) -> Callable[[M], M]:
    def mark(model: M) -> M:
        _protected[model] = tombstone
        return model

    return mark


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


def _becomes(model: type[models.Model], tombstone: Tombstone, same: str) -> str:
    """SQL: the row turns into its tombstone, lawfully."""
    parts = [
        f"NEW.\"{field.column}\" = '{tombstone.fields[field.name]}'"
        if field.name in tombstone.fields
        else f'NEW."{field.column}" {same} OLD."{field.column}"'
        for field in model._meta.local_fields
    ]
    return " AND ".join([*parts, tombstone.when])


def _sqlite(model: type[models.Model]) -> dict[str, str]:
    table = model._meta.db_table
    tombstone = _protected[model]
    unless = f"WHEN NOT ({_becomes(model, tombstone, 'IS')}) " if tombstone else ""
    same_key = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in key) + ")"
        for key in _keys(model)
    )
    there = f'(SELECT 1 FROM "{table}" WHERE {same_key})'  # noqa: S608 - our own models' names
    raise_ = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    return {
        f"evidence_{table}_update": f'BEFORE UPDATE ON "{table}" {unless}{raise_}',
        f"evidence_{table}_delete": f'BEFORE DELETE ON "{table}" {raise_}',
        f"evidence_{table}_insert": (f'BEFORE INSERT ON "{table}" WHEN EXISTS {there} {raise_}'),
    }


def _function(model: type[models.Model]) -> tuple[str, str]:
    """Name and body of the function on PostgreSQL that refuses for this model."""
    refuse = f"RAISE EXCEPTION '{_REFUSAL}';"
    tombstone = _protected[model]
    if tombstone is None:
        return "zhixi_evidence_refuses", f" BEGIN {refuse} END "
    becomes = _becomes(model, tombstone, "IS NOT DISTINCT FROM")
    unless = f"IF TG_OP = 'UPDATE' THEN IF {becomes} THEN RETURN NEW; END IF; END IF;"
    return f"zhixi_evidence_{model._meta.model_name}", f" BEGIN {unless} {refuse} END "


def _postgresql(model: type[models.Model]) -> dict[str, str]:
    table = model._meta.db_table
    call = f"EXECUTE FUNCTION {_function(model)[0]}()"
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
    """Trigger names with their definition; on PostgreSQL with the body they call, if switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(
                "SELECT tgname, CASE WHEN tgenabled IN ('O', 'A') THEN prosrc ELSE '' END "
                "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
            )
        return dict(cursor.fetchall())


def _intended() -> dict[str, str]:
    """What `_present` should say of each trigger."""
    if connection.vendor == "sqlite":
        return {name: f"CREATE TRIGGER {name} {text}" for name, text in _wanted().items()}
    bodies = dict(map(_function, _protected))
    return {
        name: bodies[text.rsplit(" ", 1)[1].removesuffix("()")] for name, text in _wanted().items()
    }


def missing() -> list[str]:
    """Names of triggers that are absent, altered or switched off."""
    present = _present()
    return sorted(name for name, text in _intended().items() if present.get(name) != text)


def lift(plan: list[Any] | None = None, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Before migrations that change something: SQLite renames no table while a trigger asks
    another table, and a remade table is renamed. `install` brings these triggers back."""
    if plan and using == DEFAULT_DB_ALIAS and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for model in (m for m, tombstone in _protected.items() if tombstone):
                cursor.execute(f"DROP TRIGGER IF EXISTS evidence_{model._meta.db_table}_update")


def install(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Bring every trigger into being; runs after each app's migrations, and may run again."""
    if using != DEFAULT_DB_ALIAS:
        return
    absent = set(missing())
    wanted = _wanted()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and absent:
            for name, body in dict(map(_function, _protected)).items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger "
                    f"LANGUAGE plpgsql AS $${body}$$"
                )
        for name in sorted(absent):
            if connection.vendor == "sqlite":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                table = wanted[name].split('"')[1]
                cursor.execute(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
            cursor.execute(f"CREATE TRIGGER {name} {wanted[name]}")


def grants(role: str) -> list[str]:
    """What the owner of a PostgreSQL database runs for the role that serves: it may work with
    everything, but has no right to change or remove evidence, nor to touch its triggers."""
    quoted = connection.ops.quote_name(role)
    evidence = {model._meta.db_table: tombstone for model, tombstone in _protected.items()}
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {quoted}",
    ]
    for table in sorted(connection.introspection.table_names()):
        tombstone = evidence.get(table)
        if table not in evidence:
            statements.append(f'GRANT UPDATE, DELETE ON "{table}" TO {quoted}')
        elif tombstone:
            columns = ", ".join(f'"{name}"' for name in tombstone.fields)
            statements.append(f'GRANT UPDATE ({columns}) ON "{table}" TO {quoted}')
    return statements
