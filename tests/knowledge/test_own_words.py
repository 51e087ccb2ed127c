"""A region's own words further: asked again of that region only, beside head office's draft."""

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.knowledge import factory
from tests.knowledge.test_regional import (
    CARD,
    OURS,
    confirmed,
    content_now,
    decide,
    handed_in,
    page_of,
    said_for,
    save,
    submit,
)
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.rules import Role
from zhixi.approval.models import Submission
from zhixi.knowledge import pieces
from zhixi.knowledge.actions import varying
from zhixi.knowledge.editing import fields, problems, tidying
from zhixi.knowledge.models import Draft, LiveSpan, Receipt, RegionalDraft
from zhixi.knowledge.regional.sentences import Key, applied
from zhixi.knowledge.regional.writing import kept, standing
from zhixi.lib import html

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
NOTICE: dict[str, Any] = {
    "type": "notice", "title": "年末网点调整", "lead": "年末各网点照常营业。", "must_read": True,
}  # fmt: skip
LEAD = "say|北麓|lead||"
THEIRS = "年末牧区网点只开上午。"


@pytest.fixture
def bao(bao: Person, long_ago: dt.datetime) -> Person:
    people.grant(person=bao, role=Role.BRANCH_KNOWLEDGE, by=None, now=long_ago)
    return bao


@pytest.fixture
def he(units: dict[str, Unit], long_ago: dt.datetime) -> Person:
    """One who serves customers in the region."""
    return people.add_person(
        number="34007", name="何川", login="he", unit=units["beilu"],
        roles=[Role.BRANCH], password=None, by=None, now=long_ago,
    )  # fmt: skip


def said(client: Client, number: int, qian: Person, at: dt.datetime, **words: Any) -> None:
    """What a branch says otherwise, handed in and confirmed."""
    assert submit(client, number, **words).status_code == 302
    confirmed(number, qian, Submission.objects.latest("pk"), at)


def unread(client: Client) -> bool:
    return "没有待确认的必读" not in client.get("/").content.decode()


def read(client: Client, number: int, n: int) -> int:
    told = {"number": number, "n": n, "place": "article"}
    status: int = client.post("/desk/confirm", told).status_code
    return status


def test_it_works(
    client_for: For, bao: Person, he: Person, lin: Person, sun: Person, qian: Person,
    publish: Publish, now: dt.datetime,
) -> None:  # fmt: skip
    number = publish(**NOTICE)
    for person in (lin, sun, he):
        read(client_for(person), number, 1)
    said(client_for(bao), number, qian, now - HOUR, **{LEAD: THEIRS})
    for person in (lin, sun):  # of the centre and of another branch
        told = unescape(client_for(person).get(f"/k/{number}").content.decode())
        assert "确认阅读 v1，之后只改了其他地区的说法" in told
        home = client_for(person).get("/").content.decode()
        assert "没有待确认的必读" in home
        assert "已阅 · " in home.split('id="notices-title"')[1]
    there = client_for(he)
    assert "1 条待确认" in there.get("/").content.decode()
    assert "看完请确认" in there.get(f"/k/{number}").content.decode()


def test_p135_a_change_for_a_region_is_asked_of_it_alone(
    client_for: For, bao: Person, he: Person, lin: Person, sun: Person, qian: Person, zhou: Person,
    publish: Publish, now: dt.datetime,
) -> None:  # fmt: skip
    """And what was confirmed stays written down as what it was."""
    number, centre, there = publish(**NOTICE, at=now - 9 * HOUR), client_for(lin), client_for(he)
    read(centre, number, 1)
    said(client_for(bao), number, qian, now - 3 * HOUR, **{LEAD: THEIRS})
    assert unread(client_for(sun))  # who never confirmed is asked for what stands
    assert unread(there)
    assert read(there, number, 1) == 409
    read(there, number, 2)
    asked = varying.veto(
        number=number, key=Key("北麓", "lead"), by=zhou, clock=lambda: now - 2 * HOUR, reason="一致"
    )
    confirmed(number, qian, asked, now - 2 * HOUR)
    assert unread(there)  # head office's words are new there
    assert not unread(centre)
    told = Receipt.objects.order_by("pk").values_list("person__name", "version__n")
    assert list(told) == [(lin.name, 1), ("何川", 2)]
    publish(**NOTICE | {"lead": "年末各网点缩短营业。"}, article=number, at=now - HOUR)
    assert unread(centre)  # head office's own version is asked of everybody
    assert "有修订" in centre.get("/").content.decode()


