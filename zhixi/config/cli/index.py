"""Verbs about the search index."""

from dataclasses import asdict
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress

from zhixi.config.cli import faults
from zhixi.config.cli.options import as_json, say
from zhixi.search import Corpus, generations, index_of, live_index, worker


@click.group()
def index() -> None:
    """检索索引。"""


@index.command()
def rebuild() -> None:
    """另建索引并替换，草稿的也在内。"""
    with Progress(transient=True) as bar:
        task = bar.add_task("索引", total=None)
        count = worker.rebuild(lambda n: bar.update(task, completed=n))
        drafts = worker.rebuild(corpus=Corpus.IN_WORK)
    click.echo(f"{count} 个文档，草稿 {drafts} 个")


@index.command()
@as_json
def status(as_json: bool) -> None:
    """数量与最久未入索引的变更。"""
    now, found, drafts = timezone.now(), worker.status(), worker.status(Corpus.IN_WORK)
    oldest = found.oldest_pending
    result: dict[str, Any] = asdict(found) | {
        "oldest_pending_s": (now - oldest).total_seconds() if oldest else 0.0,
        "outdated": bool(found.fault),
        "drafts": {
            "documents": drafts.documents,
            "pending": drafts.pending,
            "fault": drafts.fault,
        },
    }
    lines = [f"文档 {found.documents}，待入索引 {found.pending}"]
    lines.append(drafts.fault or f"草稿 {drafts.documents}，待入索引 {drafts.pending}")
    if found.fault:
        lines.append(faults.unavailable(found.fault))
    if found.rebuilding is not None:
        lines.append(_("正在重建，已写入 %(count)s 个文档") % {"count": found.rebuilding})
    say(result, as_json, "\n".join(lines))


@index.command()
@as_json
def verify(as_json: bool) -> None:
    """与数据库对照，有差异时退出码为 1。"""
    differences = worker.verify(live_index())
    if generations.exists(Corpus.IN_WORK.path):  # begun when first asked for
        found = worker.verify(index_of(Corpus.IN_WORK), Corpus.IN_WORK)
        differences += [f"drafts: {line}" for line in found]
    say(
        {"ok": not differences, "differences": differences},
        as_json,
        "\n".join(differences) or "一致",
    )
    raise SystemExit(1 if differences else 0)


COMMANDS = [index]
