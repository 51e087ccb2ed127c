"""How long the audit chain takes to verify, on a scratch SQLite file.

.venv/bin/python bench/bench_audit.py [--entries 1000000]
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhixi.accounts.models import AuditEntry

ENTRIES = 1_000_000
BATCH = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    wanted = parser.parse_args().entries
    with tempfile.TemporaryDirectory(prefix="zhixi-bench-") as folder:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "zhixi.config.settings.dev", "ZHIXI_VAR": folder}
        os.environ.pop("ZHIXI_DATABASE_URL", None)
        import django

        django.setup()
        measure(wanted)


def measure(wanted: int) -> None:
    from django.core.management import call_command

    from zhixi.accounts import audit

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    write(wanted)
    written = time.perf_counter() - began
    began = time.perf_counter()
    report = audit.verify()
    took = time.perf_counter() - began
    assert report.ok, report.errors
    assert report.entries == wanted
    print("| entries | written in | verified in | entries/s | peak memory |")
    print("|--:|--:|--:|--:|--:|")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"| {wanted:,} | {written:.1f} s | {took:.1f} s | {wanted / took:,.0f} | {peak:.0f} MiB |"
    )
    print(f"\n{machine()}")


def write(wanted: int) -> None:
    """A chain as `record` would have written it, in batches."""
    from zhixi.accounts.models import AuditEntry, AuditHead

    links = entries(wanted)
    end = None
    while batch := list(islice(links, BATCH)):
        AuditEntry.objects.bulk_create(batch)
        end = batch[-1]
    if end:
        AuditHead.objects.create(chain=end.chain, seq=end.seq, digest=end.digest)


def entries(wanted: int) -> Iterator[AuditEntry]:
    from zhixi.accounts.audit import Link
    from zhixi.accounts.models import AuditEntry

    at, previous = dt.datetime(2026, 1, 1, tzinfo=dt.UTC), ""
    for seq in range(1, wanted + 1):
        at += dt.timedelta(seconds=31, microseconds=seq % 7)
        facts = {"step": "业务确认", "verdict": "approve", "digest": f"sha256:{seq:064x}"}
        link = Link("main", seq, at, "20140", "decide", f"submission:{seq}", facts)
        previous = link.digest(previous)
        yield AuditEntry(**link._asdict(), digest=previous)


def machine() -> str:
    with open("/proc/cpuinfo") as lines:
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = names[0] if names else platform.machine()
    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    )


if __name__ == "__main__":
    main()
