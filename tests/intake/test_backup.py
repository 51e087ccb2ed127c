import json
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests import installation

pytestmark = pytest.mark.slow

RELEASES = sorted((Path(__file__).parents[1] / "data" / "backups").glob("*.zip"))
LEFT_OUT = ("sqlite_", "django_", "axes_", "auth_", "search_pending")


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo bank, with a backup of it: bank.zip."""
    folder = tmp_path_factory.mktemp("bank")
    assert zhixi(folder, "demo", "load").returncode == 0
    assert zhixi(folder, "backup", folder / "bank.zip").returncode == 0
    return folder


@pytest.fixture
def copy(bank: Path, tmp_path: Path) -> Path:
    """A copy of that folder, to be harmed."""
    return Path(shutil.copytree(bank, tmp_path / "copy"))


def zhixi(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """A verb on the SQLite installation in this folder."""
    return installation.zhixi(installation.environment(folder), *arguments)


def _rows(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every table of ours, row by row, as the database holds it."""
    with closing(sqlite3.connect(folder / "zhixi.sqlite3")) as base:
        names = base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: base.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall()
            for (name,) in names
            if not name.startswith(LEFT_OUT)
        }


def _changed(path: Path, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """A copy of a backup with its manifest and members changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    other = path.with_name("改过.zip")
    with zipfile.ZipFile(other, "w") as archive:
        for name, data in (members | {"manifest.json": json.dumps(manifest).encode()}).items():
            archive.writestr(name, data)
    return other


def test_it_works(bank: Path, tmp_path: Path) -> None:
    restored = zhixi(tmp_path, "restore", bank / "bank.zip", "--json")
    assert restored.returncode == 0, restored.stderr
    was = _rows(bank)
    assert len(was["knowledge_article"]) > 10
    assert _rows(tmp_path) == was
    told = json.loads(restored.stdout.splitlines()[-1])["tables"]
    assert told["knowledge.article"] == len(was["knowledge_article"])
    checked = zhixi(tmp_path, "check")
    assert checked.returncode == 0, checked.stdout
    assert zhixi(tmp_path, "index", "verify").returncode == 0


def test_a_filled_database_is_replaced_only_when_told(bank: Path, copy: Path) -> None:
    refused = zhixi(copy, "restore", bank / "bank.zip")
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    assert zhixi(copy, "restore", "--replace", bank / "bank.zip").returncode == 0
    assert _rows(copy) == _rows(bank)
    assert len(list(copy.glob("zhixi.sqlite3.before-*"))) == 1
    assert not list(copy.glob("*.restoring*"))


def test_a_database_in_use_is_not_replaced(bank: Path, copy: Path) -> None:
    with closing(sqlite3.connect(copy / "zhixi.sqlite3")) as reader:
        reader.execute("SELECT count(*) FROM knowledge_article").fetchone()
        refused = zhixi(copy, "restore", "--replace", bank / "bank.zip")
    assert refused.returncode == 1
    assert "请先停止服务" in refused.stderr
    assert _rows(copy) == _rows(bank)


def test_a_newer_schema_is_refused(copy: Path, tmp_path: Path) -> None:
    def newer(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        manifest["migrations"]["knowledge"].append("9999_later")

    refused = zhixi(tmp_path, "restore", _changed(copy / "bank.zip", newer))
    assert refused.returncode == 1
    assert "请先升级本系统" in refused.stderr


@pytest.mark.parametrize("kept", RELEASES, ids=lambda path: path.stem)
def test_the_backup_of_a_release_is_brought_forward(kept: Path, tmp_path: Path) -> None:
    with installation.installation(tmp_path / "new") as own:
        restored = installation.zhixi(own, "restore", kept, "--json")
        assert restored.returncode == 0, restored.stderr
        told = json.loads(restored.stdout.splitlines()[-1])["tables"]
        assert told["knowledge.article"] > 10
        for verb in (["check"], ["audit", "verify"], ["index", "verify"]):
            done = installation.zhixi(own, *verb)
            assert done.returncode == 0, done.stdout + done.stderr
        found = installation.zhixi(own, "search", "信用卡挂失", "--json")
        assert json.loads(found.stdout)["hits"][0]["title"] == "信用卡丢了怎么挂失"


def test_a_damaged_backup_is_refused_and_changes_nothing(bank: Path, copy: Path) -> None:
    def damaged(manifest: dict[str, Any], members: dict[str, bytes]) -> None:
        members["tables/accounts.unit.jsonl"] *= 2

    refused = zhixi(copy, "restore", "--replace", _changed(copy / "bank.zip", damaged))
    assert refused.returncode == 1
    assert "accounts.unit" in refused.stderr
    assert _rows(copy) == _rows(bank)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "别的.zip").write_bytes("不是备份".encode())
    refused = zhixi(tmp_path, "restore", tmp_path / "别的.zip")
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


def test_only_the_owner_may_open_it(bank: Path) -> None:
    assert (bank / "bank.zip").stat().st_mode & 0o077 == 0
