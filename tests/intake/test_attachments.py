"""Attachments travel with backups and with the full form, and are what their digests say."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests import installation
from tests.knowledge import paper
from zhixi.accounts.models import Person
from zhixi.intake import attachments, exporting, full
from zhixi.intake.form import FullArticle
from zhixi.intake.strangers import Known
from zhixi.knowledge.files import store
from zhixi.knowledge.models import ContentFile, File, FileText
from zhixi.lib.documents import Row

Publish = Callable[..., int]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.FILES_PATH = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def lines(
    publish: Publish, zhao: Person, client_for: Callable[[Person], Client]
) -> list[dict[str, Any]]:
    """Two articles with the same file and one more, as they are exported."""
    author = client_for(zhao)
    one = paper.attachment(author, "须知.pdf", paper.PDF)
    two = paper.attachment(author, "卡面.png", paper.picture())
    publish(title="甲", attachments=[one])
    publish(title="乙", attachments=[one, two])
    return [json.loads(line) for line in exporting.lines()]


def test_it_works(lines: list[dict[str, Any]]) -> None:
    first, second = ([file["suffix"] for file in line["files"]] for line in lines)
    assert (first, second) == (["pdf"], ["png"])  # each once


@installation.ON_SQLITE
@pytest.mark.slow
def test_a_backup_carries_the_files_and_restores_them(tmp_path: Path) -> None:
    bank = installation.environment(tmp_path / "bank") | {"ZHIXI_DEMO": "1"}
    assert installation.zhixi(bank, "demo", "load").returncode == 0
    assert installation.zhixi(bank, "backup", tmp_path / "bank.zip").returncode == 0
    kept = _kept(tmp_path / "bank")
    assert len(kept) == 6  # two of them came with requests, one lies with a draft
    other = installation.environment(tmp_path / "other")
    restored = installation.zhixi(other, "restore", tmp_path / "bank.zip")
    assert restored.returncode == 0, restored.stderr
    assert _kept(tmp_path / "other") == kept
    checked = installation.zhixi(other, "check")
    assert checked.returncode == 0, checked.stdout
    assert installation.zhixi(other, "index", "verify").returncode == 0
    found = installation.zhixi(other, "search", "个性化分期 授权书 代填", "--as", "lin", "--json")
    assert json.loads(found.stdout)["hits"][0]["why"] == "附件 第 2 页"
    export, again = tmp_path / "bank.jsonl", tmp_path / "again.jsonl"
    assert installation.zhixi(bank, "export", export).returncode == 0
    third = installation.environment(tmp_path / "third")
    brought = installation.zhixi(third, "import", export)
    assert brought.returncode == 0, brought.stderr
    brought_along = _kept(tmp_path / "third")  # what texts carry, and nothing of requests
    assert len(brought_along) == 3
    assert brought_along.items() <= kept.items()
    assert installation.zhixi(third, "export", again).returncode == 0
    assert again.read_bytes() == export.read_bytes()


def _kept(folder: Path) -> dict[str, bytes]:
    paths = (folder / "files").rglob("*")
    return {str(p.relative_to(folder)): p.read_bytes() for p in paths if p.is_file()}


@installation.ON_SQLITE
@pytest.mark.slow
def test_a_backup_with_a_damaged_file_is_refused(tmp_path: Path) -> None:
    bank = installation.environment(tmp_path / "bank")
    assert installation.zhixi(bank, "demo", "load").returncode == 0
    assert installation.zhixi(bank, "backup", tmp_path / "bank.zip").returncode == 0
    with (
        zipfile.ZipFile(tmp_path / "bank.zip") as archive,
        zipfile.ZipFile(tmp_path / "harmed.zip", "w") as harmed,
    ):
        for name in archive.namelist():
            data = archive.read(name)
            harmed.writestr(name, data + b" " if name.startswith("files/") else data)
    other = installation.environment(tmp_path / "other")
    refused = installation.zhixi(other, "restore", tmp_path / "harmed.zip")
    assert refused.returncode == 1
    assert "备份已损坏" in refused.stderr
    assert not _kept(tmp_path / "other")


def test_files_are_brought_in_as_they_were(
    lines: list[dict[str, Any]],
) -> None:
    told = FullArticle.model_validate(lines[0])
    digest = told.files[0].digest
    path = store.place(digest)
    data = path.read_bytes()
    path.unlink()
    attachments.bring(told.files, Known(told.created_at))
    assert path.read_bytes() == data
    assert (File.objects.count(), FileText.objects.count()) == (2, 1)
    assert ContentFile.objects.count() == 3


def test_a_line_with_another_file_than_its_digest_or_without_it_is_refused(
    lines: list[dict[str, Any]], zhao: Person, now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full, "refuse_filled_base", lambda: None)
    first, second = lines
    wrong = first | {"files": [first["files"][0] | {"data": second["files"][0]["data"]}]}
    bare = first | {"files": []}
    for line, said in ((wrong, "与其摘要不符"), (bare, "附件不在文件里")):
        run = full.Restoration(name="x", digest="x", by=zhao, clock=lambda: now)
        report = run.check([Row(1, line)])
        assert said in report.bad[0]["reason"]
    run = full.Restoration(name="x", digest="x", by=zhao, clock=lambda: now)
    assert run.check([Row(1, first), Row(2, second)]).bad == []
