"""Words that the law wants removed: asked for by one, decided by another, gone everywhere."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.knowledge import factory
from zhixi.accounts import audit, evidence
from zhixi.accounts.models import Person
from zhixi.approval.actions import UnableToDecide
from zhixi.knowledge import actions, checking, queries
from zhixi.knowledge.models import ArticleVersion, Content, Redaction
from zhixi.knowledge.types import removed
from zhixi.search import worker
from zhixi.search.index import everything
from zhixi.search.live import live_index

SECRET = "客户张三的住址在海边"


@pytest.fixture
def number(publish: Callable[..., int]) -> int:
    return publish(title="张三的事怎么答", lead=SECRET, phrasings=["张三"])


def test_it_works(
    number: int,
    cast: dict[str, Person],
    now: dt.datetime,
    client_for: Callable[[Person], Client],
) -> None:
    factory.removed(number=number, cast=cast, at=now)
    then = now - dt.timedelta(minutes=90)
    page = client_for(cast["lin"]).get(f"/k/{number}", {"as_of": then.isoformat()})
    assert "这一版的内容已依法删除" in page.content.decode()
    assert "张三" not in page.content.decode()
    worker.keep_up()
    assert "张三" not in str(list(everything(live_index())))


def test_rows_digests_and_chain_stay_verifiable(
    number: int, cast: dict[str, Person], now: dt.datetime
) -> None:
    before = ArticleVersion.objects.get(article=number).content_id
    factory.removed(number=number, cast=cast, at=now)
    version = ArticleVersion.objects.select_related("content").get(article=number)
    assert (version.content_id, version.clauses, version.title) == (before, [], removed.TITLE)
    assert version.content.payload == removed.PAYLOAD
    found = [*checking.contents(), *checking.submissions(), *checking.spans()]
    assert found == []
    assert audit.verify().ok


def test_what_was_removed_is_not_taken_up_again(
    number: int, cast: dict[str, Person], now: dt.datetime
) -> None:
    factory.removed(number=number, cast=cast, at=now)
    with pytest.raises(actions.UnableToEdit, match="依法删除"):
        actions.restore(version=queries.version_of(number, 1), by=cast["zhao"], now=now)
    with pytest.raises(actions.UnableToSubmit, match="已经删除"):
        factory.asked_removal(number=number, by=cast["zhou"], at=now)


def test_live_words_are_not_removed(number: int, cast: dict[str, Person], now: dt.datetime) -> None:
    asked = factory.asked_removal(number=number, by=cast["zhou"], at=now)
    with pytest.raises(UnableToDecide, match="仍在生效"):
        factory.approve(asked, by=cast["luo"], at=now)
    assert SECRET in ArticleVersion.objects.get(article=number).content.payload


def test_p32_the_database_itself_wants_the_two_and_only_the_tombstone(
    number: int, cast: dict[str, Person], now: dt.datetime
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Content.objects.update(payload=removed.PAYLOAD)
    factory.removed(number=number, cast=cast, at=now)
    other: list[Callable[[], Any]] = [
        lambda: Content.objects.update(payload="{}"),
        lambda: ArticleVersion.objects.update(clauses=[], title="别的"),
        lambda: ArticleVersion.objects.update(clauses=[], title=removed.TITLE, n=7),
        lambda: Content.objects.all().delete(),
        lambda: Redaction.objects.update(ground="别的"),
    ]
    for change in other:
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_table_that_the_exception_asks_can_be_remade(db: None) -> None:
    """SQLite reads every trigger when a table is renamed; a migration does that."""
    evidence.lift(plan=["a migration"])
    editor: Any = connection.schema_editor()
    editor.deferred_sql = []
    field = Redaction._meta.get_field("ground")
    editor._remake_table(Redaction, alter_fields=[(field, field)])
    evidence.install()
    assert evidence.missing() == []


def test_p32_only_compliance_asks_and_only_security_decides(
    number: int,
    cast: dict[str, Person],
    now: dt.datetime,
    client_for: Callable[[Person], Client],
) -> None:
    hour = dt.timedelta(hours=1)
    factory.withdrawn(number=number, by=cast["zhao"], confirmer=cast["qian"], at=now - hour)
    for login in cast.keys() - {"zhou"}:
        with pytest.raises(actions.UnableToSubmit):
            factory.asked_removal(number=number, by=cast[login], at=now)
    asked = factory.asked_removal(number=number, by=cast["zhou"], at=now)
    for login in cast.keys() - {"luo"}:
        with pytest.raises(UnableToDecide):
            factory.approve(asked, by=cast[login], at=now)
        seen = client_for(cast[login]).get(f"/studio/submissions/{asked.pk}").status_code
        assert seen == (200 if login == "zhou" else 404)
    listed = client_for(cast["luo"]).get("/studio/").content.decode()
    assert asked.title in listed
    page = client_for(cast["luo"]).get(f"/studio/submissions/{asked.pk}").content.decode()
    assert SECRET in page
    assert "个保法第47条" in page
