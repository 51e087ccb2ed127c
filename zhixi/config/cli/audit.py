"""Verbs about evidence: the chain, and whether everything still agrees."""

import json
from pathlib import Path

import click
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhixi.accounts import audit as chain
from zhixi.accounts import evidence
from zhixi.accounts.models import Chain
from zhixi.config.cli.options import as_json, say
from zhixi.knowledge import checking


@click.group()
def audit() -> None:
    """审计链。"""


@audit.command()
@click.option("--head", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_json
def verify(head: Path | None, as_json: bool) -> None:
    """逐环核对，并与导出的链头对照。"""
    exported = json.loads(head.read_text()) if head else {}
    kept = {each["chain"]: each for each in exported.get("heads", [])}
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


@audit.command()
def head() -> None:
    """打印链头，请保存到本机管理员够不到的地方。"""
    click.echo(json.dumps({"heads": [chain.head(name) for name in Chain]}))


def findings() -> list[str]:
    """What is wrong with this installation, each with what to do."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["数据库结构不是最新：请运行 zhixi manage migrate。"]
    found = [
        f"保护触发器 {name} 缺失或被改：请运行 zhixi manage migrate 重装，并查明原因。"
        for name in evidence.missing()
    ]
    found += checking.spans()
    found += checking.contents()
    found += checking.submissions()
    found += [error for name in Chain for error in chain.verify(name).errors]
    found += [str(message) for message in checks.run_checks() if message.is_serious()]
    return found


@click.command()
@as_json
def check(as_json: bool) -> None:
    """检查配置、触发器、生效时段与审计链。"""
    found = findings()
    say({"ok": not found, "findings": found}, as_json, "\n".join(found) or "没有发现问题。")
    raise SystemExit(1 if found else 0)


COMMANDS = [audit, check]
