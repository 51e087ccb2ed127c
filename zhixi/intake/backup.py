"""One file that holds every table and every attachment, on SQLite and PostgreSQL alike.

A zip with one member of JSON lines for each table, one for each attachment under its digest, and
a manifest that vouches for them.
Sessions, sign-in locks, half uploads and the outboxes of the indexes stay out: they end with the
machine.
The look-up log stays out too: it lies in a file of its own, and names people.
"""

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models, router
from django.db.migrations.recorder import MigrationRecorder

from zhixi.accounts import audit
from zhixi.accounts.models import Chain
from zhixi.approval.subjects import Clock
from zhixi.intake.snapshot import snapshot, whole
from zhixi.knowledge.files import store
from zhixi.knowledge.models import File, Upload
from zhixi.lib.digest import canonical
from zhixi.search.models import Pending, PendingDraft

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 2000
LEFT_OUT = (Pending, PendingDraft, Upload)
Progress = Callable[[int], None]


def rooms() -> list[str]:
    """Labels of the apps whose tables are ours."""
    return [app.label for app in apps.get_app_configs() if app.name.startswith("zhixi.")]


def kept() -> list[type[models.Model]]:
    found = [
        model
        for room in rooms()
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
    ]
    here = [model for model in found if router.allow_migrate_model(connection.alias, model)]
    return [model for model in here if model._meta.managed and model not in LEFT_OUT]


def member(label: str) -> str:
    return f"tables/{label}.jsonl"


def backup(path: Path, *, clock: Clock, progress: Progress | None = None) -> dict[str, Any]:
    """Write everything as it stands at one moment; returns the manifest."""
    with (
        whole(path) as aside,
        zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive,
        snapshot(),
    ):
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "zhixi": version("zhixi"),
            "made_at": clock(),
            "database": connection.vendor,
            "migrations": _migrations(),
            "heads": [audit.head(chain) for chain in Chain],
            "tables": [],
        }
        done = 0
        for model in kept():
            table = _write(archive, model)
            manifest["tables"].append(table)
            done += table["rows"]
            if progress:
                progress(done)
        manifest["files"] = list(_write_files(archive))
        archive.writestr(MANIFEST, canonical(manifest))
    return manifest


def file_member(digest: str) -> str:
    return f"files/{digest.removeprefix('sha256:')}"


def _write_files(archive: zipfile.ZipFile) -> Iterator[str]:
    """The bytes of every attachment, packed already as they are; `zhixi check` tells of lost ones."""
    for digest in File.objects.order_by("pk").values_list("pk", flat=True):
        path = store.place(digest)
        if path.exists():
            archive.write(path, file_member(digest), zipfile.ZIP_STORED)
            yield digest


def _migrations() -> dict[str, list[str]]:
    """What has been applied, by app."""
    applied = MigrationRecorder(connection).applied_migrations()
    return {room: sorted(name for app, name in applied if app == room) for room in rooms()}


def _write(archive: zipfile.ZipFile, model: type[models.Model]) -> dict[str, Any]:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*columns).iterator(CHUNK)
    count, seen = 0, hashlib.sha256()
    with archive.open(member(model._meta.label_lower), "w", force_zip64=True) as file:
        for row in rows:
            line = (json.dumps(row, ensure_ascii=False, default=_plain) + "\n").encode()
            file.write(line)
            seen.update(line)
            count += 1
    return {
        "model": model._meta.label_lower,
        "columns": columns,
        "rows": count,
        "sha256": seen.hexdigest(),
    }


def _plain(value: Any) -> str:
    """Moments to the microsecond, and ids."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a backup")


def lines(archive: zipfile.ZipFile, table: dict[str, Any]) -> Iterator[list[Any]]:
    with archive.open(member(table["model"])) as file:
        for line in file:
            yield json.loads(line)


def faults(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> list[str]:
    """Tables and attachments whose member is not what the manifest vouches for."""
    wanted = [
        (table["model"], member(table["model"]), table["sha256"]) for table in manifest["tables"]
    ]
    for digest in manifest.get("files", []):  # a backup of the first release has none
        wanted.append((digest, file_member(digest), digest.removeprefix("sha256:")))
    return [name for name, place, digest in wanted if _seen(archive, place) != digest]


def _seen(archive: zipfile.ZipFile, place: str) -> str:
    try:
        with archive.open(place) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    except (KeyError, zipfile.BadZipFile):
        return ""
