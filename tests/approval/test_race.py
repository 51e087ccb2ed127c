"""Two approvals at the same instant: exactly one wins, every time."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
TIMES = 100


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind that the suite runs on."""
    given = settings.DATABASE_URL
    if given.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'race.sqlite3'}"
        return
    name = f"race_{uuid.uuid4().hex}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield given.replace("/zhixi?", f"/{name}?")
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_it_works(database: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "zhixi.config.settings.test",
        "ZHIXI_DATABASE_URL": database,
        "PYTHONPATH": str(ROOT),
        "ZHIXI_VAR": str(tmp_path),
    }
    race = [sys.executable, "-m", "tests.approval.race", str(TIMES)]
    done = subprocess.run(
        race, env=environment, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300
    )
    assert done.stdout.split() == [str(TIMES)] * 3
