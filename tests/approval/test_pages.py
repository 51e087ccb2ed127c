"""The confirmer's two pages, from the browser's side."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts.models import Person
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.models import LiveSpan

For = Callable[[Person], Client]
WAITING = "/studio/submissions/"


@pytest.fixture
def submission(zhao: Person, now: dt.datetime) -> Submission:
    return factory.submitted(by=zhao, at=now)


def page(submission: Submission) -> str:
    return f"/studio/submissions/{submission.pk}"


def decision(submission: Submission, verdict: str, **changed: Any) -> dict[str, Any]:
    given = {"step": 1, "seen_digest": submission.digest, "verdict": verdict, "reason": ""}
    return given | changed


def test_it_works(client_for: For, qian: Person, submission: Submission) -> None:
    browser = client_for(qian)
    assert f'href="{page(submission)}"' in browser.get(WAITING).content.decode()
    shown = browser.get(page(submission)).content.decode()
    assert "<ins>您别着急，我现在就给您挂失，办好马上生效。</ins>" in shown
    assert f'value="{submission.digest}"' in shown
    response = browser.post(page(submission), decision(submission, "approve"))
    assert (response.status_code, response["Location"]) == (302, WAITING)
    assert LiveSpan.objects.get().version.submission_id == submission.pk
    assert page(submission) not in browser.get(WAITING).content.decode()


def test_changed_characters_are_marked(
    client_for: For, publish: Callable[..., int], zhao: Person, qian: Person, now: dt.datetime
) -> None:
    number = publish(lead="挂失手续费五十元一张。")
    changed = factory.submitted(by=zhao, at=now, article=number, lead="挂失手续费四十元一张。")
    shown = client_for(qian).get(page(changed)).content.decode()
    assert "挂失手续费<del>五</del><ins>四</ins>十元一张。" in shown


def test_text_is_shown_and_never_run(
    client_for: For, qian: Person, zhao: Person, now: dt.datetime
) -> None:
    evil = "<script>alert(1)</script>"
    submission = factory.submitted(by=zhao, at=now, title=f"挂失{evil}", lead=f"您好{evil}")
    for address in (WAITING, page(submission)):
        assert evil not in client_for(qian).get(address).content.decode()


def test_a_return_needs_a_reason_and_keeps_what_was_typed(
    client_for: For, qian: Person, submission: Submission
) -> None:
    browser = client_for(qian)
    shown = browser.post(page(submission), decision(submission, "return")).content.decode()
    assert "退回时请写明原因" in shown
    wrong = decision(submission, "return", reason="费用<b>写错", seen_digest="sha256:0")
    shown = browser.post(page(submission), wrong).content.decode()
    assert "不一致" in shown
    assert "费用&lt;b&gt;写错</textarea>" in shown
    browser.post(page(submission), decision(submission, "return", reason="费用写错"))
    assert submission.decisions.get().reason == "费用写错"
    assert not LiveSpan.objects.exists()
    assert "费用写错" in browser.get(page(submission)).content.decode()


def test_who_comes_second_is_told_so(client_for: For, qian: Person, submission: Submission) -> None:
    browser = client_for(qian)
    browser.post(page(submission), decision(submission, "approve"))
    shown = browser.post(page(submission), decision(submission, "approve")).content.decode()
    assert submission.decisions.count() == 1
    assert "已经处理完毕" in shown


@pytest.mark.parametrize(
    "changed", [{"step": "x"}, {"step": ""}, {"verdict": "perhaps"}, {"seen_digest": ""}]
)
def test_a_forged_form_decides_nothing(
    client_for: For, qian: Person, submission: Submission, changed: dict[str, str]
) -> None:
    response = client_for(qian).post(page(submission), decision(submission, "approve") | changed)
    assert response.status_code == 200
    assert not submission.decisions.exists()


def test_the_list_costs_the_same_for_one_and_three(
    client_for: For, qian: Person, zhao: Person, now: dt.datetime
) -> None:
    browser = client_for(qian)
    counts = []
    for some in (1, 2):
        for _ in range(some):
            factory.submitted(by=zhao, at=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown = browser.get(WAITING).content.decode()
        assert shown.count(f'href="{WAITING}') - 1 == Submission.objects.count()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_large_submission_is_paged_at_a_steady_cost(
    client_for: For, qian: Person, zhao: Person, now: dt.datetime
) -> None:
    def handed_in(n: int) -> Submission:
        drafts = [factory.draft(by=zhao, at=now, title=f"第{i}问") for i in range(n)]
        articles = [draft.article_id for draft in drafts]
        return actions.submit(articles=articles, by=zhao, clock=lambda: now)

    browser, counts = client_for(qian), []
    for size in (3, 25):
        submission = handed_in(size)
        with CaptureQueriesContext(connection) as queries:
            first = browser.get(page(submission)).content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert first.count('class="change"') == 20
    assert "?page=2" in first
    second = browser.get(f"{page(submission)}?page=2").content.decode()
    assert second.count('class="change"') == 5
    assert "?page=1" in second
    for odd in ("0", "-1", "x", "99", "9" * 30):
        assert browser.get(f"{page(submission)}?page={odd}").status_code == 200


def test_p25_a_maker_reads_it_and_is_told_why_he_cannot_decide(
    client_for: For, zhao: Person, submission: Submission
) -> None:
    browser = client_for(zhao)
    assert page(submission) not in browser.get(WAITING).content.decode()
    assert page(submission) in browser.get("/studio/submitted").content.decode()
    shown = browser.get(page(submission)).content.decode()
    assert "您参与过编写或提交，不能确认本件" in shown
    assert 'name="verdict"' not in shown
    response = browser.post(page(submission), decision(submission, "approve"))
    assert response.status_code == 200
    assert not submission.decisions.exists()


def test_p25_everybody_else_finds_nothing(
    client_for: For, cast: dict[str, Person], submission: Submission
) -> None:
    for login in cast.keys() - {"zhao", "qian"}:
        browser = client_for(cast[login])
        assert browser.get(page(submission)).status_code == 404
        approve = browser.post(page(submission), decision(submission, "approve"))
        assert approve.status_code == 404
        assert page(submission) not in browser.get(WAITING).content.decode()
    assert not submission.decisions.exists()
    assert client_for(cast["qian"]).get("/studio/submissions/404404").status_code == 404
    assert client_for(cast["qian"]).get(f"/studio/submissions/{'9' * 30}").status_code == 404
