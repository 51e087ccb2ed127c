"""Two people have the same text open: each is told of the other, and of nobody else."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person
from zhixi.accounts.rules import Role
from zhixi.config.tidying import tidy
from zhixi.knowledge import actions, drafts, presence
from zhixi.knowledge.models import Presence

For = Callable[[Person], Client]


@pytest.fixture
def number(zhao: Person, now: dt.datetime) -> int:
    return factory.draft(by=zhao, at=now - dt.timedelta(hours=1), title="写了一半的").article_id


def here(client: Client, number: int, **told: str) -> str:
    answer = client.post(f"/studio/articles/{number}/here", told)
    assert answer.status_code == 200
    return str(answer.json()["said"])


def after(now: dt.datetime, seconds: int) -> dt.datetime:
    return now + dt.timedelta(seconds=seconds)


def test_it_works(client_for: For, zhao: Person, zhou: Person, number: int) -> None:
    one, two = client_for(zhao), client_for(zhou)
    assert here(one, number) == ""  # nobody is told of himself
    assert here(two, number) == "赵宁 也开着这一条"
    assert here(one, number) == "周慎 也开着这一条"
    shown = client_for(zhou).get(f"/studio/articles/{number}/edit").content.decode()
    assert "赵宁 也开着这一条" in shown  # at once, before the page asks


def test_a_page_that_is_only_opened_writes_nothing(
    client_for: For, zhao: Person, number: int
) -> None:
    client_for(zhao).get(f"/studio/articles/{number}/edit")
    assert not Presence.objects.exists()


def test_who_leaves_is_gone_within_twenty_seconds(
    zhao: Person, zhou: Person, number: int, now: dt.datetime
) -> None:
    actions.attend(number=number, by=zhao, now=now)
    assert presence.others(number, zhou, after(now, 17)) == [zhao]
    assert presence.others(number, zhou, after(now, 18)) == []  # the line broke, or it was hidden
    actions.leave(number=number, by=zhao, now=now)
    assert presence.others(number, zhou, after(now, 8)) == [zhao]
    assert presence.others(number, zhou, after(now, 9)) == []


def test_a_page_read_anew_or_another_tab_stays(
    zhao: Person, zhou: Person, number: int, now: dt.datetime
) -> None:
    actions.attend(number=number, by=zhao, now=now)
    actions.leave(number=number, by=zhao, now=after(now, 1))
    actions.attend(number=number, by=zhao, now=after(now, 2))
    assert presence.others(number, zhou, after(now, 19)) == [zhao]


def test_leaving_late_makes_nobody_present_again(
    zhao: Person, zhou: Person, number: int, now: dt.datetime
) -> None:
    actions.attend(number=number, by=zhao, now=now)
    actions.leave(number=number, by=zhao, now=after(now, 60))
    assert presence.others(number, zhou, after(now, 61)) == []


def test_looking_again_soon_writes_nothing_and_late_one_row(
    zhao: Person, number: int, now: dt.datetime
) -> None:
    actions.attend(number=number, by=zhao, now=now)
    with CaptureQueriesContext(connection) as asked:
        actions.attend(number=number, by=zhao, now=after(now, 5))
    assert not [each for each in asked if not each["sql"].startswith("SELECT")]
    actions.attend(number=number, by=zhao, now=after(now, 8))
    assert Presence.objects.get().at == after(now, 8)


def test_the_same_queries_however_many_are_there(
    client_for: For, cast: dict[str, Person], number: int, now: dt.datetime
) -> None:
    browser = client_for(cast["zhao"])
    counts = []
    for some in (["zhou"], ["zhou", "qian", "lin", "sun"]):
        for name in some:
            actions.attend(number=number, by=cast[name], now=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            told = here(browser, number)
        counts.append(len(asked))
        Presence.objects.filter(person=cast["zhao"]).delete()
    assert told.endswith(" 等 4 人也开着这一条")
    assert counts[1] <= counts[0]


def test_when_the_other_saved_is_told(
    client_for: For, zhao: Person, zhou: Person, number: int
) -> None:
    kept = drafts.kept(number)
    words = drafts.Words("faq", kept.words.content | {"lead": "改过。"}, kept.words.section)
    at = timezone.now()
    actions.keep(number=number, words=words, base=kept.words.state, by=zhou, now=at)
    actions.attend(number=number, by=zhou, now=at)
    said = here(client_for(zhao), number)
    assert said == f"周慎 也开着这一条，{timezone.localtime(at):%H:%M} 保存过"


def test_old_marks_are_tidied_away(zhao: Person, number: int, now: dt.datetime) -> None:
    actions.attend(number=number, by=zhao, now=now - dt.timedelta(days=2))
    tidy(now)
    assert not Presence.objects.exists()


def test_p138_only_who_may_edit_is_told_or_marked(
    client_for: For, cast: dict[str, Person], number: int
) -> None:
    here(client_for(cast["zhao"]), number)
    for name, person in cast.items():
        if name in {"zhao", "zhou"}:
            continue
        answer = client_for(person).post(f"/studio/articles/{number}/here")
        assert answer.status_code == 404, name
        assert "赵宁" not in answer.content.decode()
    assert Presence.objects.get().person == cast["zhao"]


def test_p138_who_may_edit_no_more_is_told_no_more(
    client_for: For, zhao: Person, zhou: Person, number: int, now: dt.datetime
) -> None:
    one, two = client_for(zhao), client_for(zhou)
    here(one, number)
    people.revoke(person=zhou, role=Role.REVIEWER, by=None, now=timezone.now())
    assert two.post(f"/studio/articles/{number}/here").status_code == 404


def test_p138_of_another_text_nothing_is_told(
    client_for: For, zhao: Person, zhou: Person, number: int, now: dt.datetime
) -> None:
    other = factory.draft(by=zhao, at=now, title="另一条").article_id
    here(client_for(zhao), other)
    assert here(client_for(zhou), number) == ""
    assert client_for(zhou).post("/studio/articles/999/here").status_code == 404
    assert client_for(zhou).get(f"/studio/articles/{number}/here").status_code == 405
