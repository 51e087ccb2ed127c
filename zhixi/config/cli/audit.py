"""Verbs about evidence: the chain, and whether everything still agrees."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import click
from django.core import checks
from django.utils import timezone
from django.utils.translation import gettext as _

from zhixi.accounts import audit as chain
from zhixi.accounts import evidence
from zhixi.accounts.models import Chain
from zhixi.config.cli import faults
from zhixi.config.cli.options import as_json, say
from zhixi.config.health import LATE, unmigrated
from zhixi.knowledge import checking
from zhixi.search import worker
from zhixi.search.router import LOG


@click.group()
def audit() -> None:
    """审计链。"""


@audit.command()
@click.option(
    "--head",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="zhixi audit head 导出的文件。",
)
@as_json
def verify(head: Path | None, as_json: bool) -> None:
    """逐环核对，并与导出的链头对照。"""
    kept = _exported(head) if head else {}
    reports = {str(name): chain.verify(name, kept.get(str(name))) for name in Chain}
    errors = [f"{name}: {error}" for name, r in reports.items() for error in r.errors]
    result = {
        "ok": not errors,
        "entries": {n: r.entries for n, r in reports.items()},
        "errors": errors,
    }
    text = "\n".join(errors) or "完整。只能证明到最近一次导出的链头为止。"
    say(result, as_json, text)
    raise SystemExit(1 if errors else 0)


def _exported(path: Path) -> dict[str, dict[str, Any]]:
    """The heads of each chain as `audit head` printed them."""
    try:
        return {each["chain"]: each for each in json.loads(path.read_text())["heads"]}
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(
            _("“%(path)s”不是 zhixi audit head 导出的链头。") % {"path": path}
        ) from error


@audit.command()
def head() -> None:
    """打印链头，请保存到本机管理员够不到的地方。"""
    click.echo(json.dumps({"heads": [chain.head(name) for name in Chain]}))


def findings(now: dt.datetime) -> list[str]:
    """What is wrong with this installation, each with what to do."""
    if unmigrated() or unmigrated(LOG):
        return [_("数据库结构不是最新：请运行 zhixi manage migrate。")]
    found = [
        _("保护触发器 %(name)s 缺失或被改：请运行 zhixi manage migrate 重装，并查明原因。")
        % {"name": name}
        for name in evidence.missing()
    ]
    found += checking.spans()
    found += checking.labels()
    found += checking.contents()
    found += checking.files()
    found += checking.submissions()
    found += [error for name in Chain for error in chain.verify(name).errors]
    found += _index(now)
    found += [str(message) for message in checks.run_checks() if message.is_serious()]
    return found


def _index(now: dt.datetime) -> list[str]:
    status = worker.status()
    if status.fault:
        return [faults.unavailable(status.fault)]
    oldest = status.oldest_pending
    if oldest and (now - oldest).total_seconds() > LATE:
        return [_("最早的改动 %(at)s 仍未进入索引：请确认 zhixi serve 正在运行。") % {"at": oldest}]
    return []


@click.command()
@as_json
def check(as_json: bool) -> None:
    """检查配置、触发器、生效时段与审计链。"""
    found = findings(timezone.now())
    say({"ok": not found, "findings": found}, as_json, "\n".join(found) or "没有发现问题。")
    raise SystemExit(1 if found else 0)


COMMANDS = [audit, check]
