"""Workers that commit without end, to be killed: `python -m tests.search.committing`.

For each line that it reads it starts another, when the one before is dead. That prints its
process number; what differs between index and shelf, before and after it has learnt what
waits; then a line for each commit.
"""

import json
import os
import random
import sys
from collections.abc import Iterable, Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")
django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.search.making import document  # noqa: E402
from zhixi.lib.db import writing  # noqa: E402
from zhixi.search import Corpus, Document, index_of, outbox, worker  # noqa: E402

NUMBERS = range(200)
CORPUS = Corpus[os.environ.get("CORPUS", "STANDING")]


class Shelf:
    """A source that is a table: a number and how often it was changed."""

    def documents(self, numbers: Iterable[int]) -> Iterator[Document]:
        for number, version in self._rows():
            if number in set(numbers):
                yield document(f"第{number}号业务怎么办理", number=number, version=version)

    def numbers(self) -> Iterable[int]:
        return [number for number, _version in self._rows()]

    def _rows(self) -> list[tuple[int, int]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, version FROM shelf")
            return cursor.fetchall()


def build() -> None:
    with connection.cursor() as cursor, writing():
        cursor.execute("CREATE TABLE IF NOT EXISTS shelf (number INTEGER, version INTEGER)")
        cursor.execute("SELECT count(*) FROM shelf")
        if not cursor.fetchone()[0]:
            cursor.executemany("INSERT INTO shelf VALUES (%s, 0)", [(n,) for n in NUMBERS])
            outbox.changed(NUMBERS, timezone.now(), CORPUS)


def change() -> None:
    some = random.sample(NUMBERS, 20)
    with connection.cursor() as cursor, writing():
        cursor.executemany("UPDATE shelf SET version = version + 1 WHERE number = %s",
                           [(n,) for n in some])  # fmt: skip
        outbox.changed(some, timezone.now(), CORPUS)


def differences() -> list[str]:
    before = worker.verify(index_of(CORPUS), CORPUS)
    while worker.keep_up(CORPUS):
        pass
    return before + worker.verify(index_of(CORPUS), CORPUS)


def work() -> None:
    print(os.getpid(), flush=True)
    print(json.dumps(differences()), flush=True)
    while True:
        change()
        worker.keep_up(CORPUS)
        print("committed", flush=True)


if __name__ == "__main__":
    CORPUS.sources[:] = [Shelf()]
    build()
    connection.close()
    for _line in sys.stdin:
        if (child := os.fork()) == 0:
            work()
        os.waitpid(child, 0)
        print("dead", flush=True)
