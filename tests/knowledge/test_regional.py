"""What a branch says otherwise: written, confirmed, listed and vetoed, from outside."""

import datetime as dt
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.rules import Role
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, checking, drafts
from zhixi.knowledge.actions import marking
from zhixi.knowledge.models import (
    ArticleVersion,
    Draft,
    DraftContribution,
    RegionalChange,
    RegionalDifference,
    RegionalDraft,
)
from zhixi.knowledge.queries import live
from zhixi.knowledge.regional.writing import kept
from zhixi.search import worker

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
TERM = "新卡一般五到七个工作日寄到。"
OURS = "寄到牧区要十个工作日。"
CARD: dict[str, Any] = {
    "title": "新卡多久寄到",
    "lead": "您的新卡已经寄出了。",
    "supplements": [{"condition": "寄送", "text": TERM}],
    "must_tell": ["收到后先激活再用"],
}
SENT = "say|北麓|supplements/0/text||"


@pytest.fixture
def bao(bao: Person, long_ago: dt.datetime) -> Person:
    people.grant(person=bao, role=Role.BRANCH_KNOWLEDGE, by=None, now=long_ago)
    return bao


@pytest.fixture
def dong(units: dict[str, Unit], long_ago: dt.datetime) -> Person:
    """The knowledge manager of another branch."""
    return people.add_person(
        number="33020", name="董屿", login="dong", unit=units["dongyu"],
        roles=[Role.BRANCH_KNOWLEDGE], password=None, by=None, now=long_ago,
    )  # fmt: skip


@pytest.fixture
def card(publish: Publish) -> int:
    return publish(**CARD)


def page_of(client: Client, number: int) -> str:
    answer = client.get(f"/studio/articles/{number}/regional")
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def sent(number: int, region: str = "北麓", n: int | None = None, **more: Any) -> dict[str, Any]:
    draft = RegionalDraft.objects.filter(article=number, region=region).first()
    last = ArticleVersion.objects.filter(article=number).order_by("n").last()
    assert last is not None
    base = kept(number, region).state if draft else ""
    return {"base": base, "version": n or last.n} | more


def save(client: Client, number: int, **more: Any) -> Any:
    return client.post(f"/studio/articles/{number}/regional/save", sent(number, **more))


def submit(client: Client, number: int, **more: Any) -> Any:
    return client.post(f"/studio/articles/{number}/regional/submit", sent(number, **more))


def handed_in(client: Client, number: int, words: str = OURS, **more: Any) -> Submission:
    assert submit(client, number, **{SENT: words}, **more).status_code == 302
    return Submission.objects.latest("pk")


def decide(client: Client, made: Submission, verdict: str = "approve", reason: str = "") -> str:
    answer = client.post(
        f"/studio/submissions/{made.pk}",
        {"seen_digest": made.digest, "step": 1, "verdict": verdict, "reason": reason},
        follow=True,
    )
    worker.keep_up()
    return unescape(answer.content.decode())


def confirmed(number: int, qian: Person, made: Submission, at: dt.datetime) -> None:
    gate.decide(
        submission=made.pk, step=1, by=qian, seen_digest=made.digest, verdict="approve",
        clock=lambda: at,
    )  # fmt: skip
    worker.keep_up()


def said_for(number: int, client: Client, region: str, at: dt.datetime | None = None) -> str:
    asked = {"region": region} | ({"as_of": at.isoformat()} if at else {})
    shown = client.get(f"/k/{number}", asked).content.decode()
    return shown.split("<details", 1)[0]  # then come the words of all regions


def content_now(number: int) -> dict[str, Any]:
    version = ArticleVersion.objects.filter(article=number).order_by("n").last()
    assert version is not None
    told: dict[str, Any] = json.loads(version.content.payload)
    return told


