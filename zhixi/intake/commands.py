"""Verbs that bring knowledge in and out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress

from zhixi.accounts.models import Person
from zhixi.accounts.queries import person_named
from zhixi.intake import backup as archive
from zhixi.intake import exporting, full
from zhixi.intake.importing import Import, drafts_among
from zhixi.intake.importing import Progress as Told
from zhixi.intake.operator import index_now, operator
from zhixi.intake.reading import merged
from zhixi.intake.report import Report
from zhixi.intake.restoring import UnableToRestore
from zhixi.intake.restoring import restore as read_in
from zhixi.knowledge import actions
from zhixi.knowledge.actions.loading import refuse_filled_base
from zhixi.lib.db import learn_sizes
from zhixi.lib.digest import digest
from zhixi.lib.documents import UnreadableFile, read

as_json = click.option("--json", "as_json", is_flag=True, help="结果为最后一行的一个 JSON 对象。")


@contextmanager
def _bar(name: str) -> Iterator[Told]:
    """A bar on the error stream; standard output belongs to the result."""
    with Progress(transient=True, console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=None)
        yield lambda n: bar.update(task, completed=n)


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--into", default="", help="没有写明栏目的知识放到哪里，例如“信用卡/安全”。")
@click.option("--by", default="", help="以谁的名义：登录名或工号。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@click.option("--submit", is_flag=True, help="作为一份提交送交确认。")
@click.option("--initial", is_flag=True, help="初始装载到空库，直接发布并记录。")
@as_json
def import_(
    paths: tuple[Path, ...],
    into: str,
    by: str,
    dry_run: bool,
    submit: bool,
    initial: bool,
    as_json: bool,
) -> None:
    """导入知识：JSONL、CSV、XLSX、HTML、MD；完整导出读入空库时恢复原样。"""
    if submit and initial:
        raise click.UsageError(_("--submit 与 --initial 只能选一个。"))
    if submit and not by:
        raise click.UsageError(_("提交须写明由谁提交：--by 工号。"))
    if initial:
        refuse_filled_base()
    person = person_named(by) if by else operator(timezone.now())
    reports = {path: _one(path, person, into.split("/") if into else [], dry_run) for path in paths}
    outcome = None
    if not dry_run:
        outcome = _follow(reports, person, submit, initial)
        learn_sizes()
        index_now()
    for path, report in reports.items():
        _print(path, report)
    if outcome:
        click.echo(_("提交 %(id)s，摘要 %(digest)s") % outcome)
    if as_json:
        result = _summed(reports) | {"dry_run": dry_run, "submission": outcome}
        click.echo(json.dumps(result, ensure_ascii=False))
    raise SystemExit(1 if any(report.bad for report in reports.values()) else 0)


def _one(path: Path, by: Person, into: list[str], dry_run: bool) -> Report:
    with _bar(path.name) as progress:
        try:
            rows = read(path)
            first = next(rows, None)
            again = chain([first] if first else [], rows)
            if full.is_full(first):
                return _restored(path, again, by, dry_run, progress)
            run = Import(name=path.name, by=by, into=into, clock=timezone.now, dry_run=dry_run)
            return run.run(merged(again), progress)
        except UnreadableFile as error:
            raise click.ClickException(str(error)) from error


def _restored(path: Path, rows: Any, by: Person, dry_run: bool, progress: Told) -> Report:
    run = full.Restoration(name=path.name, digest=_digest_of(path), by=by, clock=timezone.now)
    return run.check(rows) if dry_run else run.run(rows, progress)


def _follow(
    reports: dict[Path, Report], by: Person, submit: bool, initial: bool
) -> dict[str, Any] | None:
    """Hand in, or load, what the files brought, together."""
    numbers = drafts_among([n for report in reports.values() for n in report.articles])
    title = "、".join(path.name for path in reports)[:200]
    if initial and numbers:
        each = [_digest_of(path) for path in reports]
        whole = each[0] if len(each) == 1 else digest("\n".join(each))
        actions.load_initially(name=title, digest=whole, by=by, clock=timezone.now)
    elif submit and numbers:
        made = actions.hand_in_all(numbers=numbers, by=by, clock=timezone.now, title=title)
        return {"id": made.pk, "digest": made.digest, "size": made.size}
    return None


def _digest_of(path: Path) -> str:
    return digest(path.read_bytes())


def _print(path: Path, report: Report) -> None:
    head = _("%(file)s：新增 %(new)s，改动 %(changed)s，未变 %(unchanged)s，错误 %(n)s")
    click.echo(head % (asdict(report) | {"file": path.name, "n": len(report.bad)}))
    for bad in report.bad:
        click.echo(_("  第 %(line)s 行：%(reason)s") % bad, err=True)
    for name, n in report.unknown.items():
        click.echo(
            _("  不认识的字段“%(name)s”出现 %(n)s 次，未导入") % {"name": name, "n": n}, err=True
        )
    for note in report.lost + report.warnings:
        click.echo(_("  第 %(line)s 行：%(what)s") % note, err=True)


def _summed(reports: dict[Path, Report]) -> dict[str, Any]:
    """One report over all files; its lines name their file where there are several."""
    counted: dict[str, Any] = {
        key: sum(getattr(report, key) for report in reports.values())
        for key in ("new", "changed", "unchanged")
    }
    for key in ("bad", "lost", "warnings"):
        counted[key] = [
            line | {"file": path.name}
            for path, report in reports.items()
            for line in getattr(report, key)
        ]
    unknown: dict[str, int] = {}
    for report in reports.values():
        for name, n in report.unknown.items():
            unknown[name] = unknown.get(name, 0) + n
    return counted | {"unknown": unknown, "file": "、".join(path.name for path in reports)}


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl")
@as_json
def export(path: Path, form: str, as_json: bool) -> None:
    """导出全部知识，含各版本与发布记录；不含草稿。"""
    with _bar(path.name) as progress:
        count = exporting.write(path, progress)
    text = _("已导出 %(n)s 条知识到 %(path)s") % {"n": count, "path": path}
    click.echo(json.dumps({"articles": count, "path": str(path)}) if as_json else text)


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@as_json
def backup(path: Path, as_json: bool) -> None:
    """整库备份到一个文件，运行中也可以做。"""
    with _bar(path.name) as progress:
        manifest = archive.backup(path, clock=timezone.now, progress=progress)
    _say(manifest, as_json, _("已备份 %(rows)s 行到 %(path)s；文件含口令摘要，请妥善保管。"), path)


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="替换已有数据的 SQLite 库，原库保留在旁边。")
@as_json
def restore(path: Path, replace: bool, as_json: bool) -> None:
    """把备份恢复到空库并重建索引；请先停止服务。"""
    with _bar(path.name) as progress:
        try:
            manifest = read_in(path, replace=replace, clock=timezone.now, progress=progress)
        except UnableToRestore as error:
            raise click.ClickException(str(error)) from error
    _say(manifest, as_json, _("已从 %(path)s 恢复 %(rows)s 行，索引已重建。"), path)


def _say(manifest: dict[str, Any], as_json: bool, text: str, path: Path) -> None:
    rows = sum(table["rows"] for table in manifest["tables"])
    tables = {table["model"]: table["rows"] for table in manifest["tables"]}
    result = {"path": str(path), "rows": rows, "tables": tables}
    click.echo(json.dumps(result, ensure_ascii=False) if as_json else text % result)


COMMANDS = [import_, export, backup, restore]
