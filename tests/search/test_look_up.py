"""The look-up log: what is kept of a search, what is not, and what a crash may cost."""

import datetime as dt
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connections
from prometheus_client import REGISTRY

from tests import installation
from tests.search.making import ask, document, numbers
from zhixi.accounts.models import Person
from zhixi.config.tidying import tidy
from zhixi.search import Index, lookups
from zhixi.search.journal import Journal
from zhixi.search.models import LookUp, Mode, Tally, Use, What

pytestmark = pytest.mark.django_db(databases=["default", "lookups"])

NUMBERS = {
    "a card": "6222021234567890128",
    "a foreign card": "4111111111111111",
    "a phone": "13800138000",
    "a phone with gaps": "138 0013 8000",
    "an identity": "11010519491231002X",
    "an account": "300100200300",
    "a phone as it is said": "幺三八零零幺三八零零零",
}
DIGIT = "[0-9零幺三八]"
LIN = Person(number="80217", name="林晓")


def look_up(query: str, at: dt.datetime, *, by: Person = LIN, session: str, **facts: Any) -> None:
    told: dict[str, Any] = {
        "mode": Mode.DESK, "corrected": None, "filters": {}, "context": {},
        "total": 1, "took_ms": 1.5, "listed": [(7, 1)],
    }  # fmt: skip
    lookups.record(by=by, at=at, session=session, query=query, **told | facts)


def use(what: What, number: int, at: dt.datetime, *, by: Person = LIN, session: str) -> None:
    lookups.used(by=by, at=at, what=what, session=session, number=number, version=1)


def locked(*query: Any) -> None:
    raise OperationalError("database is locked")


def test_it_works(now: dt.datetime) -> None:
    later = now + dt.timedelta(seconds=1)
    look_up("信用", now, session="a")
    look_up(
        "信用卡挂失",
        later,
        session="a",
        listed=[(n, 1) for n in range(30)],
        filters={"type": "faq"},
    )
    use(What.SHOWN, 7, later, session="a")
    use(What.OPENED, 7, later, session="a")
    lookups.journal.flush()

    kept = LookUp.objects.get()
    assert (kept.query, kept.person, kept.at, kept.total) == ("信用卡挂失", "80217", later, 1)
    assert kept.listed == [[n, 1] for n in range(10)]
    assert kept.filters == {"type": "faq"}
    assert sorted(Use.objects.values_list("what", "number")) == [("opened", 7), ("shown", 7)]
    assert (Tally.objects.get().shown, Tally.objects.get().opened) == (1, 1)


def test_the_last_query_wins_whichever_is_written_first(now: dt.datetime) -> None:
    look_up("信用卡挂失", now, session="a")
    lookups.journal.flush()
    look_up("信用", now - dt.timedelta(seconds=1), session="a")
    lookups.journal.flush()
    assert LookUp.objects.get().query == "信用卡挂失"
    look_up("信用卡挂失补办", now + dt.timedelta(seconds=1), session="a")
    lookups.journal.flush()
    assert LookUp.objects.get().query == "信用卡挂失补办"


def test_the_same_key_of_two_people_is_two_sessions(now: dt.datetime) -> None:
    look_up("信用卡挂失", now, session="a")
    look_up("借记卡挂失", now, session="a", by=Person(number="31006"))
    lookups.journal.flush()
    assert LookUp.objects.count() == 2


def test_what_is_told_twice_counts_once(now: dt.datetime) -> None:
    for seconds in range(3):
        use(What.OPENED, 7, now + dt.timedelta(seconds=seconds), session="a")
    lookups.journal.flush()
    use(What.OPENED, 7, now, session="a")
    use(What.OPENED, 7, now, session="b")
    lookups.journal.flush()
    assert Use.objects.get(session="a").at == now
    assert Tally.objects.get().opened == 2


