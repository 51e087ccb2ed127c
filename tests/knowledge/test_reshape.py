"""Copies, articles split in two, and articles that go into others, from the author's side."""

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, checking, drafts, finding, pieces, shelf
from zhixi.knowledge.actions import keeping
from zhixi.knowledge.models import ArticleVersion, Draft, Origin, Redirect, Tie
from zhixi.knowledge.queries import rights_of
from zhixi.search import worker

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
SOON = dt.timedelta(seconds=5)


@pytest.fixture
def loss(publish: Publish) -> int:
    return publish(
        title="信用卡丢了怎么挂失",
        lead="您别着急，我现在就给您挂失。",
        phrasings=["卡丢了怎么办", "信用卡不见了"],
        must_tell=["挂失前的交易由您确认", "补卡十五元"],
        supplements=[{"condition": "补卡", "text": "补卡五到七天寄到。"}],
        variants=[{"part": "supplements/0/text", "region": "北麓", "value": "北麓十天寄到。"}],
        internal=["不谈其他卡种"],
    )


@pytest.fixture
def lock(publish: Publish) -> int:
    return publish(
        title="信用卡怎么锁卡", lead="手机银行里一键锁卡。", phrasings=["先锁住卡", "卡丢了怎么办"]
    )


def state(number: int) -> str:
    return drafts.kept(number).words.state


def merge(client: Client, number: int, into: int, *keys: str) -> Any:
    sent = {"into": into, "base": state(into), "piece": keys}
    return client.post(f"/studio/articles/{number}/merge", sent)


def hand_in(client: Client, tie: Tie) -> Any:
    page = client.get(f"/studio/ties/{tie.pk}")
    return client.post(
        f"/studio/ties/{tie.pk}", {"base": page.context["base"], "reason": "同一问题"}
    )


def merged(client: Client, number: int, into: int, *keys: str) -> Submission:
    """Through the author's screens up to the gate."""
    merge(client, number, into, *keys)
    answer = hand_in(client, Tie.objects.get(giving=number))
    assert answer.status_code == 302, answer.content.decode()
    return Submission.objects.latest("pk")


def approve(submission: Submission, by: Person) -> None:
    """Now, as the gate's page does it."""
    seen = submission.digest
    gate.decide(submission=submission.pk, step=1, by=by, seen_digest=seen, verdict="approve")
    worker.keep_up()


@pytest.fixture
def later() -> Callable[[], None]:
    """What takes effect with the next full second is in force."""
    return lambda: time.sleep(2.1)


def test_it_works(
    client_for: For,
    cast: dict[str, Person],
    loss: int,
    lock: int,
    later: Callable[[], None],
) -> None:
    zhao, lin = client_for(cast["zhao"]), client_for(cast["lin"])
    before = dt.datetime.now(dt.UTC)
    keeping.keep(number=loss, by=cast["lin"], now=before)
    assert str(lock) in zhao.get(f"/studio/articles/{loss}/merge").content.decode()
    chosen = zhao.get(f"/studio/articles/{loss}/merge?into={lock}").content.decode()
    assert "补卡十五元" in chosen
    submission = merged(zhao, loss, lock, "phrasings/0", "phrasings/1", "must_tell/1", "lead")
    seen = client_for(cast["qian"]).get(f"/studio/submissions/{submission.pk}").content.decode()
    assert f"转到 {lock}" in seen
    assert "挂失前的交易由您确认" in seen  # what ends is shown whole
    approve(submission, cast["qian"])
    later()
    arrived = lin.get(f"/k/{loss}?region=北麓")
    assert arrived.status_code == 301
    page = lin.get(arrived["Location"]).content.decode()
    assert f"知识 {loss} 已并入本条" in page
    assert "补卡十五元" in page
    content = ArticleVersion.objects.filter(article=lock).latest("n")
    words = drafts.words_in(content).content
    assert words["phrasings"] == ["先锁住卡", "卡丢了怎么办", "信用卡不见了", "信用卡丢了怎么挂失"]
    assert words["lead"] == "手机银行里一键锁卡。"
    assert "我现在就给您挂失" in words["body"]  # there is one lead already
    now = dt.datetime.now(dt.UTC)
    hits = finding.find("信用卡丢了怎么挂失", cast["lin"], now).hits
    assert [hit.number for hit in hits] == [lock]
    kept = shelf.favourites(cast["lin"], rights_of(cast["lin"], now), now).kept
    assert [each.entry.number for each in kept] == [lock]
    assert not Tie.objects.exists()
    past = lin.get(f"/k/{loss}", {"as_of": before.isoformat()})
    assert "我现在就给您挂失" in past.content.decode()
    assert lin.get(f"/k/{loss}/v/1").status_code == 200
    assert "已并入本条" not in lin.get(f"/k/{lock}?merged=99").content.decode()
    gone = lin.get(f"/k/{loss}/standing?n=1").content.decode()
    assert f"已并入 {lock}" in gone
    assert f"/k/{lock}" in lin.get(f"/?q={loss}").content.decode()
    assert not [*checking.submissions(), *checking.spans()]


