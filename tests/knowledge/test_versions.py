"""The line of versions, any two against each other, and an old one taken up again."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.models import Article, Autosave, Draft, DraftContribution

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def number(publish: Publish, now: dt.datetime) -> int:
    """Two versions, an hour apart; the second is live."""
    made = publish(lead="先锁卡，再挂失。", at=now - 3 * HOUR)
    return publish(article=made, lead="直接挂失，马上生效。", at=now - HOUR)


def shown(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def restore(client: Client, number: int, n: int, base: str = "") -> str:
    """Post it; the address it leads to, or nothing where the page asks."""
    sent = client.post(f"/studio/articles/{number}/versions/{n}/restore", {"base": base})
    return sent.headers.get("Location", "")


def test_it_works(client_for: For, zhao: Person, number: int) -> None:
    client = client_for(zhao)
    page = shown(client, f"/studio/articles/{number}/versions")
    assert page.index("v2") < page.index("v1")
    assert "钱岚 同意" in page
    assert "现行" in page
    assert "处" in page  # the size of the change
    assert restore(client, number, 1) == f"/studio/articles/{number}/edit"
    draft = Draft.objects.get(article=number)
    assert draft.content["lead"] == "先锁卡，再挂失。"
    assert DraftContribution.objects.filter(line=draft.line, how="restore", person=zhao).exists()
    assert actions.submit(articles=[number], by=zhao, clock=lambda: draft.changed_at).size == 1


def test_where_there_is_a_draft_it_asks_and_the_draft_stays_among_the_saves(
    client_for: For, zhao: Person, zhou: Person, number: int, now: dt.datetime
) -> None:
    factory.draft(by=zhou, at=now, article=number, lead="周正在写的说法。")  # not by the editor
    client = client_for(zhao)
    asked = client.post(f"/studio/articles/{number}/versions/1/restore").content.decode()
    assert "已有草稿" in asked
    assert "周正在写的说法。" in asked
    assert Draft.objects.get().content["lead"] == "周正在写的说法。"
    base = drafts.kept(number).words.state
    assert restore(client, number, 1, base) == f"/studio/articles/{number}/edit"
    assert Draft.objects.get().content["lead"] == "先锁卡，再挂失。"
    saved = [(row.content["lead"], row.by) for row in drafts.saves(number)]
    assert saved == [("先锁卡，再挂失。", zhao), ("周正在写的说法。", zhou)]


def test_what_was_typed_meanwhile_is_not_overwritten(
    client_for: For, zhao: Person, number: int, now: dt.datetime
) -> None:
    factory.draft(by=zhao, at=now, article=number, lead="第一稿。")
    base = drafts.kept(number).words.state
    factory.draft(by=zhao, at=now, article=number, lead="第二稿。")
    assert restore(client_for(zhao), number, 1, base) == ""
    assert Draft.objects.get().content["lead"] == "第二稿。"
    assert not Autosave.objects.exists()


def test_a_returned_version_is_told_with_its_reason_and_compared(
    client_for: For, zhao: Person, qian: Person, number: int, now: dt.datetime
) -> None:
    made = factory.submitted(by=zhao, at=now, article=number, lead="请打热线挂失。")
    gate.decide(
        submission=made.pk,
        step=1,
        by=qian,
        seen_digest=made.digest,
        verdict="return",
        reason="没写热线号码",
    )
    client = client_for(zhao)
    page = shown(client, f"/studio/articles/{number}/versions")
    assert "没写热线号码" in page
    assert "未生效" in page
    both = shown(client, f"/studio/articles/{number}/versions/between?from=1&to=3&view=beside")
    assert "请打热线" in both.replace("<ins>", "").replace("</ins>", "")
    assert client.get(f"/k/{number}/changes?from=1&to=3").status_code == 404  # not for readers
    assert restore(client, number, 3) == f"/studio/articles/{number}/edit"
    makers = DraftContribution.objects.filter(line=Draft.objects.get().line)
    assert {row.how for row in makers} == {"edit", "restore"}


def test_what_waits_is_not_restored_over(
    client_for: For, zhao: Person, number: int, now: dt.datetime
) -> None:
    factory.submitted(by=zhao, at=now, article=number, lead="等待确认的说法。")
    page = client_for(zhao).post(f"/studio/articles/{number}/versions/1/restore")
    assert "正在等待确认" in page.content.decode()
    assert not Draft.objects.exists()


def test_removed_words_do_not_come_back(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish(lead="客户的隐私。", at=now - 3 * HOUR)
    factory.removed(number=number, cast=cast, at=now)
    client = client_for(cast["zhao"])
    assert "依法删除" in shown(client, f"/studio/articles/{number}/versions")
    page = client.post(f"/studio/articles/{number}/versions/1/restore").content.decode()
    assert "不能恢复" in page
    assert not Draft.objects.exists()


def test_the_page_asks_as_much_for_many_versions_as_for_two(
    client_for: For, zhao: Person, publish: Publish, number: int, now: dt.datetime
) -> None:
    client = client_for(zhao)
    shown(client, f"/studio/articles/{number}/versions")
    with CaptureQueriesContext(connection) as two:
        shown(client, f"/studio/articles/{number}/versions")
    for n in range(4):
        publish(article=number, lead=f"第{n}种说法。", at=now - HOUR + dt.timedelta(minutes=n))
    with CaptureQueriesContext(connection) as six:
        shown(client, f"/studio/articles/{number}/versions")
    assert len(six) == len(two)


def test_the_desk_offers_it_to_those_who_may(
    client_for: For, cast: dict[str, Person], number: int
) -> None:
    address = f"/studio/articles/{number}/versions/1/restore"
    assert address in shown(client_for(cast["zhao"]), f"/k/{number}/changes")
    assert address not in shown(client_for(cast["lin"]), f"/k/{number}/changes")


def test_p104_restoring_words_opens_no_door(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], number: int, now: dt.datetime
) -> None:
    """The article was narrowed since: the draft keeps to the place of today."""
    own = people.audience(name="卡中心", units=[units["card"]], by=None, now=now)
    article = Article.objects.get(pk=number)
    actions.narrow(article=article, audience=own, by=cast["zhou"], now=now, reason="内部口径")
    assert drafts.kept(number).words.audience == own.pk  # what is edited stays as narrow too
    restore(client_for(cast["zhao"]), number, 1)
    assert Draft.objects.get().audience == own
    made = actions.submit(articles=[number], by=cast["zhao"], clock=lambda: now)
    assert made.makers == [cast["zhao"].number]
    with pytest.raises(gate.UnableToDecide):
        factory.approve(made, by=cast["zhao"], at=now)
    assert Submission.objects.latest("pk") == made


def test_p103_only_those_who_edit_see_the_line_and_restore(
    client_for: For, cast: dict[str, Person], number: int
) -> None:
    line = f"/studio/articles/{number}/versions"
    for login, person in cast.items():
        inside = login in {"zhao", "zhou"}
        client = client_for(person)
        assert (client.get(line).status_code == 200) is inside, login
        assert (client.get(f"{line}/between?from=1&to=2").status_code == 200) is inside, login
        if not inside:
            assert client.post(f"{line}/1/restore").status_code == 404, login
    assert not Draft.objects.exists()
    assert client_for(cast["zhao"]).get("/studio/articles/999/versions").status_code == 404
    assert client_for(cast["zhao"]).get(f"{line}/9/restore").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["zhao"], backend="zhixi.accounts.backends.StaffBackend")
    assert strict.post(f"{line}/1/restore").status_code == 403