def test_uses_are_counted_by_article(now: dt.datetime) -> None:
    month_ago = now - dt.timedelta(days=31)
    for session, number, what, at in [
        ("a", 7, What.OPENED, now),
        ("a", 7, What.COPIED, now),
        ("b", 7, What.SHOWN, now),
        ("c", 8, What.SOLVED, now),
        ("d", 8, What.UNSOLVED, now),
        ("e", 9, What.OPENED, month_ago),
    ]:
        use(what, number, at, session=session)
    lookups.journal.flush()
    assert lookups.uses_since(now - dt.timedelta(days=30)) == {7: 2, 8: 1}


def test_of_equals_the_more_used_stands_first(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "_latest", lookups.Habits())
    for session, number in [("a", 8), ("b", 8), ("c", 8), ("d", 7)]:
        use(What.OPENED, number, now, session=session)
    use(What.UNSOLVED, 9, now, session="e")
    lookups.journal.flush()
    lookups.look_back()
    used = lookups.habits().popular
    index = Index.in_memory([document("挂失", number=n) for n in (6, 7, 8, 9)])
    assert used == {7: pytest.approx(0.5), 8: 1.0}  # log 2 of log 4
    assert numbers(ask(index, "挂失")) == [6, 7, 8, 9]
    assert numbers(ask(index, "挂失", popular=used)) == [8, 7, 6, 9]


