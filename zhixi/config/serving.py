"""Web server and index worker under one parent."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from zhixi.accounts.staff import leaving
from zhixi.config.tidying import EVERY, tidy
from zhixi.knowledge import unfound
from zhixi.knowledge.files import reading
from zhixi.search import Corpus, WriterBusy
from zhixi.search import worker as index

WATCH = 0.2  # seconds between looks at the children
POLL = 0.3  # seconds between looks at the outbox
LEAVING = 20.0  # seconds between looks for somebody who has left
GRACE = 8.0  # seconds that children get to end
HEALTHY = 60.0  # seconds after which a child's earlier deaths are forgotten
LONGEST_PAUSE = 30.0  # seconds before a child that keeps dying is started again
PR_SET_PDEATHSIG = 1  # Linux, sys/prctl.h


def serve(host: str, port: int, workers: int) -> None:
    """Run until SIGTERM or SIGINT; a child that dies is started again."""
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()
    counters = Path(settings.VAR) / "metrics"
    shutil.rmtree(counters, ignore_errors=True)  # numbers of processes that are gone
    counters.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counters)
    _Parent([_Child(_web(host, port, workers)), _Child(_worker())]).run()


def _web(host: str, port: int, workers: int) -> list[str]:
    flags = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        # More than one: a batch that is approved takes seconds, and the desk must go on meanwhile.
        "--blocking-threads": "4",
        "--workers-kill-timeout": "6",
        "--log-level": "warning",
    }
    pairs = [word for pair in flags.items() for word in pair]
    return [sys.executable, "-m", "granian", *pairs, "--no-ws", "zhixi.config.wsgi:application"]


def _worker() -> list[str]:
    return [sys.executable, "-m", "zhixi.config.cli", "worker", "--parent", str(os.getpid())]


def _end_with_parent() -> None:
    """Ask Linux for a SIGTERM when the parent dies, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class _Child:
    """A command that is kept running, in a process group of its own."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.pause = 1.0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.due: float | None = None
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def watch(self) -> None:
        """Start it again when it died, later each time while it keeps dying."""
        now = time.monotonic()
        if self.due is not None:
            if now >= self.due:
                self.start()
        elif self.process.poll() is not None:
            self.kill()
            lived = now - self.started
            self.pause = 1.0 if lived > HEALTHY else min(self.pause * 2, LONGEST_PAUSE)
            self.due = now + self.pause

    def end(self, deadline: float) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.1, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """The whole group, so that nothing left over keeps the port."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


class _Parent:
    """Starts the children, watches them, ends them."""

    def __init__(self, children: list[_Child]) -> None:
        self.children = children
        self.ending = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while not self.ending:
            time.sleep(WATCH)
            for child in self.children:
                child.watch()
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.end(deadline)

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True


def work(parent: int) -> None:
    """The worker's loop, which indexes, reads attachments, hands over and tidies; ends with its parent, and never in the middle of a commit."""
    ending = False

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal ending
        ending = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    tidied, looked = -EVERY, -LEAVING
    upkeeps, documents = [index.Upkeep(corpus) for corpus in Corpus], reading.Rounds()
    placing = unfound.Rounds()
    while not ending and os.getppid() == parent:
        if time.monotonic() - tidied >= EVERY:
            tidy(timezone.now())
            tidied = time.monotonic()
        if time.monotonic() - looked >= LEAVING:
            leaving.carry_out(timezone.now())
            looked = time.monotonic()
        learnt = 0
        for upkeep in upkeeps:
            with contextlib.suppress(WriterBusy):
                learnt += upkeep.round()
        documents.round(timezone.now())
        placing.round(timezone.now())
        if not learnt:
            time.sleep(POLL)
    documents.end()
