"""One box finds what the files of a draft say, and tells the file and the page; and for whom."""

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.knowledge import factory, paper
from tests.studio.test_articles import page, states, titles
from tests.studio.test_in_work import begun, caught_up, saved
from zhixi.accounts.models import Person
from zhixi.approval import actions as gate
from zhixi.approval.models import Submission
from zhixi.knowledge import actions
from zhixi.knowledge.files import reading
from zhixi.knowledge.models import Draft, FileText
from zhixi.search import Corpus, index_of, worker
from zhixi.search.index import everything

For = Callable[[Person], Client]
Publish = Callable[..., int]
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_PATH = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


@pytest.fixture
def section(zhao: Person, long_ago: dt.datetime) -> int:
    return actions.section_at(path=["账户", "开户"], by=zhao, now=long_ago)


def beside(shown: str) -> list[str]:
    """What is told of files, as it is read."""
    lines = re.findall(r'<small class="attached">(.*?)</small>', shown, re.S)
    return [" ".join(unescape(re.sub(r"</?(mark|b)>", "", line)).split()) for line in lines]


def test_it_works(desk: Client, section: int, now: dt.datetime) -> None:
    attached = paper.attachment(desk, "须知.pdf", paper.PDF)
    number = begun(desk, section, title="开户要带什么", lead="带身份证。", attachments=[attached])
    caught_up()
    assert titles(page(desk, q="公证委托书")) == []  # nobody has read it yet
    reading.read_all(now)
    caught_up()
    shown = page(desk, q="公证委托书")
    assert titles(shown) == ["开户要带什么"]
    assert beside(shown) == ["附件“须知.pdf”第 2 页 代办须持公证委托书原件"]
    assert "<mark>公证" in shown
    assert beside(page(desk, q="公证委托书", state="draft")) == beside(shown)
    assert beside(page(desk, q="开户")) == []  # its title says so
    assert beside(page(desk, q=str(number))) == []
    saved(desk, number, section, title="开户要带什么", lead="带身份证。", attachments=[])
    caught_up()
    assert titles(page(desk, q="公证委托书")) == []


def test_one_whose_words_are_not_whole_yet_is_found_too(
    desk: Client, section: int, now: dt.datetime
) -> None:
    book = paper.attachment(desk, "费用.xlsx", paper.XLSX)
    number = begun(desk, section, title="", lead="", keywords=["保险箱"], attachments=[book])
    reading.read_all(now)
    caught_up()
    shown = page(desk, q="小箱年租金")
    assert f"/studio/articles/{number}/edit" in shown
    assert beside(shown)[0].startswith("附件“费用.xlsx”工作表“费用” 保险箱小箱年租金")


@pytest.mark.parametrize("odd", [7, None, "x", [7], [{}], [{"digest": 3, "name": None}]])
def test_odd_files_of_a_draft_are_passed_over(
    desk: Client, zhao: Person, now: dt.datetime, odd: object
) -> None:
    draft = factory.draft(by=zhao, at=now, title="年费写了一半")
    Draft.objects.filter(pk=draft.pk).update(content={"title": "年费一半", "attachments": odd})
    caught_up()
    shown = page(desk, q="年费规则")
    assert (titles(shown), beside(shown)) == (["年费一半"], [])


def test_at_the_gate_sent_back_and_live_they_are_found_alike(
    desk: Client, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    attached = paper.attachment(desk, "须知.pdf", paper.PDF)
    told = {"title": "开户要带什么", "lead": "带身份证。", "phrasings": ["甲", "乙", "丙"]}
    number = begun(desk, section, **told, attachments=[attached])
    actions.submit(articles=[number], by=cast["zhao"], clock=lambda: now)
    caught_up()
    reading.read_all(now)  # read while it waits
    caught_up()
    shown = page(desk, q="公证委托书")
    assert (states(shown), len(beside(shown))) == (["未发布 v1 待确认"], 1)
    submission = Submission.objects.get()
    gate.decide(
        submission=submission.pk, step=1, by=cast["qian"], seen_digest=submission.digest,
        verdict="return", reason="再核一下", clock=lambda: now,
    )  # fmt: skip
    caught_up()
    shown = page(desk, q="公证委托书")
    assert (states(shown), len(beside(shown))) == (["未发布 v1 退回"], 1)
    assert worker.verify(index_of(Corpus.IN_WORK), Corpus.IN_WORK) == []


def test_what_the_law_removes_is_found_in_no_other_draft(
    desk: Client, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    attached = paper.attachment(desk, "须知.pdf", paper.PDF)
    told = {"lead": "带身份证。", "phrasings": ["甲", "乙", "丙"], "attachments": [attached]}
    number = begun(desk, section, title="要删的", **told)
    begun(desk, section, title="另一份草稿", **told)
    reading.read_all(now)
    actions.submit(articles=[number], by=cast["zhao"], clock=lambda: now - HOUR)
    submission = Submission.objects.get()
    gate.decide(
        submission=submission.pk, step=1, by=cast["qian"], seen_digest=submission.digest,
        verdict="return", reason="含客户信息", clock=lambda: now - HOUR,
    )  # fmt: skip
    caught_up()
    assert len(titles(page(desk, q="公证委托书"))) == 2
    asked = factory.asked_removal(number=number, by=cast["zhou"], at=now)
    factory.approve(asked, by=cast["luo"], at=now)
    assert not FileText.objects.exists()
    caught_up()
    assert titles(page(desk, q="公证委托书")) == []
    assert "公证" not in str(list(everything(index_of(Corpus.IN_WORK))))


def test_the_same_queries_however_many_have_files(
    desk: Client, section: int, now: dt.datetime
) -> None:
    attached = paper.attachment(desk, "须知.pdf", paper.PDF)
    reading.read_all(now)
    counts = []
    for n in (1, 3):
        while Draft.objects.count() < n:
            begun(desk, section, title=f"第 {n} 条", attachments=[attached])
        caught_up()
        with CaptureQueriesContext(connection) as asked:
            assert len(beside(page(desk, q="公证委托书"))) == n
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_p140_what_a_drafts_file_says_is_found_by_those_who_may_edit_only(
    client_for: For, cast: dict[str, Person], section: int, now: dt.datetime
) -> None:
    writer = client_for(cast["zhao"])
    attached = paper.attachment(writer, "密件.pdf", paper.PDF)
    begun(writer, section, title="密稿", lead="还没写完。", attachments=[attached])
    reading.read_all(now)
    caught_up()
    for login, person in cast.items():
        browser = client_for(person)
        listed = browser.get("/studio/articles", {"q": "公证委托书"})
        shown = listed.content.decode()
        if login in {"zhao", "zhou"}:
            assert beside(shown) == ["附件“密件.pdf”第 2 页 代办须持公证委托书原件"]
        else:
            assert listed.status_code == 404, login
            assert "密件" not in shown
        found = browser.get("/desk/search", {"q": "公证委托书"}).content.decode()
        assert "密" not in found.replace("密码", "")
        assert "代办须持" not in found
