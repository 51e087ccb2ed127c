"""Every evidence table against everything that changes rows elsewhere."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from tests.knowledge import factory
from zhixi.accounts import evidence
from zhixi.accounts.models import Person
from zhixi.knowledge import actions
from zhixi.knowledge.models import Article

TABLES = evidence.tables()
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'")


@pytest.fixture
def filled(
    publish: Callable[..., int], cast: dict[str, Person], units: dict, now: dt.datetime
) -> None:
    """A base in which every evidence table has a row."""
    from zhixi.accounts import actions as staff
    from zhixi.knowledge.models import InitialLoad

    circle = staff.audience(name="信用卡中心", units=[units["card"]], by=None, now=now)
    number = publish(audience=circle)
    asked = Article.objects.get(pk=number)
    actions.withdraw(article=asked, by=cast["zhao"], clock=lambda: now, reason="有误")
    InitialLoad.objects.create(name="旧库", digest="sha256:0", by=cast["zhao"], at=now)


def attempt(sql: str) -> None:
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def key_of(table: str) -> str:
    model = next(m for m in evidence._protected if m._meta.db_table == table)
    return str(model._meta.pk.column)


def test_it_works(db: None) -> None:
    assert evidence.missing() == []
    assert len(TABLES) >= 15


@pytest.mark.parametrize("table", TABLES)
def test_p31_no_row_is_changed_or_removed(table: str, filled: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    key = key_of(table)
    attempt(f"UPDATE {table} SET {key} = {key}")
    attempt(f"DELETE FROM {table}")
    if connection.vendor == "sqlite":
        attempt(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        attempt(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    else:
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
        attempt(f"TRUNCATE {table} CASCADE")


@sqlite_only
def test_p31_a_second_unique_key_does_not_let_a_row_be_replaced(filled: None) -> None:
    connection.cursor().execute("PRAGMA recursive_triggers=OFF")
    try:
        columns = "article_id, n, content_id, clauses, section_id, title, line, by_id, at"
        attempt(
            f"INSERT OR REPLACE INTO knowledge_articleversion ({columns}) "
            f"SELECT {columns} FROM knowledge_articleversion LIMIT 1"
        )
    finally:
        connection.cursor().execute("PRAGMA recursive_triggers=ON")


def test_p31_a_flush_is_refused(filled: None) -> None:
    with pytest.raises((CommandError, DatabaseError)), transaction.atomic():
        call_command("flush", interactive=False, verbosity=0)


@sqlite_only
def test_a_table_remade_as_migrations_do_loses_its_triggers_and_is_told(filled: None) -> None:
    table = "accounts_audienceunit"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE remade AS SELECT * FROM {table}")
        cursor.execute(f"DROP TABLE {table}")
        cursor.execute(f"ALTER TABLE remade RENAME TO {table}")
    assert len(evidence.missing()) == 3
    evidence.install()
    assert evidence.missing() == []
    attempt(f"DELETE FROM {table}")


@sqlite_only
def test_a_trigger_of_the_right_name_that_does_nothing_is_told(db: None) -> None:
    name = "evidence_accounts_unit_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"CREATE TRIGGER {name} BEFORE UPDATE ON accounts_unit BEGIN SELECT 1; END")
    assert evidence.missing() == [name]


def test_the_model_layer_is_refused_too(filled: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.update(language="en")
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.get().delete()


def test_drafts_stay_changeable(zhao: Person, now: dt.datetime) -> None:
    draft = factory.draft(by=zhao, at=now)
    factory.draft(by=zhao, at=now, article=draft.article_id, lead="改过的口径。")
    draft.refresh_from_db()
    assert draft.content["lead"] == "改过的口径。"