def test_a_chain_of_mergers_arrives_at_its_end_and_no_circle_turns(
    client_for: For,
    cast: dict[str, Person],
    publish: Publish,
    loss: int,
    lock: int,
    later: Callable[[], None],
) -> None:
    client, lin = client_for(cast["zhao"]), client_for(cast["lin"])
    third = publish(title="卡片挂失与锁卡总说明")
    approve(merged(client, loss, lock), cast["qian"])
    later()
    approve(merged(client, lock, third), cast["qian"])
    later()
    assert lin.get(f"/k/{loss}")["Location"].startswith(f"/k/{third}?")
    # The first comes back, and the last goes into it: whoever asks for any arrives there.
    actions.restore(
        version=ArticleVersion.objects.get(article=loss, n=1),
        by=cast["zhao"],
        now=dt.datetime.now(dt.UTC),
    )
    back = actions.submit(articles=[loss], by=cast["zhao"], clock=lambda: dt.datetime.now(dt.UTC))
    approve(back, cast["qian"])
    later()
    assert lin.get(f"/k/{loss}").status_code == 200
    approve(merged(client, third, loss), cast["qian"])
    later()
    assert lin.get(f"/k/{lock}")["Location"].startswith(f"/k/{loss}?")
    assert lin.get(f"/k/{third}")["Location"].startswith(f"/k/{loss}?")


def test_split_gives_two_drafts_that_pass_together(
    client_for: For, cast: dict[str, Person], loss: int, later: Callable[[], None]
) -> None:
    client = client_for(cast["zhao"])
    assert "补卡五到七天寄到" in client.get(f"/studio/articles/{loss}/split").content.decode()
    sent = {
        "base": state(loss),
        "title": "信用卡补卡多久寄到",
        "piece": ["phrasings/1", "supplements/0", "must_tell/1"],
    }
    client.post(f"/studio/articles/{loss}/split", sent)
    tie = Tie.objects.get()
    new = tie.taking_id
    both = client.get(f"/studio/ties/{tie.pk}").content.decode()
    assert "补充口径 1｜北麓｜北麓十天寄到。" in both  # a part by its name, not by its path
    old, made = (Draft.objects.get(article=each).content for each in (loss, new))
    assert (old["phrasings"], made["phrasings"]) == (["卡丢了怎么办"], ["信用卡不见了"])
    assert old["related"] == [str(new)]
    assert made["variants"][0]["part"] == "supplements/0/text"
    assert "supplements" not in old
    assert "variants" not in old
    assert Origin.objects.get(article=new).source_id == loss
    assert f"/studio/ties/{tie.pk}" in client.get(f"/studio/articles/{new}/edit").content.decode()
    answer = client.post(f"/studio/articles/{new}/submit", {"base": state(new)})
    assert answer["Location"] == f"/studio/ties/{tie.pk}"
    assert hand_in(client, tie).status_code == 302
    submission = Submission.objects.latest("pk")
    assert submission.size == 2
    approve(submission, cast["qian"])
    later()
    lin = client_for(cast["lin"])
    assert lin.get(f"/k/{new}").status_code == lin.get(f"/k/{loss}").status_code == 200
    assert not Tie.objects.exists()


