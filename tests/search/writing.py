"""Run by test_look_up in a process of its own, because there a thread writes the log.

`note NAME COUNT PAUSE` notes searches, each in a session NAME-n, and says when it did.
`ask NUMBER…` types each number at the desk key by key, then waits until it may end.
"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhixi.config.settings.dev")
django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from zhixi.accounts import actions as staff  # noqa: E402
from zhixi.accounts.models import Person  # noqa: E402
from zhixi.search import lookups  # noqa: E402
from zhixi.search.journal import EVERY  # noqa: E402
from zhixi.search.models import Mode, What  # noqa: E402


def note(name: str, count: int, pause: float) -> None:
    lin = Person(number="80217", name="林晓")
    for n in range(count):
        at, session = timezone.now(), f"{name}-{n}"
        lookups.record(
            by=lin, at=at, mode=Mode.DESK, session=session, query=f"第{n}问", corrected=None,
            filters={}, context={}, total=1, took_ms=1, listed=[(7, 1)],
        )  # fmt: skip
        lookups.used(by=lin, at=at, what=What.OPENED, session=session, number=7, version=1)
        print(session, time.time(), flush=True)
        time.sleep(pause)


def ask(numbers: list[str]) -> None:
    lin = staff.add_person(number="80217", name="林晓", roles=[], by=None, now=timezone.now())
    desk = Client(headers={"Host": "localhost"})
    desk.force_login(lin, backend="zhixi.accounts.backends.StaffBackend")
    for n, number in enumerate(numbers):
        for typed in range(1, len(number) + 1):
            given = {
                "q": f"卡片{number[:typed]}",
                "region": number,
                "call": "c-1",
                "s": f"typed-{n:03}",
            }
            assert (
                desk.get("/desk/search", given, headers={"HX-Request": "true"}).status_code == 200
            )
            lookups.journal.flush()
    time.sleep(2 * EVERY)
    print("written", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    if verb == "note":
        note(words[0], int(words[1]), float(words[2]))
    else:
        ask(words)