def test_p135_a_confirmation_holds_over_several_regions(
    client_for: For, bao: Person, he: Person, qian: Person, units: dict[str, Unit],
    publish: Publish, now: dt.datetime, long_ago: dt.datetime,
) -> None:  # fmt: skip
    dong = people.add_person(
        number="33020", name="董屿", login="dong", unit=units["dongyu"],
        roles=[Role.BRANCH_KNOWLEDGE], password=None, by=None, now=long_ago,
    )  # fmt: skip
    number, there = publish(**NOTICE, at=now - 9 * HOUR), client_for(he)
    read(there, number, 1)
    said(client_for(bao), number, qian, now - 3 * HOUR, **{LEAD: THEIRS})
    island = "say|东屿|lead||"
    said(client_for(dong), number, qian, now - 2 * HOUR, **{"region": "东屿", island: "照常。"})
    assert unread(there)  # between them lies a change for the own region
    assert read(there, number, 3) == 302
    said(client_for(dong), number, qian, now - HOUR, **{"region": "东屿", island: "半天。"})
    assert not unread(there)


def test_p135_what_stood_between_is_no_reading_of_what_stands_again(
    client_for: For, bao: Person, lin: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number, centre = publish(**NOTICE, at=now - 9 * HOUR), client_for(lin)
    said(client_for(bao), number, qian, now - 3 * HOUR, **{LEAD: THEIRS})
    publish(**NOTICE | {"lead": "年末网点停业。"}, article=number, at=now - 2 * HOUR)
    read(centre, number, 3)
    assert not unread(centre)
    before, between = LiveSpan.objects.filter(article=number, version__n__gt=1).order_by(
        "live_from"
    )
    LiveSpan.objects.filter(pk=between.pk).update(live_until=now - HOUR)
    before.pk, before.live_from, before.live_until = None, now - HOUR, now + 9 * HOUR
    before.save()  # the second stands again
    assert unread(centre)


def test_one_and_three_cost_the_same(
    client_for: For, bao: Person, he: Person, lin: Person, qian: Person, publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    centre, there = client_for(lin), client_for(he)

    def fill(n: int) -> None:
        number = publish(**NOTICE | {"title": f"通知{n}"}, at=now - 9 * HOUR)
        read(centre, number, 1)
        read(there, number, 1)
        said(client_for(bao), number, qian, now - 3 * HOUR, **{LEAD: THEIRS})

    def cost() -> list[int]:
        found = []
        for client in (centre, there):
            with CaptureQueriesContext(connection) as queries:
                client.get("/desk/home")
            found.append(len(queries))
        return found

    fill(0)
    cost()
    one = cost()
    fill(1)
    fill(2)
    assert cost() == one


# A block of the body


BODY = (
    '<h2>寄送</h2><p>新卡<strong>七天</strong>寄到，见<a href="/k/3">规则</a>。</p>'
    "<ul><li>先查进度</li><li>再打电话</li></ul>"
    "<table><thead><tr><th>地点</th><th>天数</th></tr></thead>"
    "<tbody><tr><td>城区</td><td>三天</td></tr></tbody></table>"
)
PARAGRAPH, STEP, ROW = (f"say|北麓|body/{n}||" for n in (1, 3, 5))


def test_a_block_of_the_body_is_said_otherwise_and_stays_what_it_is(
    client_for: For, bao: Person, lin: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number, branch = publish(**CARD, body=BODY), client_for(bao)
    shown = page_of(branch, number)
    for name in (PARAGRAPH, STEP, ROW):
        assert f'name="{name}"' in shown
    assert shown.count(f'name="{ROW}"') == 2
    assert "say|北麓|body/4||" not in shown  # a table's head
    words = {PARAGRAPH: "新卡十天寄到，见规则。", STEP: "再到网点问", ROW: ["", "五天"]}
    assert save(branch, number, **words).status_code == 302
    shown = page_of(branch, number)
    assert ">新卡十天寄到，见规则。</textarea>" in shown
    made = submit(branch, number, **words)
    decision = unescape(client_for(qian).get(made["Location"]).content.decode())
    assert "新卡<del>七</del><ins>十</ins>天寄到" in decision
    confirmed(number, qian, Submission.objects.latest("pk"), now - HOUR)
    desk = client_for(lin)
    there, elsewhere = (said_for(number, desk, region) for region in ("北麓", "东屿"))
    assert (
        '新卡<strong>十天</strong>寄到，见<a href="/k/3">规则</a>。 <span class="tag mine">北麓</span></p>'
        in there
    )
    assert "<li>再到网点问 <span" in there
    assert "五天" in there
    assert "城区" in there
    assert "<strong>七天</strong>" in elsewhere
    assert "再到网点问" not in elsewhere
    assert "tag mine" not in elsewhere.split('class="body"')[1]
    assert "十天寄到" in client_for(qian).get("/studio/differences").content.decode()
    assert content_now(number)["body"] == BODY  # head office's words stay as they are


def test_a_block_is_followed_where_head_office_moves_it(
    client_for: For, bao: Person, lin: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish(**CARD, body=BODY, at=now - 9 * HOUR)
    said(client_for(bao), number, qian, now - 3 * HOUR, **{PARAGRAPH: "新卡十天寄到，见规则。"})
    kept = content_now(number)["variants"]
    moved = BODY.replace("<h2>", "<p>先说一句。</p><h2>").replace("七天", "八天")
    publish(**CARD, body=moved, variants=kept, article=number, at=now - 2 * HOUR)
    assert content_now(number)["variants"][0]["part"] == "body/2"
    shown = said_for(number, client_for(lin), "北麓")
    assert "<strong>十天</strong>" in shown
    assert "<p>先说一句。</p><h2>寄送</h2>" in shown
    assert "八天" in said_for(number, client_for(lin), "东屿")
    said(client_for(bao), number, qian, now - HOUR, **{PARAGRAPH.replace("1", "2"): ""})
    assert "variants" not in content_now(number)


def test_a_block_that_is_gone_is_told_to_its_author(
    client_for: For, bao: Person, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish(**CARD, body=BODY, at=now - 9 * HOUR)
    said(client_for(bao), number, qian, now - HOUR, **{PARAGRAPH: "新卡十天寄到，见规则。"})
    kept = content_now(number)["variants"]
    words = {**CARD, "body": "<p>见网点公告。</p>", "variants": kept}
    told = problems.read("faq", words)[1]
    assert [each.words for each in told] == ["正文里已没有这一段：新卡七天寄到，见规则。"]
    shown = unescape(client_for(zhao).get(f"/studio/articles/{number}/edit").content.decode())
    assert 'data-kind="held" value="新卡七天寄到，见规则。"' in shown


def test_an_author_sees_and_types_a_blocks_words_without_their_markup() -> None:
    row = "<table><tbody><tr><td>城区</td><td>五天</td></tr></tbody></table>"
    of = {"body/3": "再打电话", "body/5": "城区｜三天", "body/1": "新卡七天寄到，见规则。"}
    values = {
        "body/3": "<p>再到网点问</p>",
        "body/5": row,
        "body/1": "<p>新卡<strong>十天</strong>。</p>",
    }
    variants = [
        {"part": part, "region": "北麓", "value": value, "of": of[part]}
        for part, value in values.items()
    ]
    payload = {**CARD, "body": BODY, "variants": variants}
    (field,) = (f for g in fields.groups("faq", payload) for f in g.fields if f.name == "variants")
    typed = [{each.name: each.value for each in row} for row in field.rows]
    assert [each["value"] for each in typed] == ["再到网点问", "城区｜五天", values["body/1"]]
    assert tidying.tidied("faq", payload | {"variants": typed})["variants"] == variants
    newer = payload | {"body": BODY.replace("三天", "四天"), "variants": typed}
    content, wrong = problems.read("faq", tidying.tidied("faq", newer))
    assert not wrong
    assert content is not None
    assert content.variants[1].of == "城区｜四天"


@pytest.mark.parametrize("value", ["<p>一</p><p>二</p>", "<table><tr><td>一</td></tr></table>", ""])
def test_a_block_takes_only_one_like_it(value: str) -> None:
    words = {"part": "body/1", "region": "北麓", "of": "", "value": value}
    assert problems.read("faq", {**CARD, "body": BODY, "variants": [words]})[1]


def test_other_words_keep_what_lies_on_those_that_stay() -> None:
    assert html.reworded(BODY, 1, ["到网点自取"]) == "<p>到网点自取</p>"
    assert html.reworded(BODY, 1, ["新卡七天寄到，\n见规则。"]) == (
        '<p>新卡<strong>七天</strong>寄到，<br>见<a href="/k/3">规则</a>。</p>'
    )
    assert html.put(BODY, {0: "<p>怎么寄</p>"}).startswith("<h2>怎么寄</h2>")
    assert html.cells(BODY)[5] == ("城区", "三天")


# What head office does not say


def test_a_branch_adds_what_head_office_does_not_say(
    client_for: For, bao: Person, lin: Person, qian: Person, zhou: Person, publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    number, branch = publish(**CARD, at=now - 9 * HOUR), client_for(bao)
    shown = page_of(branch, number)
    assert "总行没有写" in shown
    words = {
        "say|北麓|must_tell/+||": "牧区请带身份证\r\n当面签收\r\n\r\n",
        "say|北麓|must_not_say/+||": "不说明天就到",
        "say|北麓|time_promised||": "十个工作日",
    }
    said(branch, number, qian, now - 3 * HOUR, **words)
    desk = client_for(lin)
    there = said_for(number, desk, "北麓")
    order = ["收到后先激活再用", "牧区请带身份证", "当面签收", "不说明天就到", "十个工作日"]
    assert [there.index(each) for each in order] == sorted(there.index(each) for each in order)
    for each in order[1:]:
        assert each not in said_for(number, desk, "东屿")
    listed = client_for(zhou).get("/studio/differences").content.decode()
    assert "牧区请带身份证\n当面签收" in listed
    assert "总行没有写" in listed
    shown = page_of(branch, number)
    assert ">牧区请带身份证\n当面签收</textarea>" in shown
    asked = varying.veto(
        number=number, key=Key("北麓", "must_tell/+"), by=zhou, clock=lambda: now - 2 * HOUR,
        reason="全行一致",
    )  # fmt: skip
    confirmed(number, qian, asked, now - 2 * HOUR)
    assert "牧区请带身份证" not in said_for(number, desk, "北麓")
    assert "不说明天就到" in said_for(number, desk, "北麓")


def test_what_head_office_writes_there_meanwhile_is_asked(
    client_for: For, bao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number, branch = publish(**CARD, at=now - 9 * HOUR), client_for(bao)
    assert submit(branch, number, **{"say|北麓|time_promised||": "十个工作日"}).status_code == 302
    publish(**CARD, time_promised="七个工作日", article=number, at=now - 2 * HOUR)
    assert "只能退回" in decide(client_for(qian), Submission.objects.get(kind="regional"))


def test_added_words_are_checked_like_those_beside_them(
    client_for: For, bao: Person, publish: Publish
) -> None:
    number = publish(title="新卡多久寄到", lead="您的新卡已经寄出了。")
    save(client_for(bao), number, **{"say|北麓|must_tell/+||": "我行保证三天寄到"})
    told = page_of(client_for(bao), number)
    assert "是绝对承诺" in told


def test_pieces_of_an_article_take_a_regions_words_along() -> None:
    block = {
        "part": "body/1",
        "of": "新卡七天寄到，见规则。",
        "region": "北麓",
        "value": "<p>十天。</p>",
    }
    added = {"part": "must_tell/+", "region": "北麓", "value": ["请带身份证"]}
    payload = {**CARD, "body": BODY, "variants": [block, added]}
    rest, away = pieces.taken(payload, ["body/0"])
    assert away["variants"] == [block]
    assert rest["variants"] == [added]
    whole = pieces.joined("faq", {"title": "另一条", "body": "<p>前面。</p>"}, away, "faq")
    content, wrong = problems.read("faq", whole)
    assert content is not None
    assert not wrong
    assert content.variants[0].part == "body/2"


def test_p136_a_branch_writes_no_more_of_a_body_than_its_words(
    client_for: For, bao: Person, publish: Publish
) -> None:
    """Neither another region's, nor head office's, nor the body as a whole, nor what is its own."""
    number = publish(**CARD, body=BODY + '<p><img src="https://x.example/a.png">图</p>')
    branch = client_for(bao)
    for part in (
        "body",
        "body/99",
        "body/x",
        "body/4x",
        "title/+",
        "tags/+",
        "related/+",
        "variants/+",
    ):
        assert save(branch, number, **{f"say|北麓|{part}||": OURS}).status_code == 409, part
    for name in ("say|东屿|body/1||", "say||body/1||", "say|北麓|body/1|金卡|"):
        assert save(branch, number, **{name: OURS}).status_code == 409, name
    assert not RegionalDraft.objects.exists()
    save(branch, number, **{PARAGRAPH: "<script>alert(1)</script>新卡<b>十天</b>"})
    assert (
        "&lt;script&gt;"
        in client_for(bao).get(f"/studio/articles/{number}/regional").content.decode()
    )
    stands = standing(number, timezone.now())
    assert stands
    (row,) = kept(number, "北麓").rows
    assert "<script" not in str(applied(stands.payload, [row])["variants"])


def test_a_returned_text_says_why_behind_a_branchs_version(
    client_for: For, bao: Person, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number = publish(**CARD)
    branch, author = client_for(bao), client_for(zhao)
    made = handed_in(branch, number)
    theirs = factory.submitted(by=zhao, at=now - HOUR, article=number, **CARD | {"lead": "已寄。"})
    decide(client_for(qian), theirs, "return", "请写明快递公司")
    confirmed(number, qian, made, now - HOUR / 2)
    shown = unescape(author.get(f"/studio/articles/{number}/edit").content.decode())
    assert "请写明快递公司" in shown
    assert "已寄。" in shown
    assert Draft.objects.get(article=number).content["variants"][0]["value"] == OURS


def test_a_returned_text_is_not_lost_where_it_rewrote_the_branchs_part(
    client_for: For, bao: Person, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    number, newer = publish(**CARD), {"supplements": [{"condition": "寄送", "text": "三天。"}]}
    made = handed_in(client_for(bao), number)
    theirs = factory.submitted(by=zhao, at=now - HOUR, article=number, **CARD | newer)
    decide(client_for(qian), theirs, "return", "太快")
    confirmed(number, qian, made, now - HOUR / 2)
    shown = unescape(client_for(zhao).get(f"/studio/articles/{number}/edit").content.decode())
    assert "太快" in shown
    assert "三天。" in shown
