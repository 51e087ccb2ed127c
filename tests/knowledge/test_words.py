"""The words that the bank keeps: what is watched while writing, synonyms and the lexicon."""

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
from zhixi.knowledge import actions, finding
from zhixi.knowledge.checks import Word
from zhixi.knowledge.models import Wording
from zhixi.search import lookups, wording
from zhixi.search.models import BankWord, Mode, What

For = Callable[[Person], Client]
Publish = Callable[..., int]
WORDS = "/studio/words?kind="


@pytest.fixture
def desk(client_for: For, zhao: Person) -> Client:
    return client_for(zhao)


def page(desk: Client, kind: str, **told: object) -> str:
    answer = desk.get(f"{WORDS}{kind}", {"kind": kind} | told)
    assert answer.status_code == 200
    return str(answer.content.decode())


def put(desk: Client, kind: str, n: int | None = None, **told: str) -> Any:
    return desk.post(f"{WORDS}{kind}{f'&n={n}' if n else ''}", {"do": "keep"} | told)


def beside(desk: Client, section: int, lead: str) -> str:
    words = json.dumps({"title": "理财", "lead": lead, "section": section})
    sent = {"type": "faq", "line": str(uuid.uuid4()), "words": words}
    return str(desk.post("/studio/new", sent).json()["beside"])


def test_it_works(desk: Client, zhao: Person, long_ago: dt.datetime) -> None:
    section = actions.section_at(path=["理财"], by=zhao, now=long_ago)
    assert "不得对客说" not in beside(desk, section, "这个秒到账。")
    answer = put(desk, "forbidden", word="秒到账", why="做不到", instead="一般几分钟")
    kept = Wording.objects.get(word="秒到账")
    assert answer["Location"] == f"/studio/words?kind=forbidden#w{kept.pk}"
    said = "不得对客说“秒到账”：做不到。建议：一般几分钟。"
    assert said in beside(desk, section, "这个秒到账。")
    shown = page(desk, "forbidden")
    assert (f'id="w{kept.pk}"' in shown, "赵宁" in shown, "系统自带" in shown) == (True,) * 3
    put(desk, "forbidden", kept.pk, word="秒到账", unless="秒到账服务", why="", instead="")
    assert said not in beside(desk, section, "您开的秒到账服务。")
    desk.post(f"{WORDS}forbidden&n={kept.pk}", {"do": "drop"})
    assert "秒到账" not in page(desk, "forbidden")


