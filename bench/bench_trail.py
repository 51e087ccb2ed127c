"""How long a page of the record of changes takes on a chain of a million links, however narrowed.

    .venv/bin/python bench/bench_trail.py [--links 1000000] [--keep /tmp/trail]

The chain is loaded raw into a scratch SQLite base, past every action and without true digests:
that base is for measuring and nothing else. Besides the million links about the bank's work it has
half as many sign-ins, which are links of another chain in the same table. Most links are
submissions and decisions of forty busy people; one kind and one person come once in a hundred
thousand, two people have the same name, and one busy person did the rare kind once. Each page is
asked for in this process, door and template included. Aim at p95: 150 ms.
"""

from __future__ import annotations

import argparse
import datetime as dt
import logging
import os
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench_http import machine, percentile

LINKS = 1_000_000
ROUNDS = 20
AIM = 150.0
BEGAN = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
EVERY = 120  # seconds between two links

_CHAIN = """
INSERT INTO accounts_auditentry (chain, seq, at, "by", verb, subject, facts, digest)
WITH RECURSIVE k(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM k WHERE n < {links})
SELECT '{chain}', n, strftime('%Y-%m-%d %H:%M:%S', {began} + n * {every}, 'unixepoch'),
  CASE WHEN n % 100000 = 50 THEN '30001' WHEN n % 100000 = 77777 THEN '20001'
    ELSE 20000 + (n * 7919) % 40 END,
  {verb}, 'submission:' || n, '{{"step": "业务确认", "reason": "第' || n || '次"}}',
  'sha256:' || printf('%064x', n)
FROM k
"""
_VERB = """CASE WHEN n % 100000 = 77777 THEN 'unlock' WHEN n % 1000 = 5 THEN 'label'
  WHEN n % 2 THEN 'submit' ELSE 'decide:approve' END"""

# What is asked, and the address; {day} and {year} are within the chain.
PAGES: dict[str, dict[str, Any]] = {
    "all": {},
    "all, its middle": {"older": LINKS // 2},
    "a frequent kind": {"verb": "submit"},
    "a frequent kind, its middle": {"verb": "submit", "older": LINKS // 2},
    "a rare kind": {"verb": "unlock"},
    "a kind that never was": {"verb": "recording"},
    "a busy person": {"by": "20003"},
    "a rare person": {"by": "30001"},
    "a busy and a rare of one name": {"by": "同名"},
    "nobody": {"by": "没有此人"},
    "a day": {"first": "2023-05-04", "last": "2023-05-04"},
    "a year": {"first": "2023-01-01", "last": "2023-12-31"},
    "a day before the chain": {"last": "2021-01-01"},
    "a rare kind in a year": {"verb": "unlock", "first": "2023-01-01", "last": "2023-12-31"},
    "a rare kind of a busy person": {"verb": "unlock", "by": "20001"},
    "a frequent kind of a rare person": {"verb": "submit", "by": "30001"},
    "kind, person, year, middle": {
        "verb": "submit",
        "by": "20003",
        "first": "2022-01-01",
        "last": "2025-12-31",
        "older": LINKS // 2,
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=LINKS)
    parser.add_argument(
        "--keep", metavar="FOLDER", help="make the base here, or take the one there"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhixi-raw-") as folder:
        where = Path(given.keep or folder)
        where.mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev",
            "ZHIXI_VAR": str(where),
        }
        os.environ.pop("ZHIXI_DATABASE_URL", None)
        import django

        django.setup()
        made(given.links)
        measure()


def made(links: int) -> None:
    from django.core.management import call_command

    from zhixi.accounts.models import AuditEntry

    call_command("migrate", verbosity=0)
    if AuditEntry.objects.exists():
        return
    people()
    began = time.perf_counter()
    load("signin", links // 2, "'sign-in'")
    load("main", links, _VERB)
    print(f"{links} links and {links // 2} sign-ins, raw, in {time.perf_counter() - began:.0f} s")


def people() -> None:
    from zhixi.accounts.models import Person, RoleMembership

    numbers = [*range(20000, 20040), 30001, 40000]
    named = {20001: "同名", 30001: "同名"}
    Person.objects.bulk_create(
        Person(number=str(n), login=f"u{n}", name=named.get(n, f"人员{n}")) for n in numbers
    )
    auditor = Person.objects.get(number="40000")
    RoleMembership.objects.create(
        person=auditor, role="audit_admin", held=True, from_at=BEGAN, recorded_at=BEGAN
    )


def load(chain: str, links: int, verb: str) -> None:
    from django.db import connection

    from zhixi.accounts.models import AuditHead

    began = int(BEGAN.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_CHAIN.format(links=links, chain=chain, began=began, every=EVERY, verb=verb))
    AuditHead.objects.create(chain=chain, seq=links, digest=f"sha256:{links:064x}")


def measure() -> None:
    from django.test import Client

    from zhixi.accounts.models import Person

    logging.disable(logging.INFO)
    client = Client(SERVER_NAME="localhost")
    auditor = Person.objects.get(number="40000")
    client.force_login(auditor, backend="zhixi.accounts.backends.StaffBackend")
    print(machine())
    print("| narrowed to | rows | p50 | p95 | CPU p50 | aim at p95 |")
    print("|---|--:|--:|--:|--:|---|", flush=True)
    for name, asked in PAGES.items():
        taken, worked, rows = [], [], 0
        for n in range(ROUNDS + 1):
            began, idle = time.perf_counter(), time.process_time()
            answer = client.get(f"/studio/trail?{urlencode(asked)}")
            assert answer.status_code == 200, answer.status_code
            if n:  # the first one wakes the process up
                taken.append((time.perf_counter() - began) * 1000)
                worked.append((time.process_time() - idle) * 1000)
            rows = answer.content.decode().count("<tr>") - 1
        p50, p95 = (percentile(taken, p) for p in (50, 95))
        held = "held" if p95 <= AIM else "missed"
        told = f"{max(rows, 0)} | {p50:.1f} ms | {p95:.1f} ms | {percentile(worked, 50):.1f} ms"
        print(f"| {name} | {told} | {AIM:g} ms, {held} |", flush=True)


if __name__ == "__main__":
    main()