def test_what_came_back_goes_on_together(
    client_for: For, cast: dict[str, Person], loss: int
) -> None:
    client = client_for(cast["zhao"])
    sent = {"base": state(loss), "title": "补卡", "piece": ["must_tell/1", "lead"]}
    client.post(f"/studio/articles/{loss}/split", sent)
    tie = Tie.objects.get()
    hand_in(client, tie)
    made = Submission.objects.latest("pk")
    gate.decide(
        submission=made.pk,
        step=1,
        by=cast["qian"],
        seen_digest=made.digest,
        verdict="return",
        reason="标题太短",
    )
    assert "标题太短" in client.get(f"/studio/ties/{tie.pk}").content.decode()
    assert hand_in(client, tie).status_code == 302
    again = Submission.objects.latest("pk")
    assert (again.pk > made.pk, again.size) == (True, 2)


def test_a_copy_asks_no_question_twice(client_for: For, zhao: Person, loss: int) -> None:
    client = client_for(zhao)
    answer = client.post(f"/studio/articles/{loss}/copy")
    draft = Draft.objects.get()
    assert answer["Location"] == f"/studio/articles/{draft.article_id}/edit"
    assert draft.content["lead"] == "您别着急，我现在就给您挂失。"
    assert "phrasings" not in draft.content
    assert draft.content["title"] == "信用卡丢了怎么挂失（副本）"
    page = client.get(answer["Location"]).content.decode()
    assert "请改成它自己的标题" in page
    refused = client.post(
        f"/studio/articles/{draft.article_id}/submit", {"base": state(draft.article_id)}
    )
    assert refused.status_code == 409
    origin = Origin.objects.get(article=draft.article_id)
    assert (origin.source_id, origin.n, origin.how) == (loss, 1, "copy")


def test_what_ends_must_be_what_was_read(
    client_for: For, cast: dict[str, Person], loss: int, lock: int, now: dt.datetime
) -> None:
    submission = merged(client_for(cast["zhao"]), loss, lock)
    factory.withdrawn(number=loss, by=cast["zhou"], confirmer=cast["qian"], at=now - SOON)
    with pytest.raises(gate.UnableToDecide, match="已有变化"):
        approve(submission, cast["qian"])
    assert not Redirect.objects.exists()


def test_pieces_keep_what_no_customer_may_hear_where_it_was() -> None:
    source = {
        "title": "甲",
        "internal": ["只给坐席"],
        "lines": [{"text": "您好"}],
        "body": "<p>一</p>",
    }
    rest, away = pieces.taken(source, ["internal/0", "lines/0"])
    assert rest == {"title": "甲", "body": "<p>一</p>"}
    found = pieces.joined("faq", {"title": "乙", "body": "<p>二</p>"}, away, "script")
    assert found["internal"] == ["只给坐席"]
    assert found["body"] == "<p>二</p><p>话术：您好</p>"


def test_p106_one_of_two_does_not_pass_alone_and_no_maker_decides(
    client_for: For, cast: dict[str, Person], loss: int, lock: int, now: dt.datetime
) -> None:
    client = client_for(cast["zhao"])
    merge(client, loss, lock, "must_tell/1")
    for number in (loss, lock):
        with pytest.raises(actions.UnableToSubmit, match="一起提交"):
            actions.submit(articles=[number], by=cast["zhou"], clock=lambda: now)
    hand_in(client, Tie.objects.get())
    submission = Submission.objects.latest("pk")
    with pytest.raises(gate.UnableToDecide):
        approve(submission, cast["zhao"])
    assert client.get(f"/k/{loss}").status_code == 200
    with pytest.raises(actions.UnableToReshape):
        actions.untie(tie=Tie.objects.get().pk, by=cast["zhao"])


def test_p106_words_that_changed_meanwhile_are_not_handed_in(
    client_for: For, cast: dict[str, Person], loss: int, lock: int, now: dt.datetime
) -> None:
    client = client_for(cast["zhao"])
    merge(client, loss, lock)
    tie = Tie.objects.get()
    base = client.get(f"/studio/ties/{tie.pk}").context["base"]
    factory.draft(by=cast["zhou"], at=now, article=lock, title="锁卡", lead="周又改了。")
    assert client.post(f"/studio/ties/{tie.pk}", {"base": base}).status_code == 409
    assert Submission.objects.filter(kind="reshape").count() == 0