def test_a_new_bank_begins_with_words_of_each_kind(desk: Client) -> None:
    assert {kind for kind, _label in Wording.Kind.choices} == set(
        Wording.objects.values_list("kind", flat=True)
    )
    assert "零风险" in page(desk, "forbidden")
    assert "我行" not in page(desk, "forbidden")
    assert "我行" in page(desk, "written", q="我行")
    assert "没有含这些字的词" in page(desk, "written", q="没有的词")
    assert "还没有词" in page(desk, "lexicon")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"word": " "}, "请填写这一项。"),
        ({"word": "零风险"}, "词表里已有“零风险”。"),
        ({"word": "保赚", "unless": "保险"}, "“保险”不含“保赚”"),
        ({"word": "长" * 41}, "40"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(
    desk: Client, told: dict[str, str], said: str
) -> None:
    before = Wording.objects.count()
    shown = put(desk, "forbidden", why="因为所以", **told).content.decode()
    assert said in shown
    assert 'value="因为所以"' in shown
    assert Wording.objects.count() == before


def test_words_are_audited_with_before_and_after(zhao: Person, now: dt.datetime) -> None:
    made = actions.keep_wording(word=Word("internal", "中台"), by=zhao, now=now)
    changed = Word("internal", "中台", "", "听不懂", "后台")
    actions.keep_wording(word=changed, n=made.pk, by=zhao, now=now)
    actions.drop_wording(n=made.pk, by=zhao, now=now)
    entries = AuditEntry.objects.filter(verb="wording").order_by("seq")
    facts = [(e.facts["before"], e.facts["after"]) for e in entries]
    first = {"kind": "internal", "word": "中台", "unless": "", "why": "", "instead": ""}
    second = first | {"why": "听不懂", "instead": "后台"}
    assert facts == [(None, first), (first, second), (second, None)]
    with pytest.raises(actions.UnableToWatch):
        actions.drop_wording(n=made.pk, by=zhao, now=now)


def asked(person: Person, now: dt.datetime, query: str, number: int | None) -> None:
    session = lookups.new_session()
    lookups.record(
        by=person,
        at=now,
        mode=Mode.DESK,
        session=session,
        query=query,
        corrected=None,
        filters={},
        context={},
        total=0,
        took_ms=1,
        listed=[],
    )
    if number:
        lookups.used(by=person, at=now, what=What.OPENED, session=session, number=number, version=1)


def test_a_synonym_shows_what_it_changes_before_it_is_kept(
    desk: Client, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    number = publish(title="尊享贵宾厅怎么预约", phrasings=["怎么进贵宾厅"])
    for login in ("lin", "sun", "bao"):
        asked(cast[login], now, "歇脚点在哪", None)
    lookups.journal.flush()
    tried = desk.post(f"{WORDS}synonym", {"do": "try", "line": "歇脚点 = 贵宾厅"})
    shown = tried.content.decode()
    assert "歇脚点在哪" in shown
    before, after = (
        shown.split('<th scope="row">歇脚点在哪</th>')[1].split("</tr>")[0].split("</td>")[:2]
    )
    assert "没有结果" in before
    assert f'<a href="/k/{number}">尊享贵宾厅怎么预约</a>' in after
    assert not BankWord.objects.exists()
    assert not finding.find("歇脚点在哪", cast["lin"], now).hits
    unseen = put(desk, "synonym", line="歇脚点 = 贵宾厅", seen="歇脚点 = 候客厅")
    assert "保存后会变的检索" in unseen.content.decode()
    assert not BankWord.objects.exists()
    kept = put(desk, "synonym", line="歇脚点 = 贵宾厅", seen="歇脚点 = 贵宾厅")
    assert kept.status_code == 302
    (hit,) = finding.find("歇脚点在哪", cast["lin"], now).hits
    assert (hit.number, hit.why) == (number, "同义词 歇脚点→贵宾厅")
    row = BankWord.objects.get()
    desk.post(f"{WORDS}synonym&n={row.pk}", {"do": "drop"})
    assert not finding.find("歇脚点在哪", cast["lin"], now).hits


def test_a_line_that_cannot_be_understood_stays_in_the_field(desk: Client) -> None:
    shown = desk.post(f"{WORDS}synonym", {"do": "try", "line": "歇脚点 贵宾厅"}).content.decode()
    assert "请写成“甲 = 乙”" in shown
    assert 'value="歇脚点 贵宾厅"' in shown


def test_a_list_of_words_asks_the_same_number_of_queries(
    desk: Client, zhao: Person, now: dt.datetime
) -> None:
    def kept(word: str) -> None:
        wording.keep(kind="lexicon", line=word, by=zhao, now=now)

    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            page(desk, "lexicon")
        return len(context)

    kept("薪享贷")
    queries()
    one = queries()
    kept("悦享金")
    kept("海山通")
    assert queries() == one


def test_p90_a_preview_tells_only_what_three_people_asked_and_what_may_be_read(
    client_for: For, cast: dict[str, Person], publish: Publish, now: dt.datetime
) -> None:
    desk = client_for(cast["zhao"])
    publish(title="尊享贵宾厅怎么预约")
    for login in ("lin", "sun"):
        asked(cast[login], now, "歇脚点几点开", None)
    for login in ("lin", "sun", "bao"):
        asked(cast[login], now, "歇脚点 6222021234567890128", None)
        asked(cast[login], now - dt.timedelta(days=31), "歇脚点远不远", None)
    lookups.journal.flush()
    shown = desk.post(f"{WORDS}synonym", {"do": "try", "line": "歇脚点 = 贵宾厅"}).content.decode()
    assert "近 30 天没有至少 3 人查过、含这些词的问题" in shown
    for hidden in ("几点开", "622202", "远不远", "80217"):
        assert hidden not in shown


@pytest.mark.parametrize("kind", ["forbidden", "synonym", "lexicon"])
def test_p87_words_are_kept_by_authors_and_reviewers_and_by_nobody_else(
    client_for: For, cast: dict[str, Person], now: dt.datetime, kind: str
) -> None:
    told = {"forbidden": {"word": "包过"}, "synonym": {"line": "歇脚点 = 贵宾厅"}}
    given = told.get(kind, {"line": "薪享贷"})
    for login, person in cast.items():
        client = client_for(person)
        may = login in {"zhao", "zhou"}
        assert client.get(f"{WORDS}{kind}").status_code == (200 if may else 404), login
        for do in ("try", "keep", "drop"):
            answer = client.post(f"{WORDS}{kind}&n=1", {"do": do} | given)
            assert (answer.status_code != 404) == may, login
    kept = Wording.objects.filter(word="包过").count() + BankWord.objects.count()
    assert kept <= 1
    for login in set(cast) - {"zhao", "zhou"}:
        how = {"by": cast[login], "now": now}
        with pytest.raises(actions.UnableToWatch):
            actions.keep_wording(word=Word("forbidden", "包赢"), **how)
        with pytest.raises(actions.UnableToWatch):
            actions.drop_wording(n=Wording.objects.earliest("pk").pk, **how)
        with pytest.raises(wording.UnableToKeep):
            wording.keep(kind="lexicon", line="悦享金", **how)
        with pytest.raises(wording.UnableToKeep):
            wording.drop(n=1, **how)
    assert client_for(cast["zhao"]).get(f"{WORDS}nothing").status_code == 404
    assert client_for(cast["zhao"]).get(f"{WORDS}{kind}&n=999999").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast["zhao"], backend="zhixi.accounts.backends.StaffBackend")
    assert strict.post(f"{WORDS}{kind}", {"do": "keep"} | given).status_code == 403