def test_it_works(
    client_for: For, bao: Person, qian: Person, lin: Person, card: int, now: dt.datetime
) -> None:
    branch = client_for(bao)
    assert f"/studio/articles/{card}/regional" in branch.get(f"/k/{card}").content.decode()
    shown = page_of(branch, card)
    assert TERM in shown
    assert f'name="{SENT}"' in shown
    answer = save(branch, card, **{SENT: OURS})
    assert answer.status_code == 302
    shown = page_of(branch, card)
    assert f">{OURS}</textarea>" in shown
    assert f'<span data-part="supplements/0/text">{OURS}' in shown  # as agents there will see it
    assert "草稿" in branch.get("/studio/").content.decode()
    made = handed_in(branch, card, reason="牧区路远")
    assert made.title == "北麓的说法：新卡多久寄到"
    assert "正在等待确认" in page_of(branch, card)
    decision = client_for(qian).get(f"/studio/submissions/{made.pk}").content.decode()
    assert "只改北麓的说法" in decision
    assert TERM in decision
    against = re.sub(r"<del>.*?</del>|</?ins>", "", decision)  # head office's words
    assert OURS in against
    assert "<ins>" in decision
    assert "收到后先激活再用" not in decision  # what stays as it is
    confirmed(card, qian, made, now - HOUR)
    desk = client_for(lin)
    assert OURS in said_for(card, desk, "北麓")
    assert OURS not in said_for(card, desk, "东屿")
    before = {name: value for name, value in content_now(card).items() if name != "variants"}
    assert before == {"schema": 1} | CARD
    assert not RegionalDraft.objects.exists()
    assert list(checking.spans()) == []


def test_only_what_differs_is_kept(client_for: For, bao: Person, card: int) -> None:
    branch = client_for(bao)
    save(branch, card, **{SENT: TERM, "say|北麓|lead||": "  "})
    assert not RegionalDraft.objects.exists()
    save(branch, card, **{SENT: f"  {OURS}\n"})
    (draft,) = RegionalDraft.objects.all()
    assert [row["now"] for row in draft.rows] == [[OURS]]
    save(branch, card, **{SENT: ""})
    assert not RegionalDraft.objects.exists()


def test_a_row_of_a_table_has_a_field_for_each_cell(
    client_for: For, bao: Person, qian: Person, lin: Person, publish: Publish, now: dt.datetime
) -> None:
    table = {
        "title": "现钞",
        "header": ["币种", "预约"],
        "rows": [["美元", "三天"], ["欧元", "三天"]],
    }
    number = publish(title="换外币现钞", channel_table=table)
    branch, name = client_for(bao), "say|北麓|channel_table/rows/0||"
    shown = page_of(branch, number)
    assert shown.count(f'name="{name}"') == 2
    assert 'name="say|北麓|channel_table/header||"' not in shown
    assert submit(branch, number, **{name: ["", "五天"]}).status_code == 302
    confirmed(number, qian, Submission.objects.latest("pk"), now - HOUR)
    assert "五天" in said_for(number, client_for(lin), "北麓")
    assert content_now(number)["variants"] == [
        {"part": "channel_table/rows/0", "region": "北麓", "value": ["美元", "五天"]}
    ]


