"""Many articles at once: each deed with its preview, as one submission, or not at all."""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from zhixi.accounts import actions as people
from zhixi.accounts.models import Audience, AuditEntry, Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import types
from zhixi.knowledge.actions import changing
from zhixi.knowledge.many import planning
from zhixi.knowledge.many.acts import Tagged
from zhixi.knowledge.models import BatchWithdrawal, Draft, DraftContribution, LiveSpan
from zhixi.knowledge.queries import live
from zhixi.knowledge.working import articles as listing
from zhixi.studio import many

For = Callable[[Person], Client]
Publish = Callable[..., int]
Given = dict[str, Any]
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
MANY = "/studio/articles/many"


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


@pytest.fixture
def later(now: dt.datetime) -> dt.datetime:
    return now + dt.timedelta(seconds=5)


def preview(desk: Client, given: Given, address: str = MANY) -> str:
    answer = desk.post(address, {"step": "1", "do": "look"} | given)
    assert answer.status_code == 200
    return answer.content.decode()


def seen(shown: str) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', shown)
    return found[1] if found else ""


def handed_in(desk: Client, given: Given, address: str = MANY) -> Submission:
    """Preview and hand in what was shown."""
    sent = {"step": "1", "do": "apply", "seen": seen(preview(desk, given, address))} | given
    answer = desk.post(address, sent)
    assert answer.status_code == 302, alert(answer.content.decode())
    submission = Submission.objects.latest("pk")
    assert answer["Location"] == f"/studio/submissions/{submission.pk}"
    return submission


def alert(shown: str) -> str:
    return " ".join(re.findall(r'role="alert">(.*?)</', shown))


def left(shown: str) -> list[str]:
    """Why some are left out, with their numbers."""
    rows = re.findall(r'<span class="num">(\d+)</span>.*?class="why">(.*?)</span>', shown)
    return [f"{number} {html.unescape(why)}" for number, why in rows]


def content(number: int, at: dt.datetime) -> Any:
    span = live(at).select_related("version__content").get(article=number)
    return types.load(span.type, span.version.content.payload)


def test_it_works(
    desk: Client, qian: Person, publish: Publish, now: dt.datetime, later: dt.datetime
) -> None:
    numbers = [publish(title=f"第{n}条", tags=["旧", "留"]) for n in range(3)]
    given: Given = {"act": "tags", "numbers": numbers[:2], "add": "新年、免费", "remove": "旧"}
    shown = preview(desk, given)
    assert "将修改 2 条" in shown
    assert "旧\n留" in shown
    assert "留\n新年\n免费" in shown
    submission = handed_in(desk, given | {"reason": "统一标签"})
    assert (submission.size, submission.title) == (2, "增减标签：2 条")
    assert submission.reason == "统一标签"
    assert submission.makers == ["70011"]
    assert content(numbers[0], later).tags == ["旧", "留"]
    factory.approve(submission, by=qian, at=now)
    assert [content(n, later).tags for n in numbers] == [["留", "新年", "免费"]] * 2 + [
        ["旧", "留"]
    ]


