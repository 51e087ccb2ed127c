"""Web server and index worker under one parent."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.core.management import call_command
from django.db import connection

POLL = 0.3  # seconds between looks at the outbox
GRACE = 8.0  # seconds that children get to end
BACK_OFF = 1.0


def serve(host: str, port: int, workers: int) -> None:
    """Run until SIGTERM or SIGINT; a child that dies is started again."""
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("clearsessions")
    connection.close()
    web = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--no-ws",
        "--log-level",
        "warning",
        "zhixi.config.wsgi:application",
    ]
    index = [sys.executable, "-m", "zhixi.config.serving"]
    _Parent([web, index]).run()


class _Parent:
    """Starts the children, watches them, ends them."""

    def __init__(self, commands: list[list[str]]) -> None:
        self.commands = commands
        self.ending = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        environment = os.environ | {"ZHIXI_PARENT": str(os.getpid())}
        children = [subprocess.Popen(c, env=environment) for c in self.commands]  # noqa: S603
        while not self.ending:
            time.sleep(0.2)
            for n, child in enumerate(children):
                if child.poll() is not None and not self.ending:
                    time.sleep(BACK_OFF)
                    children[n] = subprocess.Popen(self.commands[n], env=environment)  # noqa: S603
        for child in children:
            child.terminate()
        deadline = time.monotonic() + GRACE
        for child in children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.ending = True


def work() -> None:
    """The index worker's loop; ends with its parent."""
    running = True

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal running
        running = False

    from zhixi.intake.operator import index_now

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    parent = int(os.environ["ZHIXI_PARENT"])
    while running and os.getppid() == parent:
        index_now()
        time.sleep(POLL)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")
    django.setup()
    work()
