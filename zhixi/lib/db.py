"""Database addresses, and the one way to open a writing transaction."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db import connection, transaction


def database(url: str, *, synchronous: str = "FULL") -> dict[str, Any]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name`.

    A missing host means the local socket; `?host=/folder` names the socket's folder.
    `synchronous` is SQLite's: NORMAL may lose what was written last when the power fails.
    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.removeprefix("sqlite:///")),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "init_command": (
                    f"PRAGMA journal_mode=WAL; PRAGMA synchronous={synchronous}; "
                    # Little of its own: the system keeps the file in memory once for all.
                    "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-4096"
                ),
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(query.get("host", parts.hostname or "")),
            "PORT": str(parts.port or query.get("port", "")),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ValueError(f"unknown database address {url!r}: use sqlite:/// or postgresql://")


def as_moment(value: dt.datetime) -> dt.datetime:
    """A moment as a statement of our own gets it back: SQLite tells no zone, and keeps UTC."""
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)


@contextmanager
def writing() -> Iterator[None]:
    """One transaction that writes: all or nothing, the writer's lock taken at its start.

    SQLite would otherwise begin as a reader and fail, not wait, when it turns writer
    behind another's back. PostgreSQL needs nothing: rows are locked one by one.
    """
    outermost = not connection.in_atomic_block
    if connection.vendor == "sqlite" and outermost:
        connection.ensure_connection()
        wrapper: Any = connection
        before = wrapper.transaction_mode
        wrapper.transaction_mode = "IMMEDIATE"
        try:
            with transaction.atomic():
                yield
        finally:
            wrapper.transaction_mode = before
        return
    with transaction.atomic():
        yield


def alone(name: str) -> None:
    """Hold this named lock until the transaction ends; SQLite's writer is alone anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def learn_sizes() -> None:
    """Tell the planner how much there is now, after a load into tables that it knows as empty.

    PostgreSQL would find out by itself within a minute, and plan for no rows until then: an
    index of 350 articles took it seven minutes. SQLite plans by its indexes alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