def test_the_list_leads_to_each_deed(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    numbers = [publish(title=f"年费{n}", section="信用卡/年费") for n in range(3)]
    publish(title="利率", section="存款")
    shown = desk.get("/studio/articles", {"section": "信用卡"}).content.decode()
    assert "全部 3 条" in shown
    for code in ("replace", "tags", "reviewed", "extended", "owner", "section", "withdraw"):
        assert re.search(f'<option value="{code}">[^<]+</option>', shown)
        page = desk.post(f"{MANY}?section=信用卡&page=2", {"act": code, "all": "on"})
        assert "已选 3 条" in page.content.decode()
        chosen = re.search(r'name="chosen" value="([^"]*)"', page.content.decode())
        assert chosen is not None
        assert sorted(map(int, chosen[1].split())) == numbers
    submission = handed_in(
        desk, {"act": "tags", "add": "甲", "all": "on"}, f"{MANY}?section=信用卡&page=2"
    )
    assert submission.size == 3


def test_a_selection_is_bounded_and_says_so(
    desk: Client, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MOST", 2)
    monkeypatch.setattr("zhixi.studio.views.articles.MOST", 2)
    for n in range(3):
        publish(title=f"第{n}条")
    assert "按此顺序的前 2 条" in desk.get("/studio/articles").content.decode()
    assert "已选 2 条" in preview(desk, {"act": "tags", "all": "on"})


def test_nothing_chosen_or_unknown_leads_back(desk: Client, publish: Publish) -> None:
    publish()
    assert "请先选中要处理的知识" in alert(desk.post(MANY, {"act": "tags"}).content.decode())
    for sent in ({"act": "no-such", "numbers": "1"}, {}):
        assert desk.post(f"{MANY}?q=a", sent)["Location"] == "/studio/articles?q=a"
    assert desk.get(MANY)["Location"] == "/studio/articles"
    assert "没有可以修改" in preview(desk, {"act": "tags", "add": "a", "numbers": ["x", "9" * 18]})


def test_another_day_of_review_or_expiry(
    desk: Client, qian: Person, publish: Publish, now: dt.datetime, later: dt.datetime
) -> None:
    number = publish(review_by=now - DAY)
    until = timezone.localdate(now) + 90 * DAY
    for n, (act, name) in enumerate([("reviewed", "review_by"), ("extended", "expires_at")]):
        submission = handed_in(desk, {"act": act, "numbers": number, "until": until})
        factory.approve(submission, by=qian, at=now - (9 - n) * dt.timedelta(seconds=1))
        moment = timezone.localtime(getattr(content(number, later), name))
        assert (moment.date(), moment.hour, moment.minute) == (until, 0, 0)
        for odd in (timezone.localdate(now), "", "x", "0001-01-01"):
            given = {"act": act, "numbers": number, "until": odd}
            assert alert(preview(desk, given)), odd
        assert seen(preview(desk, {"act": act, "numbers": number, "until": "9999-12-31"}))


def test_owner_and_section_move_together_with_what_they_open(
    desk: Client, qian: Person, units: dict[str, Unit], publish: Publish, now: dt.datetime,
    later: dt.datetime,
) -> None:  # fmt: skip
    numbers = [publish(title=f"第{n}条", section="信用卡/安全") for n in range(2)]
    publish(title="别的", section="存款/利率")
    shown = preview(desk, {"act": "owner", "numbers": numbers, "owner": units["card"].pk})
    assert '<td class="now">信用卡中心</td>' in shown
    first = handed_in(desk, {"act": "owner", "numbers": numbers, "owner": units["card"].pk})
    factory.approve(first, by=qian, at=now - 9 * dt.timedelta(seconds=1))
    given = {"act": "section", "numbers": numbers, "section": "存款 / 利率"}
    shown = preview(desk, given)
    assert "信用卡 › 安全" in shown
    second = handed_in(desk, given)
    factory.approve(second, by=qian, at=now)
    spans = live(later).filter(article__in=numbers)
    assert {span.owner_id for span in spans} == {units["card"].pk}
    assert {span.section_id for span in spans} == {live(later).get(title="别的").section_id}
    for odd in ("利率", "没有", "", "/"):
        assert alert(preview(desk, {"act": "section", "numbers": numbers, "section": odd})), odd
    for unit in ("", "x", units["team-card"].pk, 10**9):
        assert alert(preview(desk, {"act": "owner", "numbers": numbers, "owner": unit})), unit


def test_many_leave_the_desk_from_a_moment(
    desk: Client, qian: Person, publish: Publish, zhao: Person, now: dt.datetime,
    later: dt.datetime,
) -> None:  # fmt: skip
    at_once, ahead = [publish(title=f"停办{n}") for n in range(2)], [publish(title="年底停")]
    factory.draft(by=zhao, at=now, title="改到一半", article=at_once[0])
    given: Given = {"act": "withdraw", "numbers": at_once, "reason": "业务停办"}
    shown = preview(desk, given)
    assert "停办0" in shown
    answer = desk.post(MANY, given | {"step": 1, "do": "apply", "seen": seen(shown), "reason": " "})
    assert "撤回请写明原因" in alert(answer.content.decode())
    submission = handed_in(desk, given)
    assert (submission.kind, submission.size) == ("withdrawals", 2)
    page = desk.get(f"/studio/submissions/{submission.pk}").content.decode()
    assert "停办0" in page
    assert "停办1" in page
    assert "确认后立即" in page
    assert left(preview(desk, given)) == [f"{n} 正在等待确认" for n in at_once]
    tagged = preview(desk, {"act": "tags", "add": "a", "numbers": at_once[1]})
    assert left(tagged) == [f"{at_once[1]} 正在等待确认"]
    factory.approve(submission, by=qian, at=now)
    assert not live(later).filter(article__in=at_once)
    assert Draft.objects.filter(article=at_once[0]).exists()
    day = timezone.localtime(now + 3 * DAY).strftime("%Y-%m-%dT%H:%M")
    given = {"act": "withdraw", "numbers": ahead, "reason": "年底停办", "from_at": day}
    factory.approve(handed_in(desk, given), by=qian, at=now)
    assert live(now + 2 * DAY).filter(article__in=ahead)
    assert not live(now + 4 * DAY).filter(article__in=ahead)
    past = timezone.localtime(now - HOUR).strftime("%Y-%m-%dT%H:%M")
    assert "应晚于现在" in alert(preview(desk, given | {"from_at": past}))


# Find and replace


def test_every_place_is_shown_and_replaced(
    desk: Client, qian: Person, publish: Publish, now: dt.datetime, later: dt.datetime
) -> None:
    number = publish(
        title="年费怎么收",
        lead="年费每年80元。",
        phrasings=["年费多少", "会费多少"],
        body='<p>年费<strong>80</strong>元，见<a href="https://x.example/年费">年费表</a>。</p>',
        supplements=[{"condition": "首年", "text": "首年免年费。"}],
        variants=[{"part": "lead", "tier": "年费会员", "value": "年费全免。"}],
        related=["年费减免"],
        internal=["年费由中心核"],
    )
    publish(title="挂失")
    given: Given = {"act": "replace", "all": "on", "words": "年费", "by": "会员费"}
    shown = preview(desk, given)
    assert "找到 8 处" in shown
    assert "将修改 1 条" in shown
    assert "1 条没有变化" in shown
    assert shown.count("<del>年费</del><ins>会员费</ins>") == 8
    factory.approve(handed_in(desk, given), by=qian, at=now)
    made = content(number, later)
    assert made.title == "会员费怎么收"
    assert made.lead == "会员费每年80元。"
    assert made.phrasings == ["会员费多少", "会费多少"]
    assert "<p>会员费<strong>80</strong>元，见<a href=" in made.body
    assert "https://x.example/年费" in made.body
    assert ">会员费表</a>" in made.body
    assert made.supplements[0].text == "首年免会员费。"
    assert (made.variants[0].tier, made.variants[0].value) == ("年费会员", "会员费全免。")
    assert made.related == ["年费减免"]
    assert made.internal == ["会员费由中心核"]


def test_a_place_can_be_left_as_it_is(
    desk: Client, qian: Person, publish: Publish, now: dt.datetime, later: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(many, "SHOWN", 2)
    monkeypatch.setattr("zhixi.studio.views.many.SHOWN", 2)
    number = publish(title="年费一", lead="年费二，年费三。")
    other = publish(title="年费四")
    given: Given = {"act": "replace", "chosen": f"{number} {other}", "words": "年费", "by": "X"}
    first = preview(desk, given)
    keys = re.findall(r'name="but" value="([^"]*)"', first)
    assert keys == [f"{number}:title:0", f"{number}:lead:0"]
    turned = preview(desk, given | {"of": "年费", "but": keys[1], "page": 2, "do": ""})
    assert f'name="but_elsewhere" value="{keys[1]}"' in turned
    there = re.findall(r'name="but" value="([^"]*)"', turned)
    assert there == [f"{number}:lead:1", f"{other}:title:0"]
    sent = given | {"of": "年费", "but_elsewhere": keys[1], "but": there[1]}
    told = preview(desk, sent | {"page": 2, "do": ""})
    assert "将修改 1 条" in told
    assert f'value="{there[1]}" checked' in told
    # other words begin anew
    assert "checked" not in preview(desk, sent | {"words": "四"})
    # the tick counts, also where nothing was looked at after it
    answer = desk.post(MANY, sent | {"step": 1, "do": "apply", "seen": seen(first)})
    assert answer.status_code == 302
    factory.approve(Submission.objects.latest("pk"), by=qian, at=now)
    made = content(number, later)
    assert (made.title, made.lead) == ("X一", "年费二，X三。")
    assert content(other, later).title == "年费四"


def test_other_widths_are_told_and_stay(desk: Client, publish: Publish) -> None:
    publish(title="ＡＢＣ卡与ABC卡", lead="abc卡。")
    shown = preview(desk, {"act": "replace", "all": "on", "words": "ABC", "by": "甲"})
    assert "找到 1 处" in shown
    assert "另有 2 处全角半角或大小写不同" in shown


def test_what_no_longer_holds_is_left_out_and_told(desk: Client, publish: Publish) -> None:
    number = publish(lead="短")
    given: Given = {"act": "replace", "numbers": number, "words": "短", "by": "长" * 61}
    assert left(preview(desk, given)) == [f"{number} 一句话口径：最多 60 个字。"]
    for words, by in (("", "a"), ("  ", "a"), ("a", "a")):
        assert alert(preview(desk, given | {"words": words, "by": by}))


def test_steps_and_codes_keep_their_names(
    desk: Client, qian: Person, publish: Publish, now: dt.datetime, later: dt.datetime
) -> None:
    nodes = [
        {"id": "挂失", "kind": "question", "text": "要挂失吗", "choices": [{"label": "挂失", "to": "办"}]},
        {"id": "办", "kind": "end", "text": "已挂失"},
    ]  # fmt: skip
    number = publish(title="流程", type="procedure", nodes=nodes)
    given: Given = {"act": "replace", "numbers": number, "words": "挂失", "by": "锁卡"}
    factory.approve(handed_in(desk, given), by=qian, at=now)
    first, last = content(number, later).nodes
    assert (first.id, first.text, first.choices[0].label) == ("挂失", "要锁卡吗", "锁卡")
    assert (last.id, last.text) == ("办", "已锁卡")


# Last year's once more


def test_last_years_articles_come_again_with_their_days_moved(
    desk: Client, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    start = dt.datetime(2024, 2, 29, 1, tzinfo=dt.UTC)
    period = {"starts_at": start, "ends_at": start + 30 * DAY}
    ended = publish(title="开门红", type="campaign", lead="返现。", campaign=period)
    gone = publish(title="撤下的", review_by=start)
    factory.withdrawn(number=gone, by=cast["zhao"], confirmer=cast["qian"], at=now - HOUR)
    for state in ("ended", "gone"):
        shown = desk.get("/studio/articles", {"state": state}).content.decode()
        assert '<option value="copy">复制并顺延日期</option>' in shown
    given: Given = {"act": "copy", "chosen": f"{ended} {gone} {10**9}", "years": 1}
    shown = preview(desk, given | {"owner": units["card"].pk})
    assert "将复制 2 条" in shown
    assert left(shown) == [f"{10**9} 没有发布过"]
    sent = given | {"owner": units["card"].pk, "step": 1, "do": "apply", "seen": seen(shown)}
    assert desk.post(MANY, sent)["Location"] == "/studio/drafts"
    one, two = Draft.objects.order_by("article")
    assert one.article_id > gone
    made = types.read("campaign", one.content)
    assert made.campaign.starts_at == dt.datetime(2025, 2, 28, 1, tzinfo=dt.UTC)
    assert types.read("faq", two.content).review_by == dt.datetime(2025, 2, 28, 1, tzinfo=dt.UTC)
    assert {one.owner_id, two.owner_id} == {units["card"].pk}
    assert content(ended, now).campaign.starts_at == start
    for years in ("0", "", "99", "x"):
        assert alert(preview(desk, given | {"years": years})), years


def test_each_group_of_copies_is_asked_of_a_department_of_its_own(
    desk: Client, units: dict[str, Unit], publish: Publish, now: dt.datetime
) -> None:
    card, bank = units["card"], units["bank"]
    gone = people.add_unit(
        code="old", name="旧部门", kind="department", parent=bank, by=None, now=now
    )
    Unit.objects.filter(pk=gone.pk).update(closed_at=now)
    kept, moved = (publish(title=f"活动{n}", section=f"信用卡/第{n}类") for n in (1, 2))
    lost = publish(title="停办部门的", section="信用卡/第1类")
    LiveSpan.objects.filter(article__in=[kept, moved]).update(owner=card)
    LiveSpan.objects.filter(article=lost).update(owner=gone)
    given: Given = {"act": "copy", "chosen": f"{kept} {moved} {lost}", "years": 1, "owner": ""}
    shown = preview(desk, given)
    groups = dict(
        re.findall(r'<select name="(for_\w+)".*?<option value="(\d+)" selected', shown, re.S)
    )
    (one, two, three) = groups
    assert set(groups.values()) == {str(card.pk)}  # the lost one's section is mostly the card's
    assert "旧部门" in shown
    chosen = given | groups | {two: bank.pk, "of_owner": ""}
    shown = preview(desk, chosen)
    assert (
        f'<option value="{bank.pk}" selected'
        in shown.split(f'name="{two}"')[1].split("</select>")[0]
    )
    anew = preview(desk, chosen | {"owner": bank.pk})  # another one for all
    assert anew.count(f'<option value="{bank.pk}" selected') == 4
    forged = chosen | {three: gone.pk, one: 10**9}
    sent = forged | {"step": 1, "do": "apply", "seen": seen(shown)}
    assert desk.post(MANY, sent)["Location"] == "/studio/drafts"
    owners = Draft.objects.order_by("article").values_list("owner", flat=True)
    assert list(owners) == [card.pk, bank.pk, card.pk]


def test_p137_a_copy_is_made_by_who_may_edit_and_asked_of_a_department_there_is(
    desk: Client, client_for: For, cast: dict[str, Person], units: dict[str, Unit],
    publish: Publish, now: dt.datetime,
) -> None:  # fmt: skip
    number = publish(title="去年的", review_by=now)
    gone = people.add_unit(
        code="old", name="旧部门", kind="department", parent=units["bank"], by=None, now=now
    )
    Unit.objects.filter(pk=gone.pk).update(closed_at=now)
    given: Given = {"act": "copy", "chosen": number, "years": 1, "owner": "", "of_owner": ""}
    shown = preview(desk, given)
    (group,) = re.findall(r'name="(for_\w+)"', shown)
    sent = given | {"step": 1, "do": "apply", "seen": seen(shown)}
    for login in cast.keys() - {"zhao", "zhou"}:
        answer = client_for(cast[login]).post(MANY, sent | {group: units["card"].pk})
        assert answer.status_code == 404, login
    assert not Draft.objects.exists()
    assert desk.post(MANY, sent | {group: gone.pk}).status_code == 302
    draft = Draft.objects.get()
    assert draft.owner is None
    hands = DraftContribution.objects.filter(line=draft.line)
    assert list(hands.values_list("person", flat=True)) == [cast["zhao"].pk]


# What stays out, and all or nothing


def test_what_is_worked_on_waits_or_changes_stays_out(
    desk: Client, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao, zhou, qian = cast["zhao"], cast["zhou"], cast["qian"]
    ready, drafted, waits, ahead, leaving = (publish(title=f"第{n}条") for n in range(5))
    factory.draft(by=zhou, at=now, article=drafted)
    factory.submitted(by=zhao, at=now, article=waits)
    coming = factory.submitted(by=zhao, at=now, article=ahead, effective_from=now + 9 * DAY)
    factory.approve(coming, by=qian, at=now)
    article = LiveSpan.objects.filter(article=leaving)[0].article
    asked = factory.actions.withdraw(
        article=article, by=zhao, clock=lambda: now, reason="停", from_at=now + 5 * DAY
    )
    factory.approve(asked, by=qian, at=now)
    numbers = [ready, drafted, waits, ahead, leaving, 10**9]
    given: Given = {"act": "tags", "add": "甲", "numbers": numbers}
    assert left(preview(desk, given)) == [
        f"{drafted} 已有草稿（周慎）",
        f"{waits} 正在等待确认",
        f"{ahead} 另有未生效的版本",
        f"{leaving} 已定期撤回",
        f"{10**9} 不是现行知识",
    ]
    before = Draft.objects.get(article=drafted).content
    submission = handed_in(desk, given)
    assert list(submission.versions.values_list("article", flat=True)) == [ready]
    assert Draft.objects.get(article=drafted).content == before


def test_what_was_not_seen_is_not_handed_in(
    desk: Client, zhao: Person, publish: Publish, now: dt.datetime
) -> None:
    one, two = publish(title="一"), publish(title="二")
    given: Given = {"act": "tags", "add": "甲", "numbers": [one, two]}
    stale = seen(preview(desk, given))
    factory.draft(by=zhao, at=now, article=two, title="二改")
    before = Submission.objects.count(), Draft.objects.count()
    for digest in (stale, "", "x"):
        answer = desk.post(MANY, given | {"step": 1, "do": "apply", "seen": digest, "reason": "因"})
        shown = answer.content.decode()
        assert "有知识变了" in alert(shown)
        assert left(shown) == [f"{two} 已有草稿（赵宁）"]
        assert 'value="因"' in shown
        assert 'value="甲"' in shown
    assert (Submission.objects.count(), Draft.objects.count()) == before


def test_too_many_are_refused(
    zhao: Person, publish: Publish, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changing, "MOST", 1)
    numbers = [publish(title=f"第{n}条") for n in range(2)]
    act = Tagged(("甲",))
    digest = planning.plan(numbers, act, zhao, now).digest
    for chosen in (numbers, []):
        with pytest.raises(changing.UnableToChange, match="请选择 1 至"):
            changing.change_many(
                numbers=chosen, act=act, seen=digest, title="x", by=zhao, clock=lambda: now
            )


def test_one_and_three_cost_the_same(
    desk: Client, units: dict[str, Unit], publish: Publish
) -> None:
    sent: list[Given] = [
        {"act": "tags", "add": "甲"},
        {"act": "owner", "owner": units["card"].pk},
        {"act": "replace", "words": "条", "by": "则"},
        {"act": "withdraw", "reason": "停"},
    ]

    def cost(given: Given) -> int:
        with CaptureQueriesContext(connection) as queries:
            preview(desk, given | {"all": "on"})
        return len(queries)

    publish(title="第0条")
    before = [cost(given) for given in sent]
    for n in range(2):
        publish(title=f"第{n + 1}条", section=f"信用卡/第{n}类")
    assert [cost(given) for given in sent] == before


# Who may not


def test_p69_p97_nobody_else_does_anything_with_many(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    act = Tagged(("甲",))
    digest = planning.plan([number], act, cast["zhao"], now).digest
    before = Submission.objects.count(), Draft.objects.count()
    for login in cast.keys() - {"zhao", "zhou"}:
        given = {"act": "tags", "numbers": number, "add": "甲", "step": 1, "do": "apply"}
        answer = client_for(cast[login]).post(MANY, given | {"seen": digest})
        assert answer.status_code == 404, login
        with pytest.raises(changing.UnableToChange):
            changing.change_many(
                numbers=[number], act=act, seen=digest, title="x", by=cast[login], clock=lambda: now
            )
        again: Given = {"numbers": [number], "seen": digest, "by": cast[login], "now": now}
        for write in (changing.draft_many, changing.copy_many):
            with pytest.raises(changing.UnableToChange):
                write(act=act, **again)
    assert Client().post(MANY, {"act": "tags", "numbers": number}).status_code == 302
    assert (Submission.objects.count(), Draft.objects.count()) == before


def test_p97_whoever_handed_in_many_never_decides(
    desk: Client, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    people.grant(person=cast["zhao"], role="confirmer", by=None, now=now - DAY)
    for given in ({"act": "tags", "add": "甲"}, {"act": "withdraw", "reason": "停"}):
        submission = handed_in(desk, {"numbers": number} | given)
        with pytest.raises(gate.UnableToDecide):
            factory.approve(submission, by=cast["zhao"], at=now)
        gate.decide(
            submission=submission.pk, step=1, by=cast["qian"], seen_digest=submission.digest,
            verdict="return", reason="不", clock=lambda: now,
        )  # fmt: skip
    assert live(now + DAY).filter(article=number).exists()


def test_p98_many_are_withdrawn_only_through_the_gate(
    desk: Client, client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish()
    digest = seen(preview(desk, {"act": "withdraw", "numbers": number, "reason": "停"}))
    for login in cast.keys() - {"zhao", "zhou"}:
        with pytest.raises(changing.UnableToChange):
            changing.withdraw_many(
                numbers=[number], seen=digest, by=cast[login], clock=lambda: now, reason="停"
            )
    submission = handed_in(desk, {"act": "withdraw", "numbers": number, "reason": "停"})
    assert live(now + DAY).filter(article=number).exists()
    assert AuditEntry.objects.filter(verb="submit", subject=f"submission:{submission.pk}").exists()
    for login in ("lin", "feng", "sun", "admin"):
        assert (
            client_for(cast[login]).get(f"/studio/submissions/{submission.pk}").status_code == 404
        )
    row = BatchWithdrawal.objects.get()
    row.from_at = now
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.save()


def test_p99_a_closed_circle_stays_closed_when_many_move(
    desk: Client, client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime,
    later: dt.datetime,
) -> None:  # fmt: skip
    """An article with readers of its own keeps them in another section."""
    circle: Audience = people.audience(
        name="信用卡中心", units=Unit.objects.filter(code="card"), by=None, now=now
    )
    number = publish(title="只有信用卡中心可见", audience=circle)
    publish(title="开放", section="存款")
    submission = handed_in(desk, {"act": "section", "numbers": number, "section": "存款"})
    factory.approve(submission, by=cast["qian"], at=now)
    assert live(later).get(article=number).audience_id == circle.pk
    assert client_for(cast["lin"]).get(f"/k/{number}").status_code == 404