def test_a_full_queue_drops_the_oldest_and_says_how_many(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> float:
        return REGISTRY.get_sample_value("zhixi_lookups_lost_total") or 0.0

    monkeypatch.setattr(lookups, "journal", Journal(background=False, most=3))
    before = lost()
    for n in range(5):
        look_up(f"第{n}问", now, session=f"{n}")
    lookups.journal.flush()
    assert sorted(LookUp.objects.values_list("query", flat=True)) == ["第2问", "第3问", "第4问"]
    assert lost() - before == 2


def test_what_cannot_be_written_now_is_written_later(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "journal", Journal(background=False, most=3))
    for n in range(3):
        look_up(f"第{n}问", now, session=f"{n}")
    with connections["lookups"].execute_wrapper(locked):
        lookups.journal.flush()
    look_up("第3问", now, session="3")
    lookups.journal.flush()
    assert sorted(LookUp.objects.values_list("query", flat=True)) == ["第1问", "第2问", "第3问"]


def test_a_row_that_no_database_takes_is_given_up(now: dt.datetime) -> None:
    look_up("挂失", now, session="a", total=2**70)
    lookups.journal.flush()
    look_up("挂失", now, session="b")
    lookups.journal.flush()
    assert LookUp.objects.get().session == "b"


def test_what_is_older_than_is_kept_goes(now: dt.datetime) -> None:
    for days in (1, 399, 401):
        at = now - dt.timedelta(days=days)
        look_up("挂失", at, session=f"{days}")
        use(What.OPENED, 7, at, session=f"{days}")
    lookups.journal.flush()
    tidy(now)
    for model in (LookUp, Use, Tally):
        assert model._default_manager.count() == 2


def test_a_log_that_cannot_be_tidied_stops_nobody(now: dt.datetime) -> None:
    with connections["lookups"].execute_wrapper(locked):
        tidy(now)


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_p41_personal_numbers_are_covered_whole_and_half_typed(
    number: str, now: dt.datetime
) -> None:
    for typed in range(len(number) + 1):
        text = f"查{number[:typed]}"
        everywhere: dict[str, Any] = {
            "corrected": text,
            "filters": {"type": text},
            "context": {"region": text},
        }
        look_up(text, now, session=f"{typed}", **everywhere)
    lookups.journal.flush()
    kept = LookUp.objects.values_list("query", "corrected", "filters", "context")
    assert len(kept) == len(number) + 1
    said = [
        len(re.findall(DIGIT, text)) for row in kept for text in re.findall("查[^']*", str(row))
    ]
    assert max(said) == 6


@pytest.mark.parametrize(
    ("call", "kept"), [("13800138000", "［手机号］"), ("20260930-8812345", None)]
)
def test_p41_a_call_numbered_by_the_callers_phone_is_covered(
    call: str, kept: str | None, now: dt.datetime
) -> None:
    look_up("挂失", now, session="a", call=call, conversation=call)
    lookups.journal.flush()
    assert {LookUp.objects.get().call, LookUp.objects.get().conversation} == {kept or call}


@pytest.mark.parametrize("text", ["转账限额5万元", "95588转人工", "LPR2026年9月", "第一二三条"])
def test_other_numbers_stay(text: str, now: dt.datetime) -> None:
    look_up(text, now, session="a")
    lookups.journal.flush()
    assert LookUp.objects.get().query == text


def test_p42_a_query_is_popular_only_when_three_people_took_the_same_from_it(
    now: dt.datetime,
) -> None:
    def ask(query: str, number: int, staff: str) -> None:
        by, session = Person(number=staff), f"{query}{number}{staff}"
        look_up(query, now, session=session, by=by)
        use(What.OPENED, number, now, session=session, by=by)

    for staff in ("1", "2", "3"):
        ask("信用卡挂失", 7, staff)
        ask("13800138000", 7, staff)
        ask("同一个人的话", 7, "1")
        ask("各开各的", int(staff), staff)
    for staff in ("1", "2"):
        ask("信用卡挂失", 8, staff)
        ask("两个人的话", 7, staff)
    lookups.journal.flush()
    wanted = [lookups.Popular("信用卡挂失", [7])]
    assert lookups.popular_queries(now - dt.timedelta(days=1), 10) == wanted
    assert lookups.popular_queries(now - dt.timedelta(days=1), 0) == []
    assert lookups.popular_queries(now + dt.timedelta(seconds=1), 10) == []


# --- in processes of their own: there a thread writes ---------------------------------------


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an installation with both databases."""
    environment = installation.environment(tmp_path_factory.mktemp("log"))
    done = installation.zhixi(environment, "manage", "migrate", "-v0")
    assert done.returncode == 0, done.stderr
    return environment | {"ZHIXI_LOG_LEVEL": "WARNING"}


def started(environment: dict[str, str], *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.search.writing", *map(str, words)], env=environment,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def written(environment: dict[str, str], name: str) -> set[str]:
    """Sessions of that name in the file, each with its use."""
    with closing(sqlite3.connect(Path(environment["ZHIXI_VAR"]) / "lookups.sqlite3")) as log:
        both = "SELECT session FROM search_lookup JOIN search_use USING (session, person)"
        return {s for (s,) in log.execute(both) if s.startswith(f"{name}-")}


@pytest.mark.slow
def test_all_is_written_when_a_process_ends(prepared: dict[str, str]) -> None:
    process = started(prepared, "note", "end", 50, 0.001)
    _out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert len(written(prepared, "end")) == 50


@pytest.mark.slow
def test_a_killed_process_loses_no_more_than_the_last_second(prepared: dict[str, str]) -> None:
    process = started(prepared, "note", "kill", 100_000, 0.002)
    assert process.stdout
    lines = [process.stdout.readline() for _ in range(1000)]
    process.send_signal(signal.SIGKILL)
    killed = time.time()
    rest, errors = process.communicate(timeout=10)
    noted = dict(line.split() for line in [*lines, *rest.splitlines()[:-1]])
    kept = written(prepared, "kill")
    assert len(kept) > 100
    assert [
        at for session, at in noted.items() if session not in kept and float(at) < killed - 1
    ] == []
    assert errors == ""


@pytest.mark.slow
def test_two_processes_write_at_once(prepared: dict[str, str]) -> None:
    both = [started(prepared, "note", name, 3000, 0.0005) for name in ("one", "two")]
    for process in both:
        _out, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, "")
    assert len(written(prepared, "one")) == len(written(prepared, "two")) == 3000


@pytest.mark.slow
def test_p41_no_number_is_in_the_bytes_of_the_file(prepared: dict[str, str]) -> None:
    process = started(prepared, "ask", *NUMBERS.values())
    assert process.stdout
    assert process.stdout.readline() == "written\n"
    files = list(Path(prepared["ZHIXI_VAR"]).glob("lookups.sqlite3*"))
    raw = b"".join(path.read_bytes() for path in files)
    assert len(files) == 3
    process.communicate("", timeout=30)
    assert raw.count("卡片".encode()) > 10
    for number in NUMBERS.values():
        assert number.encode() not in raw
        assert number[:9].encode() not in raw
