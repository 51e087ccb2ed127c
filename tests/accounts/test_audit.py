"""The chain: what every change leaves behind, and what no hand can alter unseen."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from zhixi.accounts import actions, audit
from zhixi.accounts.models import ApiToken, AuditEntry, AuditHead, Person, Unit
from zhixi.accounts.rules import Role

BEIJING = dt.timezone(dt.timedelta(hours=8))


@pytest.fixture
def chain(db: None, now: dt.datetime) -> None:
    AuditHead.objects.all().delete()
    for n in range(1, 6):
        link(n, now)


def link(n: int, now: dt.datetime, **facts: Any) -> AuditEntry:
    return audit.record(
        verb="decide", subject=f"submission:{n}", facts={"n": n} | facts, by=None, at=now
    )


def as_owner(sql: str) -> None:
    """What whoever owns the database can do: switch the triggers off first."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("insert", "update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS evidence_accounts_auditentry_{verb}")
        else:
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER USER")
        cursor.execute(sql)


def test_it_works(chain: None) -> None:
    report = audit.verify()
    assert (report.ok, report.entries, report.errors) == (True, 5, [])


def test_an_empty_chain_is_whole(db: None) -> None:
    assert audit.verify("signin") == audit.Report(0)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("verb = 'read' WHERE seq = 3", "第 3 环被改动过。"),
        ("subject = 'submission:9' WHERE seq = 5", "第 5 环被改动过。"),
        ("\"by\" = '70011' WHERE seq = 1", "第 1 环被改动过。"),
        ("facts = '{\"n\": 7}' WHERE seq = 2", "第 2 环被改动过。"),
        ("at = '2020-01-01 00:00:00+00:00' WHERE seq = 4", "第 4 环被改动过。"),
        ("seq = 9 WHERE seq = 5", "第 5 环缺失。"),
        ("chain = 'signin' WHERE seq = 2", "第 2 环缺失。"),
    ],
)
def test_p10_a_changed_link_is_told(chain: None, change: str, told: str) -> None:
    as_owner(f"UPDATE accounts_auditentry SET {change}")
    assert audit.verify().errors == [told]


def test_p10_a_removed_link_is_told(chain: None) -> None:
    as_owner("DELETE FROM accounts_auditentry WHERE seq = 3")
    assert audit.verify().errors == ["第 3 环缺失。"]


def test_p10_a_shortened_chain_is_told(chain: None) -> None:
    as_owner("DELETE FROM accounts_auditentry WHERE seq > 3")
    assert audit.verify().errors == ["链比库内链头短：应有 5 环，只有 3 环。"]


def test_p10_a_link_beyond_the_head_is_told(chain: None, now: dt.datetime) -> None:
    end = audit.head()
    link(6, now)
    AuditHead.objects.filter(chain="main").update(seq=end["seq"], digest=end["digest"])
    assert audit.verify().errors == ["第 6 环超出库内链头。"]


def test_p10_a_chain_and_head_cut_together_need_the_exported_head(chain: None) -> None:
    exported = audit.head()
    third = AuditEntry.objects.get(seq=3)
    as_owner("DELETE FROM accounts_auditentry WHERE seq > 3")
    AuditHead.objects.filter(chain="main").update(seq=3, digest=third.digest)
    assert audit.verify().ok
    assert audit.verify(exported=exported).errors == ["链比导出的链头短：应有 5 环，只有 3 环。"]


def test_p10_a_chain_written_anew_needs_the_exported_head(chain: None, now: dt.datetime) -> None:
    exported = audit.head()
    as_owner("DELETE FROM accounts_auditentry")
    AuditHead.objects.all().delete()
    for n in range(1, 8):
        link(n, now, forged=True)
    assert audit.verify().ok
    assert audit.verify(exported=exported).errors == ["第 5 环与导出的链头不符。"]


def test_an_earlier_head_still_fits_the_longer_chain(chain: None, now: dt.datetime) -> None:
    exported = audit.head()
    link(6, now)
    assert audit.verify(exported=exported).ok


def test_work_goes_on_during_the_walk(
    chain: None, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "CHUNK", 2)

    def meanwhile(seen: int) -> None:
        if seen <= 5:
            link(seen + 10, now)

    assert audit.verify(progress=meanwhile).ok
    assert audit.verify().entries > 5


@pytest.mark.parametrize(
    "facts",
    [
        {"rate": 1e16, "fee": 0.1, "tiny": 1.5e-07},
        {"on": dt.date(2026, 11, 23), "at": dt.datetime(2026, 11, 23, 9, 42, tzinfo=BEIJING)},
        {"names": ("林晓", "𠮷野家"), "none": None, "yes": True},
        {"期数": {2: [], 11: {}}},
        {"text": '引号" 反斜线\\ 换行\n 制表\t'},
    ],
)
def test_facts_come_back_as_they_were_digested(db: None, now: dt.datetime, facts: Any) -> None:
    audit.record(verb="import", subject="load:1", facts=facts, by=None, at=now)
    assert audit.verify().ok


@pytest.mark.parametrize("microsecond", [0, 1, 100_000, 999_999])
def test_moments_come_back_to_the_microsecond(db: None, microsecond: int) -> None:
    at = dt.datetime(2026, 11, 23, 23, 59, 59, microsecond, tzinfo=BEIJING)
    audit.record(verb="import", subject="load:1", facts={}, by=None, at=at)
    assert AuditEntry.objects.latest("id").at == at
    assert audit.verify().ok


def test_p10_every_change_of_people_and_places_is_a_link(
    cast: dict[str, Person], units: dict[str, Unit], now: dt.datetime
) -> None:
    lin, who = cast["lin"], {"by": cast["admin"], "now": now}
    before = audit.head()["seq"]
    actions.add_unit(code="x", name="新网点", kind="outlet", **who)
    actions.add_person(number="90001", name="新人", **who)
    actions.grant(person=lin, role=Role.EXPERT, **who)
    actions.revoke(person=lin, role=Role.EXPERT, **who)
    actions.join(person=lin, unit=units["card"], **who)
    actions.leave(person=lin, unit=units["card"], **who)
    actions.set_password(person=lin, password="another-long-one", **who)
    actions.audience(name="信用卡", units=[units["card"]], **who)
    actions.issue_token(person=lin, scopes=["read"], **who)
    actions.revoke_token(token=ApiToken.objects.get(), **who)
    actions.deactivate(person=lin, on=dt.date(2027, 1, 1), **who)
    links = AuditEntry.objects.filter(chain="main", seq__gt=before).order_by("seq")
    assert [entry.verb for entry in links] == [
        *["unit", "person", "role", "role", "member", "member", "password", "audience"],
        *["token", "token-revoked", "deactivate"],
    ]
    assert {entry.by for entry in links} == {"00001"}
    assert audit.verify().ok


def test_a_change_that_fails_leaves_no_link(admin: Person, now: dt.datetime) -> None:
    before = audit.head()
    with pytest.raises(actions.UnableToGrant):
        actions.add_person(
            number="90002", name="某人", roles=[Role.SYSTEM_ADMIN, Role.AUTHOR], by=admin, now=now
        )
    assert audit.head() == before
    assert not Person.objects.filter(number="90002").exists()


def test_a_secret_is_in_no_link(lin: Person, now: dt.datetime) -> None:
    text = actions.issue_token(person=lin, scopes=["read"], by=None, now=now)
    actions.set_password(person=lin, password="another-long-one", by=None, now=now)
    kept = str(list(AuditEntry.objects.values_list("facts", "subject")))
    assert text not in kept
    assert "another-long-one" not in kept