@pytest.fixture
def card_only(units: dict[str, Unit], long_ago: dt.datetime) -> Audience:
    return people.audience(name="信用卡中心", units=[units["card"]], by=None, now=long_ago)


def test_p107_a_redirect_into_what_the_reader_may_not_see_is_not_found(
    client_for: For,
    cast: dict[str, Person],
    publish: Publish,
    card_only: Audience,
    loss: int,
    later: Callable[[], None],
) -> None:
    hidden = publish(title="挂失内部规则", section="信用卡/内部", audience=card_only)
    approve(merged(client_for(cast["zhao"]), loss, hidden), cast["qian"])
    later()
    assert client_for(cast["wang"]).get(f"/k/{loss}").status_code == 301
    lin = client_for(cast["lin"])
    shut = lin.get(f"/k/{loss}")
    assert shut.status_code == 404
    assert str(hidden) not in lin.get(f"/k/{loss}/standing?n=1").content.decode()
    assert "挂失内部规则" not in lin.get(f"/?q={loss}").content.decode()


def test_p107_who_never_saw_the_old_one_does_not_learn_where_it_went(
    client_for: For,
    cast: dict[str, Person],
    publish: Publish,
    card_only: Audience,
    lock: int,
    later: Callable[[], None],
) -> None:
    hidden = publish(title="挂失内部规则", section="信用卡/内部", audience=card_only)
    approve(merged(client_for(cast["zhao"]), hidden, lock), cast["qian"])
    later()
    assert client_for(cast["wang"]).get(f"/k/{hidden}").status_code == 301
    lin = client_for(cast["lin"])
    assert lin.get(f"/k/{hidden}").status_code == 404
    assert "已并入" not in lin.get(f"/k/{lock}?merged={hidden}").content.decode()


def test_p107_programs_meet_the_same_door(
    client_for: For,
    cast: dict[str, Person],
    publish: Publish,
    card_only: Audience,
    loss: int,
    later: Callable[[], None],
    now: dt.datetime,
) -> None:
    hidden = publish(title="挂失内部规则", section="信用卡/内部", audience=card_only)
    approve(merged(client_for(cast["zhao"]), loss, hidden), cast["qian"])
    later()
    answers = {}
    for login in ("wang", "lin"):
        token = people.issue_token(person=cast[login], scopes=["read"], by=None, now=now)
        client = Client(headers={"Authorization": f"Bearer {token}"})
        answers[login] = client.get(f"/api/v1/articles/{loss}")
    assert answers["wang"].json()["number"] == hidden
    assert answers["lin"].status_code == 404


def test_p107_where_links_arrive_is_evidence(
    client_for: For, cast: dict[str, Person], loss: int, lock: int
) -> None:
    approve(merged(client_for(cast["zhao"]), loss, lock), cast["qian"])
    with pytest.raises(DatabaseError), transaction.atomic():
        Redirect.objects.update(target=loss)
    with pytest.raises(DatabaseError), transaction.atomic():
        Redirect.objects.all().delete()


def test_p105_only_those_who_edit_copy_split_and_merge(
    client_for: For, cast: dict[str, Person], loss: int, lock: int
) -> None:
    merge(client_for(cast["zhao"]), loss, lock)
    tie = Tie.objects.get()
    pages = [
        f"/studio/articles/{loss}/split",
        f"/studio/articles/{loss}/merge",
        f"/studio/ties/{tie.pk}",
    ]
    posts = [*pages, f"/studio/articles/{loss}/copy", f"/studio/ties/{tie.pk}/untie"]
    for login in set(cast) - {"zhao", "zhou"}:
        client = client_for(cast[login])
        assert {client.get(page).status_code for page in pages} == {404}, login
        assert {client.post(page).status_code for page in posts} == {404}, login
    assert Tie.objects.count() == Draft.objects.count() == 1
    assert client_for(cast["zhou"]).post(posts[-1]).status_code == 302
    assert not Tie.objects.exists()
    assert client_for(cast["zhou"]).get(pages[-1]).status_code == 404
