"""The worker's rounds through documents that nobody has read yet.

Files come from anywhere: each is read in a process of its own, with bounds on memory and time,
while the loop goes on with the index.
"""

import datetime as dt
import json
import logging
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import IO

from zhixi.knowledge.files import store, texts
from zhixi.knowledge.models import File

SECONDS = 90.0  # for one document
LOOK = 5.0  # seconds between looks for more

log = logging.getLogger("zhixi.files")


@dataclass(slots=True)
class _Reading:
    digest: str
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    began: float


class Rounds:
    """One document at a time."""

    def __init__(self) -> None:
        self._reading: _Reading | None = None
        self._looked = -LOOK

    def round(self, now: dt.datetime) -> None:
        """See to the document that is being read, or begin with another."""
        if self._reading is not None:
            self._see_to(self._reading, now)
        elif time.monotonic() - self._looked >= LOOK:
            file = texts.claim(now)
            if file is None:
                self._looked = time.monotonic()
            else:
                self._reading = _begun(file)

    def end(self) -> None:
        """Whoever comes next begins anew with what was not finished."""
        if self._reading is not None:
            self._reading.process.kill()
            self._reading.process.wait()
            self._reading.said.close()
            texts.give_back(self._reading.digest)
            self._reading = None

    def _see_to(self, reading: _Reading, now: dt.datetime) -> None:
        if reading.process.poll() is None and time.monotonic() - reading.began < SECONDS:
            return
        if reading.process.poll() == 0:
            _learn(reading, now)
            reading.said.close()
            self._reading = None
        else:
            log.warning("a document could not be read", extra={"digest": reading.digest})
            self.end()


def _begun(file: File) -> _Reading:
    said = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it was read
    command = [sys.executable, "-m", "zhixi.lib.files.texts", file.suffix]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, str(store.place(file.pk))], stdout=said, stderr=subprocess.DEVNULL
    )
    return _Reading(file.pk, process, said, time.monotonic())


def _learn(reading: _Reading, now: dt.datetime) -> None:
    reading.said.seek(0)
    told = json.loads(reading.said.read())
    texts.learn(digest=reading.digest, pages=told["pages"], texts=told["texts"], now=now)


def read_all(now: dt.datetime) -> int:
    """Read every document that waits, one after the other; how many were begun."""
    count = 0
    while (file := texts.claim(now)) is not None:
        reading = _begun(file)
        try:
            if reading.process.wait(SECONDS) == 0:
                _learn(reading, now)
        except subprocess.TimeoutExpired:
            reading.process.kill()
            reading.process.wait()
        reading.said.close()
        count += 1
    return count
