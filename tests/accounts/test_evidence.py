"""Every evidence table against everything that changes rows elsewhere."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction

from tests.knowledge import factory
from zhixi.accounts import evidence
from zhixi.accounts.models import AuditEntry, Person
from zhixi.accounts.staff import rearranging
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.actions import keeping, requesting
from zhixi.knowledge.actions.changing import withdraw_many
from zhixi.knowledge.actions.requesting import Wish
from zhixi.knowledge.actions.varying import veto
from zhixi.knowledge.many.acts import stays
from zhixi.knowledge.many.planning import plan
from zhixi.knowledge.models import Article
from zhixi.knowledge.regional.sentences import Key
from zhixi.knowledge.sections import tree

TABLES = evidence.tables()
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'")
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'")


@pytest.fixture
def filled(
    publish: Callable[..., int], cast: dict[str, Person], units: dict, now: dt.datetime
) -> None:
    """A base in which every evidence table has a row."""
    from zhixi.accounts import actions as staff
    from zhixi.knowledge.models import File, InitialLoad

    card = {"unit": units["card"], "region": "", "parent": units["bank"]}
    rearranging.change(**card, name="信用卡部", by=None, now=now)
    file = {"digest": "sha256:" + "0" * 64, "suffix": "pdf", "size": 1}
    File.objects.create(**file, by=cast["zhao"], at=now)
    attached = [{"digest": file["digest"], "name": "须知.pdf"}]
    circle = staff.audience(name="信用卡中心", units=[units["card"]], by=None, now=now)
    number = publish(audience=circle, attachments=attached)
    asked = Article.objects.get(pk=number)
    actions.withdraw(article=asked, by=cast["zhao"], clock=lambda: now, reason="有误")
    _withdrawn_with_others(publish(title="过时"), cast, now)
    InitialLoad.objects.create(name="旧库", digest="sha256:0", by=cast["zhao"], at=now)
    wanted = replace(
        tree(now).nodes[actions.section_at(path=["信用卡"], by=None, now=now)], name="卡"
    )
    actions.change_section(wanted=wanted, by=cast["zhao"], clock=lambda: now, reason="改名")
    old, new = (actions.section_at(path=[name], by=None, now=now) for name in ("旧", "新"))
    actions.merge_sections(section=old, into=new, by=cast["zhao"], clock=lambda: now, reason="")
    must = publish(type="notice", title="降息通知", lead="明天起降息。", must_read=True)
    keeping.confirm(number=must, n=1, by=cast["lin"], now=now)
    wish = Wish(title="改", text="改", kind="change", wanted_at=now, unit=units["card"])
    requesting.ask(wish=wish, by=cast["qian"], now=now)
    hinted = factory.draft(by=cast["zhao"], at=now, title="费用", lead="手续费40，按张收。")
    actions.hand_in_all(numbers=[hinted.article_id], by=cast["zhao"], clock=lambda: now)
    factory.removed(number=publish(title="旧规", article=None, lead="已停办。"), cast=cast, at=now)
    _merged(publish(title="挂失一"), publish(title="挂失二"), cast, now)
    otherwise = {"part": "lead", "region": "北麓", "value": "北麓要十个工作日。"}
    number, key = publish(title="新卡", variants=[otherwise]), Key("北麓", "lead")
    veto(number=number, key=key, by=cast["zhao"], clock=lambda: now, reason="全行统一")


def _withdrawn_with_others(number: int, cast: dict[str, Person], now: dt.datetime) -> None:
    zhao = cast["zhao"]
    seen = plan([number], stays, zhao, now).digest
    withdraw_many(numbers=[number], seen=seen, by=zhao, clock=lambda: now, reason="过时")


def _merged(ends: int, stays: int, cast: dict[str, Person], now: dt.datetime) -> None:
    """One article goes into another; a copy of it says where it came from."""
    zhao, base = cast["zhao"], drafts.kept(stays).words.state
    actions.copy(number=ends, by=zhao, now=now)
    tie = actions.merge(number=ends, into=stays, keys=[], base=base, by=zhao, now=now)
    both = actions.submit_tied(tie=tie.pk, by=zhao, clock=lambda: now)
    factory.approve(both, by=cast["qian"], at=now)


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
@pytest.mark.parametrize("table", TABLES)
def test_p31_no_row_is_replaced_without_recursive_triggers(table: str, filled: None) -> None:
    """SQLite fires no DELETE trigger for a replaced row then; the INSERT trigger must do."""
    connection.cursor().execute("PRAGMA recursive_triggers=OFF")
    try:
        attempt(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    finally:
        connection.cursor().execute("PRAGMA recursive_triggers=ON")


@sqlite_only
def test_a_table_remade_by_a_migration_loses_its_triggers_and_is_told(filled: None) -> None:
    longer = models.CharField(max_length=60)
    longer.set_attributes_from_name("verb")
    # Entered, the editor would switch foreign keys off, which a test's transaction cannot.
    editor: Any = connection.schema_editor()
    editor.deferred_sql = []
    editor._remake_table(AuditEntry, alter_fields=[(AuditEntry._meta.get_field("verb"), longer)])
    assert evidence.missing() == [
        f"evidence_accounts_auditentry_{verb}" for verb in ("delete", "insert", "update")
    ]
    evidence.install()
    assert evidence.missing() == []
    attempt("DELETE FROM accounts_auditentry")


@pytest.mark.parametrize("table", TABLES)
def test_a_trigger_taken_away_is_told_and_comes_back(table: str, db: None) -> None:
    of = "" if connection.vendor == "sqlite" else f" ON {table}"
    names = [n for n in evidence._present() if n in evidence._wanted() and _table(n) == table]
    assert names
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}{of}")
    assert evidence.missing() == sorted(names)
    evidence.install()
    assert evidence.missing() == []


def _table(name: str) -> str:
    return name.removeprefix("evidence_").rpartition("_")[0]


@postgresql_only
def test_a_trigger_switched_off_is_told_and_mended(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE accounts_audience DISABLE TRIGGER evidence_accounts_audience_change"
        )
    assert evidence.missing() == ["evidence_accounts_audience_change"]
    evidence.install()
    assert evidence.missing() == []


@sqlite_only
def test_a_trigger_of_the_right_name_that_does_nothing_is_told(db: None) -> None:
    name = "evidence_accounts_audience_update"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE ON accounts_audience BEGIN SELECT 1; END"
        )
    assert evidence.missing() == [name]


def test_the_model_layer_is_refused_too(filled: None) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.update(language="en")
    with pytest.raises(DatabaseError), transaction.atomic():
        Article.objects.latest("pk").delete()


def test_drafts_stay_changeable(zhao: Person, now: dt.datetime) -> None:
    draft = factory.draft(by=zhao, at=now)
    factory.draft(by=zhao, at=now, article=draft.article_id, lead="改过的口径。")
    draft.refresh_from_db()
    assert draft.content["lead"] == "改过的口径。"


@postgresql_only
@pytest.mark.parametrize("name", sorted({evidence._function(m)[0] for m in evidence._protected}))
def test_a_function_that_no_longer_refuses_is_told(name: str, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger "
            "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
        )
    calling = [n for n, text in evidence._wanted().items() if text.endswith(f" {name}()")]
    assert calling
    assert evidence.missing() == sorted(calling)
    evidence.install()
    assert evidence.missing() == []


@postgresql_only
def test_p31_the_role_that_serves_works_but_has_no_right_to_change_evidence(
    publish: Callable[..., int], cast: dict[str, Person], now: dt.datetime
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE serving")
        for statement in evidence.grants("serving"):
            cursor.execute(statement)
        cursor.execute("SET ROLE serving")
    number = publish()
    factory.removed(number=number, cast=cast, at=now)
    for table in TABLES:
        for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET {key_of(table)} = NULL"):
            refused = pytest.raises(DatabaseError, match="permission denied")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE knowledge_content DISABLE TRIGGER ALL")
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
