"""The outboxes, the bank's own words, and the look-up log: what was asked, and what became of it."""

from enum import StrEnum

from django.db import models

from zhixi.accounts.models import Person


class Waiting(models.Model):
    """Written in the transaction of the change, removed when the index has learned it."""

    number = models.PositiveBigIntegerField(db_index=True)
    changed_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.number)


class Pending(Waiting):
    """What readers find of an article has changed."""


class PendingDraft(Waiting):
    """What is in work of an article has changed: saved, handed in, decided."""


class BankWord(models.Model):
    """What the bank adds to the package's tables: a line of synonyms, or a word of the lexicon."""

    class Kind(StrEnum):
        SYNONYM = "synonym"
        LEXICON = "lexicon"

    kind = models.CharField(max_length=10)
    line = models.CharField(max_length=200)
    why = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "line"], name="bank_word_kind_line_once")
        ]

    def __str__(self) -> str:
        return self.line


class Mode(StrEnum):
    """Where a look-up came from: typed at the desk, named in a page's address, or a program."""

    DESK = "desk"
    PAGE = "page"
    API = "api"


class What(StrEnum):
    """What became of an article in a list; docs/concepts.md says when each of them holds."""

    SHOWN = "shown"
    OPENED = "opened"
    COPIED = "copied"
    SOLVED = "solved"
    UNSOLVED = "unsolved"
    SUMMED_UP = "summed_up"
    LEFT = "left"


COUNTED = (What.SHOWN, What.OPENED, What.COPIED, What.SOLVED, What.UNSOLVED)


class LookUp(models.Model):
    """The last query of one person's search session. Personal numbers are covered in all texts.

    `listed` are the first hits in their order, each as [number, version].
    """

    session = models.CharField(max_length=40)
    person = models.CharField(max_length=20)
    at = models.DateTimeField()
    mode = models.CharField(max_length=10)
    query = models.CharField(max_length=200)
    corrected = models.CharField(max_length=200, blank=True)
    filters = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    call = models.CharField(max_length=80, blank=True)
    conversation = models.CharField(max_length=80, blank=True)
    total = models.PositiveIntegerField()
    took_ms = models.FloatField()
    listed = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="look_up_session_once")
        ]
        indexes = [
            models.Index(fields=["at"], name="look_up_at"),
            models.Index(fields=["call", "at"], name="look_up_call"),
        ]

    def __str__(self) -> str:
        return self.query


class Use(models.Model):
    """One thing that became of one article in a search session, told once.

    `position` counts the list from 1, 0 is outside it; `seconds` since the session's first key.
    Only that it was left is told each time, with the seconds that it stood on the screen.
    """

    session = models.CharField(max_length=40)
    person = models.CharField(max_length=20)
    at = models.DateTimeField()
    number = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField()
    what = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True)
    call = models.CharField(max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person", "number", "what"],
                condition=~models.Q(what=What.LEFT),
                name="use_in_session_once",
            )
        ]
        indexes = [
            models.Index(fields=["what", "at"], name="use_what_at"),
            models.Index(fields=["number", "at"], name="use_number_at"),
            models.Index(fields=["call", "at"], name="use_call"),
            models.Index(fields=["person", "at"], name="use_person_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.what}"


class Tally(models.Model):
    """How often an article was shown, opened, … on one day of the bank's zone; names nobody."""

    day = models.DateField()
    number = models.PositiveBigIntegerField()
    shown = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    copied = models.PositiveIntegerField(default=0)
    solved = models.PositiveIntegerField(default=0)
    unsolved = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "number"], name="tally_day_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.number}"


class QueryPlace(models.Model):
    """Derived: the section that a query in vain belongs to, nothing where it cannot be told."""

    query = models.CharField(max_length=200, unique=True)
    section = models.PositiveBigIntegerField(null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.query
