"""The bank's own synonyms and words: how a line is read, and when every process goes by it."""

import datetime as dt
from collections.abc import Iterator

import pytest
import rjieba

from zhixi.accounts.models import AuditEntry, Person
from zhixi.search import added, wording
from zhixi.search.analysis import Kind, query_units, words_of
from zhixi.search.models import BankWord
from zhixi.search.wording import UnableToKeep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_them_afterwards() -> Iterator[None]:
    yield
    BankWord.objects.all().delete()
    added.take_up()


def keep(by: Person, now: dt.datetime, line: str, kind: str = "synonym") -> BankWord:
    made = wording.keep(kind=kind, line=line, by=by, now=now)
    added.take_up()
    return made


def also_asked(text: str) -> set[str]:
    return {unit.text for unit in query_units(text) if unit.kind == Kind.ASKED}


def test_it_works(zhao: Person, now: dt.datetime) -> None:
    assert also_asked("歇脚点在哪") == set()
    kept = keep(zhao, now, "歇脚点=贵宾厅")
    assert kept.line == "歇脚点 = 贵宾厅"
    assert "贵宾厅" in also_asked("歇脚点在哪")
    assert "歇脚" in also_asked("贵宾厅在哪")
    wording.drop(n=kept.pk, by=zhao, now=now)
    added.take_up()
    assert also_asked("歇脚点在哪") == set()


def test_one_way_is_one_way_and_a_note_is_told(zhao: Person, now: dt.datetime) -> None:
    keep(zhao, now, "歇脚点、歇脚处 > 贵宾厅 ! 现在叫贵宾厅")
    assert "贵宾厅" in also_asked("歇脚处在哪")
    assert also_asked("贵宾厅在哪") == set()
    assert dict(added.now().notes) == {"歇脚点": "现在叫贵宾厅", "歇脚处": "现在叫贵宾厅"}


def test_a_class_of_the_package_goes_on(zhao: Person, now: dt.datetime) -> None:
    keep(zhao, now, "附属卡 = 亲情卡")
    rules = added.now().rules
    assert set(rules["亲情卡"]) == {"附属卡", "副卡", "附卡"}
    assert rules["副卡"] == ("亲情卡",)  # the others it finds by the sign they share


def test_a_word_of_the_lexicon_is_cut_as_one_until_it_is_dropped(
    zhao: Person, now: dt.datetime
) -> None:
    assert "薪享贷" not in words_of("薪享贷利率多少")
    kept = keep(zhao, now, "薪享贷", "lexicon")
    assert "薪享贷" in words_of("薪享贷利率多少")
    wording.drop(n=kept.pk, by=zhao, now=now)
    added.take_up()
    assert "薪享贷" not in words_of("薪享贷利率多少")


def test_trying_is_seen_by_this_thread_alone_and_leaves_nothing(
    zhao: Person, now: dt.datetime
) -> None:
    with added.trying(["歇脚点 = 贵宾厅"]):
        assert "贵宾厅" in also_asked("歇脚点在哪")
    assert also_asked("歇脚点在哪") == set()


def test_the_same_rows_are_the_same_object(zhao: Person, now: dt.datetime) -> None:
    """What was worked out by it stays worked out."""
    keep(zhao, now, "歇脚点 = 贵宾厅")
    before = added.now()
    added.take_up()
    assert added.now() is before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "请写成"),
        ("歇脚点", "请写成"),
        ("歇脚点 = 贵宾厅 > 候客厅", "请写成"),
        ("歇脚点 > 贵宾厅 > 候客厅", "请写成"),
        ("歇脚点 = ", "“=”两边都要有词"),
        ("> 贵宾厅", "两边都要有词"),
        ("歇脚点 = 歇脚点", "不能重复"),
        ("歇脚点 = 卡", "“卡”请写成 2 到 20 个字"),
        ("歇脚点 = 贵宾厅 !", "“!”后面要写"),
        ("附属卡 = 副卡", "系统自带的同义词里已有"),
        ("副卡 > 附属卡", "“副卡”和“附属卡”已互相通用"),
        ("歇脚点 > 歇脚点", "绕成一圈：歇脚点 → 歇脚点"),
    ],
)
def test_a_broken_line_is_refused_with_what_to_write(
    zhao: Person, now: dt.datetime, line: str, said: str
) -> None:
    with pytest.raises(UnableToKeep) as told:
        keep(zhao, now, line)
    assert said in str(told.value)
    assert not BankWord.objects.exists()


def test_a_circle_is_named(zhao: Person, now: dt.datetime) -> None:
    keep(zhao, now, "歇脚点 > 贵宾厅")
    keep(zhao, now, "贵宾厅 > 候客厅")
    with pytest.raises(UnableToKeep) as told:
        keep(zhao, now, "候客厅 > 歇脚点")
    assert "绕成一圈" in str(told.value)
    for word in ("歇脚点", "贵宾厅", "候客厅"):
        assert word in str(told.value)


def test_a_word_stands_in_one_line(zhao: Person, now: dt.datetime) -> None:
    kept = keep(zhao, now, "歇脚点 = 贵宾厅")
    with pytest.raises(UnableToKeep) as told:
        keep(zhao, now, "贵宾厅 = 候客厅")
    assert "“贵宾厅”已在“歇脚点 = 贵宾厅”里" in str(told.value)
    with pytest.raises(UnableToKeep) as told:
        keep(zhao, now, "候客厅、贵宾厅 > 歇脚点")
    assert "“贵宾厅”和“歇脚点”已互相通用" in str(told.value)
    changed = "歇脚点 = 贵宾厅 = 候客厅"
    wording.keep(kind="synonym", line=changed, n=kept.pk, by=zhao, now=now)
    assert BankWord.objects.get().line == changed


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("薪享贷 利率", "一次写一个词"),
        ("贷", "一次写一个词"),
        ("信用卡", "系统词典里已有“信用卡”"),
        ("手机银行", "系统词典里已有“手机银行”"),
    ],
)
def test_a_word_that_cannot_be_added_says_why(
    zhao: Person, now: dt.datetime, word: str, said: str
) -> None:
    with pytest.raises(UnableToKeep) as told:
        keep(zhao, now, word, "lexicon")
    assert said in str(told.value)


def test_a_word_is_added_once(zhao: Person, now: dt.datetime) -> None:
    keep(zhao, now, "薪享贷", "lexicon")
    with pytest.raises(UnableToKeep) as told:
        keep(zhao, now, "薪享贷", "lexicon")
    assert "词库里已有" in str(told.value)
    assert rjieba.has_word("薪享贷")


def test_everything_is_audited_with_before_and_after(zhao: Person, now: dt.datetime) -> None:
    kept = keep(zhao, now, "歇脚点 = 贵宾厅")
    wording.keep(kind="synonym", line="歇脚点 > 贵宾厅", why="单向", n=kept.pk, by=zhao, now=now)
    wording.drop(n=kept.pk, by=zhao, now=now)
    entries = AuditEntry.objects.filter(verb="bank-word").order_by("seq")
    assert [(e.facts["before"] or {}).get("line") for e in entries] == [
        None,
        "歇脚点 = 贵宾厅",
        "歇脚点 > 贵宾厅",
    ]
    assert entries.last().facts["after"] is None  # type: ignore[union-attr]


def test_p87_others_change_nothing(lin: Person, qian: Person, now: dt.datetime) -> None:
    for person in (lin, qian):
        with pytest.raises(UnableToKeep):
            keep(person, now, "歇脚点 = 贵宾厅")
