"""A backup read into an empty database, to the identical state.

On SQLite everything is built in a file aside, which then takes the place of the database;
on PostgreSQL the rows go into the empty database that the settings name. A backup of an
older version is read in its own schema, then migrated forward.
"""

import json
import os
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from zhixi.accounts import audit
from zhixi.accounts.models import AuditEntry, Chain, Person
from zhixi.approval.subjects import Clock
from zhixi.intake import backup
from zhixi.knowledge.files import store
from zhixi.lib.db import learn_sizes, writing
from zhixi.search import Corpus, worker

State = list[tuple[str, str]]


class UnableToRestore(Exception):
    """The backup was not read in; the message says why and what to do."""


def restore(
    path: Path, *, replace: bool, clock: Clock, progress: backup.Progress | None = None
) -> dict[str, Any]:
    """Read a backup in and build the indexes anew; returns the manifest. Raises UnableToRestore."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _bring_files(archive, manifest)
            if connection.vendor == "sqlite":
                with _aside(replace, clock):
                    _fill(archive, manifest, progress)
            else:
                _refuse_filled(replace=False)
                _fill(archive, manifest, progress)
    except (zipfile.BadZipFile, OSError) as error:
        raise UnableToRestore(_("读不出备份文件：%(error)s") % {"error": error}) from error
    learn_sizes()
    for corpus in Corpus:
        worker.rebuild(corpus=corpus)
    return manifest


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The manifest, when this version can read all that it vouches for."""
    try:
        manifest: dict[str, Any] = json.loads(archive.read(backup.MANIFEST))
    except (KeyError, ValueError) as error:
        raise UnableToRestore(_("这不是知席的备份文件。")) from error
    known = MigrationExecutor(connection).loader.graph.nodes
    newer = [node for node in _applied(manifest) if node not in known]
    if manifest["format"] > backup.FORMAT or newer:
        raise UnableToRestore(
            _("备份来自更新的版本 %(version)s，本版本读不了；请先升级本系统再恢复。")
            % {"version": manifest["zhixi"]}
        )
    if broken := backup.faults(archive, manifest):
        raise UnableToRestore(
            _("备份已损坏：%(tables)s 与清单不符。请换用另一份备份。")
            % {"tables": "、".join(broken)}
        )
    return manifest


def _bring_files(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Attachments first: under their digests they stand in nobody's way, whatever comes after."""
    for digest in manifest.get("files", []):
        part = store.part(uuid.uuid4())
        with archive.open(backup.file_member(digest)) as source:
            store.write(part, source)
        store.take_in(part)


def _applied(manifest: dict[str, Any]) -> State:
    return [(app, name) for app, names in manifest["migrations"].items() for name in names]


def _filled() -> bool:
    """Whether anything was ever done here; all that is done is in the chain."""
    if AuditEntry._meta.db_table not in connection.introspection.table_names():
        return False
    return AuditEntry.objects.exists() or Person.objects.exists()


def _refuse_filled(*, replace: bool) -> None:
    if not _filled() or replace:
        return
    if connection.vendor == "sqlite":
        raise UnableToRestore(_("数据库不是空的。要替换它请加 --replace，原库会保留在旁边。"))
    raise UnableToRestore(_("数据库不是空的。请新建一个空库，用 ZHIXI_DATABASE_URL 指定后再恢复。"))


@contextmanager
def _aside(replace: bool, clock: Clock) -> Iterator[None]:
    """Work in a new file; when all went well it takes the place of the database."""
    _refuse_filled(replace=replace)
    place = Path(connection.settings_dict["NAME"])
    new = place.with_name(f"{place.name}.restoring")
    old = place.with_name(f"{place.name}.before-{clock():%Y%m%dT%H%M%S}") if _filled() else None
    _settle(place)
    _remove(new)
    connection.settings_dict["NAME"] = str(new)
    try:
        yield
        _settle(new)
        _refuse_open(place)
        if old:
            os.link(place, old)
        os.replace(new, place)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(place)
        _remove(new)


def _settle(place: Path) -> None:
    """All in the one file, none in the log beside it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    _refuse_open(place)


def _refuse_open(place: Path) -> None:
    """The last to close a database takes its log away; one that stays has a reader."""
    if place.with_name(f"{place.name}-wal").exists():
        raise UnableToRestore(_("数据库正被其他进程使用，请先停止服务再恢复。"))


def _remove(place: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)


def _fill(
    archive: zipfile.ZipFile, manifest: dict[str, Any], progress: backup.Progress | None
) -> None:
    state = _applied(manifest)
    then = _schema_of(state)
    done = 0
    with writing():
        _clear(manifest, then)
        for table in manifest["tables"]:
            done += _load(archive, table, then.get_model(table["model"]))
            if progress:
                progress(done)
        _go_on_counting([then.get_model(table["model"]) for table in manifest["tables"]])
    call_command("migrate", verbosity=0)
    for chain in Chain:
        if errors := audit.verify(chain).errors:
            raise UnableToRestore("；".join(errors))


def _schema_of(state: State) -> Any:
    """Bring the tables to that state; returns the models as they were then."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ours = {node for node in graph.nodes if node[0] in backup.rooms()}
    if ours == set(state):
        call_command("migrate", verbosity=0)  # with the triggers of evidence
        return apps
    leaves = [
        node for node in state if not {c.key for c in graph.node_map[node].children} & set(state)
    ]
    executor.migrate(leaves)
    return executor.loader.project_state(leaves).apps


def _clear(manifest: dict[str, Any], then: Any) -> None:
    """Remove the rows that migrations made; evidence among them would refuse, rightly."""
    with connection.cursor() as cursor:
        for table in reversed(manifest["tables"]):
            model = then.get_model(table["model"])
            if model._base_manager.exists():
                name = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - our own tables' names


def _load(archive: zipfile.ZipFile, table: dict[str, Any], model: type[models.Model]) -> int:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = [fields[name] for name in table["columns"]]
    rows = backup.lines(archive, table)
    count = 0
    while some := list(islice(rows, backup.CHUNK)):
        model._base_manager.bulk_create(
            [
                model(**{f.attname: f.to_python(v) for f, v in zip(columns, row, strict=True)})
                for row in some
            ],
            batch_size=500,
        )
        count += len(some)
    if count != table["rows"]:
        raise UnableToRestore(_("备份已损坏：%(tables)s 与清单不符。") % {"tables": table["model"]})
    return count


def _go_on_counting(tables: list[type[models.Model]]) -> None:
    """New rows get numbers above all that were brought in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
