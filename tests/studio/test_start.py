"""The start page: what waits, came back, is in work, ends, and what agents missed."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory
from zhixi.accounts.models import Person, Unit
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, checking
from zhixi.knowledge.models import ArticleVersion, LiveSpan
from zhixi.search.models import LookUp, Mode, Use, What

For = Callable[[Person], Client]
Publish = Callable[..., int]
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
LISTS = ("returned", "drafts", "submitted", "due", "unfound", "unsolved")


def card(shown: str, name: str) -> tuple[int, list[str]]:
    """The count of a card, and its lines as they are read."""
    part = re.search(
        rf'<section class="card" aria-labelledby="{name}-title">.*?</section>', shown, re.S
    )
    assert part is not None, name
    count = re.search(r'<b class="count[^>]*>(\d+)</b>', part[0])
    assert count is not None
    lines = re.findall(r"<li>(.*?)</li>", part[0], re.S)
    words = [" ".join(unescape(re.sub(r"<[^>]+>", " ", line)).split()) for line in lines]
    return int(count[1]), words


def start(client: Client) -> str:
    answer = client.get("/studio/")
    assert answer.status_code == 200
    return answer.content.decode()


def returned(submission: Submission, *, by: Person, at: dt.datetime, reason: str) -> None:
    gate.decide(
        submission=submission.pk, step=1, by=by, seen_digest=submission.digest,
        verdict="return", reason=reason, clock=lambda: at,
    )  # fmt: skip


def asked(query: str, people: list[Person], at: dt.datetime, total: int = 0) -> None:
    for n, person in enumerate(people):
        LookUp.objects.create(
            session=f"s-{query}-{n}", person=person.number, at=at, mode=Mode.DESK,
            query=query, total=total, took_ms=1,
        )  # fmt: skip


def unsolved(number: int, person: Person, at: dt.datetime, reason: str) -> None:
    Use.objects.create(
        session=f"u-{number}-{person.number}", person=person.number, at=at, number=number,
        version=1, what=What.UNSOLVED, reason=reason,
    )  # fmt: skip


def test_it_works(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao, qian, lin = cast["zhao"], cast["qian"], cast["lin"]
    waiting = factory.submitted(by=zhao, at=now - HOUR, title="等着确认的")
    back = factory.submitted(by=zhao, at=now - 2 * HOUR, title="退回来的")
    returned(back, by=qian, at=now - HOUR, reason="费用写错了")
    draft = factory.draft(by=zhao, at=now - HOUR, title="写了一半的")
    old = publish(title="快到期的", expires_at=now + 3 * DAY)
    stale = publish(title="该复审的", review_by=now - DAY)
    asked("硬钱包怎么办", [lin, cast["sun"], cast["bao"]], now - DAY)
    unsolved(stale, lin, now - DAY, "wrong")
    unsolved(stale, cast["sun"], now - DAY, "unclear")

    shown = start(client_for(zhao))
    assert card(shown, "submitted")[1][0].startswith("等着确认的 ")
    count, lines = card(shown, "returned")
    assert (count, "费用写错了" in lines[0], "钱岚" in lines[0]) == (1, True, True)
    assert f'href="/studio/articles/{back.versions.get().article_id}/edit"' in shown
    assert card(shown, "drafts")[1][0].startswith("写了一半的 常见问题 · 信用卡 › 安全")
    assert f'href="/studio/articles/{draft.article_id}/edit"' in shown
    due = card(shown, "due")[1]
    assert [line.split()[0] for line in due] == ["该复审的", "快到期的"]
    assert (due[0].endswith("复审逾期"), due[1].endswith("到期")) == (True, True)
    assert f"/studio/articles/{old}/edit" in shown
    assert card(shown, "unfound") == (1, ["硬钱包怎么办 没有结果 · 3 人 3 次"])
    assert card(shown, "unsolved") == (1, ["该复审的 2 次 · 没看懂 1 · 内容有误 1"])

    shown = start(client_for(qian))
    assert card(shown, "waiting")[1][0].startswith("等着确认的 赵宁")
    assert f'href="/studio/submissions/{waiting.pk}"' in shown


def test_what_was_taken_up_again_is_no_longer_returned(
    client_for: For, zhao: Person, qian: Person, now: dt.datetime
) -> None:
    back = factory.submitted(by=zhao, at=now - 2 * HOUR, title="退回来的")
    returned(back, by=qian, at=now - HOUR, reason="写错了")
    browser = client_for(zhao)
    assert card(start(browser), "returned")[0] == 1
    version = ArticleVersion.objects.get()
    actions.reopen(version=version, by=zhao, now=now)
    assert card(start(browser), "returned")[0] == 0
    assert card(start(browser), "drafts")[0] == 1
    actions.submit(articles=[version.article_id], by=zhao, clock=lambda: now)
    assert [card(start(browser), name)[0] for name in ("returned", "drafts", "submitted")] == [
        0,
        0,
        1,
    ]


def test_a_returned_request_without_a_text_is_told_for_a_while(
    client_for: For, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    from zhixi.knowledge.models import Article

    article = Article.objects.get(pk=publish(title="要撤的"))
    request = actions.withdraw(article=article, by=zhao, clock=lambda: now - HOUR, reason="停办")
    returned(request, by=qian, at=now - HOUR, reason="还在办理")
    lines = card(start(client_for(zhao)), "returned")[1]
    assert len(lines) == 1
    assert "还在办理" in lines[0]


def test_what_ends_is_told_until_it_is_renewed(
    client_for: For, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    lapsed = publish(title="过期的", at=now - 3 * DAY, expires_at=now - DAY)
    publish(title="还早的", expires_at=now + 40 * DAY, review_by=now + 31 * DAY)
    gone = publish(title="撤回的")
    factory.withdrawn(number=gone, by=zhao, confirmer=qian, at=now - HOUR)
    browser = client_for(zhao)
    count, lines = card(start(browser), "due")
    assert (count, lines[0].startswith("过期的"), lines[0].endswith("已到期")) == (1, True, True)
    publish(article=lapsed, title="续期的", at=now - HOUR)
    assert card(start(browser), "due")[0] == 0


def test_the_day_of_review_is_derived_like_all_spans(
    zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    at = (now + DAY).replace(microsecond=0)
    number = publish(review_by=at)
    assert LiveSpan.objects.get(article=number).review_by == at
    assert list(checking.spans()) == []
    LiveSpan.objects.update(review_by=None)
    assert len(list(checking.spans())) == 1
    actions.refold([number], now)
    assert LiveSpan.objects.get(article=number).review_by == at


def test_cards_end_and_lists_are_paged(client_for: For, zhao: Person, now: dt.datetime) -> None:
    for n in range(53):
        factory.draft(by=zhao, at=now - n * HOUR, title=f"第{n}稿")
    browser = client_for(zhao)
    count, lines = card(start(browser), "drafts")
    assert (count, len(lines)) == (53, 8)
    assert lines[0].startswith("第0稿")
    assert 'class="all" href="/studio/drafts">全部 53 条' in start(browser)
    assert browser.get("/studio/drafts").content.decode().count("<li>") == 50
    for page, rows in (("2", 3), ("99", 3), ("x", 50), ("-1", 3), ("9" * 30, 3)):
        shown = browser.get("/studio/drafts", {"page": page}).content.decode()
        assert shown.count("<li>") == rows, page


def test_one_and_three_rows_cost_the_same(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    zhao, qian, lin = cast["zhao"], cast["qian"], cast["lin"]

    def one_more(n: int) -> None:
        factory.submitted(by=zhao, at=now, title=f"等{n}")
        back = factory.submitted(by=zhao, at=now - HOUR, title=f"退{n}")
        returned(back, by=qian, at=now, reason="改")
        factory.draft(by=zhao, at=now, title=f"稿{n}")
        unsolved(publish(title=f"复{n}", review_by=now - DAY), lin, now, "wrong")
        asked(f"问{n}", [lin, zhao, qian], now)

    def cost(address: str, person: Person) -> int:
        cache.clear()
        browser = client_for(person)
        browser.get(address)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        return len(queries)

    pages = [("/studio/", zhao), ("/studio/", qian), ("/studio/submissions/", qian)]
    pages += [(f"/studio/{name}", zhao) for name in LISTS]
    one_more(1)
    before = [cost(*page) for page in pages]
    one_more(2)
    one_more(3)
    assert [cost(*page) for page in pages] == before


def test_what_is_empty_says_so(client_for: For, zhao: Person) -> None:
    shown = start(client_for(zhao))
    for words in (
        "没有退回的内容",
        "没有未提交的草稿",
        "没有等待他人确认的提交",
        "没有到期或待复审",
    ):
        assert words in shown
    assert 'aria-current="page">首页</a>' in shown


# Who may not


def test_p67_the_studio_is_for_those_who_have_work_there(
    client_for: For, cast: dict[str, Person]
) -> None:
    editing, all_ = {"zhao", "zhou"}, {"zhao", "zhou", "qian", "wang", "luo"}
    for login, person in cast.items():
        browser = client_for(person)
        for address in ("/studio/", "/studio/submissions/"):
            assert browser.get(address).status_code == (200 if login in all_ else 404), login
        for name in ("articles", "returned", "drafts", "submitted", "unfound"):
            assert browser.get(f"/studio/{name}").status_code == (200 if login in editing else 404)
        for name in ("due", "unsolved"):
            inside = login in editing | {"qian"}
            assert browser.get(f"/studio/{name}").status_code == (200 if inside else 404), login
        home = browser.get("/").content.decode()
        assert ("采编台" in home) == (login in all_), login


def test_p68_nobody_is_told_of_others_work(
    client_for: For, cast: dict[str, Person], units: dict[str, Unit], publish: Publish,
    now: dt.datetime,
) -> None:  # fmt: skip
    """Zhou writes too, and reads all; zhao's drafts, returns and submissions are not his."""
    zhao, zhou, qian = cast["zhao"], cast["zhou"], cast["qian"]
    factory.submitted(by=zhao, at=now, title="密件一")
    back = factory.submitted(by=zhao, at=now - HOUR, title="密件二")
    returned(back, by=qian, at=now, reason="密")
    factory.draft(by=zhao, at=now, title="密件三")
    publish(title="密件四", review_by=now - DAY)
    browser = client_for(zhou)
    shown = start(browser)
    assert [card(shown, name)[0] for name in ("waiting", *LISTS)] == [0] * 7
    pages = [shown, *(browser.get(f"/studio/{name}").content.decode() for name in LISTS)]
    assert "密件" not in "".join(pages)
    shown = start(client_for(zhao))
    assert [card(shown, name)[0] for name in LISTS[:4]] == [1, 1, 1, 1]
    assert "waiting-title" not in shown


