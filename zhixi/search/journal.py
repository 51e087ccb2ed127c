"""How the look-up log is written: a queue in memory, and a thread that empties it in batches.

A request only puts its row into the queue. What the queue holds is lost when the process is
killed: at most what was put in during the last `EVERY` seconds, and what was being written.
"""

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable

from django.db import OperationalError, connections, transaction
from django.utils import timezone
from prometheus_client import Counter as Metric

from zhixi.search.models import COUNTED, LookUp, Use, What
from zhixi.search.router import LOG

EVERY = 0.5  # seconds between two batches
SELDOM = 600.0  # seconds between two looks at what is popular
MOST = 10_000  # rows that wait in one process, about 20 MB

Row = LookUp | Use

log = logging.getLogger(__name__)
_lost = Metric("zhixi_lookups_lost", "Rows of the look-up log that were dropped unwritten.")

_ADD = (
    "INSERT INTO search_tally (day, number, shown, opened, copied, solved, unsolved) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (day, number) DO UPDATE SET "
    + ", ".join(f"{what} = {what} + excluded.{what}" for what in COUNTED)
)


class Journal:
    """Rows on their way into the log of one process."""

    def __init__(
        self,
        *,
        background: bool = True,
        most: int = MOST,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self.background = background
        self.meanwhile = meanwhile
        self._waiting: deque[Row] = deque(maxlen=most)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._troubled = False

    def put(self, row: Row) -> None:
        """Never waits: the oldest row makes room when the queue is full."""
        with self._lock:
            if len(self._waiting) == self._waiting.maxlen:
                _lost.inc()
            self._waiting.append(row)
            # A thread does not live on in a forked process.
            idle = self._thread is None or not self._thread.is_alive()
            if self.background and idle:
                # Not a daemon, as the server's own threads would make it: the process waits.
                self._thread = threading.Thread(target=self._run, name="look-ups", daemon=False)
                self._thread.start()

    def flush(self) -> None:
        """Write all that waits, in one transaction; a file that cannot be written now is tried
        again with the next batch."""
        with self._lock:
            rows = list(self._waiting)
            self._waiting.clear()
        if not rows:
            return
        try:
            _write(rows)
            self._troubled = False
        except OperationalError as error:
            if not self._troubled:  # twice a second would flood the log of the server
                log.warning("look-up log not written, is tried again and again: %s", error)
            self._troubled = True
            connections[LOG].close()
            self._back(rows)
        except Exception:
            log.exception("look-up log: %d rows given up", len(rows))
            _lost.inc(len(rows))

    def _back(self, rows: list[Row]) -> None:
        with self._lock:
            every = [*rows, *self._waiting]
            self._waiting = deque(every, maxlen=self._waiting.maxlen)
            _lost.inc(len(every) - len(self._waiting))

    def _run(self) -> None:
        """Until the process ends, and then once more: servers that fork skip `atexit`."""
        looked = -SELDOM
        while threading.main_thread().is_alive():
            time.sleep(EVERY)
            self.flush()
            if time.monotonic() - looked >= SELDOM:
                self._look_back()
                looked = time.monotonic()
        self.flush()
        connections[LOG].close()

    def _look_back(self) -> None:
        try:
            self.meanwhile()
        except OperationalError as error:
            log.warning("look-up log not read: %s", error)


def _write(rows: list[Row]) -> None:
    with transaction.atomic(using=LOG):
        _keep_look_ups([row for row in rows if isinstance(row, LookUp)])
        _keep_uses([row for row in rows if isinstance(row, Use)])


def _keep_look_ups(rows: list[LookUp]) -> None:
    """The last query of a session wins, whichever process is first to write."""
    last = {(row.session, row.person): row for row in sorted(rows, key=lambda row: row.at)}
    there = LookUp.objects.filter(session__in={session for session, _person in last})
    for session, person, at in there.values_list("session", "person", "at"):
        row = last.get((session, person))
        if row and row.at < at:
            del last[session, person]
    keys = ["session", "person"]
    others = [f.name for f in LookUp._meta.local_concrete_fields if f.name not in {"id", *keys}]
    LookUp.objects.bulk_create(
        last.values(), 500, update_conflicts=True, unique_fields=keys, update_fields=others
    )


def _keep_uses(rows: list[Use]) -> None:
    """The first of a kind in a session is kept; what was told before is not told again."""
    new: dict[tuple[str, str, int, str], Use] = {}
    Use.objects.bulk_create([row for row in rows if row.what == What.LEFT], 500)
    for row in rows:
        if row.what != What.LEFT:
            new.setdefault((row.session, row.person, row.number, row.what), row)
    there = Use.objects.filter(session__in={row.session for row in rows})
    for told in there.values_list("session", "person", "number", "what"):
        new.pop(told, None)
    Use.objects.bulk_create(new.values(), 500)
    _add_up(new.values())


def _add_up(rows: Iterable[Use]) -> None:
    counts = Counter((timezone.localdate(row.at), row.number, row.what) for row in rows)
    places = {(day, number) for day, number, _what in counts}
    sums: list[list[str | int]] = [
        [day.isoformat(), number, *(counts[day, number, what] for what in COUNTED)]
        for day, number in sorted(places)
    ]
    with connections[LOG].cursor() as cursor:
        cursor.executemany(_ADD, sums)