def test_what_stands_is_changed_and_dropped_and_others_stay(
    client_for: For, bao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    theirs = {"part": "supplements/0/text", "region": "东屿", "value": "东屿三天就到。"}
    gold = {"part": "supplements/0/text", "region": "北麓", "tier": "金卡", "value": "金卡八天。"}
    own = {"part": "supplements/0/text", "region": "北麓", "value": "十二天。"}
    number, branch = publish(**CARD, variants=[theirs, gold, own]), client_for(bao)
    assert "金卡八天。" in page_of(branch, number)
    assert ">东屿三天就到。</textarea>" not in page_of(branch, number)
    gold_name = "say|北麓|supplements/0/text||金卡"
    assert submit(branch, number, **{SENT: OURS, gold_name: ""}).status_code == 302
    confirmed(number, qian, Submission.objects.latest("pk"), now - HOUR)
    assert content_now(number)["variants"] == [theirs, own | {"value": OURS}]


def test_what_is_too_long_is_said_at_the_field_and_not_lost(
    client_for: For, bao: Person, card: int
) -> None:
    branch, long = client_for(bao), "长" * 61
    assert save(branch, card, **{"say|北麓|lead||": long}).status_code == 302
    shown = page_of(branch, card)
    assert "最多 60 个字" in shown
    assert long in shown
    answer = submit(branch, card, **{"say|北麓|lead||": long})
    assert answer.status_code == 409
    assert "还有必须改的地方" in answer.content.decode()
    assert long in answer.content.decode()
    assert not Submission.objects.filter(kind="regional").exists()


def test_p89_what_must_be_mended_is_not_handed_in(client_for: For, bao: Person, card: int) -> None:
    answer = submit(client_for(bao), card, **{SENT: "打给 13812345678 就行。"})
    assert answer.status_code == 409
    assert "疑似客户信息" in answer.content.decode()


def test_it_saves_by_itself(client_for: For, bao: Person, card: int) -> None:
    branch = client_for(bao)
    address, head = f"/studio/articles/{card}/regional/save", {"X-Requested-With": "fetch"}
    told = branch.post(address, sent(card, **{SENT: OURS}), headers=head).json()
    assert told["said"].startswith("已保存")
    assert OURS in told["beside"]
    stale = {"base": "", "version": 1, SENT: "十一天。"}
    answer = branch.post(address, stale, headers=head)
    assert answer.status_code == 409
    assert "别处也改过" in answer.json()["refused"]
    shown = unescape(branch.post(address, stale).content.decode())  # without the script
    assert "十一天。" in shown
    assert f"已保存的：{OURS}" in shown
    assert RegionalDraft.objects.get().rows[0]["now"] == [OURS]


def test_a_nul_is_not_kept(client_for: For, bao: Person, card: int) -> None:
    answer = submit(client_for(bao), card, **{SENT: "寄\x00到。", "reason": "路\x00远"})
    assert answer.status_code == 302
    assert RegionalChange.objects.get().rows[0]["now"] == ["寄到。"]
    assert Submission.objects.get(kind="regional").reason == "路远"


def test_a_return_says_why_and_goes_on(
    client_for: For, bao: Person, qian: Person, card: int
) -> None:
    branch = client_for(bao)
    made = handed_in(branch, card)
    assert save(branch, card, **{SENT: "九天。"}).status_code == 409  # frozen while it waits
    decide(client_for(qian), made, "return", "请写明从哪天起")
    shown = page_of(branch, card)
    assert "请写明从哪天起" in shown
    assert OURS in shown
    assert "请写明从哪天起" in branch.get("/studio/").content.decode()
    again = handed_in(branch, card, "自十二月起要十个工作日。")
    assert again.pk != made.pk
    assert bao.number in again.makers


def test_p112_a_newer_version_of_head_office_is_not_taken_back(
    client_for: For, bao: Person, qian: Person, lin: Person, card: int, publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    branch = client_for(bao)
    made = handed_in(branch, card)
    more = CARD | {"must_tell": ["收到后先激活再用", "七天没收到请来电"]}
    publish(**more, article=card, at=now - HOUR)
    confirmed(card, qian, made, now - HOUR / 2)
    shown = said_for(card, client_for(lin), "北麓")
    assert OURS in shown
    assert "七天没收到请来电" in shown


def test_p112_a_part_that_only_moved_is_followed(
    client_for: For, bao: Person, qian: Person, card: int, publish: Publish, now: dt.datetime
) -> None:
    made = handed_in(client_for(bao), card)
    first = {"condition": "查询", "text": "可以在手机银行查进度。"}
    publish(**CARD | {"supplements": [first, *CARD["supplements"]]}, article=card, at=now - HOUR)
    confirmed(card, qian, made, now - HOUR / 2)
    assert content_now(card)["variants"][0]["part"] == "supplements/1/text"


def test_p112_what_head_office_says_otherwise_meanwhile_is_asked(
    client_for: For, bao: Person, qian: Person, card: int, publish: Publish, now: dt.datetime
) -> None:
    branch = client_for(bao)
    made = handed_in(branch, card)
    newer = CARD | {"supplements": [{"condition": "寄送", "text": "新卡一般三个工作日寄到。"}]}
    publish(**newer, article=card, at=now - HOUR)
    assert "只能退回" in decide(client_for(qian), made)
    assert "variants" not in content_now(card)
    decide(client_for(qian), made, "return", "总行改了")
    shown = page_of(branch, card)
    assert "这一处在您写之后变过，请核对。" in shown
    assert f"<del>{TERM}</del>" in shown
    stale = submit(branch, card, n=1, **{SENT: OURS})  # a page that was opened before
    assert stale.status_code == 409
    assert "总行已更新这条知识" in stale.content.decode()
    assert submit(branch, card, **{SENT: OURS}).status_code == 302  # having seen it


def test_p112_head_offices_text_at_the_gate_goes_first(
    client_for: For, bao: Person, zhao: Person, qian: Person, card: int, now: dt.datetime
) -> None:
    made = handed_in(client_for(bao), card)
    theirs = factory.submitted(by=zhao, at=now - HOUR, article=card, **CARD | {"lead": "寄出了。"})
    assert f"提交 {theirs.pk}" in decide(client_for(qian), made)
    factory.approve(theirs, by=qian, at=now - HOUR / 2)
    decide(client_for(qian), made)
    assert content_now(card)["lead"] == "寄出了。"
    assert content_now(card)["variants"][0]["value"] == OURS


def test_p112_head_offices_draft_keeps_what_the_branch_said(
    client_for: For, bao: Person, zhao: Person, qian: Person, card: int, now: dt.datetime
) -> None:
    factory.draft(by=zhao, at=now - HOUR, article=card, **CARD | {"lead": "寄出了。"})
    made = handed_in(client_for(bao), card)
    confirmed(card, qian, made, now - HOUR / 2)
    words = drafts.kept(card).words.content
    assert words["lead"] == "寄出了。"
    assert [each["value"] for each in words["variants"]] == [OURS]
    line = Draft.objects.get(article=card).line
    assert DraftContribution.objects.filter(line=line, person=bao).exists()


def test_p112_what_is_to_come_is_not_cancelled(
    client_for: For, bao: Person, card: int, publish: Publish, now: dt.datetime
) -> None:
    ahead = CARD | {"effective_from": now + 24 * HOUR}
    publish(**ahead, article=card, at=now - HOUR)
    branch = client_for(bao)
    answer = submit(branch, card, n=1, **{SENT: OURS})
    assert answer.status_code == 409
    assert "总行已安排" in answer.content.decode()
    assert OURS in page_of(branch, card)
    assert not live(now + 48 * HOUR).exclude(version__n=2).filter(article=card).exists()


def test_p112_he_never_decides_himself(
    client_for: For, bao: Person, card: int, long_ago: dt.datetime
) -> None:
    people.grant(person=bao, role=Role.CONFIRMER, by=None, now=long_ago)
    branch = client_for(bao)
    made = handed_in(branch, card)
    assert "不能" in decide(branch, made)
    assert "variants" not in content_now(card)


def test_p113_one_list_tells_all_regions(
    client_for: For, bao: Person, dong: Person, zhao: Person, qian: Person, card: int,
    now: dt.datetime,
) -> None:  # fmt: skip
    confirmed(card, qian, handed_in(client_for(bao), card), now - HOUR)
    other = client_for(dong)
    name = SENT.replace("北麓", "东屿")
    assert submit(other, card, region="东屿", **{name: "东屿三天就到。"}).status_code == 302
    confirmed(card, qian, Submission.objects.latest("pk"), now - HOUR / 2)
    shown = client_for(zhao).get("/studio/differences").content.decode()
    assert OURS in shown
    assert "东屿三天就到。" in shown
    assert shown.count(TERM) == 2
    assert "包格日" in shown  # whose words were taken over into the newer version
    narrowed = client_for(zhao).get("/studio/differences?region=东屿").content.decode()
    assert OURS not in narrowed
    assert "东屿三天就到。" in narrowed
    elsewhere = client_for(zhao).get("/studio/differences?section=贷款").content.decode()
    assert "没有符合条件的地区差异" in elsewhere
    here = client_for(zhao).get("/studio/differences?section=信用卡").content.decode()
    assert OURS in here


def test_p113_the_list_costs_the_same_for_one_row_and_for_three(
    client_for: For, zhao: Person, publish: Publish
) -> None:
    own = {"part": "supplements/0/text", "region": "北麓", "value": OURS}
    client, counts = client_for(zhao), []
    for n in range(3):
        publish(**CARD | {"title": f"新卡多久寄到{n}"}, variants=[own])
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/studio/differences").content.decode().count(OURS) == n + 1
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_p113_a_page_holds_twenty_five(client_for: For, zhao: Person, publish: Publish) -> None:
    steps = [f"第{n}步" for n in range(30)]
    own = [{"part": f"agent_steps/{n}", "region": "北麓", "value": f"另一步{n}"} for n in range(30)]
    publish(agent_steps=steps, variants=own)
    shown = client_for(zhao).get("/studio/differences").content.decode()
    assert "30 处" in shown
    assert shown.count("另一步") == 25
    assert client_for(zhao).get("/studio/differences?page=2").content.decode().count("另一步") == 5


def veto(client: Client, number: int, reason: str = "全行统一口径", **more: Any) -> Any:
    of = "北麓|supplements/0/text||"
    return client.post(
        f"/studio/articles/{number}/regional/veto?of={of}", {"reason": reason} | more
    )


def test_p114_head_office_vetoes_with_a_reason(
    client_for: For, bao: Person, zhao: Person, qian: Person, lin: Person, card: int,
    now: dt.datetime,
) -> None:  # fmt: skip
    branch, office = client_for(bao), client_for(zhao)
    confirmed(card, qian, handed_in(branch, card), now - 1.5 * HOUR)
    listed = office.get("/studio/differences").content.decode()
    assert f"/studio/articles/{card}/regional/veto?of=" in listed
    assert "写明原因" in veto(office, card, reason=" ").content.decode()
    assert veto(office, card).status_code == 302
    made = Submission.objects.latest("pk")
    assert "正在等待确认" in veto(office, card).content.decode()
    assert "全行统一口径" in branch.get("/studio/").content.decode()
    assert OURS in said_for(card, client_for(lin), "北麓")  # not before somebody else agrees
    assert "不能" in decide(office, made)
    confirmed(card, qian, made, now - HOUR)
    assert OURS not in said_for(card, client_for(lin), "北麓")
    assert "全行统一口径" in page_of_start(branch)
    vetoed = office.get("/studio/differences?state=vetoed").content.decode()
    assert f"<del>{OURS}</del>" in vetoed
    assert "已生效" in vetoed
    history = office.get(f"/studio/articles/{card}/versions").content.decode()
    assert "全行统一口径" in history
    assert "否决北麓的说法" in history
    assert not RegionalDifference.objects.filter(live_until__gt=now).exists()


def page_of_start(client: Client) -> str:
    shown = client.get("/studio/").content.decode()
    assert "已否决" in shown
    return shown


def test_p114_a_draft_does_not_bring_back_what_was_vetoed(
    client_for: For, bao: Person, zhao: Person, qian: Person, card: int, now: dt.datetime
) -> None:
    branch = client_for(bao)
    confirmed(card, qian, handed_in(branch, card), now - 1.5 * HOUR)
    save(branch, card, **{SENT: "要十一个工作日。"})
    veto(client_for(zhao), card)
    confirmed(card, qian, Submission.objects.latest("pk"), now - HOUR)
    assert "这一处在您写之后变过" in page_of(branch, card)
    assert submit(branch, card, n=2, **{SENT: "要十一个工作日。"}).status_code == 409


def test_head_offices_own_words_for_a_region_are_listed_and_may_be_vetoed(
    client_for: For, bao: Person, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    own = {"part": "body", "region": "北麓", "value": "<p>北麓另有安排。</p>"}
    number = publish(**CARD, body="<p>各地相同。</p>", variants=[own])
    shown = page_of(client_for(bao), number)
    assert "北麓另有安排。" in shown
    assert 'name="say|北麓|body||"' not in shown
    answer = save(client_for(bao), number, **{"say|北麓|body||": "改"})
    assert answer.status_code == 409
    office = client_for(zhao)
    listed = office.get("/studio/differences").content.decode()
    assert "各地相同。" in listed
    assert "北麓另有安排。" in listed
    address = f"/studio/articles/{number}/regional/veto?of=北麓|body||"
    assert office.post(address, {"reason": "全行统一"}).status_code == 302
    confirmed(number, qian, Submission.objects.latest("pk"), now - HOUR)
    assert "variants" not in content_now(number)


def test_in_a_freeze_it_is_handed_in_only_if_that_is_meant(
    client_for: For, bao: Person, zhao: Person, card: int, now: dt.datetime
) -> None:
    marking.mark(
        kind="freeze", name="年终冻结", starts_at=now - HOUR, ends_at=now + HOUR, by=zhao,
        now=now - 2 * HOUR,
    )  # fmt: skip
    branch = client_for(bao)
    answer = submit(branch, card, **{SENT: OURS})
    assert answer.status_code == 409
    assert "将在冻结期“年终冻结”内上线" in unescape(answer.content.decode())
    assert submit(branch, card, **{SENT: OURS, "despite": "on"}).status_code == 302


def test_words_that_the_law_removes_are_gone_from_the_change_too(
    client_for: For, cast: dict[str, Person], bao: Person, card: int, now: dt.datetime
) -> None:
    submit(client_for(bao), card, **{SENT: OURS})
    decide(client_for(cast["qian"]), Submission.objects.get(kind="regional"))
    factory.withdrawn(number=card, by=cast["zhao"], confirmer=cast["qian"], at=now)
    last = ArticleVersion.objects.filter(article=card).latest("n")
    asked = actions.ask_removal(version=last, ground="监管要求", by=cast["zhou"], clock=lambda: now)
    factory.approve(asked, by=cast["luo"], at=now)
    change = RegionalChange.objects.get()
    assert change.rows == []
    assert list(checking.submissions()) == []
    seen = client_for(cast["qian"]).get(f"/studio/submissions/{change.submission_id}")
    assert OURS not in seen.content.decode()
    assert "已依法删除" in seen.content.decode()


def test_evidence_of_a_regional_change_is_never_changed(
    client_for: For, bao: Person, card: int
) -> None:
    handed_in(client_for(bao), card)
    with pytest.raises(DatabaseError):
        RegionalChange.objects.update(region="东屿")


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "say|北麓|title||",
        "say|东屿|supplements/0/text||",
        "say|北麓|supplements/7/text||",
        "say|北麓|identity_check||",
        "say||supplements/0/text||",
        "region",
        "words",
    ],
)
def test_p111_a_forged_field_is_refused_and_nothing_is_saved(
    client_for: For, bao: Person, publish: Publish, field: str
) -> None:
    theirs = {"part": "supplements/0/text", "region": "东屿", "value": "东屿三天就到。"}
    number = publish(**CARD, variants=[theirs], identity_check="普通核身")
    for act in ("save", "submit"):
        forged = sent(number) | {SENT: OURS, field: "改掉"}
        answer = client_for(bao).post(f"/studio/articles/{number}/regional/{act}", forged)
        assert answer.status_code == 409
        assert "只能写本地区的说法" in answer.content.decode()
    assert not RegionalDraft.objects.exists()
    assert not RegionalChange.objects.exists()


def test_p111_a_version_that_never_stood_is_told_to_nobody(
    client_for: For, bao: Person, zhao: Person, card: int, now: dt.datetime
) -> None:
    secret = CARD | {"supplements": [{"condition": "寄送", "text": "下月起改为当日达。"}]}
    factory.submitted(by=zhao, at=now, article=card, **secret)
    answer = save(client_for(bao), card, n=2, **{SENT: OURS})
    assert answer.status_code == 409
    assert "当日达" not in answer.content.decode()


def test_p111_only_a_branchs_manager_writes_for_his_own_region(
    client_for: For, cast: dict[str, Person], bao: Person, dong: Person, card: int,
    units: dict[str, Unit], publish: Publish, now: dt.datetime,
) -> None:  # fmt: skip
    for login, person in cast.items():
        if login != "bao":
            client = client_for(person)
            assert client.get(f"/studio/articles/{card}/regional").status_code == 404
            assert save(client, card, **{SENT: OURS}).status_code == 404
            assert submit(client, card, **{SENT: OURS}).status_code == 404
    assert save(client_for(dong), card, **{SENT: OURS}).status_code == 409  # of another region
    branch = client_for(bao)
    for address in ("edit", "save", "submit", "withdraw", "versions"):
        assert branch.get(f"/studio/articles/{card}/{address}").status_code in {404, 405}
    assert branch.post(f"/studio/articles/{card}/save", {"words": "{}"}).status_code == 404
    circle = people.audience(name="东屿", units=[units["dongyu"]], by=None, now=now)
    hidden = publish(**CARD | {"title": "东屿内部"}, audience=circle, section="东屿")
    assert branch.get(f"/studio/articles/{hidden}/regional").status_code == 404
    assert save(branch, hidden, **{SENT: OURS}).status_code == 404
    assert not RegionalDraft.objects.exists()


def test_p111_who_works_in_no_region_writes_for_none(
    client_for: For, wang: Person, publish: Publish, long_ago: dt.datetime
) -> None:
    people.grant(person=wang, role=Role.BRANCH_KNOWLEDGE, by=None, now=long_ago)
    gold = {"part": "supplements/0/text", "tier": "金卡", "value": "金卡八天。"}
    number, branch = publish(**CARD, variants=[gold]), client_for(wang)
    assert branch.get(f"/studio/articles/{number}/regional").status_code == 404
    forged = sent(number) | {"say||supplements/0/text||金卡": "九天。"}
    for act in ("save", "submit"):
        address = f"/studio/articles/{number}/regional/{act}"
        assert branch.post(address, forged).status_code == 404
    assert "金卡八天" not in branch.get("/studio/differences").content.decode()


def test_p113_who_sees_which_differences(
    client_for: For, cast: dict[str, Person], bao: Person, dong: Person, qian: Person,
    units: dict[str, Unit], publish: Publish, now: dt.datetime,
) -> None:  # fmt: skip
    own = {"part": "supplements/0/text", "region": "北麓", "value": OURS}
    publish(**CARD, variants=[own])
    circle = people.audience(name="北麓", units=[units["beilu"]], by=None, now=now)
    hidden = publish(
        **CARD | {"title": "北麓内部"}, audience=circle, variants=[own | {"value": "内部十天。"}]
    )
    for login, person in cast.items():
        answer = client_for(person).get("/studio/differences")
        inside = login in {"zhao", "zhou", "qian", "bao"}
        assert answer.status_code == (200 if inside else 404), login
        if inside:
            shown = answer.content.decode()
            assert OURS in shown
            assert ("内部十天。" in shown) == (login != "qian")  # who may not read it
    assert OURS not in client_for(dong).get("/studio/differences?region=北麓").content.decode()
    for login in ("lin", "sun", "bao", "wang", "admin"):
        assert veto(client_for(cast[login]), hidden).status_code == 404
    assert veto(client_for(dong), hidden).status_code == 404
    assert veto(client_for(qian), hidden).status_code == 404
    assert not RegionalChange.objects.exists()
