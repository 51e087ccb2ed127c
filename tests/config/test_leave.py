"""Handing over as it happens in a bank: by the worker, or by several at the same moment."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.installation import ZHIXI, installation, served, zhixi

pytestmark = pytest.mark.slow

PLANNED = """
import datetime as dt
from django.utils import timezone
from zhixi.accounts.models import Handover, Person
gone, taker, admin = Person.objects.order_by("number")
Person.objects.filter(pk=gone.pk).update(deactivated_on=timezone.localdate())
Handover.objects.create(person=gone, taker=taker, by=admin, at=timezone.now())
"""
CARRIED_OUT = """
import time
from django.utils import timezone
from zhixi.accounts.staff import leaving
time.sleep(max(0, {at} - time.time()))
print("done", leaving.carry_out(timezone.now()))
"""
LEFT = """
from zhixi.accounts import audit
from zhixi.accounts.models import AuditEntry, Handover
links = AuditEntry.objects.filter(verb="handed-over")
print("left", Handover.objects.filter(done_at=None).count(), links.count(), audit.verify().ok)
"""


def shell(own: dict[str, str], code: str) -> str:
    told = zhixi(own, "manage", "shell", "-v", "0", "-c", code)
    assert told.returncode == 0, told.stderr
    return told.stdout


def planned(own: dict[str, str]) -> None:
    """70011 is gone, 70012 goes on, 99999 entered it."""
    for number, role in (("70011", "author"), ("70012", "author"), ("99999", "system_admin")):
        assert zhixi(own, "person", "add", number, "某人", "--role", role).returncode == 0
    shell(own, PLANNED)


def test_it_works(tmp_path: Path) -> None:
    """The worker looks by itself."""
    with installation(tmp_path / "own") as own:
        planned(own)
        with served(own):
            deadline = time.monotonic() + 30
            while "left 0 1 True" not in shell(own, LEFT):
                assert time.monotonic() < deadline


def test_several_workers_at_the_same_moment_do_it_once(tmp_path: Path) -> None:
    with installation(tmp_path / "own") as own:
        planned(own)
        code = CARRIED_OUT.format(at=time.time() + 6)
        command = [ZHIXI, "manage", "shell", "-v", "0", "-c", code]
        started = [
            subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) for _n in range(3)
        ]
        said = "".join(each.communicate(timeout=60)[0] for each in started)
        assert (said.count("done 1"), said.count("done 0")) == (1, 2)
        assert "left 0 1 True" in shell(own, LEFT)