def test_p68_nothing_waits_for_its_maker_or_for_who_cannot_decide_it(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    qian = cast["qian"]
    factory.submitted(by=qian, at=now, title="自己写的")
    number = publish(title="要删的")
    factory.withdrawn(number=number, by=cast["zhao"], confirmer=qian, at=now - HOUR)
    factory.asked_removal(number=number, by=cast["zhou"], at=now)
    assert card(start(client_for(qian)), "waiting")[0] == 0
    assert card(start(client_for(cast["zhou"])), "waiting")[0] == 0
    assert card(start(client_for(cast["luo"])), "waiting")[0] == 1
    assert "自己写的" not in client_for(qian).get("/studio/submissions/").content.decode()


def test_p68_what_may_not_be_read_is_in_no_list_and_no_count(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    """Qian confirms for the cards, and does not belong to a circle of the outlet."""
    from django.utils import timezone

    from zhixi.accounts import actions as people

    outlet = Unit.objects.filter(code="dongyu-1")
    circle = people.audience(name="营业部", units=outlet, by=None, now=timezone.now())
    card_unit = Unit.objects.get(code="card")
    draft = factory.draft(
        by=cast["zhao"], at=now - 2 * HOUR, title="密件", audience=circle, review_by=now - DAY
    )
    draft.owner = card_unit
    draft.save()
    request = actions.submit(
        articles=[draft.article_id], by=cast["zhao"], clock=lambda: now - 2 * HOUR
    )
    factory.approve(request, by=cast["qian"], at=now - 2 * HOUR)
    unsolved(draft.article_id, cast["sun"], now - HOUR, "wrong")
    shown = start(client_for(cast["qian"]))
    assert (card(shown, "due")[0], card(shown, "unsolved")[0]) == (0, 0)
    assert "密件" not in shown
    shown = start(client_for(cast["zhao"]))
    assert (card(shown, "due")[0], card(shown, "unsolved")[0]) == (1, 1)


def test_p70_a_query_is_told_only_when_three_people_asked_it_and_never_whose_it_was(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    lin, sun, bao = cast["lin"], cast["sun"], cast["bao"]
    asked("两个人问的", [lin, sun], now)
    asked("一个人问三次", [lin, lin, lin], now)
    asked("卡号［数字］的", [lin, sun, bao], now)
    asked("很久以前问的", [lin, sun, bao], now - 15 * DAY)
    asked("打开过的", [lin, sun, bao], now, total=3)
    asked("没打开的", [lin, sun, bao], now, total=3)
    number = publish()
    for n, person in enumerate((lin, sun, bao)):
        Use.objects.create(
            session=f"s-打开过的-{n}", person=person.number, at=now, number=number, version=1,
            what=What.OPENED,
        )  # fmt: skip
    browser = client_for(cast["zhao"])
    shown = start(browser)
    assert card(shown, "unfound") == (1, ["没打开的 有结果，但未打开 · 3 人 3 次"])
    shown += browser.get("/studio/unfound").content.decode()
    shown += browser.get("/studio/unsolved").content.decode()
    for person in (lin, sun, bao):
        assert person.number not in shown
        assert person.name not in shown
