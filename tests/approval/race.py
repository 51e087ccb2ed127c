"""Run by test_race in a process of its own: two hands on each submission at one instant.

Prints how often exactly one of them won.
"""

import sys
import threading

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.knowledge import factory  # noqa: E402
from zhixi.accounts import actions as staff  # noqa: E402
from zhixi.accounts.models import Person  # noqa: E402
from zhixi.approval import actions as gate  # noqa: E402
from zhixi.approval.models import Decision, Submission  # noqa: E402
from zhixi.knowledge.models import Publication  # noqa: E402


def hands(submission: Submission, people: list[Person]) -> list[str]:
    """What each of the people got for deciding at the same moment."""
    together = threading.Barrier(len(people))
    outcomes: list[str] = []

    def decide(person: Person) -> None:
        together.wait()
        try:
            gate.decide(
                submission=submission.pk,
                step=1,
                by=person,
                seen_digest=submission.digest,
                verdict="approve",
            )
            outcomes.append("won")
        except gate.UnableToDecide:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def main(times: int) -> None:
    call_command("migrate", verbosity=0)
    now = timezone.now()
    roles = {"70011": "author", "20140": "confirmer", "20141": "confirmer"}
    zhao, *confirmers = (
        staff.add_person(number=number, name=number, roles=[role], by=None, now=now)
        for number, role in roles.items()
    )
    right = 0
    for n in range(times):
        submission = factory.submitted(by=zhao, at=now, title=f"信用卡丢了怎么挂失{n}")
        right += hands(submission, confirmers) == ["refused", "won"]
    kept = Decision.objects.count(), Publication.objects.count()
    print(right, *kept)


main(int(sys.argv[1]))
