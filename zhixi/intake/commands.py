"""Verbs that bring knowledge in and out."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress

from zhixi.accounts.models import Person
from zhixi.accounts.queries import person_named
from zhixi.intake.importing import Import, Report, digest_of, drafts_among, merged
from zhixi.intake.operator import index_now, operator
from zhixi.knowledge import actions
from zhixi.knowledge.actions.loading import refuse_filled_base
from zhixi.lib.documents import UnreadableFile, read


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--into", default="", help="没有写明栏目的知识放到哪里，例如“信用卡/安全”。")
@click.option("--by", default="", help="以谁的名义：登录名或工号。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@click.option("--submit", is_flag=True, help="作为一份提交送交确认。")
@click.option("--initial", is_flag=True, help="初始装载到空库，直接发布并记录。")
@click.option("--json", "as_json", is_flag=True)
def import_(
    paths: tuple[Path, ...],
    into: str,
    by: str,
    dry_run: bool,
    submit: bool,
    initial: bool,
    as_json: bool,
) -> None:
    """导入知识：JSONL、CSV、XLSX、HTML、MD。"""
    if submit and not by:
        raise click.UsageError(_("提交须写明由谁提交：--by 工号。"))
    if initial:
        refuse_filled_base()
    person = person_named(by) if by else operator(timezone.now())
    result: dict[str, Any] = {}
    for path in paths:
        report = _one(path, person, into.split("/") if into else [], dry_run)
        outcome = None if dry_run else _follow(path, report, person, submit, initial)
        result = _told(report) | {"file": path.name, "dry_run": dry_run, "submission": outcome}
        _print(result)
    index_now()
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    raise SystemExit(1 if result.get("bad") else 0)


def _one(path: Path, by: Person, into: list[str], dry_run: bool) -> Report:
    run = Import(name=path.name, by=by, into=into, clock=timezone.now, dry_run=dry_run)
    with Progress(transient=True) as bar:
        task = bar.add_task(path.name, total=None)
        try:
            return run.run(merged(read(path)), lambda n: bar.update(task, completed=n))
        except UnreadableFile as error:
            raise click.ClickException(str(error)) from error


def _follow(
    path: Path, report: Report, by: Person, submit: bool, initial: bool
) -> dict[str, Any] | None:
    numbers = drafts_among(report.articles)
    if initial and numbers:
        actions.load_initially(name=path.name, digest=digest_of(path), by=by, clock=timezone.now)
    elif submit and numbers:
        made = actions.submit(articles=numbers, by=by, clock=timezone.now, title=path.name)
        return {"id": made.pk, "digest": made.digest, "size": made.size}
    return None


def _told(report: Report) -> dict[str, Any]:
    told = asdict(report)
    told.pop("articles")
    return told


def _print(result: dict[str, Any]) -> None:
    head = _("%(file)s：新增 %(new)s，改动 %(changed)s，未变 %(unchanged)s，错误 %(n)s")
    click.echo(head % (result | {"n": len(result["bad"])}))
    for bad in result["bad"]:
        click.echo(_("  第 %(line)s 行：%(reason)s") % bad, err=True)
    for name, n in result["unknown"].items():
        click.echo(
            _("  不认识的字段“%(name)s”出现 %(n)s 次，未导入") % {"name": name, "n": n}, err=True
        )
    for note in result["lost"] + result["warnings"]:
        click.echo(_("  第 %(line)s 行：%(what)s") % note, err=True)
    if result["submission"]:
        click.echo(_("提交 %(id)s，摘要 %(digest)s") % result["submission"])


COMMANDS = [import_]
