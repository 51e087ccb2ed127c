"""The cast: people with names and places, on a small bank. Permission tests name them."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation

from zhixi.accounts import actions as people
from zhixi.accounts.models import Person, Unit
from zhixi.accounts.rules import Role
from zhixi.search import lookups
from zhixi.search.journal import Journal

PASSWORD = "zhixi-demo"

UNITS = [
    ("bank", "海山银行", "bank", "", None),
    ("card", "信用卡中心", "department", "", "bank"),
    ("ops", "知识运营部", "department", "", "bank"),
    ("it", "信息科技部", "department", "", "bank"),
    ("centre", "远程银行中心", "centre", "", "bank"),
    ("team-card", "信用卡组", "team", "江澜", "centre"),
    ("dongyu", "东屿分行", "branch", "东屿", "bank"),
    ("dongyu-1", "东屿分行营业部", "outlet", "东屿", "dongyu"),
    ("beilu", "北麓分行", "branch", "北麓", "bank"),
]
CAST = [
    ("lin", "80217", "林晓", "team-card", Role.AGENT),
    ("sun", "31006", "孙敏", "dongyu-1", Role.BRANCH),
    ("bao", "33019", "包格日", "beilu", Role.BRANCH),
    ("wang", "20158", "王拓", "card", Role.EXPERT),
    ("zhao", "70011", "赵宁", "ops", Role.AUTHOR),
    ("qian", "20140", "钱岚", "card", Role.CONFIRMER),
    ("zhou", "60023", "周慎", "ops", Role.REVIEWER),
    ("feng", "70001", "冯立", "centre", Role.SUPERVISOR),
    ("admin", "00001", "系统管理员", "it", Role.SYSTEM_ADMIN),
    ("luo", "00002", "罗安", "it", Role.SECURITY_ADMIN),
    ("shen", "00003", "沈鉴", "it", Role.AUDIT_ADMIN),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that has the bank has the look-up log too: the desk's home reads both."""
    for item in items:
        wanted = "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db")
        marker = item.get_closest_marker("django_db")
        if wanted and not (marker and marker.kwargs):
            item.add_marker(pytest.mark.django_db(databases=["default", "lookups"]), append=False)


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


@pytest.fixture
def long_ago(now: dt.datetime) -> dt.datetime:
    """Before everything else that a test does."""
    return now - dt.timedelta(days=400)


@pytest.fixture
def units(db: None, long_ago: dt.datetime) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for code, name, kind, region, parent in UNITS:
        made[code] = people.add_unit(
            code=code,
            name=name,
            kind=kind,
            region=region,
            parent=made.get(parent or ""),
            by=None,
            now=long_ago,
        )
    return made


@pytest.fixture
def cast(units: dict[str, Unit], long_ago: dt.datetime) -> dict[str, Person]:
    return {
        login: people.add_person(
            number=number,
            name=name,
            login=login,
            unit=units[unit],
            roles=[role],
            password=None,
            by=None,
            now=long_ago,
        )
        for login, number, name, unit, role in CAST
    }


def _one(login: str) -> Any:
    @pytest.fixture(name=login)
    def person(cast: dict[str, Person]) -> Person:
        return cast[login]

    return person


for _login, *_ in CAST:
    globals()[f"person_{_login}"] = _one(_login)


@pytest.fixture
def client_for() -> Callable[[Person], Client]:
    """A browser in which this person has signed in."""

    def signed_in(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="zhixi.accounts.backends.StaffBackend")
        return client

    return signed_in


@pytest.fixture(autouse=True)
def fresh_index(tmp_path: Path, settings: Any) -> None:
    """Every test has an index folder of its own."""
    settings.INDEX_PATH = tmp_path / "index"


@pytest.fixture(autouse=True)
def nobody_asked_yet() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def look_ups_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """No thread writes the log behind a test's back; a test that reads it has it flushed."""
    monkeypatch.setattr(lookups, "journal", Journal(background=False))


@pytest.fixture(autouse=True)
def in_the_banks_language(settings: Any) -> None:
    """A page asked for in another language leaves the thread speaking it."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def publish(cast: dict[str, Person], now: dt.datetime) -> Callable[..., int]:
    """Bring one article through the gate: zhao writes, qian approves; live a while ago."""
    from tests.knowledge.factory import through_the_gate

    def bring(**fields: Any) -> int:
        fields.setdefault("at", now - dt.timedelta(hours=2))
        return through_the_gate(by=cast["zhao"], confirmer=cast["qian"], **fields)

    return bring
