"""The gate, from the side of those who would pass it alone."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts import audit
from zhixi.accounts.models import Person
from zhixi.accounts.rules import Role
from zhixi.approval import actions as gate
from zhixi.approval import subjects
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, queries
from zhixi.knowledge.models import Article, ArticleVersion, DraftContribution, LiveSpan


def decide(submission: Submission, by: Person, now: dt.datetime, **changed: object) -> None:
    given = {"step": 1, "seen_digest": submission.digest, "verdict": "approve"} | changed
    gate.decide(submission=submission.pk, by=by, clock=lambda: now, **given)  # type: ignore[arg-type]


def test_it_works(zhao: Person, qian: Person, lin: Person, now: dt.datetime) -> None:
    submission = factory.submitted(by=zhao, at=now)
    decide(submission, qian, now)
    later = now + dt.timedelta(seconds=2)
    number = submission.versions.get().article_id
    assert queries.read(number, lin, later, later).confirmed_by == "钱岚"
    with pytest.raises(queries.NotVisible):
        queries.read(number, lin, now, later)
    assert audit.verify().ok


def test_p21_an_author_who_holds_the_role_cannot_approve_himself(
    zhao: Person, now: dt.datetime
) -> None:
    people.grant(person=zhao, role=Role.CONFIRMER, by=None, now=now)
    submission = factory.submitted(by=zhao, at=now)
    with pytest.raises(gate.UnableToDecide):
        decide(submission, zhao, now)
    assert not LiveSpan.objects.exists()


@pytest.mark.parametrize("how", DraftContribution.How.values)
def test_p22_whoever_had_a_hand_in_it_is_a_maker(
    how: str, zhao: Person, qian: Person, now: dt.datetime
) -> None:
    draft = factory.draft(by=qian, at=now)
    DraftContribution.objects.create(
        article=draft.article, line=draft.line, person=qian, how=how, at=now
    )
    submission = actions.submit(articles=[draft.article_id], by=zhao, clock=lambda: now)
    with pytest.raises(gate.UnableToDecide):
        decide(submission, qian, now)


def test_p22_makers_stay_makers_when_a_returned_text_goes_on(
    zhao: Person, qian: Person, now: dt.datetime
) -> None:
    people.grant(person=zhao, role=Role.CONFIRMER, by=None, now=now)
    first = factory.submitted(by=zhao, at=now)
    decide(first, qian, now, verdict="return", reason="请写明费用")
    actions.reopen(version=first.versions.get(), by=qian, now=now)
    number = first.versions.get().article_id
    again = actions.submit(articles=[number], by=qian, clock=lambda: now)
    for maker in (zhao, qian):
        with pytest.raises(gate.UnableToDecide):
            decide(again, maker, now)


def test_p23_what_was_read_is_what_is_approved(
    zhao: Person, qian: Person, now: dt.datetime
) -> None:
    one = factory.submitted(by=zhao, at=now)
    other = factory.submitted(by=zhao, at=now, title="信用卡年费怎么免")
    with pytest.raises(gate.UnableToDecide):
        decide(one, qian, now, seen_digest=other.digest)
    decide(one, qian, now)


def test_p24_editing_after_submission_changes_nothing_that_was_submitted(
    zhao: Person, qian: Person, lin: Person, now: dt.datetime
) -> None:
    submission = factory.submitted(by=zhao, at=now, lead="手续费四十元一张。")
    number = submission.versions.get().article_id
    factory.draft(by=zhao, at=now, article=number, lead="手续费免收。")
    decide(submission, qian, now)
    later = now + dt.timedelta(seconds=2)
    assert queries.read(number, lin, later, later).content.answer() == "手续费四十元一张。"


def test_p25_only_who_holds_the_step_s_role_decides(
    cast: dict[str, Person], zhao: Person, now: dt.datetime
) -> None:
    submission = factory.submitted(by=zhao, at=now)
    for login, person in cast.items():
        if login != "qian":
            with pytest.raises(gate.UnableToDecide):
                decide(submission, person, now)


def test_p25_a_role_taken_away_no_longer_counts(
    zhao: Person, qian: Person, now: dt.datetime
) -> None:
    submission = factory.submitted(by=zhao, at=now)
    people.revoke(person=qian, role=Role.CONFIRMER, by=None, now=now)
    with pytest.raises(gate.UnableToDecide):
        decide(submission, qian, now)


def test_p25_nobody_decides_after_his_last_day(
    zhao: Person, qian: Person, now: dt.datetime
) -> None:
    submission = factory.submitted(by=zhao, at=now)
    people.deactivate(person=qian, on=now.date() - dt.timedelta(days=2), by=None, now=now)
    with pytest.raises(gate.UnableToDecide):
        decide(submission, qian, now)


def test_p26_a_decision_is_taken_once(zhao: Person, qian: Person, now: dt.datetime) -> None:
    submission = factory.submitted(by=zhao, at=now)
    decide(submission, qian, now)
    with pytest.raises(gate.UnableToDecide):
        decide(submission, qian, now)
    assert submission.decisions.count() == 1


def test_a_return_says_why_and_publishes_nothing(
    zhao: Person, qian: Person, now: dt.datetime
) -> None:
    submission = factory.submitted(by=zhao, at=now)
    with pytest.raises(gate.UnableToDecide):
        decide(submission, qian, now, verdict="return")
    decide(submission, qian, now, verdict="return", reason="费用写错")
    assert not LiveSpan.objects.exists()


def test_a_withdrawal_passes_the_gate_too(
    publish: Callable[..., int], zhao: Person, qian: Person, lin: Person, now: dt.datetime
) -> None:
    number = publish()
    asked = actions.withdraw(
        article=Article.objects.get(pk=number), by=zhao, clock=lambda: now, reason="费用有误"
    )
    with pytest.raises(gate.UnableToDecide):
        decide(asked, zhao, now)
    decide(asked, qian, now)
    later = now + dt.timedelta(seconds=2)
    with pytest.raises(queries.NotVisible):
        queries.read(number, lin, later, later)
    assert queries.read(number, lin, now, later).number == number


def test_a_change_is_shown_by_its_characters(
    publish: Callable[..., int], zhao: Person, now: dt.datetime
) -> None:
    number = publish(lead="挂失手续费五十元一张，记在下期账单。")
    draft = factory.draft(
        by=zhao, at=now, article=number, lead="挂失手续费四十元一张，记在下期账单。"
    )
    submission = actions.submit(articles=[draft.article_id], by=zhao, clock=lambda: now)
    (change,) = subjects.of(submission).changes(submission, 0, 20)
    shown = "".join(html for _label, html in change.parts)
    assert "<del>五</del><ins>四</ins>" in shown
    assert ArticleVersion.objects.filter(article=number).count() == 2


UNSEEN = {
    "a condition": {"supplements": [{"condition": "白金卡", "text": "免收。"}]},
    "phrasings": {"phrasings": ["卡被偷了"]},
    "keywords": {"keywords": ["补卡"]},
    "regions": {"regions": ["北麓"]},
    "tags": {"tags": ["热点"]},
    "the source": {"source_document": "海发〔2026〕12 号"},
    "a variant": {"variants": [{"part": "lead", "region": "北麓", "value": "九百元一张。"}]},
    "internal remarks": {"internal": ["转反欺诈岗"]},
    "emphasis": {"body": "<p>马上<strong>生效</strong></p>"},
    "a link": {"body": '<p>马上<a href="https://example.com/">生效</a></p>'},
}


@pytest.mark.parametrize("what", UNSEEN)
def test_no_change_passes_the_confirmer_unseen(
    what: str, publish: Callable[..., int], zhao: Person, now: dt.datetime
) -> None:
    before = {"supplements": [{"condition": "费用", "text": "免收。"}], "body": "<p>马上生效</p>"}
    number = publish(**before)
    draft = factory.draft(by=zhao, at=now, article=number, **(before | UNSEEN[what]))
    submission = actions.submit(articles=[draft.article_id], by=zhao, clock=lambda: now)
    (change,) = subjects.of(submission).changes(submission, 0, 20)
    shown = "".join(html for _label, html in change.parts)
    assert "没有变化" not in shown
    assert "<ins>" in shown or "<mark>" in shown


def shown_for(submission: Submission) -> str:
    (change,) = subjects.of(submission).changes(submission, 0, 20)
    return "".join(html for _label, html in change.parts)


def test_steps_that_change_places_are_shown(
    publish: Callable[..., int], zhao: Person, now: dt.datetime
) -> None:
    number = publish(agent_steps=["先核身", "再挂失", "后补卡"])
    draft = factory.draft(
        by=zhao, at=now, article=number, agent_steps=["再挂失", "先核身", "后补卡"]
    )
    submission = actions.submit(articles=[draft.article_id], by=zhao, clock=lambda: now)
    assert "<ins>" in shown_for(submission)


def test_words_told_in_one_field_do_not_hide_them_in_another(
    publish: Callable[..., int], zhao: Person, now: dt.datetime
) -> None:
    number = publish()
    draft = factory.draft(
        by=zhao,
        at=now,
        article=number,
        lead="您别着急，我现在就给您挂失，办好马上生效。",
        must_tell=["免收"],
        keywords=["免收"],
    )
    submission = actions.submit(articles=[draft.article_id], by=zhao, clock=lambda: now)
    assert shown_for(submission).count("<ins>免收</ins>") == 2


def test_a_new_text_shows_where_its_links_lead(zhao: Person, now: dt.datetime) -> None:
    body = '<p>请看<a href="https://example.com/x">这里</a></p>'
    assert "https://example.com/x" in shown_for(factory.submitted(by=zhao, at=now, body=body))
