"""The one door for reading, and the clock it reads by."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts import actions as staff
from zhixi.accounts.context import CallContext
from zhixi.accounts.models import Audience, Person, Unit
from zhixi.knowledge import actions, checking, finding, queries
from zhixi.knowledge.models import Article
from zhixi.knowledge.sections import tree
from zhixi.search import worker


@pytest.fixture
def card_only(units: dict[str, Unit], now: dt.datetime) -> Audience:
    return staff.audience(name="信用卡中心", units=[units["card"]], by=None, now=now)


@pytest.fixture
def soon(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=2)


def sees(person: Person, number: int, at: dt.datetime) -> bool:
    """Whether every door shows the article to the person, or none does."""
    by_number = queries.visible_to(person, at).filter(article=number).exists()
    found = number in {hit.number for hit in finding.find("信用卡丢了怎么挂失", person, at).hits}
    counted = finding.find("信用卡丢了怎么挂失", person, at).total > 0
    suggested = number in {s.number for s in finding.suggest("信用卡", person, at)}
    listed = number in {line.number for line in queries.newest(person, at)}
    assert {by_number, found, counted, suggested, listed} == {by_number}
    return by_number


def test_it_works(publish: Callable[..., int], lin: Person, now: dt.datetime) -> None:
    assert sees(lin, publish(), now)


def test_p11_p16_a_limited_section_is_for_its_audience_at_every_door(
    publish: Callable[..., int], cast: dict[str, Person], card_only: Audience, now: dt.datetime
) -> None:
    early = now - dt.timedelta(hours=3)
    actions.section_at(path=["信用卡", "内部"], by=cast["zhao"], now=early, audience=card_only)
    number = publish(section="信用卡/内部")
    inside = {login for login, person in cast.items() if sees(person, number, now)}
    assert inside == {"wang", "qian", "zhao", "zhou"}


def test_p12_what_lies_under_a_limited_section_is_limited(
    publish: Callable[..., int],
    lin: Person,
    wang: Person,
    zhao: Person,
    card_only: Audience,
    now: dt.datetime,
) -> None:
    early = now - dt.timedelta(hours=3)
    actions.section_at(path=["内部"], by=zhao, now=early, audience=card_only)
    number = publish(section="内部/规则/细则")
    assert sees(wang, number, now)
    assert not sees(lin, number, now)


def test_p13_narrowing_acts_at_once_and_widening_is_refused(
    publish: Callable[..., int],
    lin: Person,
    wang: Person,
    zhao: Person,
    card_only: Audience,
    units: dict[str, Unit],
    now: dt.datetime,
) -> None:
    number = publish()
    article = Article.objects.get(pk=number)
    actions.narrow(article=article, audience=card_only, by=zhao, now=now, reason="限内部")
    assert not queries.visible_to(lin, now).exists()
    assert finding.find("信用卡丢了怎么挂失", lin, now).hits == []
    worker.keep_up()
    assert not sees(lin, number, now)
    assert sees(wang, number, now)
    everyone = staff.audience(name="全行", units=[units["bank"]], by=None, now=now)
    with pytest.raises(actions.UnableToPlace):
        actions.narrow(article=article, audience=everyone, by=zhao, now=now, reason="放开")


def test_p15_what_was_open_then_is_not_open_now_to_those_shut_out_since(
    publish: Callable[..., int],
    lin: Person,
    wang: Person,
    zhao: Person,
    card_only: Audience,
    now: dt.datetime,
) -> None:
    number = publish()
    article = Article.objects.get(pk=number)
    actions.narrow(article=article, audience=card_only, by=zhao, now=now, reason="限内部")
    then = now - dt.timedelta(minutes=30)
    assert queries.read_then(number, lin, then).number == number
    assert queries.read(number, wang, now, now).number == number
    with pytest.raises(queries.NotVisible):
        queries.read(number, lin, then, now)


def test_p16_a_suggestion_tells_nothing_of_what_is_hidden(
    publish: Callable[..., int], lin: Person, card_only: Audience, now: dt.datetime
) -> None:
    publish(audience=card_only, title="反欺诈复核岗联系规则")
    assert finding.suggest("反欺诈", lin, now) == []
    found = finding.find("反欺诈复核岗", lin, now)
    assert (found.total, found.types, found.hits) == (0, [], [])


def test_p14_editorial_roles_read_limited_articles(
    publish: Callable[..., int], zhou: Person, lin: Person, card_only: Audience, now: dt.datetime
) -> None:
    number = publish(audience=card_only)
    assert sees(zhou, number, now)
    assert not sees(lin, number, now)


def test_p17_context_chooses_wording_and_hides_nothing(
    publish: Callable[..., int], lin: Person, now: dt.datetime
) -> None:
    variant = {"part": "lead", "region": "北麓", "value": "牧区十个工作日寄到。"}
    number = publish(lead="五到七个工作日寄到。", variants=[variant], regions=["东屿"])
    beilu = queries.read(number, lin, now, now, CallContext(region="北麓"))
    assert beilu.content.answer() == "牧区十个工作日寄到。"
    for region in ("", "东屿", "江澜"):
        reading = queries.read(number, lin, now, now, CallContext(region=region))
        assert reading.content.answer() == "五到七个工作日寄到。"


def test_not_yet_effective_is_not_there(
    zhao: Person, qian: Person, lin: Person, now: dt.datetime
) -> None:
    tomorrow = now + dt.timedelta(days=1)
    number = factory.through_the_gate(
        by=zhao, confirmer=qian, at=now, effective_from=tomorrow.isoformat()
    )
    assert not sees(lin, number, now + dt.timedelta(hours=1))
    assert sees(lin, number, tomorrow + dt.timedelta(seconds=1))


def test_an_end_needs_no_worker(zhao: Person, qian: Person, lin: Person, now: dt.datetime) -> None:
    end = now + dt.timedelta(hours=1)
    number = factory.through_the_gate(by=zhao, confirmer=qian, at=now, expires_at=end.isoformat())
    assert sees(lin, number, end - dt.timedelta(seconds=1))
    assert not sees(lin, number, end + dt.timedelta(seconds=1))


def test_an_ended_campaign_stays_marked_until_complaints_end(
    zhao: Person, qian: Person, lin: Person, now: dt.datetime
) -> None:
    day = dt.timedelta(days=1)
    periods = {
        "campaign": {"starts_at": now.isoformat(), "ends_at": (now + day).isoformat()},
        "complaint": {"starts_at": now.isoformat(), "ends_at": (now + 9 * day).isoformat()},
    }
    number = factory.through_the_gate(
        by=zhao, confirmer=qian, at=now, type="campaign", title="双十一信用卡满减", **periods
    )
    during = finding.find("双十一", lin, now + day / 2).hits
    after = finding.find("双十一", lin, now + 2 * day).hits
    assert [(hit.number, hit.ended) for hit in during] == [(number, False)]
    assert [(hit.number, hit.ended) for hit in after] == [(number, True)]
    assert finding.find("双十一", lin, now + 10 * day).hits == []


def test_a_pending_change_is_never_shown_from_the_old_index(
    publish: Callable[..., int],
    zhao: Person,
    qian: Person,
    lin: Person,
    now: dt.datetime,
    soon: dt.datetime,
) -> None:
    number = publish()
    article = Article.objects.get(pk=number)
    asked = actions.withdraw(article=article, by=zhao, clock=lambda: now, reason="有误")
    factory.approve(asked, by=qian, at=now)
    assert finding.find("信用卡丢了怎么挂失", lin, soon).hits == []


def test_the_spans_are_what_the_fold_says(publish: Callable[..., int]) -> None:
    publish()
    assert list(checking.spans()) == []
    assert list(checking.contents()) == []
    assert list(checking.submissions()) == []


def test_the_list_costs_the_same_for_one_and_for_three(
    publish: Callable[..., int],
    lin: Person,
    client_for: Callable[[Person], Client],
) -> None:
    client = client_for(lin)
    costs = set()
    for last in ("", "之二", "之三"):
        publish(title=f"信用卡丢了怎么挂失{last}")
        client.get("/")
        with CaptureQueriesContext(connection) as queries_made:
            page = client.get("/desk/search?q=信用卡挂失", headers={"HX-Request": "true"})
        costs.add(len(queries_made))
    assert page.content.decode().count('class="hit') == 3
    assert len(costs) == 1


def test_as_of_through_the_page(
    publish: Callable[..., int],
    zhao: Person,
    qian: Person,
    lin: Person,
    now: dt.datetime,
    client_for: Callable[[Person], Client],
) -> None:
    number = publish(lead="手续费五十元一张。")
    half = now - dt.timedelta(minutes=30)
    factory.through_the_gate(
        by=zhao, confirmer=qian, at=half, article=number, lead="手续费四十元一张。"
    )
    client = client_for(lin)
    assert "手续费四十元一张" in client.get(f"/k/{number}").content.decode()
    then = (now - dt.timedelta(hours=1)).isoformat().replace("+", "%2B")
    past = client.get(f"/k/{number}?as_of={then}").content.decode()
    assert "手续费五十元一张" in past
    assert "时点回溯" in past
    before = (now - dt.timedelta(hours=3)).isoformat().replace("+", "%2B")
    assert client.get(f"/k/{number}?as_of={before}").status_code == 404
    assert "看不懂时点" in client.get(f"/k/{number}?as_of=昨天").content.decode()
    assert "手续费五十元一张" in client.get(f"/k/{number}/v/1").content.decode()


def test_who_may_not(
    publish: Callable[..., int],
    card_only: Audience,
    lin: Person,
    client_for: Callable[[Person], Client],
) -> None:
    number = publish(audience=card_only)
    client = client_for(lin)
    hidden = client.get(f"/k/{number}")
    absent = client.get("/k/999999")
    assert hidden.status_code == absent.status_code == 404
    token = re.compile(rb'value="\w{64}"')
    assert token.sub(b"", hidden.content) == token.sub(b"", absent.content)


def test_a_section_rolled_back_is_never_remembered(
    publish: Callable[..., int], zhao: Person, card_only: Audience, now: dt.datetime
) -> None:
    with transaction.atomic():
        actions.section_at(path=["甲"], by=zhao, now=now, audience=card_only)
        transaction.set_rollback(True)
    made = actions.section_at(path=["乙"], by=zhao, now=now)
    assert tree(now).names(made) == ["乙"]
    assert tree(now).audiences(made) == []
