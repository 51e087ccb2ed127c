"""One box finds what is in work too: drafts, what waits at the gate, what came back; and for whom."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from shutil import rmtree

import pytest
from django.test import Client

from tests.knowledge import factory
from tests.studio.test_articles import found, page, states, titles
from zhixi.accounts import actions as people
from zhixi.accounts.models import Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions, drafts
from zhixi.knowledge.models import Draft
from zhixi.search import Corpus, generations, index_of, worker
from zhixi.search.index import everything
from zhixi.search.models import Pending, PendingDraft

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)
RULE = "信用卡年费减免规则"


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


@pytest.fixture
def section(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["信用卡", "费用"], by=zhao, now=long_ago)


def caught_up() -> None:
    while any(worker.keep_up(corpus) for corpus in Corpus):
        pass


def begun(desk: Client, section: int, **words: object) -> int:
    sent = {
        "type": "faq",
        "line": str(uuid.uuid4()),
        "words": json.dumps({"section": section} | words),
    }
    number: int = desk.post("/studio/new", sent).json()["number"]
    return number


def saved(desk: Client, number: int, section: int, **words: object) -> None:
    base = drafts.kept(number).words.state
    sent = {"base": base, "words": json.dumps({"section": section} | words)}
    assert desk.post(f"/studio/articles/{number}/save", sent).status_code == 200


def returned(submission: Submission, by: Person, at: dt.datetime) -> None:
    gate.decide(
        submission=submission.pk, step=1, by=by, seen_digest=submission.digest,
        verdict="return", reason="再核一下", clock=lambda: at,
    )  # fmt: skip


def test_it_works(desk: Client, section: int) -> None:
    """A word in mid-sentence, its sound and its initials, a moment after the save."""
    number = begun(desk, section, title=RULE, lead="刷满六笔的，次年年费全免。")
    caught_up()
    for text in ("年费", "减免规则", "六笔", "xyk年费", "nianfei", "jmgz", str(number)):
        assert titles(page(desk, q=text)) == [RULE], text
    shown = page(desk, q="年费")
    assert "信用卡<mark>年费</mark>减免规则" in shown
    assert (found(shown), states(shown)) == ("1", ["未发布 草稿"])
    assert f'href="/studio/articles/{number}/edit"' in shown
    saved(desk, number, section, title="借记卡小额账户管理费", lead="已不收取。")
    caught_up()
    assert titles(page(desk, q="管理费")) == ["借记卡小额账户管理费"]
    assert titles(page(desk, q="次年")) == []


def test_a_slip_is_mended_and_said(desk: Client, section: int) -> None:
    begun(desk, section, title=RULE)
    caught_up()
    for text, meant in (("碾飞", "年费"), ("xinyognka", "信用卡"), ("nianfie", "年费")):
        shown = page(desk, q=text)
        assert titles(shown) == [RULE]
        assert f"没有找到原词，已按“{meant}”检索" in shown
    assert "已按" not in page(desk, q="年费")


def test_every_state_of_work_is_found_until_it_is_live(
    desk: Client, zhao: Person, qian: Person, publish: Publish, now: dt.datetime
) -> None:
    live = publish(title="年费多少钱", section="信用卡/费用")
    draft = factory.draft(by=zhao, at=now - HOUR, title="年费怎么减免")
    waits = factory.submitted(by=zhao, at=now - HOUR, title="年费什么时候扣")
    back = factory.submitted(by=zhao, at=now - HOUR, title="年费能不能退")
    returned(back, qian, now - HOUR)
    factory.draft(by=zhao, at=now, title="年费多少钱一年", article=live)
    caught_up()

    def told(**asked: object) -> dict[str, str]:
        shown = page(desk, q="年费", **asked)
        assert found(shown) == str(len(titles(shown)))
        return dict(zip(titles(shown), states(shown), strict=True))

    assert told() == {
        "年费怎么减免": "未发布 草稿",
        "年费多少钱一年": "现行 草稿",
        "年费什么时候扣": "未发布 v1 待确认",
        "年费能不能退": "未发布 v1 退回",
    }
    assert list(told(state="live")) == ["年费多少钱"]
    assert set(told(state="draft")) == {"年费怎么减免", "年费多少钱一年"}
    assert list(told(state="pending")) == ["年费什么时候扣"]
    assert list(told(state="returned")) == ["年费能不能退"]
    factory.approve(waits, by=qian, at=now - HOUR)
    number = back.versions.get().article_id
    assert desk.get(f"/studio/articles/{number}/edit").status_code == 200
    saved(desk, number, back.versions.get().section_id, title="年费能退吗", lead="可以。")
    caught_up()
    assert told()["年费什么时候扣"] == "现行 v1"
    assert told()["年费能退吗"] == "未发布 草稿"
    assert told(state="returned") == {}
    assert {kept.number for kept in everything(index_of(Corpus.IN_WORK))} == {
        draft.article_id, live, number,
    }  # fmt: skip


def test_filters_sorts_and_pages_hold(
    desk: Client, cast: dict[str, Person], publish: Publish, now: dt.datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    publish(title="年费甲", section="存款")
    publish(title="年费乙", section="信用卡/费用", effective_from=now + HOUR)
    factory.draft(by=cast["zhou"], at=now, title="年费丙", section="信用卡/费用", tags=["白金"])
    factory.draft(by=cast["zhao"], at=now - HOUR, title="年费丁", type="business", section="存款")
    caught_up()
    assert set(titles(page(desk, q="年费"))) == {"年费甲", "年费乙", "年费丙", "年费丁"}
    assert set(titles(page(desk, q="年费", section="存款"))) == {"年费甲", "年费丁"}
    assert titles(page(desk, q="年费", type="business")) == ["年费丁"]
    assert titles(page(desk, q="年费", by="周慎")) == ["年费丙"]
    assert titles(page(desk, q="年费", label="白金")) == ["年费丙"]
    assert titles(page(desk, q="年费", sort="title")) == ["年费丁", "年费丙", "年费乙", "年费甲"]
    assert titles(page(desk, q="年费", sort="changed"))[0] == "年费丙"
    monkeypatch.setattr("zhixi.knowledge.working.articles.PAGE", 3)
    first, second = (page(desk, q="年费", sort="title", page=n) for n in (1, 2))
    assert (titles(first), titles(second)) == (["年费丁", "年费丙", "年费乙"], ["年费甲"])
    assert 'href="?q=%E5%B9%B4%E8%B4%B9&amp;sort=title&amp;page=2"' in first
    assert found(first) == "4"
    assert 'name="state"' not in first
    assert 'name="state" value="draft"' in page(desk, q="年费", state="draft")


@pytest.mark.parametrize("odd", [7, None, [], {"a": 1}, "<b>年费</b>", {"title": ["年费", 3]}])
def test_unfinished_drafts_are_learnt(desk: Client, zhao: Person, now: dt.datetime, odd: object) -> None:  # fmt: skip
    draft = factory.draft(by=zhao, at=now, title="年费写了一半")
    content = {"title": "年费写了一半", "lead": odd, "phrasings": odd, "expires_at": odd}
    Draft.objects.filter(pk=draft.pk).update(content=content)
    caught_up()
    assert titles(page(desk, q="一半")) == ["年费写了一半"]


def test_a_save_waits_in_its_own_outbox_and_once(desk: Client, section: int) -> None:
    number = begun(desk, section, title="年费")
    for n in range(3):
        saved(desk, number, section, title=f"年费{n}")
    assert not Pending.objects.exists()
    assert PendingDraft.objects.count() == 4
    caught_up()
    assert worker.status(Corpus.IN_WORK).documents == 1
    saved(desk, number, section, title="年费五")
    saved(desk, number, section, title="年费六")
    assert worker.keep_up(Corpus.IN_WORK) == 1
    assert not PendingDraft.objects.exists()


def test_words_that_the_law_removes_go(
    desk: Client, cast: dict[str, Person], now: dt.datetime
) -> None:
    back = factory.submitted(by=cast["zhao"], at=now - 2 * HOUR, title="张三的年费")
    returned(back, cast["qian"], now - HOUR)
    caught_up()
    assert titles(page(desk, q="张三")) == ["张三的年费"]
    number = back.versions.get().article_id
    asked = factory.asked_removal(number=number, by=cast["zhou"], at=now)
    factory.approve(asked, by=cast["luo"], at=now)
    caught_up()
    assert "张三" not in str(list(everything(index_of(Corpus.IN_WORK))))
    assert titles(page(desk, q="张三")) == []


@pytest.mark.parametrize("what", ["missing", "foreign"])
def test_a_lost_index_is_built_anew_and_titles_do_meanwhile(
    desk: Client, section: int, publish: Publish, what: str
) -> None:
    publish(title="年费多少钱")
    begun(desk, section, title=RULE, lead="刷满六笔的，次年年费全免。")
    caught_up()
    path = Corpus.IN_WORK.path
    if what == "missing":
        rmtree(path)
    else:
        (path / generations.look(path)[0] / "schema.json").write_text('{"version": 0}')
    shown = page(desk, q="年费")
    assert set(titles(shown)) == {RULE, "年费多少钱"}
    assert "暂时只按标题和编号查找" in shown
    assert titles(page(desk, q="六笔")) == []
    assert not worker.status().fault  # agents are served
    worker.Upkeep(Corpus.IN_WORK).round()
    assert titles(page(desk, q="六笔")) == [RULE]
    assert "暂时只按" not in page(desk, q="六笔")
    assert worker.verify(index_of(Corpus.IN_WORK), Corpus.IN_WORK) == []


# Who may not


def test_p115_what_is_in_work_is_found_by_those_who_may_edit_only(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    live = publish(title="年费多少钱")
    factory.draft(by=cast["zhao"], at=now, title="密稿年费改革", section="信用卡/密室")
    factory.submitted(by=cast["zhao"], at=now, title="密稿年费上调")
    back = factory.submitted(by=cast["zhao"], at=now, title="密稿年费下调")
    returned(back, cast["qian"], now)
    factory.draft(by=cast["zhao"], at=now, title="密稿年费多少钱", article=live)
    caught_up()
    for login, person in cast.items():
        browser = client_for(person)
        token = people.issue_token(person=person, scopes=["read"], by=None, now=now)
        machine = Client(headers={"Authorization": f"Bearer {token}"})
        for text in ("密稿", "mgnf", "密搞年费改革", "年费"):
            listed = browser.get("/studio/articles", {"q": text})
            if login in {"zhao", "zhou"}:
                assert listed.status_code == 200
                assert "密稿年费改革" in titles(listed.content.decode()), text
            else:
                assert listed.status_code == 404
                assert "密稿" not in listed.content.decode()
                chosen = browser.get("/studio/choose", {"q": text})
                assert chosen.status_code == 404
            desk = browser.get("/desk/search", {"q": text}).content.decode()
            assert "密稿年费" not in desk
            told = machine.get("/api/v1/search", {"q": text}).json()
            assert told["total"] == (1 if "年费" in text else 0), text
            assert told["corrected"] in {None, ""}
            begun_ = machine.get("/api/v1/suggest", {"q": text}).json()["suggestions"]
            assert {each["text"] for each in begun_} <= {"年费多少钱"}


def test_p115_no_link_is_proposed_to_what_is_in_work(
    desk: Client, zhao: Person, now: dt.datetime
) -> None:
    factory.draft(by=zhao, at=now, title=RULE)
    caught_up()
    assert desk.get("/studio/choose", {"q": "年费"}).json() == {"found": []}
