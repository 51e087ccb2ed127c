"""Verbs about knowledge: search, read, approve, index, measure."""

import datetime as dt
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from rich.progress import Progress

from zhixi.accounts.models import Person
from zhixi.api.v1 import shapes
from zhixi.approval import actions as gate
from zhixi.approval import subjects
from zhixi.approval.models import Decision, Submission
from zhixi.approval.queries import next_step
from zhixi.config.cli.options import Moment, Staff, absent, as_json, say
from zhixi.intake.operator import index_now, operator
from zhixi.knowledge import finding, queries
from zhixi.search import live, worker
from zhixi.search.measuring import measure_retrieval


@click.command()
@click.argument("query")
@click.option("--limit", default=10)
@click.option(
    "--as", "person", type=Staff(), help="以此人的权限检索；缺省为运维人员，可见全部栏目。"
)
@click.option("--at", type=Moment())
@click.option("--mode", type=click.Choice(["lexical", "hybrid"]), default="lexical")
@click.option("--explain", is_flag=True)
@as_json
def search(
    query: str,
    limit: int,
    person: Person | None,
    at: dt.datetime | None,
    mode: str,
    explain: bool,
    as_json: bool,
) -> None:
    """检索，与知识台同一函数。"""
    if mode == "hybrid":
        absent()
    now = timezone.now()
    found = finding.find(query, person or operator(now), at or now, limit=limit)
    lines = [
        f"{h.number:>7}  {h.label}  {h.title}  〔{h.why}〕\n         {h.answer}" for h in found.hits
    ]
    say(shapes.found(found, explain=explain), as_json, "\n".join(lines))


@click.command()
@click.argument("number", type=int)
@click.option("--as", "person", type=Staff())
@click.option("--at", type=Moment())
@as_json
def article(number: int, person: Person | None, at: dt.datetime | None, as_json: bool) -> None:
    """一条知识，如此人在该时点所见。"""
    now = timezone.now()
    reading = queries.read_then(number, person or operator(now), at or now)
    parts = [f"{part.label}：{part.text}" for part in reading.content.parts()]
    head = f"{reading.number} {reading.content.title} v{reading.n}"
    say(shapes.article(reading), as_json, "\n".join([head, *parts]))


@click.command()
@click.argument("number", type=int)
@click.option("--by", "person", type=Staff(), required=True)
@click.option("--digest", required=True)
@click.option("--return", "reason", default="")
@as_json
def approve(number: int, person: Person, digest: str, reason: str, as_json: bool) -> None:
    """确认或退回一份提交。"""
    submission = Submission.objects.filter(pk=number).first()
    step = next_step(submission) if submission else None
    verdict = Decision.Verdict.RETURN if reason else Decision.Verdict.APPROVE
    decision = gate.decide(
        submission=number,
        step=step.n if step else 1,
        by=person,
        seen_digest=digest,
        verdict=verdict,
        reason=reason,
    )
    index_now()
    result = {"submission": number, "verdict": decision.verdict, "at": decision.at.isoformat()}
    say(result, as_json, f"{number} {decision.get_verdict_display()}")


@click.command()
@click.argument("number", type=int)
@click.option("--limit", default=20)
@as_json
def submission(number: int, limit: int, as_json: bool) -> None:
    """一份提交改了什么，以及确认它所需的摘要。"""
    found = Submission.objects.get(pk=number)
    changes = list(subjects.of(found).changes(found, 0, limit))
    shown = [
        f"{c.title}（{c.note}）\n" + "\n".join(f"  {a}：{b}" for a, b in c.parts) for c in changes
    ]
    result = {
        "submission": number,
        "digest": found.digest,
        "size": found.size,
        "changes": [asdict(c) for c in changes],
    }
    say(result, as_json, "\n".join([found.digest, *shown]))


@click.group()
def index() -> None:
    """检索索引。"""


@index.command()
def rebuild() -> None:
    """另建一份索引并替换。"""
    with Progress(transient=True) as bar:
        task = bar.add_task("索引", total=None)
        count = worker.rebuild(lambda n: bar.update(task, completed=n))
    click.echo(f"{count} 个文档")


@index.command()
@as_json
def status(as_json: bool) -> None:
    """数量与最久未入索引的变更。"""
    now, found = timezone.now(), worker.status()
    oldest = found.oldest_pending
    result: dict[str, Any] = asdict(found) | {
        "oldest_pending_s": (now - oldest).total_seconds() if oldest else 0.0
    }
    say(result, as_json, f"文档 {found.documents}，待入索引 {found.pending}")


@index.command()
@as_json
def verify(as_json: bool) -> None:
    """与数据库对照，有差异时退出码为 1。"""
    differences = worker.verify(live.live_index())
    say(
        {"ok": not differences, "differences": differences},
        as_json,
        "\n".join(differences) or "一致",
    )
    raise SystemExit(1 if differences else 0)


@click.group()
def measure() -> None:
    """测量。"""


@measure.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--phrasings", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--mode", type=click.Choice(["lexical", "hybrid"]), default="lexical")
@as_json
def retrieval(folder: Path, phrasings: Path | None, mode: str, as_json: bool) -> None:
    """在判定集上的准确率。"""
    if mode == "hybrid":
        absent()
    result = measure_retrieval(folder, phrasings)
    say(result, as_json, "\n".join(f"{key}: {value}" for key, value in result.items()))


def _later(name: str) -> click.Command:
    @click.command(name, context_settings={"ignore_unknown_options": True})
    @click.argument("rest", nargs=-1)
    def verb(rest: tuple[str, ...]) -> None:
        absent()

    verb.help = "后续版本提供。"
    return verb


for _name in ("speed", "items", "calls"):
    measure.add_command(_later(_name))

COMMANDS = [search, article, approve, submission, index, measure, _later("report")]
