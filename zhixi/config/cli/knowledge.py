"""Verbs about knowledge: search, read, measure."""

import datetime as dt
from pathlib import Path

import click
from django.utils import timezone

from zhixi.accounts.models import Person
from zhixi.api.v1 import shapes
from zhixi.config.cli.options import NUMBER, Moment, Staff, absent, as_json, later, say
from zhixi.config.cli.speed import speed, step
from zhixi.intake.operator import operator
from zhixi.knowledge import finding, queries
from zhixi.search.measuring import measure_retrieval


@click.command()
@click.argument("query")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, help="最多几条。")
@click.option(
    "--as", "person", type=Staff(), help="以此人的权限检索；缺省为运维人员，可见全部栏目。"
)
@click.option("--at", type=Moment(), help="检索该时点生效的知识。")
@click.option("--mode", type=click.Choice(["lexical", "hybrid"]), default="lexical")
@click.option("--explain", is_flag=True, help="附上排序所依据的各项分值。")
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
@click.argument("number", type=NUMBER)
@click.option("--as", "person", type=Staff(), help="此人当时所见；缺省为运维人员。")
@click.option("--at", type=Moment(), help="时点，缺省为现在。")
@as_json
def article(number: int, person: Person | None, at: dt.datetime | None, as_json: bool) -> None:
    """一条知识，如此人在该时点所见。"""
    now = timezone.now()
    reading = queries.read_then(number, person or operator(now), at or now)
    parts = [f"{part.label}：{part.text}" for part in reading.content.parts()]
    head = f"{reading.number} {reading.content.title} v{reading.n}"
    say(shapes.article(reading), as_json, "\n".join([head, *parts]))


@click.group()
def measure() -> None:
    """测量。"""


@measure.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--phrasings",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="另一判定集，其已判问法先作为相似问加入。",
)
@click.option("--mode", type=click.Choice(["lexical", "hybrid"]), default="lexical")
@as_json
def retrieval(folder: Path, phrasings: Path | None, mode: str, as_json: bool) -> None:
    """在判定集上的准确率。"""
    if mode == "hybrid":
        absent()
    result = measure_retrieval(folder, phrasings)
    say(result, as_json, "\n".join(f"{key}: {value}" for key, value in result.items()))


for _command in (speed, step, later("items"), later("calls")):
    measure.add_command(_command)

COMMANDS = [search, article, measure]
