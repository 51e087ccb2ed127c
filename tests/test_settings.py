"""What comes from outside: every variable is documented, and production asks for what it needs."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = ROOT / "zhixi/config/settings"
KEY = "k" * 30 + "0123456789abcdefghijABCDEFGHIJ"


def read() -> set[str]:
    """Names that the settings ask the environment for."""
    call = re.compile(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"')
    return {name for path in SETTINGS.glob("*.py") for name in call.findall(path.read_text())}


def told() -> set[str]:
    """Names in the first column of the table in docs/operations.md."""
    page = (ROOT / "docs/operations.md").read_text()
    return set(re.findall(r"^\| `?ZHIXI_([A-Z_]+)`? \|", page, re.M))


def started(settings: str, ask: str, var: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """A fresh process with these settings and variables, and nothing else of ours."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIXI_", "DJANGO_"))}
    names = {f"ZHIXI_{name}": value for name, value in given.items()}
    module = f"zhixi.config.settings.{settings}"
    return subprocess.run(
        [sys.executable, "-c", f"from {module} import *; print({ask})"],
        env=clean | {"ZHIXI_VAR": str(var)} | names,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_works(tmp_path: Path) -> None:
    named = started("dev", "TIME_ZONE, SESSION_LENGTH", tmp_path, SESSION_HOURS="8")
    assert named.stdout.strip() == "Asia/Shanghai 28800"


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    assert len(read()) > 10
    assert read() == told()


def test_no_other_module_asks_the_environment() -> None:
    """What the command line names for Django, and what Prometheus wants, are no settings."""
    asked = re.compile(r'(?:environ(?:\[|\.get\(|\.setdefault\()|getenv\()\s*"(ZHIXI_\w+)"')
    outside = [p for p in (ROOT / "zhixi").rglob("*.py") if SETTINGS not in p.parents]
    assert [p.name for p in outside if asked.search(p.read_text())] == []


@pytest.mark.parametrize(
    ("given", "missing"),
    [({"ALLOWED_HOSTS": "zhixi.example"}, "SECRET_KEY"), ({"SECRET_KEY": KEY}, "ALLOWED_HOSTS")],
)
def test_production_starts_only_with_its_own_key_and_hosts(
    given: dict[str, str], missing: str, tmp_path: Path
) -> None:
    refused = started("production", "ALLOWED_HOSTS", tmp_path, **given)
    assert refused.returncode != 0
    assert f'Environment variable "ZHIXI_{missing}" not set' in refused.stderr


def test_production_encrypts_unless_told_otherwise(tmp_path: Path) -> None:
    ask = "SECURE_SSL_REDIRECT, SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE"
    hosts = {"SECRET_KEY": KEY, "ALLOWED_HOSTS": "zhixi.example"}
    by_itself = started("production", ask, tmp_path, **hosts)
    assert by_itself.stdout.strip() == "True True True"
    told_off = started("production", ask, tmp_path, HTTPS="off", **hosts)
    assert told_off.stdout.strip() == "False False False"


def test_the_development_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = started("dev", "SECRET_KEY", tmp_path).stdout
    again = started("dev", "SECRET_KEY", tmp_path).stdout
    assert len(first.strip()) > 50
    assert again == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o077 == 0


def test_an_unknown_kind_of_database_is_refused(tmp_path: Path) -> None:
    refused = started("dev", "DATABASES", tmp_path, DATABASE_URL="mysql://root@db/zhixi")
    assert "use sqlite:/// or postgresql://" in refused.stderr
