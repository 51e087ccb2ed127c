"""How fast and how right the desk's function is, on a scratch installation of its own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from zhixi.config.cli.options import as_json, say
from zhixi.intake.speedbase import loading, timing
from zhixi.search import worker

_STEPS = ("load", "time")
_ORDER = ("articles", "build_s", "index_mb", "rss_mb", "search", "suggest", "like", "hit@1")


@click.command()
@click.option(
    "--articles", type=click.IntRange(100, 2_000_000), default=100_000, help="造多少条知识。"
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    help="把测速用的库留在这个文件夹，可用 ZHIXI_VAR 指向它再启动 zhixi serve。",
)
@as_json
def speed(articles: int, keep: Path | None, as_json: bool) -> None:
    """在自造的大库上测知识台检索的快慢与准确率。"""
    with _ended_in_order(), _folder(keep) as folder:
        told: dict[str, Any] = {"articles": articles}
        for name in _STEPS:
            told |= _apart(folder, name, articles)
    result = {key: told[key] for key in _ORDER}
    say(result, as_json, "\n".join(f"{key}: {value}" for key, value in result.items()))


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """SIGTERM ends the step that is running and removes the folder, as Ctrl-C does."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """The folder to keep, or one that is gone afterwards."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="zhixi-speed-") as name:
            yield Path(name)
        return
    if keep.exists() and any(keep.iterdir()):
        raise click.UsageError(_("文件夹 %(path)s 不是空的。") % {"path": keep})
    yield keep


def _apart(folder: Path, name: str, articles: int) -> dict[str, Any]:
    """A step in a process of its own, which knows no installation but the scratch one."""
    others = {k: v for k, v in os.environ.items() if not k.startswith(("ZHIXI_", "DJANGO_"))}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "zhixi.config.cli", "measure", "speed-step", name, str(articles)],
        env=others | {"ZHIXI_VAR": str(folder.absolute()), "ZHIXI_LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(_("测速未完成。"))
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@click.command("speed-step", hidden=True)
@click.argument("name", type=click.Choice(_STEPS))
@click.argument("articles", type=int)
def step(name: str, articles: int) -> None:
    """测速的一步，由 measure speed 启动。"""
    told = _loaded(articles) if name == "load" else _timed(articles)
    click.echo(json.dumps(told))


def _loaded(articles: int) -> dict[str, Any]:
    with _bar("造库", articles) as progress:
        loading.load(articles, timezone.now(), progress)
    began = time.perf_counter()
    with _bar("索引", articles) as progress:
        worker.rebuild(progress)
    return {"build_s": round(time.perf_counter() - began, 2)}


def _timed(articles: int) -> dict[str, Any]:
    with _bar("检索", None) as progress:
        return timing.measure(articles, progress)


@contextlib.contextmanager
def _bar(name: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on the error stream; standard output belongs to the result."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    with Progress(
        *columns, transient=True, console=console, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(name, total=total)
        yield lambda n: bar.update(task, completed=n)
