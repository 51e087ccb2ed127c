"""What can be submitted. A room above registers its kind; the gate never learns what it is."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from zhixi.approval.models import Decision, Submission

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change, told for the person who decides; `html` is safe."""

    title: str
    note: str
    parts: list[tuple[str, str]] = field(default_factory=list)


class Subject(Protocol):
    def makers(self, submission: Submission) -> frozenset[str]:
        """Staff numbers of all who had a hand in it, read anew."""

    def digest(self, submission: Submission) -> str:
        """The digest of what would take effect, computed anew from what is stored."""

    def changes(self, submission: Submission, start: int, stop: int) -> Iterable[Change]:
        """A page of what changes."""

    def warning(self, submission: Submission, now: dt.datetime) -> str:
        """What whoever decides should know of the moment at which it would take effect; mostly
        nothing."""

    def on_decided(self, decision: Decision, clock: Clock) -> dict[str, Any]:
        """Carry out a final decision in its transaction; returns facts for the audit chain."""


_subjects: dict[str, Subject] = {}


def register(kind: str, subject: Subject) -> None:
    _subjects[kind] = subject


def of(submission: Submission) -> Subject:
    return _subjects[submission.kind]
