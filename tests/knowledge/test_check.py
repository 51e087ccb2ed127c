"""How much each check weighs, what is not handed in, and what is noted of what was overruled."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhixi.accounts.models import AuditEntry, Person
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.checks import figures, standard
from zhixi.knowledge.models import CheckLevel, Draft, OverruledCheck, RaisedCheck

For = Callable[[Person], Client]
FAQ: dict[str, Any] = {
    "title": "新卡多久寄到",
    "lead": "您的新卡一般五到七个工作日寄到。",
    "phrasings": ["卡什么时候到", "补的卡几天到", "新卡寄出了吗"],
}


@pytest.fixture
def card(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["信用卡"], by=zhao, now=long_ago)


@pytest.fixture
def post(zhao: Person, card: int, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["信用卡", "寄送"], by=zhao, now=long_ago)


def begun(client: Client, section: int, **told: Any) -> dict[str, Any]:
    words = json.dumps(FAQ | {"section": section} | told)
    sent = {"type": "faq", "line": str(uuid.uuid4()), "words": words}
    answer: dict[str, Any] = client.post("/studio/new", sent).json()
    return answer


def saved(client: Client, number: int, section: int, **told: Any) -> dict[str, Any]:
    words = json.dumps(FAQ | {"section": section} | told)
    sent = {"words": words, "base": drafts.kept(number).words.state}
    answer: dict[str, Any] = client.post(f"/studio/articles/{number}/save", sent).json()
    return answer


def handed_in(client: Client, told: dict[str, Any]) -> Any:
    sent = {"base": drafts.kept(told["number"]).words.state}
    return client.post(f"/studio/articles/{told['number']}/submit", sent)


def level(rule: str, section: int, now: dt.datetime) -> str:
    return str(standard(section, now).level(rule))


def test_it_works(client_for: For, zhao: Person, zhou: Person, post: int, now: dt.datetime) -> None:
    told = begun(client_for(zhao), post, lead="我行的新卡零风险。")
    assert "不得对客说“零风险”：夸大安全性。建议：说明风险等级。" in told["beside"]
    assert told["blocking"] == 1
    reviewer = client_for(zhou)
    assert "禁用语" in reviewer.get("/studio/checks").content.decode()
    answer = reviewer.post("/studio/checks", {"level-forbidden": "hint", "level-written": "off"})
    assert answer["Location"] == "/studio/checks?changed=2"
    assert "已保存，改了 2 条规则" in reviewer.get(answer["Location"]).content.decode()
    told = saved(client_for(zhao), told["number"], post, lead="我行的新卡零风险哦。")
    assert (told["blocking"], "书面语" in told["beside"]) == (0, False)
    assert handed_in(client_for(zhao), told).status_code == 302


def test_a_section_has_what_stands_above_it_until_it_says_otherwise(
    zhou: Person, card: int, post: int, now: dt.datetime
) -> None:
    def put(section: int | None, **levels: str) -> int:
        return actions.set_levels(levels=levels, section=section, by=zhou, now=now)

    assert level("written", post, now) == "hint"
    assert put(None, written="off") == 1
    assert level("written", post, now) == "off"
    assert put(card, written="must", unit="hint") == 2
    assert (level("written", post, now), level("written", card, now)) == ("must", "must")
    assert put(post, written="hint") == 1
    assert (level("written", post, now), level("written", card, now)) == ("hint", "must")
    shown = {row.rule.code: row for row in figures.rows(post, now)}
    assert (shown["written"].own, shown["written"].inherited) == ("hint", "must")
    assert shown["written"].source == "信用卡"
    assert put(post, written="") == 1
    assert level("written", post, now) == "must"
    assert put(None, written="hint") == 1  # as the catalogue says: nothing is kept
    assert not CheckLevel.objects.filter(section=None).exists()
    assert put(None, written="hint") == 0


def test_levels_are_audited_with_before_and_after(
    zhou: Person, card: int, now: dt.datetime
) -> None:
    actions.set_levels(levels={"unit": "must"}, section=card, by=zhou, now=now)
    actions.set_levels(levels={"unit": ""}, section=card, by=zhou, now=now)
    first, second = AuditEntry.objects.filter(verb="checks").order_by("seq")
    assert first.facts == {"before": {"unit": ""}, "after": {"unit": "must"}}
    assert second.facts == {"before": {"unit": "must"}, "after": {"unit": ""}}
    assert first.subject == f"section:{card}"


def test_what_was_raised_mended_and_overruled_is_counted(
    client_for: For, zhao: Person, card: int, post: int, now: dt.datetime
) -> None:
    client = client_for(zhao)
    told = begun(client, post, lead="我行的新卡敬请等候。", phrasings=["卡到了吗"])
    saved(client, told["number"], post, lead="我行新卡手续费40。", phrasings=["卡到了吗"])
    rows = {row.rule.code: row for row in figures.rows(None, now)}
    assert (rows["written"].raised, rows["unit"].raised) == (1, 1)
    assert rows["phrasings"].raised == 0  # it was only begun
    assert rows["written"].rate is None  # nothing is handed in yet
    told = saved(client, told["number"], post, phrasings=["卡到了吗"], lead="手续费40，我们寄。")
    assert handed_in(client, told).status_code == 302
    other = begun(client, card, title="补卡费多少", lead="费用30，我们寄。")
    saved(client, other["number"], card, title="补卡费多少", lead="费用30元，我们寄。")
    handed_in(client, other)
    after = now + dt.timedelta(minutes=1)
    rows = {row.rule.code: row for row in figures.rows(None, after)}
    assert [rows[code].rate for code in ("written", "unit", "phrasings")] == [0, 50, 100]
    assert {row.rule.code: row.rate for row in figures.rows(post, after)}["unit"] == 100
    later = now + dt.timedelta(days=91)
    assert {row.raised for row in figures.rows(None, later)} == {0}


def test_the_confirmer_sees_what_was_overruled(
    client_for: For, zhao: Person, qian: Person, post: int
) -> None:
    handed_in(client_for(zhao), begun(client_for(zhao), post, lead="手续费40，我们寄。"))
    submission = Submission.objects.get()
    assert list(OverruledCheck.objects.values_list("submission", "rule")) == [
        (submission.pk, "unit")
    ]
    entry = AuditEntry.objects.get(verb="submit")
    assert entry.facts["overruled"] == ["unit"]
    shown = client_for(qian).get(f"/studio/submissions/{submission.pk}").content.decode()
    assert "<dt>保留的提示</dt><dd>数字缺单位</dd>" in shown


def test_a_link_that_leads_nowhere_is_said(
    client_for: For, zhao: Person, post: int, publish: Callable[..., int]
) -> None:
    there = publish(title="挂失")
    told = begun(client_for(zhao), post, related=[str(there), "987654"])
    assert "知识 987654 不存在或已失效" in told["beside"]
    assert f"知识 {there} 不存在" not in told["beside"]
    body = f'<p>见<a href="/k/{there}">挂失</a>和<a href="/k/987654">别的</a></p>'
    told = begun(client_for(zhao), post, title="别的", body=body)
    assert told["beside"].count("不存在或已失效") == 1


def test_the_screen_asks_the_same_number_of_queries_for_any_number_of_settings(
    client_for: For, zhou: Person, card: int, post: int, now: dt.datetime
) -> None:
    client = client_for(zhou)
    client.get("/studio/checks")
    actions.set_levels(levels={"unit": "must"}, section=card, by=zhou, now=now)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/studio/checks")
    actions.set_levels(levels={"unit": "off", "past": "off"}, section=post, by=zhou, now=now)
    with CaptureQueriesContext(connection) as three:
        shown = client.get("/studio/checks").content.decode()
    assert len(one) == len(three)
    assert "信用卡 › 寄送" in shown


def test_p89_what_must_be_mended_is_not_handed_in_whatever_is_posted(
    client_for: For, zhao: Person, zhou: Person, post: int, now: dt.datetime
) -> None:
    client = client_for(zhao)
    told = begun(client, post, lead="这张卡零风险。")
    refused = handed_in(client, told)
    assert refused.status_code == 409
    assert "还有必须改的地方" in refused.content.decode()
    actions.set_levels(levels={"unit": "must"}, section=post, by=zhou, now=now)
    told = saved(client, told["number"], post, lead="手续费40，我们寄。")
    assert handed_in(client, told).status_code == 409
    base = drafts.kept(told["number"]).words.state
    with pytest.raises(actions.UnableToSubmit):
        actions.hand_in(number=told["number"], base=base, by=zhao, clock=lambda: now)
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 1)
    assert not OverruledCheck.objects.exists()
    assert not RaisedCheck.objects.filter(handed_in_at__isnull=False).exists()


def test_p89_many_at_once_pass_the_same_door(
    client_for: For, zhao: Person, zhou: Person, card: int, post: int, now: dt.datetime
) -> None:
    client = client_for(zhao)
    good = begun(client, post)["number"]
    hinted = begun(client, card, title="补卡费多少", lead="手续费40，我们寄。")["number"]
    actions.set_levels(levels={"unit": "must"}, section=card, by=zhou, now=now)
    how = {"numbers": [good, hinted], "by": zhao, "clock": lambda: now}
    with pytest.raises(actions.UnableToSubmit) as told:
        actions.hand_in_all(**how)
    assert f"有 1 条知识必须改好再提交，都已存为草稿：\n  {hinted}：“40”后面没有单位" in str(
        told.value
    )
    assert (Submission.objects.count(), Draft.objects.count()) == (0, 2)
    actions.set_levels(levels={"unit": "hint"}, section=card, by=zhou, now=now)
    assert actions.hand_in_all(**how).size == 2
    noted = OverruledCheck.objects.values_list("rule", "section")
    assert list(noted) == [("unit", card)]
    shown = {row.rule.code: row for row in figures.rows(None, now)}
    assert (shown["unit"].raised, shown["unit"].rate) == (1, 100)


def test_p88_authors_see_the_levels_and_only_reviewers_set_them(
    client_for: For, cast: dict[str, Person], card: int, now: dt.datetime
) -> None:
    for login, person in cast.items():
        client = client_for(person)
        seen = client.get("/studio/checks").status_code
        assert (login, seen) == (login, 200 if login in {"zhao", "zhou"} else 404)
        sent = client.post(f"/studio/checks?section={card}", {"level-unit": "off"}).status_code
        assert (login, sent) == (login, 302 if login == "zhou" else 404)
    assert 'name="level-' not in client_for(cast["zhao"]).get("/studio/checks").content.decode()
    for login in set(cast) - {"zhou"}:
        with pytest.raises(actions.UnableToWatch):
            actions.set_levels(levels={"unit": "off"}, section=None, by=cast[login], now=now)
    reviewer = client_for(cast["zhou"])
    assert reviewer.get("/studio/checks?section=999999").status_code == 404
    assert reviewer.post("/studio/checks", {"level-unit": "loud"}).status_code == 400
    assert CheckLevel.objects.count() == 1
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["zhou"], backend="zhixi.accounts.backends.StaffBackend")
    assert strict.post("/studio/checks", {"level-unit": "off"}).status_code == 403
